-- template_put: the words of a notice
select * from pakn.template_put(:digest, :tenant, :notice, :lang, :subject, :body, :version, :none_match)
