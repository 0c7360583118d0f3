-- rules_version_changes: what a version has other than another
select * from pakn.rules_version_changes(:digest, :tenant, :number, :since)
