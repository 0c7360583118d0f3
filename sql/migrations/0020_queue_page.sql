-- oldest-binary: 0.1
-- 0020 queue_page: what tells whether a page of a queue shows what it showed, without a look at the reports.

-- Of the report (report.version).
alter table pakn.work_item add column version int not null default 1;
update pakn.work_item w set version = r.version
from pakn.report r
where r.tenant_id = w.tenant_id and r.report_id = w.report_id and r.version <> 1;

-- How often the province's facts were changed (facts_lock): names of fields and units are shown in lists.
alter table pakn.tenant add column facts_version bigint not null default 0;
