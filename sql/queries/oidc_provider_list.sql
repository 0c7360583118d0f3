-- oidc_provider_list: the sign-on services of a province
select * from pakn.oidc_provider_list(:tenant, :lang)
