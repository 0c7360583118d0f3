-- case_templates: words to begin an answer with, filled with the facts of a case
select * from pakn.case_templates(:digest, :tenant, :id, :outcome, :planned_on)
