-- attachment_original: the picture of which parts are to be covered, for who may do so: as it came, whatever was covered before.
-- Answers: the file's name, type and length, and the rectangles, with the size of the picture that they are meant of
-- Raises: PK401 PK403 | PK404 unknown, or another agency's | PK409 no picture, deleted, or kept by a province that is no more
--         | PK422 rectangles
create or replace function pakn.attachment_original(p_digest bytea, p_tenant int, p_report_id uuid, p_attachment_id uuid, p_rectangles jsonb)
returns table (sha256 text, type text, bytes bigint, cover int[], width int, height int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
declare
	who record := pakn.caller(p_digest, p_tenant, 'attachment:release');
	a attachment;
	f attachment_file;
begin
	perform attachment_case(p_tenant, p_report_id, who.role, who.agency_id);
	select * into a from attachment x
	where x.tenant_id = p_tenant and x.report_id = p_report_id and x.attachment_id = p_attachment_id;
	if not found then
		perform refuse(404, 'not_there');
	end if;
	select * into f from attachment_file x
	where x.tenant_id = p_tenant and x.attachment_id = p_attachment_id and x.size in ('original', 'full')
	order by x.size = 'original' desc
	limit 1;
	if not found or a.type not in ('image/jpeg', 'image/png') then
		perform refuse(409, 'never_public');
	elsif a.of_tenant is not null then
		perform refuse(409, 'kept_elsewhere');
	end if;
	return query select encode(f.sha256, 'hex'), a.type, f.bytes, rectangles_read(p_rectangles, f.width, f.height), f.width, f.height;
end $$;
