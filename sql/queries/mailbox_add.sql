-- mailbox_add: a mailbox of an agency
select * from pakn.mailbox_add(:digest, :tenant, :agency, :email, :phone, :events, :lang)
