-- urging_make: urges agencies to answer overdue cases
select * from pakn.urging_make(:digest, :tenant, :operation_id, :body_hash, :agency, :cases, :reply_by, :text)
