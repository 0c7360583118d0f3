-- rating_json: how content its sender is with the answer that stands; null: nobody has said so.
create or replace function pakn.rating_json(r pakn.report, p_lang text default 'vi')
returns json
language plpgsql stable
as $$
begin
	return (select json_build_object('score', l.score, 'name', case p_lang when 'en' then l.name_en else l.name end, 'at', r.rated_at)
		from pakn.rating_level l where l.score = r.score);
end $$;
