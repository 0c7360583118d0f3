-- oidc_login_begin: notes that a browser has gone to a sign-on service
select pakn.oidc_login_begin(:tenant, :provider, :state_digest, :browser_digest, :return_path)
