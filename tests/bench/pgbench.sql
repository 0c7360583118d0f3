\set sample random(1, :samples)
select bench.submit(:sample);
