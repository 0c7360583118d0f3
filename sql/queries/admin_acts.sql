-- admin_acts: what administrators changed
select * from pakn.admin_acts(:digest, :tenant, :noun, :key, :who, :from, :to, :cursor, :limit)
