-- template_preview: what a notice would say
select * from pakn.template_preview(:digest, :tenant, :notice, :lang, :subject, :body, :public_url)
