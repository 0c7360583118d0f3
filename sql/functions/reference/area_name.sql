-- area_name: the name of a unit without its kind: "Phường Bắc Giang" is Bắc Giang.  One that is but a number keeps it.
create or replace function pakn.area_name(p_full_name text)
returns text
language sql immutable
as $$
	select regexp_replace(p_full_name, '^([Tt]ỉnh|[Tt]hành [Pp]hố|[Qq]uận|[Hh]uyện|[Tt]hị [Xx]ã|[Tt]hị [Tt]rấn'
		|| '|[Pp]hường|[Xx]ã|[Đđ]ặc [Kk]hu) +(?![0-9]+$)', '')
$$;
