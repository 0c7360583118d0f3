-- case_history_page: the events of a case with their seals, and who held the clock
select * from pakn.case_history_page(:digest, :tenant, :id, :cursor, :limit, :lang)
