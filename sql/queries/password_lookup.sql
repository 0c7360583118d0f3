-- password_lookup: what a change of one's own password needs
select setting, words, wait from pakn.password_lookup(:digest, :tenant)
