-- page_landing: what an agency without an account sees first: what the link is for, and a button.  Whoever only asks for the page,
-- as scanners of mail and previews of messages do, learns nothing of the case and changes nothing.
create or replace function pakn.page_landing(l pakn.case_link, r pakn.report)
returns text
language plpgsql stable
as $$
begin
	return pakn.page_facts(array['Mã phản ánh', r.code,
			'Đơn vị', (select a.name from pakn.agency a where a.tenant_id = l.tenant_id and a.agency_id = l.agency_id),
			'Liên kết dùng đến', to_char(l.expires_at at time zone 'Asia/Ho_Chi_Minh', 'HH24:MI DD/MM/YYYY')])
		|| format('<form method="post" action="open">
<input type="hidden" name="key" value="%s">
<p>Liên kết này chỉ dành cho đơn vị có tên trên, không cần tài khoản.</p>
<p><button>Mở hồ sơ</button></p>
</form>', gen_random_uuid());
end $$;
