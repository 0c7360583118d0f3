-- readiness: the newest migration in the database; readiness compares it with the binary's
select readiness from pakn.readiness()
