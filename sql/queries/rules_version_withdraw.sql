-- rules_version_withdraw: takes back a version that waits
select * from pakn.rules_version_withdraw(:digest, :tenant, :number)
