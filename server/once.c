#include "server/once.h"

#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/fatal.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/req.h"

/* One question: asked (some are waiting), or answered. */
struct question {
	char *key;            /* NULL: the place is free */
	uint64_t answered_ms; /* clock_mono_ms(); 0: the database is being asked */
	char *etag;
	char *body;
	size_t len;
	struct req **waiting;
	size_t waiting_count;
};

struct once {
	struct question questions[ONCE_PLACES];
};

struct once *once_new(void)
{
	return fatal_if_null(calloc(1, sizeof(struct once)));
}

/* Forgets a question, for which nobody waits. */
static void question_clear(struct question *q)
{
	free(q->key);
	free(q->etag);
	free(q->body);
	free(q->waiting);
	memset(q, 0, sizeof(*q));
}

void once_free(struct once *o)
{
	for (size_t i = 0; i < ONCE_PLACES; i++)
		question_clear(&o->questions[i]);
	free(o);
}

/* Tells the language that is wanted: the one that the address names, else as the browser asks. */
static const char *language(const struct req *r)
{
	const char *named = req_input(r, "lang");

	return named ? named : r->lang == LANG_EN ? "en" : "vi";
}

/* Writes what is asked, by which equal questions are known. */
static const char *key_of(const struct req *r)
{
	const char *period = req_input(r, "period"), *group = req_input(r, "group_by");

	return arena_printf(r->http->arena, "%d %s %s %s %s", r->tenant_id, r->route->path,
		period ? period : "", group ? group : "", language(r));
}

/* Finds a question, or the place for it: free, over, or answered the longest ago.  NULL: all are
 * being asked. */
static struct question *question_find(struct once *o, const char *key)
{
	struct question *place = NULL;

	for (size_t i = 0; i < ONCE_PLACES; i++) {
		struct question *q = &o->questions[i];

		if (q->key && !strcmp(q->key, key))
			return q;
		if (q->key && !q->answered_ms)
			continue;
		if (!place || q->answered_ms < place->answered_ms)
			place = q;
	}
	return place;
}

/* Has a request wait for the answer. */
static void question_wait(struct question *q, struct req *r)
{
	q->waiting =
		fatal_if_null(realloc(q->waiting, (q->waiting_count + 1) * sizeof(struct req *)));
	q->waiting[q->waiting_count++] = r;
}

/* Gives the answer, with its age, so that what others keep is never older than it says. */
static void question_answer(const struct question *q, struct req *r)
{
	const char *age = arena_printf(
		r->http->arena, "%d", (int)((clock_mono_ms() - q->answered_ms) / 1000));
	struct http_header headers[] = {
		{ span_of("Content-Language"), span_of(language(r)) },
		{ span_of("Vary"), span_of("Accept-Language") },
		{ span_of("Age"), span_of(age) },
	};
	struct req_answer a = { .status = 304,
		.etag = q->etag,
		.weak = true,
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]) };

	if (!req_known(r, q->etag)) {
		a.status = 200;
		a.media = r->route->media;
		a.body = (struct span){ q->body, q->len };
	}
	req_reply(r, &a);
}

/* Takes over what the database says; false where that is a refusal. */
static bool question_take(struct question *q, const struct db_result *res)
{
	if (res->outcome != DB_OK)
		return false;
	q->len = (size_t)PQgetlength(res->rows, 0, 1);
	q->body = fatal_if_null(malloc(q->len + 1));
	memcpy(q->body, PQgetvalue(res->rows, 0, 1), q->len);
	q->etag = fatal_if_null(strdup(PQgetvalue(res->rows, 0, 2)));
	q->answered_ms = clock_mono_ms();
	return true;
}

/* Answers all who wait.  A refusal is told to them, and not kept. */
static void question_answered(void *arg, struct db_result *res)
{
	struct question *q = arg;
	bool good = question_take(q, res);
	struct req **waiting = q->waiting;
	size_t count = q->waiting_count;

	q->waiting = NULL;
	q->waiting_count = 0;
	for (size_t i = 0; i < count; i++) {
		if (good) {
			question_answer(q, waiting[i]);
			continue;
		}
		req_db_problem(waiting[i], res);
		req_refuse(waiting[i]);
	}
	free(waiting);
	counters_add(COUNTER_answers_shared, good ? count - 1 : 0);
	if (!good || q->len > ONCE_BODY_MAX)
		question_clear(q);
}

/* Asks the database, as who came first. */
static void question_ask(struct question *q, const char *key, struct req *r)
{
	const struct config *c = r->context->config;
	struct arena *a = r->http->arena;
	const struct bound own[] = { { "language", language(r) },
		{ "small", arena_printf(a, "%ld", config_int(c, "open_small")) },
		{ "rates", arena_printf(a, "%ld", config_int(c, "open_rates")) },
		{ "licence", config_text(c, "open_licence") }, { 0 } };
	const char **params = bind_flow(r, r->route->query, own);

	if (!params)
		return req_refuse(r);
	question_clear(q);
	q->key = fatal_if_null(strdup(key));
	question_wait(q, r);
	db_call(r->context->db, r->route->lane, r->route->query, params, question_answered, q);
}

void once_run(struct req *r)
{
	const char *key = key_of(r);
	struct question *q = question_find(r->context->once, key);
	bool same = q && q->key && !strcmp(q->key, key);

	if (!q) {
		req_problem(r, "busy", NULL);
		return req_refuse(r);
	}
	if (same && !q->answered_ms)
		return question_wait(q, r);
	if (same && clock_mono_ms() - q->answered_ms < ONCE_MS) {
		counters_add(COUNTER_answers_shared, 1);
		return question_answer(q, r);
	}
	question_ask(q, key, r);
}
