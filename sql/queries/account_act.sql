-- account_act: an administrator's act on an account
select * from pakn.account_act(:digest, :tenant, :username, :action)
