-- case_classify: the field and the commune of a case, as a person sees them
select * from pakn.case_classify(:digest, :tenant, :operation_id, :body_hash, :event_id, :id, :version, :area_code, :reason, :category)
