-- stats_summary_targets: how many targets are met, and which are not: those of the province first, ten at the most by name.
create or replace function pakn.stats_summary_targets(q pakn.stats_question, p_rows jsonb, p_lang text)
returns setof text
language plpgsql stable
as $$
declare
	en constant boolean := p_lang = 'en';
begin
	return query
		with told as (
			select t.*, f.kind, coalesce(case when en then f.title_en else f.title_vi end, t.figure) as title,
				row_number() over (partition by t.state order by t.code nulls first, t.figure) as place
			from pakn.stats_targets(q, p_rows) t left join pakn.stats_figures() f on f.figure = t.figure
		), counted as (
			select count(*) as n, count(*) filter (where state = 'met') as met, count(*) filter (where state = 'not_met') as not_met,
				count(*) filter (where state = 'no_formula') as none
			from told
		)
		select '- ' || case when c.n = 0 then case when en then 'None is set.' else 'Chưa đặt chỉ tiêu nào cho kỳ này.' end
			else format(case when en then '%s met, %s not met, %s without a formula.' else '%s đạt, %s không đạt, %s không có công thức tính.' end, c.met, c.not_met, c.none) end
		from counted c
		union all
		(select format('- ' || case when en then 'Not met: %s: %s %s, to be %s %s.' else 'Không đạt: %s: %s %s, chỉ tiêu %s %s.' end,
			coalesce(regexp_replace(t.name, '\s+', ' ', 'g'), case when en then 'the province' else 'toàn tỉnh' end), lower(left(t.title, 1)) || substr(t.title, 2),
			pakn.stats_number(t.kind, t.achieved, p_lang), case t.goal when 'at_least' then case when en then 'at least' else 'từ' end
				else case when en then 'at most' else 'không quá' end end, pakn.stats_number(t.kind, to_jsonb(t.target), p_lang))
		from told t
		where t.state = 'not_met' and t.place <= 10
		order by t.place)
		union all
		select format('- ' || case when en then '%s more are not met.' else 'Và %s chỉ tiêu khác không đạt.' end, c.not_met - 10) from counted c where c.not_met > 10;
end $$;
