-- publication_index: chore: gives what changed in public its instant, and its words and place to be found by.  One at a time
-- for each province, and each instant later than all before, in milliseconds, as questions
-- tell them: who reads by the last change misses nothing.
-- Only words that the public reads are found: what is masked is not.
-- Rows are locked first and reports read afterwards, so that no words come back that were just taken out.
-- Answers: how many, and how many wait
-- Writes: report_publication, public_head
create or replace function pakn.publication_index(p_limit int, out done int, out waiting int)
language plpgsql security definer set search_path = pakn, public, pg_temp
as $$
declare
	v_tenant int;
	v_at timestamptz;
	v_ids uuid[];
begin
	done := 0;
	for v_tenant in select t.tenant_id from tenant t
		where exists (select from report_publication p where p.tenant_id = t.tenant_id and p.stale) order by 1
	loop
		insert into public_head (tenant_id) values (v_tenant) on conflict do nothing;
		select greatest(h.stamped_at + interval '1 millisecond', date_trunc('milliseconds', clock_timestamp())) into v_at
		from public_head h where h.tenant_id = v_tenant for update;
		v_ids := array(select p.report_id from report_publication p
			where p.tenant_id = v_tenant and p.stale order by p.report_id limit p_limit for update skip locked);
		-- What an older system had published, or an older version of this one, has no words yet.
		perform publication_fill(v_tenant, array(select p.report_id from report_publication p
			where p.tenant_id = v_tenant and p.report_id = any (v_ids)
				and (p.text_release = 'released' and p.text is null or p.answer_release = 'released' and p.answer is null)));
		update report_publication p set changed_at = v_at, stale = false,
			spot = case when p.text_release = 'released' then public_spot(r, 4) end,
			words = case when p.text_release = 'released' then array_to_tsvector(search_words(concat_ws(' ', p.text, p.address))) end
		from report r
		where p.tenant_id = v_tenant and p.report_id = any (v_ids)
			and r.tenant_id = v_tenant and r.report_id = p.report_id and r.report_id = any (v_ids);
		update public_head h set stamped_at = v_at where h.tenant_id = v_tenant;
		done := done + cardinality(v_ids);
	end loop;
	select count(*) into waiting from report_publication p where p.stale;
end $$;
