-- oidc_provider_show: what is needed to speak with a sign-on service
select issuer, client_id, redirect_uri, scopes, account_claim, audience, secret_name
from pakn.oidc_provider_show(:tenant, :provider)
