-- oidc_login_take: takes a sign-in that comes back
select issuer, client_id, redirect_uri, scopes, account_claim, audience, secret_name, return_path
from pakn.oidc_login_take(:tenant, :provider, :state_digest, :browser_digest, :taker)
