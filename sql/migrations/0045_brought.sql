-- 0045 brought: what a report brought along when it was merged: that it was late, that its sender was not satisfied.  What
-- it is merged into may be late or reopened for the time being, and be merged into another itself.
alter table pakn.report_duplicate
	add late        boolean not null default false,     -- past due then, or in a round before
	add unsatisfied boolean not null default false;     -- rated so then, or reported again
update pakn.report_duplicate d set late = true
from pakn.report r
where r.tenant_id = d.tenant_id and r.report_id = d.report_id and not d.refused and (d.due_at <= d.merged_at or r.late_round);
update pakn.report_duplicate d set unsatisfied = true
from pakn.report r
where r.tenant_id = d.tenant_id and r.report_id = d.report_id and not d.refused
	and (r.reopened_at is not null or r.score in (select l.score from pakn.rating_level l where l.unsatisfied));

-- What an older system had merged is not known to be part of anything: it cannot be taken out of it.
alter table pakn.lifecycle drop constraint lifecycle_only_when_check;
alter table pakn.lifecycle add constraint lifecycle_only_when_check check (only_when in ('always', 'released', 'unreleased', 'own', 'offered', 'unoffered', 'unasked',
	'head_asked', 'desk_asked', 'planned', 'planned_unheld', 'merged'));
update pakn.lifecycle set only_when = 'merged' where action = 'separate';
