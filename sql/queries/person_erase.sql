-- person_erase: forgets a person
select * from pakn.person_erase(:digest, :tenant, :operation_id, :body_hash, :phone_hash, :email_hash,
	:mentions, :reason, :asked_by, :ground)
