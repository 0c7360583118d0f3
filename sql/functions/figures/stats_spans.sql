-- stats_spans: the fewest years, months, days and hours, of those that p_grains has (longest first), that make up [p_from, p_to): one row for
-- those of one grain in a row.  p_from and p_to are full hours.
create or replace function pakn.stats_spans(p_from timestamptz, p_to timestamptz, p_grains text[])
returns table (grain text, first timestamptz, until timestamptz)
language plpgsql immutable
as $$
declare
	v_at timestamptz := p_from;
	v_grain text;
begin
	while v_at < p_to loop
		-- The longest that begins here and ends in time; as many of them as go until a longer one fits.
		foreach grain in array p_grains loop
			until := date_trunc(grain, p_to, 'Asia/Ho_Chi_Minh');
			exit when until > v_at and date_trunc(grain, v_at, 'Asia/Ho_Chi_Minh') = v_at;
		end loop;
		if until <= v_at or date_trunc(grain, v_at, 'Asia/Ho_Chi_Minh') <> v_at then
			raise exception 'a period that begins at % is not made up of %', v_at, p_grains;
		end if;
		first := v_at;
		foreach v_grain in array p_grains[:array_position(p_grains, grain) - 1] loop
			v_at := date_trunc(v_grain, date_trunc(v_grain, first, 'Asia/Ho_Chi_Minh') + case v_grain when 'year' then interval '370 days'
				when 'month' then interval '32 days' else interval '25 hours' end, 'Asia/Ho_Chi_Minh');
			if v_at > first and v_at < until then
				until := v_at;
			end if;
		end loop;
		v_at := until;
		return next;
	end loop;
end $$;
