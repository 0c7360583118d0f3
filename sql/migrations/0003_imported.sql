-- oldest-binary: 0.1
-- 0003 imported: history that happened elsewhere or earlier: dated in the past, and marked for ever.

alter table pakn.report_event add imported boolean not null default false;

-- A key may date reports and staff actions back to here (null: not at all).
alter table pakn.credential add dates_from timestamptz;

insert into pakn.role values ('importer', 'Nhập dữ liệu cũ');
insert into pakn.role_right values
	('importer', 'report:submit'), ('importer', 'report:enter'), ('importer', 'report:date'),
	('importer', 'case:read'), ('importer', 'case:read_all'), ('importer', 'case:act'), ('importer', 'case:act_as');
