#include "server/case_bulk.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/str.h"
#include "queries.h"
#include "server/bind.h"
#include "server/req.h"

#define AT_ONCE 20

struct bulk {
	struct req *req;
	const char *operation_id; /* minted once, whether the client has a key or not */
	char after[12], rows[12];
	int count, done, refused;
	struct str results;
};

static void cases_known(void *arg, struct db_result *res);
static void step_done(void *arg, struct db_result *res);

/* Ends with a problem that was noted. */
static void bulk_refuse(struct bulk *b)
{
	str_free(&b->results);
	req_refuse(b->req);
}

/* Asks the database something, with what is known of this. */
static void bulk_ask(struct bulk *b, const struct query *q, db_done *done)
{
	const struct bound own[] = { { "operation_id", b->operation_id }, { "after", b->after },
		{ "rows", b->rows }, { 0 } };
	const char **params = bind_flow(b->req, q, own);

	if (!params)
		return bulk_refuse(b);
	db_call(b->req->context->db, DB_SLOW, q, params, done, b);
}

void case_bulk_run(struct req *r)
{
	struct bulk *b = arena_alloc(r->http->arena, sizeof(*b));

	b->req = r;
	b->operation_id = bind_value(r, "operation_id");
	snprintf(b->rows, sizeof(b->rows), "%d", AT_ONCE);
	bulk_ask(b, &q_case_bulk_begin, cases_known);
}

/* Tells whether a statement was done; else the request is refused.  What was done to cases before
 * stays, and the same request again goes on. */
static bool bulk_succeeded(struct bulk *b, const struct db_result *res)
{
	if (res->outcome == DB_OK)
		return true;
	req_db_problem(b->req, res);
	bulk_refuse(b);
	return false;
}

static void bulk_reply(struct bulk *b)
{
	struct str body = { 0 };
	struct req_answer a = { .status = 200 };

	str_printf(&body, "{\"done\":%d,\"refused\":%d,\"results\":[", b->done, b->refused);
	str_add_bytes(&body, str_span(&b->results).data, b->results.len);
	str_add(&body, "]}");
	a.body = str_span(&body);
	str_free(&b->results);
	req_reply(b->req, &a);
	str_free(&body);
}

/* Does the next ones, or answers where there are none. */
static void bulk_go_on(struct bulk *b)
{
	int after = b->done + b->refused;

	if (after >= b->count)
		return bulk_reply(b);
	snprintf(b->after, sizeof(b->after), "%d", after);
	bulk_ask(b, &q_case_bulk_step, step_done);
}

static void cases_known(void *arg, struct db_result *res)
{
	struct bulk *b = arg;

	if (!bulk_succeeded(b, res))
		return;
	b->count = atoi(PQgetvalue(res->rows, 0, 0));
	bulk_go_on(b);
}

/* Adds what came of one case; a refusal says why in words, too. */
static void result_add(struct bulk *b, const PGresult *rows, int row)
{
	const char *item = PQgetvalue(rows, row, 0);

	str_add(&b->results, b->results.len ? "," : "");
	if (PQgetisnull(rows, row, 1)) {
		b->done++;
		str_add(&b->results, item);
		return;
	}
	b->refused++;
	str_add_bytes(&b->results, item, strlen(item) - 1);
	str_add(&b->results, ",\"title\":");
	str_add_json(&b->results, problem_find(PQgetvalue(rows, row, 1))->title[b->req->lang]);
	str_add(&b->results, "}");
}

static void step_done(void *arg, struct db_result *res)
{
	struct bulk *b = arg;

	if (!bulk_succeeded(b, res))
		return;
	for (int i = 0; i < PQntuples(res->rows); i++)
		result_add(b, res->rows, i);
	bulk_go_on(b);
}
