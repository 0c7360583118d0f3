-- stats_beside: the figures that stand beside those of either basis.  Written to be inlined.
create or replace function pakn.stats_beside(s pakn.stat_rollup)
returns table (refused int, refused_rejected int, refused_duplicate int, refused_withdrawn int, refused_no_reply int, refused_transferred_out int,
	entered int, rated int, reopened int, withdrawn int, returned int, transferred int, unaccepted int, paused int, extended int, urged int, escalated int,
	outcomes jsonb)
language sql immutable
as $$
	select s.refused, s.rejected, s.duplicate, s.withdrawn, s.no_reply, s.transferred_out,
		s.entered, s.rated, s.reopened, s.withdrawals, s.returned, s.transferred, s.unaccepted, s.paused, s.extended, s.urged, s.escalated,
		jsonb_build_object('fixed', s.fixed, 'planned', s.planned, 'not_ours', s.not_ours, 'not_founded', s.not_founded,
			'information_given', s.information_given,
			'other', s.on_time + s.late - s.fixed - s.planned - s.not_ours - s.not_founded - s.information_given)
$$;
