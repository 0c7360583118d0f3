#include "server/req.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/log.h"
#include "server/auth.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/kept.h"
#include "server/page.h"
#include "server/stream.h"
#include "server/upload.h"

/* Picks the language: English where it is asked for first, else the installation's. */
static enum lang language(const struct http_request *h, const struct config *c)
{
	struct span wanted = span_trim(http_header_find(h, "accept-language"));
	const char *first = wanted.len >= 2 ? wanted.data : config_text(c, "lang");

	return !strncasecmp(first, "en", 2) ? LANG_EN : LANG_VI;
}

/* Makes the request's state in its own arena. */
static struct req *req_new(struct http_request *h, struct context *c)
{
	struct req *r = arena_alloc(h->arena, sizeof(*r));

	r->http = h;
	r->context = c;
	r->lang = language(h, c->config);
	r->errors.lang = r->lang;
	h->owner = r;
	return r;
}

bool req_problem(struct req *r, const char *code, const char *members)
{
	r->problem = problem_find(code);
	r->members = members ? arena_string(r->http->arena, members) : NULL;
	return false;
}

#define WHERE_TO_LOOK                                                                              \
	"{\"detail\":{\"vi\":\"Các địa chỉ có ở đây: GET /openapi.json.\","             \
	"\"en\":\"What there is: GET /openapi.json.\"}}"

/* Tells why a path has no such method: what is kept by PUT alone is ended, never deleted. */
static const char *refusal_of(unsigned methods, enum http_method method)
{
	if (method == HTTP_DELETE && methods & HTTP_PUT)
		return "ended_not_deleted";
	return methods ? "method_not_allowed" : "not_found";
}

bool req_wait(struct req *r, const char *code, int seconds)
{
	r->retry_after = seconds;
	return req_problem(r, code, arena_printf(r->http->arena, "{\"retry_after\":%d}", seconds));
}

/* Finds the route. */
static bool req_match(struct req *r)
{
	r->match = router_find(r->context->router, r->http->method, r->http->path);
	r->route = r->match.route;
	if (!r->route)
		return req_problem(r, refusal_of(r->match.methods, r->http->method),
			r->match.methods ? NULL : WHERE_TO_LOOK);
	r->http->label = r->route->path;
	if (r->route->who == LINK && page_wanted(r->route))
		r->lang = r->errors.lang = LANG_VI; /* as the pages are */
	return true;
}

/* Demands JSON, or a file, where a body comes, and says how much of it may come. */
static bool req_media(struct req *r)
{
	struct span type = http_header_find(r->http, "content-type");
	bool takes_body = route_has_body(r->route);
	const struct context *c = r->context;
	size_t most = r->route->flags & ROUTE_LARGE ? c->body_large_max : c->body_max;
	const char *media;
	size_t len = 0;

	if (r->route->flags & ROUTE_FILE)
		return upload_admit(r);
	media = r->route->flags & ROUTE_FORM ? "application/x-www-form-urlencoded"
					     : "application/json";
	r->http->body_max = takes_body ? most : 0;
	if (!takes_body || !type.data)
		return true;
	while (len < type.len && type.data[len] != ';')
		len++;
	if (!span_eq_nocase(span_trim((struct span){ type.data, len }), media))
		return req_problem(r, "unsupported_media_type", NULL);
	return true;
}

/* Finds out who asks, as far as C can tell, and whether it is fair. */
static bool req_admit(struct req *r)
{
	if (r->route->who == GATEWAY_SHOWN)
		return auth_shown(r) && admit(r);
	/* What needs no database is answered without a province, too. */
	return (!r->route->query || auth_tenant(r)) &&
	       (r->route->who == LINK ? auth_link(r) : auth_credential(r)) && auth_key(r) &&
	       admit(r);
}

/* Who may not send a file is told so before it is on the disk. */
bool req_head(struct http_request *h, void *arg)
{
	struct req *r = req_new(h, arg);

	if (req_match(r) && req_media(r) && (!h->body_to_disk || req_admit(r)))
		return true;
	req_refuse(r);
	return false;
}

