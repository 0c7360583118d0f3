-- outcome_name: what came of a report, in words; of what is planned with the day, where it is given.
create or replace function pakn.outcome_name(p_outcome text, p_planned_on date default null, p_lang text default 'vi')
returns text
language plpgsql stable
as $$
begin
	return (
		select case when p_lang = 'en' then concat_ws(' ', o.name_en, 'for ' || to_char(p_planned_on, 'FMDD FMMonth YYYY'))
			else concat_ws(', ', o.name, 'xong trước hết ngày ' || to_char(p_planned_on, 'DD/MM/YYYY')) end
		from pakn.outcome o
		where o.outcome = p_outcome);
end $$;
