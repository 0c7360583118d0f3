-- citizen_code_begin: a new code for a phone, or how long one has to wait first
select pakn.citizen_code_begin(:tenant, :phone_hash, :code_digest, :address::inet, :minutes) as wait
