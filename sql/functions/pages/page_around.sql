-- page_around: a whole page around its content, which is HTML already.  Nothing in it needs scripts, and nothing comes from elsewhere.
-- p_open: it is for everybody, and may be found by searching.
create or replace function pakn.page_around(p_tenant int, p_title text, p_content text, p_lang text, p_open boolean)
returns text
language plpgsql stable
as $$
begin
	return (
		select format('<!doctype html>
<html lang="%5$s">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">%6$s
<title>%1$s</title><link rel="stylesheet" href="/page.css"><link rel="icon" href="/page.svg"></head>
<body%9$s>
<header><p><span lang="vi">%2$s</span> · %7$s</p></header>
<main>
<h1>%1$s</h1>
%3$s
</main>
<footer><p>%8$s %4$s.</p></footer>
</body>
</html>
', pakn.html(p_title), pakn.html(t.name), p_content, pakn.html(t.hotline), p_lang,
			case when not p_open then '<meta name="robots" content="noindex">' else '' end,
			case p_lang when 'en' then 'Citizens'' reports' else 'Phản ánh, kiến nghị' end,
			case p_lang when 'en' then 'For questions call' else 'Cần hỏi thêm, hãy gọi' end,
			case when p_open then ' class="wide"' else '' end)
		from pakn.tenant t where t.tenant_id = p_tenant);
end $$;
