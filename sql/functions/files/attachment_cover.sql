-- attachment_cover: puts the versions of a picture of which parts are covered, which are on disk, in the place of those that
-- were shown; from this transaction on nobody is shown those any more, and the courier deletes them, wherever they are kept.  What
-- the picture was made of (p_original) stays, for those who may see it.
-- p_sha256s and so on: full, medium, small, in this order.
-- Answers: 200 and the file | PK401 PK403 | PK404 | PK409 deleted meanwhile
-- Writes: attachment, attachment_file, file_unused, report, report_event, event_content, event_unsealed
create or replace function pakn.attachment_cover(p_digest bytea, p_tenant int, p_event_id uuid, p_report_id uuid,
	p_attachment_id uuid, p_original text, p_cover int[], p_reason text, p_sha256s bytea[], p_bytes bigint[], p_widths int[], p_heights int[])
returns pakn.answer
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'attachment:release');
	r report;
	a attachment;
begin
	select * into r from attachment_case(p_tenant, p_report_id, who.role, who.agency_id);
	select * into a from attachment x
	where x.tenant_id = p_tenant and x.report_id = p_report_id and x.attachment_id = p_attachment_id for update;
	if not exists (select from attachment_file f where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id
		and f.sha256 = decode(p_original, 'hex') and f.size in ('original', 'full'))
	then
		perform refuse(409, 'never_public');
	end if;
	-- Asked again, since nobody knew what came of it: the same picture is made of the same.
	if a.cover = p_cover and exists (select from attachment_file f where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id
		and f.size = 'full' and f.sha256 = p_sha256s[1])
	then
		return (200, attachment_json(a)::text, null, null, null, null)::pakn.answer;
	end if;
	if a.cover is null then
		update attachment_file f set size = 'original'
		where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id and f.size = 'full';
	end if;
	perform file_unused_note(p_tenant, array(select f.sha256 from attachment_file f
		where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id and f.size <> 'original'));
	delete from attachment_file f
	where f.tenant_id = p_tenant and f.attachment_id = p_attachment_id and f.size <> 'original';
	insert into attachment_file
	select p_tenant, p_attachment_id, (array['full', 'medium', 'small'])[f.place], f.sha256, f.bytes, f.width, f.height
	from unnest(p_sha256s, p_bytes, p_widths, p_heights) with ordinality f (sha256, bytes, width, height, place);
	update attachment x set cover = p_cover
	where x.tenant_id = p_tenant and x.attachment_id = p_attachment_id
	returning * into a;
	perform attachment_event(r, a, p_event_id, 'cover-file', who.staff_id,
		concat_ws(': ', 'che ' || cardinality(p_cover) / 4 || ' chỗ', p_reason));
	return (200, attachment_json(a)::text, null, null, null, null)::pakn.answer;
end $$;
