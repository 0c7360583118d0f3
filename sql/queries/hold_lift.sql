-- hold_lift: lifts a hold
select * from pakn.hold_lift(:digest, :tenant, :entry)
