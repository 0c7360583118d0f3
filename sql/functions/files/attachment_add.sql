-- attachment_add: notes a file that is on disk, with its versions (full, medium, small, in this order).  It
-- belongs to the report that names it first; until then its id is the only way to it.  p_signed: of a PDF, whether a
-- signature stands in it.
-- Answers: 201 and the file, which a repetition answers again | PK401 a credential that is nobody's
--          | PK422 the operation id with another file
-- Writes: attachment, attachment_file, file_unused, operation
create or replace function pakn.attachment_add(p_digest bytea, p_tenant int, p_operation_id uuid, p_body_hash bytea,
	p_attachment_id uuid, p_type text, p_sha256s bytea[], p_bytes bigint[], p_widths int[], p_heights int[],
	p_signed boolean default null)
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_staff_id int;
	v_answer pakn.answer;
begin
	if p_digest is not null then
		select f.staff_id into v_staff_id from caller_find(p_digest, p_tenant) f;
		if not found then
			perform refuse(401, 'unauthenticated');
		end if;
	end if;
	v_answer := operation_recall(p_tenant, p_operation_id, p_body_hash);
	if v_answer.status is not null then
		-- What was made of it this time may differ, and is not wanted then.
		perform file_unused_note(p_tenant, p_sha256s);
		return v_answer;
	end if;
	insert into attachment (tenant_id, attachment_id, type, created_at, created_by, signed)
	values (p_tenant, p_attachment_id, p_type, now(), v_staff_id, p_signed);
	insert into attachment_file
	select p_tenant, p_attachment_id, (array['full', 'medium', 'small'])[f.place], f.sha256, f.bytes,
		nullif(f.width, 0), nullif(f.height, 0)
	from unnest(p_sha256s, p_bytes, p_widths, p_heights) with ordinality f (sha256, bytes, width, height, place);
	v_answer := (select (201, json_strip_nulls(json_build_object('id', p_attachment_id, 'type', p_type, 'width', f.width,
		'height', f.height, 'signed', p_signed, 'sha256', encode(f.sha256, 'hex'), 'size', f.bytes))::text, null, null, null, null)::pakn.answer
	from attachment_file f
	where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id and f.size = 'full');
	return operation_record(p_tenant, p_operation_id, p_body_hash, v_answer);
end $$;
