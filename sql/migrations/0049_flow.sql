-- 0049 flow: what was open when a period began is read with what went through it.  These took something else before: the old functions go.
drop function if exists pakn.stats_sums(pakn.stats_question, text[], timestamptz, timestamptz, boolean);
drop function if exists pakn.stats_flow(pakn.stats_question);
drop function if exists pakn.stats_cells(int, pakn.stat_basis, text, timestamptz, timestamptz, text, timestamptz);