/* Reads the body or the query string into values. */
static bool req_decode(struct req *r)
{
	const struct field *table = r->route->input;
	bool has_body = route_has_body(r->route), form = r->route->flags & ROUTE_FORM;
	enum fields_outcome outcome;

	if (!table)
		return true;
	if (form && r->route->flags & ROUTE_FILE)
		return true; /* its flow reads it */
	r->input = arena_alloc(r->http->arena, (fields_count(table) + 1) * sizeof(*r->input));
	if (has_body && r->http->body.len && !http_header_find(r->http, "content-type").data)
		return req_problem(r, "unsupported_media_type", NULL);
	outcome = has_body && !form
			  ? fields_from_json(r->http->arena, table,
				    r->http->body.len ? r->http->body : span_of("{}"), r->input,
				    &r->errors)
			  : fields_from_query(r->http->arena, table,
				    form ? r->http->body : r->http->query, r->input, &r->errors);
	if (outcome == FIELDS_OK) {
		if (form)
			r->idempotency_key = req_input(r, "key");
		return true;
	}
	return req_problem(r,
		outcome == FIELDS_INVALID ? "invalid"
		: has_body                ? "bad_json"
					  : "bad_request",
		NULL);
}

/* Calls the database; the answer comes to req_answered(). */
static void req_call(struct req *r)
{
	r->asked_us = clock_mono_us();
	db_call(r->context->db, r->route->lane, r->route->query, r->params, req_answered, r);
}

/* Does what is asked for, who asks being known. */
static void req_go(struct req *r)
{
	if (!req_decode(r))
		return req_refuse(r);
	if (r->route->run)
		return r->route->run(r);
	if (!bind_params(r->context->bindings, r))
		return req_refuse(r);
	req_call(r);
}

/* The same, the signature being good. */
static void req_signed(struct req *r)
{
	if (!admit_signed(r))
		return req_refuse(r);
	req_go(r);
}

void req_ready(struct http_request *h, void *arg)
{
	struct req *r = h->owner;

	(void)arg;
	if (r->route->who == GATEWAY)
		return admit_unsigned(r) ? auth_signature(r, req_signed) : req_refuse(r);
	if (!h->body_to_disk && !req_admit(r))
		return req_refuse(r);
	req_go(r);
}

void req_gone(struct http_request *h, void *arg)
{
	struct req *r = h->owner;

	(void)arg;
	r->gone = true;
	if (r->poll.waiting)
		watch_wake(&r->poll, false);
	else if (r->stream)
		stream_left(r->stream);
}

void req_drained(struct http_request *h, void *arg)
{
	struct req *r = h->owner;

	(void)arg;
	stream_drained(r->stream);
}

void req_refused(struct http_request *h, int status, const char *code, void *arg)
{
	struct req *r = h->owner ? h->owner : req_new(h, arg);
	struct problem as_told = *problem_find(code);

	counters_add(COUNTER_http_requests_refused, 1);
	as_told.status = status;
	r->problem = &as_told;
	req_refuse(r);
}

struct headers {
	struct http_header items[22];
	size_t count;
};

static void header_add(struct headers *h, const char *name, const char *value)
{
	h->items[h->count++] = (struct http_header){ span_of(name), span_of(value) };
}

/* Says how much more may be asked for. */
static void header_add_limit(struct headers *h, const struct req *r)
{
	const struct limit_state *state = &r->admission.shown;
	char *field;

	if (!state->counted)
		return;
	field = arena_alloc(r->http->arena, LIMIT_HEADER_SIZE);
	limit_state_field(state, field);
	header_add(h, "RateLimit-Policy", limit_policy_field(r->context->limits, state));
	header_add(h, "RateLimit", field);
}

/* Writes the Allow header of a path from its set of methods. */
static const char *allow(struct arena *a, unsigned methods)
{
	const char *text = "";

	for (unsigned m = HTTP_GET; m <= HTTP_OPTIONS; m <<= 1)
		if (methods & m)
			text = arena_printf(
				a, "%s%s%s", text, *text ? ", " : "", http_method_name(m));
	return text;
}

