-- follow_up_json: what else there is of a case, for those who work on it: how it was rated, since when it is open again, what other
-- systems call it, by which links it was handed over, what it is merged into or stands for; null: nothing.
create or replace function pakn.follow_up_json(r pakn.report)
returns json
language plpgsql stable
as $$
begin
	return nullif(json_strip_nulls(json_build_object('rating', pakn.rating_json(r), 'reopened_at', r.reopened_at,
		'references', pakn.references_json(r), 'handoffs', pakn.handoffs_json(r),
		'duplicate_of', case when r.status = 'duplicate' then pakn.duplicate_of_json(r) end,
		'duplicates', case when r.merged > 0 then pakn.duplicates_json(r) end))::text, '{}')::json;
end $$;
