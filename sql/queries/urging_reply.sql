-- urging_reply: what the agency replies
select * from pakn.urging_reply(:digest, :tenant, :operation_id, :body_hash, :entry, :text)
