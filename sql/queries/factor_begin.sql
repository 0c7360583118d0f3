-- factor_begin: keeps the sealed secret of a new authenticator
select account, issuer from pakn.factor_begin(:digest, :tenant, :secret, :password_hash)
