-- outbox_standing: how notices stand
select * from pakn.outbox_standing()
