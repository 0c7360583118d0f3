-- urging_letter: the letter itself, as HTML for print: in the form of an office's letters (NĐ 30/2020/NĐ-CP), with a line for its
-- number, the cases as they were urged, and until when to reply.  All that people have written is escaped, and nothing
-- is loaded from anywhere.
-- Answers: 200 | PK401 PK403 | PK404
create or replace function pakn.urging_letter(p_digest bytea, p_tenant int, p_urging_id uuid)
returns pakn.answer
language plpgsql stable security definer set search_path = pakn, public, pg_temp
as $$
declare
	who record := pakn.caller(p_digest, p_tenant, 'urging:read');
	u urging := urging_seen(p_tenant, p_urging_id, who.role, who.agency_id);
	c_style constant text := '@page{size:A4;margin:2cm 2cm 2cm 3cm}body{font:13pt/1.4 "Times New Roman",serif;max-width:17cm;margin:auto}'
		'.head{display:flex;justify-content:space-between;text-align:center}.head div{flex:1}h1{font-size:14pt;text-align:center}'
		'table{border-collapse:collapse;width:100%;font-size:12pt}th,td{border:1px solid;padding:3pt 5pt;text-align:left}'
		'caption{text-align:left;padding-bottom:6pt}tbody th{font-weight:normal;white-space:nowrap}thead{display:table-header-group}tr{break-inside:avoid}.words{white-space:pre-line}.sign{margin-left:55%;text-align:center;break-inside:avoid}';
	v_rows text;
	v_cases int;
	v_body text;
begin
	select count(*), string_agg(format('<tr><td>%s</td><th scope="row">%s</th><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>', n.place, html_text(n.code),
		html_text(n.category), html_text(n.area), to_char(n.received_at, 'DD/MM/YYYY'), to_char(n.due_at, 'HH24:MI DD/MM/YYYY'),
		html_text(n.left)), E'\n' order by n.place)
	into v_cases, v_rows
	from (
		select row_number() over (order by k.due_at, k.report_id) as place, r.code, c.name as category, a.full_name as area, r.received_at, k.due_at,
			left_words(p_tenant, coalesce(r.calendar_id, agency_calendar(p_tenant, u.agency_id)), k.due_at, u.made_at) as left
		from urging_case k
			join report r on r.tenant_id = p_tenant and r.report_id = k.report_id
			left join category c on c.tenant_id = p_tenant and c.category_id = r.category_id
			left join area a on a.tenant_id = p_tenant and a.area_id = r.area_id
		where k.tenant_id = p_tenant and k.urging_id = p_urging_id) n;
	select format($html$<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Đôn đốc %2$s</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>%1$s</style></head><body><main>
<div class="head"><div>%3$s<br><b>%4$s</b></div><div><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></div></div>
<div class="head"><div>Số: ............/............</div><div><i>%16$s, ngày %5$s tháng %6$s năm %7$s</i></div></div>
<h1>V/v đôn đốc xử lý, trả lời phản ánh, kiến nghị</h1>
<p>Kính gửi: <b>%2$s</b>%8$s</p>
<p class="words">%9$s</p>
<table><caption>%10$s phản ánh, kiến nghị do quý đơn vị chủ trì, tính đến %11$s:</caption>
<thead><tr><th scope="col">STT</th><th scope="col">Mã</th><th scope="col">Lĩnh vực</th><th scope="col">Địa bàn</th><th scope="col">Ngày tiếp nhận</th><th scope="col">Hạn trả lời</th><th scope="col">Thời hạn</th></tr></thead>
<tbody>
%12$s
</tbody></table>
<p>Đề nghị quý đơn vị xử lý, trả lời người phản ánh và báo cáo kết quả, nguyên nhân chậm và thời hạn hoàn thành <b>%13$s</b>.</p>
<div class="sign"><b>NGƯỜI ĐÔN ĐỐC</b><br><br><br><br>%14$s</div>
<p><b>Nơi nhận:</b><br>- Như trên;<br>- %15$s;<br>- Lưu.</p>
</main></body></html>
$html$, c_style, html_text(a.name), html_text(t.name), html_text(f.name), to_char(u.made_at, 'DD'), to_char(u.made_at, 'MM'), to_char(u.made_at, 'YYYY'),
		coalesce(' (' || html_text(h.name) || ', người đứng đầu)', ''), html_text(w.text), v_cases, to_char(u.made_at, 'HH24:MI DD/MM/YYYY'), v_rows,
		html_text(due_words(u.reply_by)), html_text(s.name), html_text(d.name), html_text(regexp_replace(t.name, '^(Tỉnh|Thành phố) ', '')))
	into v_body
	from tenant t
		join agency a on a.tenant_id = t.tenant_id and a.agency_id = u.agency_id
		join staff s on s.tenant_id = t.tenant_id and s.staff_id = u.made_by
		join agency f on f.tenant_id = t.tenant_id and f.agency_id = s.agency_id
		left join agency d on d.tenant_id = t.tenant_id and d.agency_id = t.desk_id
		left join agency_head g on g.tenant_id = t.tenant_id and g.agency_id = u.agency_id and g.valid_from <= u.made_at and u.made_at < g.valid_to
		left join staff h on h.tenant_id = t.tenant_id and h.staff_id = g.staff_id
		left join event_content w on w.tenant_id = t.tenant_id and w.event_id = u.event_id
	where t.tenant_id = p_tenant;
	return (200, v_body, null, null, null, null)::pakn.answer;
end $$;
