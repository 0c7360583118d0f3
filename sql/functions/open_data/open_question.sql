-- open_question: a question that everybody may ask: of a period, as things stand now.
-- Raises: PK422 as stats_question
create or replace function pakn.open_question(p_tenant int, p_period text, p_group text)
returns pakn.stats_question
language plpgsql stable
as $$
begin
	return pakn.stats_question(p_tenant, coalesce(p_period, pakn.open_period(p_tenant)), null, null, p_group => coalesce(p_group, 'level'));
end $$;
