-- identity_show: who sent a report, sealed
select status, problem, body, report_id, name, phone, email, on_behalf_of
from pakn.identity_show(:digest, :tenant, :event_id, :id, :reason)
