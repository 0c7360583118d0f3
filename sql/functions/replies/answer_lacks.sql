-- answer_lacks: what is missing to an answer, with these files beside those that it has already: parts of agencies that
-- work along and are neither in nor waived, and the proof that the field wants.  Null: nothing.
-- Of each: what it is, and words for people in both languages.
create or replace function pakn.answer_lacks(r pakn.report, p_outcome text, p_attachments uuid[])
returns jsonb
language plpgsql stable
as $$
declare
	v_proof text := (pakn.answer_rule_of(r.tenant_id, r.category_id, p_outcome)).proof;
	v_parts jsonb;
	v_photo boolean := false;
	v_signed boolean := false;
begin
	select jsonb_agg(jsonb_build_object('what', 'part', 'agency', jsonb_build_object('code', a.code, 'name', a.name),
		'due_at', pakn.part_due_of(r, c.at), 'words', jsonb_build_object('vi', 'phần việc của ' || a.name, 'en', 'the part of ' || a.name))
		order by c.at, a.code) into v_parts
	from pakn.report_agency c join pakn.agency a on a.tenant_id = c.tenant_id and a.agency_id = c.agency_id
	where c.tenant_id = r.tenant_id and c.report_id = r.report_id and c.done_at is null and c.waived_at is null;
	if coalesce(v_proof, 'none') <> 'none' then
		select coalesce(bool_or(a.type in ('image/jpeg', 'image/png')), false), coalesce(bool_or(a.signed), false) into v_photo, v_signed
		from pakn.attachment a
		where a.tenant_id = r.tenant_id and a.release <> 'removed'
			and (a.report_id = r.report_id and a.part = 'answer' or a.report_id is null and a.attachment_id = any (p_attachments));
	end if;
	if v_proof = 'photo' and not v_photo or v_proof = 'signed' and not v_signed or v_proof = 'either' and not (v_photo or v_signed) then
		v_parts := coalesce(v_parts, '[]') || jsonb_build_object('what', 'proof', 'proof', v_proof, 'words', case v_proof
			when 'photo' then '{"vi": "ảnh hiện trạng", "en": "a photo of how it is now"}'
			when 'signed' then '{"vi": "văn bản PDF có chữ ký số", "en": "a PDF with a digital signature"}'
			else '{"vi": "ảnh hiện trạng, hoặc văn bản PDF có chữ ký số", "en": "a photo of how it is now, or a PDF with a digital signature"}'
			end::jsonb);
	end if;
	return v_parts;
end $$;
