-- histogram_sum: histograms (stat_duration) together; one alone costs nothing.
create or replace aggregate pakn.histogram_sum(int[]) (sfunc = pakn.histogram_add, stype = int[]);
