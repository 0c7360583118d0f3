-- consent_show: what a sender is asked to agree to
select * from pakn.consent_show(:tenant)
