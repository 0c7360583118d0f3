-- look_list: who looked at who reported
select * from pakn.look_list(:digest, :tenant, :from, :to, :report, :username, :purpose, :cursor, :limit)
