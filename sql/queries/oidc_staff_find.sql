-- oidc_staff_find: whose account somebody has whom a sign-on service names
select staff_id from pakn.oidc_staff_find(:tenant, :provider, :subject, :account)