/* Tells how one has to say who one is. */
static const char *scheme(const struct route *route)
{
	static const char *const schemes[] = {
		[GATEWAY] = "Webhook-Signature",
		[GATEWAY_SHOWN] = "Basic realm=\"pakn\"",
	};

	return route && route->who >= GATEWAY ? schemes[route->who] : "Bearer";
}

void req_refuse(struct req *r)
{
	struct arena *a = r->http->arena;
	int status = r->problem->status;
	struct headers h = { 0 };
	struct http_answer answer = { .status = status,
		.content_type = "application/problem+json" };

	header_add(&h, "Content-Language", r->lang == LANG_EN ? "en" : "vi");
	if (status == 401)
		header_add(&h, "WWW-Authenticate", scheme(r->route));
	if (status == 405)
		header_add(&h, "Allow", allow(a, r->match.methods & ~(unsigned)r->http->method));
	if (status == 503 || status == 429)
		header_add(&h, "Retry-After",
			arena_printf(a, "%d", r->retry_after ? r->retry_after : 2));
	header_add_limit(&h, r);
	if (page_wanted(r->route)) {
		answer.content_type = r->route->media;
		answer.body = span_of(page_problem(a, r->problem, r->lang, &r->errors));
		h.count += page_headers(r->route, h.items + h.count);
	} else {
		answer.body = span_of(problem_document(
			a, r->problem, r->lang, status, r->http->trace_id, r->members, &r->errors));
	}
	answer.headers = h.items;
	answer.header_count = h.count;
	http_reply(r->http, &answer);
}

/* Makes the Link to the next page: the same question with another cursor. */
static const char *link_next(struct req *r, const char *cursor)
{
	struct span rest = r->http->query;
	const char *query = "";
	struct arena *a = r->http->arena;

	while (rest.len) {
		size_t len = 0;

		while (len < rest.len && rest.data[len] != '&')
			len++;
		if (len && !span_starts(rest, "cursor="))
			query = arena_printf(a, "%s%.*s&", query, (int)len, rest.data);
		rest = span_skip(rest, len < rest.len ? len + 1 : len);
	}
	return arena_printf(a, "<%.*s?%scursor=%s>; rel=\"next\"", (int)r->http->path.len,
		r->http->path.data, query, cursor);
}

/* Tells whether an answer of ours says anything beside its headers. */
static bool has_body(int status)
{
	return status != 204 && status != 303 && status != 304;
}

/* Has browsers keep what is a file to people, under a name. */
static void header_add_disposition(struct headers *h, const char *media)
{
	static const char *const kept[][2] = {
		{ MEDIA_CSV, "attachment; filename=\"pakn.csv\"" },
		{ MEDIA_XLSX, "attachment; filename=\"pakn.xlsx\"" },
	};

	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
		if (!strcmp(media, kept[i][0]))
			header_add(h, "Content-Disposition", kept[i][1]);
}

void req_reply(struct req *r, const struct req_answer *a)
{
	struct arena *arena = r->http->arena;
	struct headers h = { 0 };
	struct http_answer answer = { .status = a->status,
		.content_type = !has_body(a->status) ? NULL
				: a->media           ? a->media
						     : "application/json",
		.body = a->body,
		.file = a->file,
		.stream = a->stream,
		.release = a->release,
		.release_arg = a->release_arg };

	if (a->etag)
		header_add(
			&h, "ETag", arena_printf(arena, "%s\"%s\"", a->weak ? "W/" : "", a->etag));
	if (a->next)
		header_add(&h, "Link", link_next(r, a->next));
	if (a->location)
		header_add(&h, "Location", a->location);
	if (a->cookie)
		header_add(&h, "Set-Cookie", a->cookie);
	if (a->replayed)
		header_add(&h, "Idempotency-Replayed", "true");
	if (r->poll_ms)
		header_add(&h, "Preference-Applied",
			arena_printf(arena, "wait=%u", r->poll_ms / 1000));
	if (a->media)
		header_add_disposition(&h, a->media);
	/* A credential may have named another province than the host: nothing to keep for others;
	 * and what others may keep says nothing of who asked. */
	if ((r->route->flags & ROUTE_CACHE) && !r->has_token)
		header_add(&h, "Cache-Control", "public, max-age=60");
	else
		header_add_limit(&h, r);
	if (page_wanted(r->route))
		h.count += page_headers(r->route, h.items + h.count);
	for (size_t i = 0; i < a->header_count; i++)
		h.items[h.count++] = a->headers[i];
	answer.headers = h.items;
	answer.header_count = h.count;
	http_reply(r->http, &answer);
}

