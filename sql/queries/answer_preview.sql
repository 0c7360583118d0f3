-- answer_preview: what an answer would be, and what it lacks
select * from pakn.answer_preview(:digest, :tenant, :id, :template, :text, :outcome, :planned_on, :attachments, :lang)
