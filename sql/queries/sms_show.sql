-- sms_show: how a report stands, for a message
select status, agency, due, answer from pakn.sms_show(:digest, :tenant, :code, :phone_hash)