void req_reply_with(struct req *r, struct req_answer a, const char *members)
{
	size_t len = strlen(members), rest = a.body.len ? a.body.len - 1 : 0;
	char *body = arena_alloc(r->http->arena, len + 2 + rest), *end = body;

	*end++ = '{';
	end = mempcpy(end, members, len);
	*end++ = ',';
	if (rest)
		end = mempcpy(end, a.body.data + 1, rest);
	a.body = (struct span){ body, (size_t)(end - body) };
	req_reply(r, &a);
}

bool req_db_problem(struct req *r, const struct db_result *res)
{
	if (res->outcome == DB_SHED) {
		counters_add(COUNTER_http_requests_shed, 1);
		return req_problem(r, "busy", NULL);
	}
	if (res->outcome != DB_ERROR)
		return req_problem(r, "unavailable", NULL);
	if (!strncmp(res->sqlstate, "PK", 2))
		return req_problem(r, res->message, res->detail);
	counters_add(COUNTER_db_errors, 1);
	log_error("statement_failed", "sqlstate=%s message=%s trace_id=%s route=%s", res->sqlstate,
		db_result_loggable(res), r->http->trace_id, r->route->path);
	return req_problem(r, db_error_passes(res) ? "unavailable" : "internal", NULL);
}

/* Cuts the next element off a header's list (RFC 9110, 5.6.1); none of ours holds a comma. */
static struct span list_next(struct span *list)
{
	size_t len = 0;
	struct span item;

	while (len < list->len && list->data[len] != ',')
		len++;
	item = span_trim((struct span){ list->data, len });
	*list = span_skip(*list, len < list->len ? len + 1 : len);
	return item;
}

bool req_known(const struct req *r, const char *etag)
{
	struct span list = http_header_find(r->http, "if-none-match");
	size_t len = etag ? strlen(etag) : 0;

	while (etag && r->route->method == HTTP_GET && list.len) {
		struct span have = list_next(&list);

		if (span_starts(have, "W/"))
			have = span_skip(have, 2);
		if (span_eq(have, "*") || (have.len == len + 2 && have.data[0] == '"' &&
						  !memcmp(have.data + 1, etag, len)))
			return true;
	}
	return false;
}

/* Reads how long a poll may wait (RFC 7240): Prefer: wait=25. */
static unsigned poll_ms(const struct req *r)
{
	struct span list = http_header_find(r->http, "prefer");
	long most = config_int(r->context->config, "long_poll_max_s"), wanted = 0;

	while ((r->route->flags & ROUTE_POLL) && list.len && !wanted) {
		struct span item = list_next(&list);

		if (item.len > 5 && !strncasecmp(item.data, "wait=", 5))
			wanted = strtol(arena_span(r->http->arena, span_skip(item, 5)), NULL, 10);
	}
	return wanted <= 0 ? 0 : (unsigned)(wanted < most ? wanted : most) * 1000;
}

/* Tells how long the client would still rather wait than get this answer, which it has already, or
 * which is an empty list.  0: answer now. */
static unsigned poll_left(struct req *r, const char *etag, bool empty)
{
	uint64_t now = clock_mono_ms();

	if (r->gone || r->context->draining || !(r->route->flags & ROUTE_POLL))
		return 0;
	if (!req_known(r, etag) && (http_header_find(r->http, "if-none-match").data || !empty))
		return 0;
	if (!r->poll_until) {
		r->poll_ms = poll_ms(r);
		r->poll_until = now + r->poll_ms;
	}
	return r->poll_until > now ? (unsigned)(r->poll_until - now) : 0;
}

