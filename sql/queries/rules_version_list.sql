-- rules_version_list: versions of the rules
select * from pakn.rules_version_list(:digest, :tenant, :cursor, :limit)
