-- rules_dry_run: what other rules would have made of past reports
select * from pakn.rules_dry_run(:digest, :tenant, :rules, coalesce(:whole::boolean, false), :since, :until, coalesce(:cases::boolean, false))
