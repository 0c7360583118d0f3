#include "server/admin.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "queries.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/http.h"
#include "server/migrate.h"

#define READY_MS 1000 /* the longest wait for all checks together */

struct admin {
	struct event_base *base;
	struct http *http;
	struct db *db;
	const struct shared *shared;
};

static bool ping_fits(const PGresult *rows)
{
	return PQntuples(rows) == 1;
}

static bool schema_fits(const PGresult *rows)
{
	return PQntuples(rows) == 1 && migrate_fits(PQgetvalue(rows, 0, 0), PQgetvalue(rows, 0, 1));
}

static bool province_fits(const PGresult *rows)
{
	return PQntuples(rows) > 0;
}

/* What must hold before requests are sent here, in this order. */
static const struct check {
	const char *name; /* in the reason */
	const struct query *query;
	bool (*fits)(const PGresult *rows);
	const char *advice; /* where it does not fit */
} checks[] = {
	{ "database", &q_ping, ping_fits, "answers nonsense" },
	{ "schema", &q_schema_head, schema_fits, "not what this version needs: run pakn migrate" },
	{ "province", &q_tenant_hosts, province_fits, "there is none: pakn tenant add makes one" },
};
#define CHECK_COUNT (sizeof(checks) / sizeof(checks[0]))

/* One question to /readyz.  It outlives the request where the database answers too late. */
struct readiness {
	struct admin *admin;
	struct http_request *request; /* NULL once answered */
	struct event *timer;
	size_t at; /* the check under way */
};

static void text_reply(struct http_request *r, int status, const char *type, struct span body)
{
	static const struct http_header no_store = { { "Cache-Control", 13 }, { "no-store", 8 } };
	struct http_answer a = {
		.status = status,
		.content_type = type,
		.headers = &no_store,
		.header_count = 1,
		.body = body,
	};

	http_reply(r, &a);
}

static void json_reply(struct http_request *r, int status, const char *state, const char *reason)
{
	struct str body = { 0 };

	str_add(&body, "{\"status\":");
	str_add_json(&body, state);
	if (reason) {
		str_add(&body, ",\"reason\":");
		str_add_json(&body, reason);
	}
	str_add(&body, "}\n");
	text_reply(r, status, "application/json", str_span(&body));
	str_free(&body);
}

/* Answers as long as the loop turns, whatever the database does. */
static void live_show(struct admin *a, struct http_request *r)
{
	(void)a;
	json_reply(r, 200, "alive", NULL);
}

static void metrics_show(struct admin *a, struct http_request *r)
{
	struct str out = { 0 };

	counters_render(&out, a->shared);
	text_reply(r, 200, "text/plain; version=0.0.4; charset=utf-8", str_span(&out));
	str_free(&out);
}

/* How ready the daemon is. */
static const struct state {
	int status;
	const char *name;
} ready_state = { 200, "ready" }, unready = { 503, "unready" },
  degraded = { 200, "degraded" }; /* reports are taken, perhaps nothing else */

/* Answers the request of a readiness, once. */
static void ready_answer(struct readiness *ready, const struct state *state, const char *reason)
{
	struct http_request *r = ready->request;

	ready->request = NULL;
	event_del(ready->timer);
	if (r)
		json_reply(r, state->status, state->name, reason);
}

/* Tells whether every worker runs and can serve. */
static bool workers_serve(const struct shared *shared)
{
	for (int i = 0; i < shared->slot_count; i++) {
		const struct slot *slot = &shared->slots[i];

		if (!atomic_load(&slot->beats) ||
			atomic_load(&slot->counters.gauges[GAUGE_process_starting]))
			return false;
	}
	return true;
}

/* Answers that a check has failed.  Where the database is only away, the journal takes reports. */
static void ready_fail(struct readiness *ready, const char *wrong, bool away)
{
	const struct shared *shared = ready->admin->shared;
	bool kept = away && shared->journal.on && !journal_trouble(&shared->journal) &&
		    workers_serve(shared);
	struct str reason = { 0 };

	str_printf(&reason, "%s: %s%s", checks[ready->at].name, wrong,
		kept ? "; reports are kept in the journal" : "");
	ready_answer(ready, kept ? &degraded : &unready, reason.data);
	str_free(&reason);
}

/* Answers that all is well but, perhaps, the journal. */
static void ready_pass(struct readiness *ready)
{
	const struct journal_state *journal = &ready->admin->shared->journal;
	long long rows = journal->on ? (long long)atomic_load(&journal->rows) : 0;
	const char *trouble = journal->on ? journal_trouble(journal) : NULL;
	char reason[96] = "";

	if (trouble)
		snprintf(reason, sizeof(reason), "journal: it %s", trouble);
	else if (rows > 0)
		snprintf(reason, sizeof(reason), "journal: %lld reports lie in it", rows);
	ready_answer(ready, *reason ? &degraded : &ready_state, *reason ? reason : NULL);
}

static void ready_free(struct readiness *ready)
{
	event_free(ready->timer);
	free(ready);
}

