-- clock_part: for what the clock of a report is held in a state: to sort it, to accept, to answer, to approve the answer, by the
-- desk to review what was released; closed: for nothing.  What waits is held for what it will go on with.
create or replace function pakn.clock_part(p_status text, p_resume_to text, p_released_at timestamptz, p_closed_at timestamptz)
returns text
language sql immutable
as $$
	select case when p_closed_at is not null then 'closed' when p_released_at is not null then 'review'
		else coalesce(pakn.stage_of(p_status, p_resume_to), 'approve') end
$$;
