-- stage_of: which deadline runs for a report in a status; null: none.  What is paused is still in the stage before.
create or replace function pakn.stage_of(p_status text, p_resume_to text default null)
returns text
language sql immutable
as $$
	select case coalesce(p_resume_to, p_status) when 'received' then 'sort' when 'assigned' then 'accept' when 'in_progress' then 'answer' end
$$;
