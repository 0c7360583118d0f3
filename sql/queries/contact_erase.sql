-- contact_erase: forgets the sender of a report
select * from pakn.contact_erase(:digest, :tenant, :event_id, :code)
