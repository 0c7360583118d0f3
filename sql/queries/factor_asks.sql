-- factor_asks: whether a password is asked for before an authenticator, and how it is hashed
select setting, wait from pakn.factor_asks(:digest, :tenant)
