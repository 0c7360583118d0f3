-- rules_check: what is to be known of the rules
select * from pakn.rules_check(:digest, :tenant, :at)
