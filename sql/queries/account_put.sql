-- account_put: makes or changes an account
select * from pakn.account_put(:digest, :tenant, :username, :name, :role, :agency, :active, :version, :none_match)
