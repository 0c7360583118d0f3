-- person_open: all of one person, sealed
select status, problem, body, report_id, name, phone, email, on_behalf_of
from pakn.person_open(:digest, :tenant, :purpose, :phone_hash, :email_hash, :reason)
