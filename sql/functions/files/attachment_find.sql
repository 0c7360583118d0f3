-- attachment_find: the file of an attachment, for those who may see it: who works on the case (by a link, too), its sender, and
-- everybody once it is released in a report that is published.  To all others it is not there.
-- p_size: full, medium or small; what is no picture is there in one size only.  original: of a photo of which parts are
-- covered, for those alone who may see it uncovered.
-- Also of a report that stayed with a province that became part of this one.
-- Answers: the file's name, type and length, whether anybody may see it, and with which province it lies | PK404
create or replace function pakn.attachment_find(p_digest bytea, p_tenant int, p_attachment_id uuid, p_size text)
returns table (sha256 text, type text, bytes bigint, open boolean, home int)
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
#variable_conflict use_column
declare
	a attachment;
	r report;
	v_open boolean;
begin
	select * into a from attachment x
	where x.tenant_id in (select tenant_family(p_tenant)) and x.attachment_id = p_attachment_id and x.report_id is not null
	order by x.tenant_id = p_tenant desc
	limit 1;
	select * into r from report x where x.tenant_id = a.tenant_id and x.report_id = a.report_id;
	v_open := attachment_open(a, r);
	if r.report_id is null
		or not (case when p_size = 'original' then attachment_of_case(p_digest, r, 'attachment:original')
			else v_open or attachment_of_case(p_digest, r, 'case:read') or attachment_of_sender(p_digest, a, r)
				or attachment_of_link(p_digest, p_tenant, r) end) then
		perform refuse(404, 'not_there');
	end if;
	return query
		select encode(f.sha256, 'hex'), a.type, f.bytes, v_open, coalesce(a.of_tenant, a.tenant_id)
		from attachment_file f
		where f.tenant_id = a.tenant_id and f.attachment_id = p_attachment_id
			and f.size in (case when p_size = 'original' then 'original' else 'full' end, coalesce(p_size, 'full'))
		order by f.size = 'full' limit 1;
	if not found then
		perform refuse(404, 'not_there');
	end if;
end $$;
