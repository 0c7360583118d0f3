#include "server/page.h"

#include "common/str.h"
#include "server/problem.h"
#include "server/req.h"
#include "server/router.h"

static const char style[] =
	"*{box-sizing:border-box}"
	"body{margin:0;font:1.125rem/1.5 system-ui,sans-serif;color:#1b1b1b;background:#fff}"
	"header{background:#7a1712;color:#fff}"
	"header p,main,footer{max-width:42rem;margin:0 auto;padding:.75rem 1rem}"
	"footer{border-top:1px solid #767676;margin-top:2rem}"
	"h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2rem}"
	"dl{margin:0}dt{color:#555}dd{margin:0 0 .5rem;font-weight:600}"
	".words{white-space:pre-wrap;overflow-wrap:anywhere}"
	"img{max-width:100%;height:auto}"
	"label,legend{display:block;font-weight:600;padding:.25rem 0}"
	"fieldset{border:1px solid #767676;border-radius:.25rem}"
	"fieldset p{display:flex;align-items:center;gap:.75rem;margin:.25rem 0}"
	"fieldset label{font-weight:400;min-height:2.75rem;display:flex;align-items:center;flex:1}"
	"input[type=radio]{width:1.5rem;height:1.5rem}"
	"textarea,select,input[type=file]{width:100%;font:inherit;padding:.5rem;border:1px solid "
	"#555;border-radius:.25rem;background:#fff;color:inherit}"
	"select{min-height:2.75rem}"
	"button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:2px "
	"solid #7a1712;border-radius:.25rem;background:#7a1712;color:#fff;margin:.25rem 0}"
	"button.second{background:#fff;color:#7a1712}"
	":focus-visible{outline:3px solid #1a56c4;outline-offset:2px}"
	".wide header p,.wide main,.wide footer{max-width:80rem}"
	".line{display:flex;flex-wrap:wrap;gap:0 1rem;align-items:end}.line button{margin:0}"
	".scroll{overflow-x:auto}"
	"table{border-collapse:collapse;font-size:1rem}"
	"caption{text-align:left;padding:.5rem 0;max-width:min(78rem,100vw - 3rem)}"
	"th,td{border:1px solid #767676;padding:.375rem .5rem;text-align:left;vertical-align:top}"
	"td{text-align:right;white-space:nowrap}"
	"caption,tbody th,thead th:first-child{position:sticky;left:0}"
	"tbody th,thead th:first-child{min-width:min(18rem,40vw);background:#fff;box-shadow:1px 0 "
	"#767676}"
	"tr.total *{font-weight:600;background:#f3ecec}"
	".bar{display:block;margin-left:auto;fill:#7a1712}.bar .all{fill:#d9d0d0}"
	".done,.failed{padding:.75rem 1rem;border-left:.375rem solid}"
	".done{background:#e9f5ec;border-color:#1c6b34}.failed{background:#fdecea;border-color:"
	"#b3261e}";

static const char icon[] =
	"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\">"
	"<path fill=\"#7a1712\" d=\"M2 1h12a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H8l-4 4v-4H2a1 "
	"1 0 0 1-1-1V2a1 1 0 0 1 1-1z\"/></svg>\n";

bool page_wanted(const struct route *route)
{
	return route && route->media && (route->who == LINK || route->who == ANYONE) &&
	       !strcmp(route->media, PAGE_MEDIA);
}

size_t page_headers(const struct route *route, struct http_header *out)
{
	static const char *const headers[PAGE_HEADERS][2] = {
		{ "Content-Security-Policy",
			"default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
			"base-uri 'none'; frame-ancestors 'none'" },
		{ "Referrer-Policy", "no-referrer" },
		{ "X-Robots-Tag", "noindex" },
	};

	size_t count = route->who == LINK ? PAGE_HEADERS : PAGE_HEADERS - 1;

	for (size_t i = 0; i < count; i++)
		out[i] = (struct http_header){ span_of(headers[i][0]), span_of(headers[i][1]) };
	return count;
}

/* Adds a text as it may stand between tags. */
static void html_add(struct str *out, const char *text)
{
	for (; *text; text++)
		if (*text == '<')
			str_add(out, "&lt;");
		else if (*text == '&')
			str_add(out, "&amp;");
		else
			str_add_char(out, *text);
}

char *page_problem(
	struct arena *a, const struct problem *p, enum lang lang, const struct field_errors *errors)
{
	const char *title = lang == LANG_EN ? "Not done" : "Chưa thực hiện được";
	struct str out = { 0 };
	char *page;

	str_printf(&out,
		"<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
		"<title>%s</title><link rel=\"stylesheet\" href=\"/page.css\">"
		"<link rel=\"icon\" href=\"/page.svg\"></head>\n"
		"<body><main><h1>%s</h1>\n<p role=\"alert\" class=\"failed\">",
		lang == LANG_EN ? "en" : "vi", title, title);
	html_add(&out, p->title[lang]);
	str_add(&out, ".</p>\n");
	for (size_t i = 0; i < errors->count; i++) {
		str_add(&out, "<p>");
		html_add(&out, errors->items[i].detail);
		str_add(&out, "</p>\n");
	}
	str_printf(&out, "<p>%s</p></main></body></html>\n",
		lang == LANG_EN ? "Please go back and try again."
				: "Xin quay lại trang trước rồi thử lại.");
	page = arena_span(a, str_span(&out));
	str_free(&out);
	return page;
}

/* Answers with a text that never changes. */
static void page_part(struct req *r, const char *text)
{
	req_reply(r, &(struct req_answer){
			     .status = 200, .media = r->route->media, .body = span_of(text) });
}

void page_style_run(struct req *r)
{
	page_part(r, style);
}

void page_icon_run(struct req *r)
{
	page_part(r, icon);
}
