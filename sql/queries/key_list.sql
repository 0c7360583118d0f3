-- key_list: the API keys of the province
select * from pakn.key_list(:digest, :tenant)
