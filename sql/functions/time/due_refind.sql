-- due_refind: finds the deadline of an open report and of its stage again; where the answer's moved, its history says so,
-- and it counts anew as in time or overdue.  Call it with the report locked.
-- Writes: work_item, and as report_move
create or replace function pakn.due_refind(r pakn.report)
returns void
language plpgsql
as $$
declare
	v_due timestamptz := pakn.due_of(r);
begin
	if r.released_at is not null or r.closed_at is not null then
		return;
	elsif v_due is distinct from r.due_at then
		perform pakn.report_move(r, pakn.uuid_at(clock_timestamp(), 0), 'move-due', r.status, 'system', null, null,
			format('Lịch làm việc hoặc thời hạn được điều chỉnh: hạn trả lời %s chuyển thành %s.', pakn.due_words(r.due_at),
				pakn.due_words(v_due)), null);
	else
		perform pakn.stage_follow(r, r, now());
	end if;
end $$;
