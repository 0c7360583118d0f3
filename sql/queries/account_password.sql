-- account_password: a password for one sign-in
select * from pakn.account_password(:digest, :tenant, :username, :password_hash)
