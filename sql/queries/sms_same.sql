-- sms_same: a report that was made of the same message
select code from pakn.sms_same(:digest, :tenant, :phone_hash, :text, :at)
