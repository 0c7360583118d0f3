-- report_flag: says that something public should not be
select * from pakn.report_flag(:asker, :tenant, :flagger, :event_id, :code, :item, :attachment, :reason, :note)
