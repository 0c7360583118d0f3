-- report_submit: a batch of reports; batch.c makes the arrays
select ordinal, status, problem, body from pakn.report_submit(:digests, :tenant, :report_ids, :event_ids, :codes,
	:key_digests, :body_hashes, :secret_digests, :channels, :kinds, :categories, :descriptions, :lats, :lons,
	:addresses, :area_codes, :observed_ats, :names, :phones, :emails, :on_behalf_of, :phone_hashes,
	:email_hashes, :allow_call, :consents, :anonymous, :publish, :attributes, :call_ids,
	:dated_ats, :lenient, :key_of, :attachments)
