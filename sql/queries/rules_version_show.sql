-- rules_version_show: a version of the rules
select * from pakn.rules_version_show(:digest, :tenant, :number)