/* Goes on with a long poll: something changed, or its time is up. */
static void req_woken(void *arg, bool changed)
{
	struct req *r = arg;

	(void)changed;
	if (r->gone)
		return req_reply(r, &(struct req_answer){ .status = 304 });
	req_call(r);
}

/* Waits for a change of a topic.  Where a list of what may be taken is empty, the topic goes on
 * with a slash and whose list it is: whoever asks the same then finds the same, and they take
 * turns. */
static void poll_wait(struct req *r, const char *topic, unsigned ms)
{
	const char *end = strchrnul(topic, '/');
	struct span parts[] = { span_of(topic), r->http->path, r->http->query };
	struct watch_for wanted = { .ms = ms, .asked_us = r->asked_us };

	wanted.topic = arena_span(r->http->arena, (struct span){ topic, (size_t)(end - topic) });
	if (*end && !http_header_find(r->http, "if-none-match").data)
		wanted.question = kept_question(r->context->kept, parts, 3);
	watch_wait(r->context->watch, &r->poll, &wanted, req_woken, r);
}

static void clear_rows(void *rows)
{
	PQclear(rows);
}

/* Reads a column of the only row; NULL for SQL NULL. */
static const char *column(const PGresult *rows, int i)
{
	return i < PQnfields(rows) && !PQgetisnull(rows, 0, i) ? PQgetvalue(rows, 0, i) : NULL;
}

/* Finds the body that the database need not send again, or keeps a copy of the one it sent.
 * Returns false where it is gone meanwhile. */
static bool body_kept(struct req *r, const char *etag, struct req_answer *a)
{
	struct kept *kept = r->context->kept;

	if (!r->question || a->status != 200)
		return true;
	if (a->body.data) {
		kept_put(kept, r->question, etag, a->body, clock_mono_ms());
		return true;
	}
	a->body = kept_body(kept, r->question, etag);
	counters_add(COUNTER_answers_kept, a->body.data ? 1 : 0);
	return a->body.data;
}

/* Asks again, for all of the answer. */
static void req_call_anew(struct req *r)
{
	for (int i = 0; i < r->route->query->param_count; i++)
		if (!strcmp(r->route->query->params[i], "known"))
			r->params[i] = NULL;
	req_call(r);
}

void req_answered(void *arg, struct db_result *res)
{
	struct req *r = arg;
	PGresult *rows = res->rows;
	const char *etag, *topic, *empty;
	struct req_answer a = { 0 };
	unsigned wait;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	etag = column(rows, 2);
	topic = column(rows, 4);
	empty = column(rows, 5);
	wait = topic ? poll_left(r, etag, empty && *empty == 't') : 0;
	if (wait) {
		admit_found(r);
		return poll_wait(r, topic, wait);
	}
	a.etag = arena_string(r->http->arena, etag);
	if (req_known(r, etag)) {
		a.status = 304;
		return req_reply(r, &a);
	}
	a.status = atoi(PQgetvalue(rows, 0, 0));
	a.media = r->route->media;
	a.next = arena_string(r->http->arena, column(rows, 3));
	if (column(rows, 1)) {
		a.body = (struct span){ PQgetvalue(rows, 0, 1), (size_t)PQgetlength(rows, 0, 1) };
		a.release = clear_rows;
		a.release_arg = db_result_take(res);
	}
	if (!body_kept(r, a.etag, &a))
		return req_call_anew(r);
	req_reply(r, &a);
}

const char *req_input(const struct req *r, const char *name)
{
	int place = r->route->input ? fields_find(r->route->input, name) : -1;

	return place < 0 ? NULL : r->input[place];
}

const char *req_caller(const struct req *r)
{
	char *caller;

	if (!r->has_token)
		return "";
	caller = arena_alloc(r->http->arena, 1 + sizeof(r->token.principal));
	caller[0] = r->token.kind;
	strcpy(caller + 1, r->token.principal);
	return caller;
}
