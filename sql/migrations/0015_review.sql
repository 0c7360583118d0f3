-- oldest-binary: 0.1
-- 0015 review: a report that cannot be refused any more, or whose form has aged, is taken all the same; the desk
-- sees what did not fit.

-- What may not fit a report; the reason of the first is what its sender reads.  pointer: what of the body.
create table pakn.doubt (
	place   int primary key,
	code    text not null unique,
	pointer text not null,
	reason  text not null
);
insert into pakn.doubt values
	(1, 'key_reused', '', 'Cùng khóa gửi với một phản ánh khác; bộ phận tiếp nhận sẽ xem xét.'),
	(2, 'credential_ended', '', 'Tài khoản hoặc khóa gửi không còn quyền gửi; bộ phận tiếp nhận sẽ xem xét.'),
	(3, 'staff_only', '/channel', 'Có thông tin chỉ cán bộ được khai; bộ phận tiếp nhận sẽ xem xét.'),
	(4, 'undue_date', '/received_at', 'Ngày tiếp nhận không dùng được; bộ phận tiếp nhận sẽ xem xét.'),
	(5, 'out_of_area', '/location', 'Địa điểm ở ngoài tỉnh; bộ phận tiếp nhận sẽ hướng dẫn hoặc chuyển.'),
	(6, 'ended_category', '/category', 'Lĩnh vực đã chọn không còn dùng; bộ phận tiếp nhận sẽ phân loại lại.'),
	(7, 'unknown_category', '/category', 'Không có lĩnh vực đã chọn; bộ phận tiếp nhận sẽ phân loại.'),
	(8, 'ended_area', '/area_code', 'Xã, phường đã chọn không còn; bộ phận tiếp nhận sẽ xác định lại địa bàn.'),
	(9, 'unknown_area', '/area_code', 'Không có xã, phường đã chọn; bộ phận tiếp nhận sẽ xác định địa bàn.'),
	(10, 'unknown_consent', '/contact/consent', 'Nội dung đồng ý đã chọn không có; bộ phận tiếp nhận sẽ xem xét.');

alter table pakn.report add column review jsonb;   -- [{code, pointer, sent}], by doubt; null: all of it fitted
-- True until somebody has decided: it leaves with the desk's work item.
alter table pakn.work_item add column needs_review boolean not null default false;
create index work_item_review on pakn.work_item (tenant_id, agency_id, due_at, report_id) where needs_review;

-- It takes more now: the old one goes.
do $$
declare
	v_function regprocedure;
begin
	for v_function in
		select p.oid from pg_proc p where p.pronamespace = 'pakn'::regnamespace and p.proname = 'report_submit'
	loop
		execute format('drop function %s', v_function);
	end loop;
end $$;