static void ready_late(evutil_socket_t fd, short what, void *arg)
{
	struct readiness *ready = arg;
	char wrong[80];

	(void)fd;
	(void)what;
	snprintf(wrong, sizeof(wrong), "no answer within %d ms", READY_MS);
	ready_fail(ready, wrong, true);
}

/* Says what is wrong with the answer to a check; NULL: nothing. */
static const char *check_judge(const struct check *check, const struct db_result *res)
{
	static const char *const reasons[] = {
		[DB_TIMEOUT] = "no answer in time",
		[DB_LOST] = "no connection",
		[DB_SHED] = "its queue is full",
	};

	if (res->outcome == DB_ERROR)
		return res->message;
	if (res->outcome != DB_OK)
		return reasons[res->outcome];
	if (!check->fits(res->rows))
		return check->advice;
	return NULL;
}

/* Takes the answer to a check, and asks the next. */
static void ready_checked(void *arg, struct db_result *res)
{
	struct readiness *ready = arg;
	const struct check *check = &checks[ready->at];
	const char *wrong = check_judge(check, res);

	if (wrong) {
		ready_fail(ready, wrong, db_is_away(res));
	} else if (ready->request && ++ready->at < CHECK_COUNT) {
		db_call(ready->admin->db, DB_FAST, checks[ready->at].query, NULL, ready_checked,
			ready);
		return;
	} else if (!workers_serve(ready->admin->shared)) {
		ready_answer(ready, &unready, "workers: one has only just started");
	} else {
		ready_pass(ready);
	}
	ready_free(ready);
}

static void ready_show(struct admin *a, struct http_request *r)
{
	static const struct timeval wait = { READY_MS / 1000, READY_MS % 1000 * 1000 };
	struct readiness *ready;

	if (atomic_load(&a->shared->stopping)) {
		json_reply(r, 503, "unready", "the daemon is stopping");
		return;
	}
	ready = fatal_if_null(calloc(1, sizeof(*ready)));
	*ready = (struct readiness){ .admin = a, .request = r };
	ready->timer = fatal_if_null(evtimer_new(a->base, ready_late, ready));
	event_add(ready->timer, &wait);
	db_call(a->db, DB_FAST, checks[0].query, NULL, ready_checked, ready);
}

static const struct page {
	const char *path;
	void (*show)(struct admin *a, struct http_request *r);
} pages[] = {
	{ "/livez", live_show },
	{ "/readyz", ready_show },
	{ "/metrics", metrics_show },
};

static bool admin_head(struct http_request *r, void *arg)
{
	(void)arg;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (span_eq(r->path, pages[i].path)) {
			r->label = pages[i].path;
			r->owner = (void *)(uintptr_t)&pages[i];
		}
	if (r->owner && (r->method & (HTTP_GET | HTTP_HEAD)))
		return true;
	json_reply(
		r, r->owner ? 405 : 404, "error", r->owner ? "only GET and HEAD" : "no such page");
	return false;
}

static void admin_ready(struct http_request *r, void *arg)
{
	const struct page *page = r->owner;

	page->show(arg, r);
}

/* Does nothing: the answer comes within a second in any case, and then frees the request. */
static void admin_gone(struct http_request *r, void *arg)
{
	(void)r;
	(void)arg;
}

static void admin_refuse(struct http_request *r, int status, const char *code, void *arg)
{
	(void)arg;
	json_reply(r, status, "error", code);
}

static void admin_done(
	const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg)
{
	(void)arg;
	(void)bytes;
	counters_request(r->label, r->method, status, us);
}

struct admin *admin_new(struct event_base *base, const struct sockets *sockets, struct db *db,
	const struct shared *shared)
{
	/* Its clients are a balancer and a scraper; nobody needs more than this. */
	static const struct http_limits limits = {
		.head_max = 8192,
		.body_total_max = 65536,
		.conns_max = 64,
		.conns_per_address_max = 32,
		.head_ms = 5000,
		.body_ms = 5000,
		.answer_ms = 10000,
		.idle_ms = 60000,
	};
	struct admin *a = fatal_if_null(calloc(1, sizeof(*a)));
	struct http_service service = { admin_head, admin_ready, admin_gone, admin_refuse, NULL,
		admin_done, a };

	*a = (struct admin){ .base = base, .db = db, .shared = shared };
	a->http = http_new(base, &limits, &service);
	for (int i = 0; i < sockets->count; i++)
		if (sockets->items[i].kind == SOCKET_ADMIN)
			http_listen(a->http, sockets->items[i].fd, NULL);
	return a;
}

void admin_drain(struct admin *a)
{
	http_drain(a->http);
}

bool admin_drained(const struct admin *a)
{
	return http_conns(a->http) == 0;
}

int admin_conns(const struct admin *a)
{
	return http_conns(a->http);
}

void admin_free(struct admin *a)
{
	if (!a)
		return;
	http_free(a->http);
	free(a);
}
