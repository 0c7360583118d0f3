-- factor_secret: the sealed secret against which a code is checked
select secret, wait from pakn.factor_secret(:digest, :tenant, :use)
