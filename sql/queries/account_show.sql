-- account_show: one account
select * from pakn.account_show(:digest, :tenant, :username)
