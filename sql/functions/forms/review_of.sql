-- review_of: what the desk shall look at, of the doubts about a report and what was sent; of attributes
-- with what is the matter with each.
-- Not inlined, as caller_once.
create or replace function pakn.review_of(p_doubts text, p_sent jsonb, p_attributes jsonb)
returns table (review jsonb, reason text)
language plpgsql stable rows 1
as $$
#variable_conflict use_column
begin
	return query
		select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('code', d.code, 'pointer', d.pointer,
				'sent', p_sent->coalesce(nullif(d.pointer, ''), d.code))) order by d.place)
				filter (where d.code <> 'attributes'), '[]') || coalesce(p_attributes, '[]'),
			(array_agg(d.reason order by d.place))[1]
		from pakn.doubt d
		where d.code = any (string_to_array(p_doubts, ' '));
end $$;
