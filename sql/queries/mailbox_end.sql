-- mailbox_end: ends a mailbox
select * from pakn.mailbox_end(:digest, :tenant, :mailbox)
