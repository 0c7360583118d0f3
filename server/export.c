#include "server/export.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/fatal.h"
#include "common/log.h"
#include "queries.h"
#include "server/batch.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/files.h"
#include "server/req.h"
#include "server/sheet_order.h"

#define PAGE        "1000" /* rows */
#define AGAIN_S     10     /* until who came too often may ask again */
#define REST_FACTOR 3      /* times what a page took, while many reports come in */

struct export
{
	struct req *req;
	const struct query *noted; /* who takes it away; NULL: nobody asks */
	int file;                  /* without a name */
	struct sheet_feed *feed;
	struct event *rest;
	struct batch_look look;
	uint64_t asked_us;
	PGresult *page;    /* while its lines are taken */
	const char *after; /* cursor of the next page; NULL: the first */
	bool last, busy;   /* busy: too many are written already */
	uint64_t rows;
	char rows_text[24];
};

static void export_told(void *arg, const struct sheet_answer *a);
static void page_come(void *arg, struct db_result *res);
static void export_noted(void *arg, struct db_result *res);

/* Gives up all but the file. */
static void export_close(struct export *e)
{
	sheet_feed_free(e->feed);
	if (e->rest)
		event_free(e->rest);
	PQclear(e->page);
}

/* Ends with a problem that was noted. */
static void export_refuse(struct export *e)
{
	export_close(e);
	if (e->file >= 0)
		close(e->file);
	req_refuse(e->req);
}

/* Asks the database something, with what is known of this. */
static void export_ask(struct export *e, const struct query *q, const char *rows, db_done *done)
{
	const struct bound own[] = { { "after", e->after }, { "rows", rows }, { 0 } };
	const char **params = bind_flow(e->req, q, own);

	if (!params)
		return export_refuse(e);
	e->asked_us = clock_mono_us();
	db_call(e->req->context->db, DB_SLOW, q, params, done, e);
}

static void page_ask(evutil_socket_t fd, short what, void *arg)
{
	struct export *e = arg;

	(void)fd;
	(void)what;
	export_ask(e, e->req->route->query, PAGE, page_come);
}

/* Lets reports go first: where many come in, it rests after each page. */
static void page_next(struct export *e)
{
	uint64_t rest_us = batch_busy(e->req->context->batch, &e->look)
				   ? REST_FACTOR * (clock_mono_us() - e->asked_us)
				   : 0;
	struct timeval rest = { (time_t)(rest_us / 1000000), (suseconds_t)(rest_us % 1000000) };

	event_add(e->rest, &rest);
}

/* Tells whether somebody still waits and a statement was done; else it ends here. */
static bool export_succeeded(struct export *e, const struct db_result *res)
{
	if (res->outcome != DB_OK)
		req_db_problem(e->req, res);
	else if (e->req->gone)
		req_problem(e->req, "request_timeout", NULL);
	else
		return true;
	export_refuse(e);
	return false;
}

static void page_come(void *arg, struct db_result *res)
{
	struct export *e = arg;

	if (!export_succeeded(e, res))
		return;
	if (e->busy) {
		counters_add(COUNTER_exports_refused, 1);
		req_wait(e->req, "too_many_exports", AGAIN_S);
		return export_refuse(e);
	}
	e->page = db_result_take(res);
	e->last = PQgetisnull(e->page, 0, 3);
	e->after = arena_string(e->req->http->arena, PQgetvalue(e->page, 0, 3));
	sheet_feed_lines(e->feed,
		(struct span){ PQgetvalue(e->page, 0, 1), (size_t)PQgetlength(e->page, 0, 1) });
}

/* Sends the file. */
static void export_reply(struct export *e)
{
	struct http_file file = { .fd = e->file };
	struct req_answer a = { .status = 200, .media = e->req->route->media, .file = &file };
	struct stat found;

	export_close(e);
	if (fstat(e->file, &found) == 0)
		file.len = (uint64_t)found.st_size;
	req_reply(e->req, &a);
}

/* Sends the file, now that it is on record who gets it. */
static void export_noted(void *arg, struct db_result *res)
{
	if (export_succeeded(arg, res))
		export_reply(arg);
}

static void export_written(struct export *e, uint64_t rows)
{
	snprintf(e->rows_text, sizeof(e->rows_text), "%llu", (unsigned long long)rows);
	if (e->noted)
		return export_ask(e, e->noted, e->rows_text, export_noted);
	export_reply(e);
}

/* Goes on after lines were taken: to the next page, or to the end. */
static void export_fed(struct export *e)
{
	PQclear(e->page);
	e->page = NULL;
	if (e->last)
		sheet_feed_end(e->feed);
	else
		page_next(e);
}

/* Ends without a file; says why. */
static void export_fail(struct export *e, enum sheet_outcome why)
{
	static const char *const codes[] = {
		[SHEET_TOO_LONG] = "list_too_long",
		[SHEET_NO_SPACE] = "insufficient_storage",
		[SHEET_AWAY] = "unavailable",
	};

	log_error(
		"export_not_written", "reason=%s trace_id=%s", codes[why], e->req->http->trace_id);
	req_problem(e->req, codes[why], NULL);
	export_refuse(e);
}

static void export_told(void *arg, const struct sheet_answer *a)
{
	struct export *e = arg;

	switch (a->outcome) {
	case SHEET_STARTED:
		return page_ask(-1, 0, e);
	case SHEET_FED:
		return export_fed(e);
	case SHEET_WRITTEN:
		return export_written(e, a->rows);
	case SHEET_BUSY:
		/* Whoever may not have it, or asks for what is none, is told that first. */
		e->busy = true;
		return page_ask(-1, 0, e);
	default:
		return export_fail(e, a->outcome);
	}
}

/* Has a table written in the format that the route's action names. */
static void export_begin(struct req *r, const struct query *noted)
{
	const struct context *c = r->context;
	struct export *e = arena_alloc(r->http->arena, sizeof(*e));
	struct sheet_order order = { 0 };

	*e = (struct export){
		.req = r, .noted = noted, .file = file_unnamed(config_text(c->config, "spool_dir"))
	};
	if (e->file < 0) {
		log_error("export_not_written", "reason=%s", strerror(errno));
		req_problem(r, "insufficient_storage", NULL);
		return export_refuse(e);
	}
	snprintf(order.format, sizeof(order.format), "%s", r->route->action);
	e->rest = fatal_if_null(evtimer_new(c->base, page_ask, e));
	e->feed = sheet_feed_new(c->base, c->sheets_channel, &order, e->file,
		(int)config_int(c->config, "export_ms"), export_told, e);
}

void export_run(struct req *r)
{
	export_begin(r, NULL);
}

void export_cases_run(struct req *r)
{
	export_begin(r, &q_case_export_note);
}
