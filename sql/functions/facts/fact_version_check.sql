-- fact_version_check: raises where a writer does not know what they are about to change: what exists is changed on the
-- version that was read (its etag; what follows a hyphen there is of what changes by itself), what does not exist is added
-- without one.  Who comes second is told what stands there now, which
-- version that is, and who did what to it last.
-- Raises: PK412 another version, or it exists | PK428 no version
create or replace function pakn.fact_version_check(p_tenant int, p_noun text, p_key text, p_before jsonb, p_version text,
	p_none_match text)
returns void
language plpgsql stable
as $$
declare
	v_now jsonb;
begin
	if p_before is not null and p_none_match is null and p_version is null then
		perform pakn.refuse(428, 'version_required');
	elsif p_before is not null and p_none_match is not null
		or p_version is not null and (p_before is null or split_part(p_version, '-', 1) not in ('*', md5(p_before::text)))
	then
		v_now := jsonb_strip_nulls(jsonb_build_object('etag', md5(p_before::text), 'change', pakn.act_last(p_tenant, p_noun, p_key)))
			|| jsonb_build_object('now', p_before);
		perform pakn.refuse(412, case when p_none_match is not null and p_before is not null then 'exists_already' else 'stale_version' end, v_now);
	end if;
end $$;
