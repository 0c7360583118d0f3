-- promise_list: what was promised in answers and is not done
select * from pakn.promise_list(:digest, :tenant, :state, :cursor, :limit)
