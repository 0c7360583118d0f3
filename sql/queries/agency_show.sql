-- agency_show: one's own agency
select * from pakn.agency_show(:digest, :tenant)
