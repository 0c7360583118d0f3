-- template_list: the words of all notices
select * from pakn.template_list(:digest, :tenant)
