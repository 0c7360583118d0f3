-- case_preview: what the public would read of a report: its text, address and answer with what is masked in them, and its
-- photos, whether or not anything is released yet.  p_mask, p_unmask: as of case_publish, to be tried; null: as they stand.
-- Answers: 200 | PK401 PK403 | PK404 unknown, or never theirs | PK422 words that stand nowhere
create or replace function pakn.case_preview(p_digest bytea, p_tenant int, p_report_id uuid, p_mask jsonb, p_unmask jsonb)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'case:read');
	r report;
	p report_publication;
	v_masks text[];
	v_unmasks text[];
begin
	select * into r from report x where x.tenant_id = p_tenant and x.report_id = p_report_id;
	if not found or not (may(who.role, 'case:read_all') or coalesce(case_standing(r, agency_acting(p_tenant, who.agency_id, r.agency_id))
			in ('lead', 'offered', 'coordinating'), false)) then
		perform refuse(404, 'unknown_case');
	end if;
	select * into p from report_publication x where x.tenant_id = p_tenant and x.report_id = p_report_id;
	v_masks := coalesce(masks_read(r, p_mask), p.masks);
	v_unmasks := coalesce(unmasks_read(r, p_unmask), p.unmasks);
	return (200, json_strip_nulls(json_build_object('id', r.report_id, 'code', r.code, 'version', r.version,
			'publish', r.publish and publishable(r),
			'text', mask_json(r.description, coalesce(p.text_release, 'hidden'), v_masks, v_unmasks),
			'address', mask_json(r.address, coalesce(p.text_release, 'hidden'), v_masks, v_unmasks),
			'answer', mask_json(r.answer, coalesce(p.answer_release, 'hidden'), v_masks, v_unmasks),
			'attachments', attachments_of_case(p_tenant, p_report_id)))::text,
		r.version::text, null, null, null)::pakn.answer;
end $$;
