#include "server/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/fatal.h"
#include "common/random.h"
#include "common/siphash.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/req.h"
#include "server/seen.h"
#include "server/stream_table.h"

#define AGAIN_S     5    /* until who has too many may ask again */
#define AGAIN_MS    2000 /* until the database is asked again that could not answer */
#define RETURN_MS   500  /* when clients come back after the end of a stream, at the soonest, */
#define RETURN_MORE 3000 /* and spread over so long */

struct stream {
	struct list in_all;
	struct req *req;
	struct streams *all;
	const char **params;
	const char **after; /* the one that says from where */
	char id[64];        /* the event's that came last */
	char topic[48];
	int place;
	enum { STREAM_ASKING, STREAM_WAITING, STREAM_PUSHING } state;
	bool begun;
	bool beat;         /* the client is due a sign of life */
	bool more;         /* there is more to ask for at once */
	struct span piece; /* to be pushed when the head is out */
	PGresult *rows;    /* of which it is a part */
};

struct streams {
	struct list list;
	struct stream_table *table;
	const struct config *config;
	int worker;
	int open;
};

static void stream_answered(void *arg, struct db_result *res);

/* Asks for what comes after the last event. */
static void stream_ask(struct stream *s)
{
	struct req *r = s->req;

	s->state = STREAM_ASKING;
	r->asked_us = clock_mono_us();
	db_call(r->context->db, r->route->lane, r->route->query, s->params, stream_answered, s);
}

/* Gives up what a stream holds. */
static void stream_close(struct stream *s)
{
	list_remove(&s->in_all);
	s->all->open--;
	stream_table_leave(s->all->table, s->place);
	PQclear(s->rows);
	s->req->stream = NULL;
}

/* Ends a stream that has begun; last words tell the client when to come back, or why not. */
static void stream_end(struct stream *s, const char *last)
{
	struct req *r = s->req;

	stream_close(s);
	if (last && !r->gone)
		http_push(r->http, span_of(last));
	http_end(r->http);
}

/* Ends a stream since the daemon stops. */
static void stream_send_off(struct stream *s)
{
	unsigned wait = RETURN_MS + (unsigned)(random_u64() % RETURN_MORE);

	stream_end(s, arena_printf(s->req->http->arena, "retry: %u\n\n", wait));
}

/* Ends a stream whose client has left. */
static void stream_abandon(struct stream *s)
{
	struct req *r = s->req;

	if (s->begun)
		return stream_end(s, NULL);
	stream_close(s);
	req_reply(r, &(struct req_answer){ .status = 304 });
}

/* Goes on after a wake: something happened, or a sign of life is due. */
static void stream_woken(void *arg, bool changed)
{
	struct stream *s = arg;

	if (s->req->gone)
		return stream_abandon(s);
	if (s->req->context->draining)
		return stream_send_off(s);
	s->beat |= !changed;
	stream_ask(s);
}

static void stream_wait(struct stream *s, unsigned ms)
{
	s->state = STREAM_WAITING;
	watch_wait(s->req->context->watch, &s->req->poll,
		&(struct watch_for){ .topic = s->topic, .ms = ms, .asked_us = s->req->asked_us },
		stream_woken, s);
}

/* Asks again, or waits for something to happen. */
static void stream_next(struct stream *s)
{
	if (s->req->context->draining)
		stream_send_off(s);
	else if (s->more)
		stream_ask(s);
	else
		stream_wait(s, (unsigned)config_int(s->all->config, "stream_beat_s") * 1000);
}

static void stream_push(struct stream *s, struct span piece)
{
	counters_add(COUNTER_stream_events_pushed, 1);
	s->state = STREAM_PUSHING;
	s->beat = false;
	http_push(s->req->http, piece);
}

/* Sends the head; what there is to tell follows when it is out.  Proxies are asked not to gather
 * what should go on at once. */
static void stream_begin(struct stream *s)
{
	static const struct http_header unbuffered = { { "X-Accel-Buffering", 17 }, { "no", 2 } };

	s->begun = true;
	s->state = STREAM_PUSHING;
	req_reply(s->req, &(struct req_answer){ .status = 200,
				  .media = s->req->route->media,
				  .headers = &unbuffered,
				  .header_count = 1,
				  .stream = true });
}

/* Goes on where the database did not answer: who may not read any more is told so and let go. */
static void stream_failed(struct stream *s, const struct db_result *res)
{
	struct req *r = s->req;

	req_db_problem(r, res);
	if (!s->begun) {
		stream_close(s);
		return req_refuse(r);
	}
	if (r->problem->status < 500)
		return stream_end(
			s, arena_printf(r->http->arena, "event: end\ndata: {\"code\":\"%s\"}\n\n",
				   r->problem->code));
	r->problem = NULL;
	stream_wait(s, AGAIN_MS);
}

/* Notes where the stream is after an answer. */
static void stream_note(struct stream *s, const PGresult *rows)
{
	snprintf(s->id, sizeof(s->id), "%s", PQgetvalue(rows, 0, 3));
	snprintf(s->topic, sizeof(s->topic), "%s", PQgetvalue(rows, 0, 4));
	s->more = atoi(PQgetvalue(rows, 0, 0)) == 206;
	*s->after = s->id;
	seen_note(s->req->context->seen, &s->req->token);
}

static void stream_answered(void *arg, struct db_result *res)
{
	struct stream *s = arg;
	struct req *r = s->req;

	if (r->gone)
		return stream_abandon(s);
	if (res->outcome != DB_OK)
		return stream_failed(s, res);
	stream_note(s, res->rows);
	if (!s->begun || s->beat || *PQgetvalue(res->rows, 0, 5) == 'f') {
		struct span piece = { PQgetvalue(res->rows, 0, 1),
			(size_t)PQgetlength(res->rows, 0, 1) };

		if (s->begun)
			return stream_push(s, piece);
		s->rows = db_result_take(res);
		s->piece = piece;
		return stream_begin(s);
	}
	stream_next(s);
}

void stream_drained(struct stream *s)
{
	PGresult *rows = s->rows;

	if (!rows || s->req->context->draining)
		return stream_next(s);
	s->rows = NULL;
	stream_push(s, s->piece);
	PQclear(rows);
}

void stream_left(struct stream *s)
{
	if (s->state == STREAM_PUSHING)
		stream_end(s, NULL);
}

/* Makes a stream, where there may be another one; NULL with the problem noted, where not. */
static struct stream *stream_new(struct req *r)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];
	struct streams *all = r->context->streams;
	struct stream *s = arena_alloc(r->http->arena, sizeof(*s));
	const char *owner = arena_printf(r->http->arena, "%s %s", r->home, req_caller(r));

	s->place = stream_table_enter(all->table, all->worker, siphash(key, span_of(owner)),
		(int)config_int(all->config, "streams_max"),
		(int)config_int(all->config, "streams_per_account_max"));
	if (s->place < 0) {
		counters_add(COUNTER_streams_refused, 1);
		req_wait(r, "too_many_streams", AGAIN_S);
		return NULL;
	}
	s->req = r;
	s->all = all;
	r->stream = s;
	list_append(&all->list, &s->in_all);
	all->open++;
	return s;
}

/* Tells after which event to begin: the last that the client had, or the one that it names. */
static const char *stream_from(struct req *r)
{
	struct span last = span_trim(http_header_find(r->http, "last-event-id"));

	return last.len ? fields_percent_decode(r->http->arena, last, false)
			: req_input(r, "after");
}

void stream_run(struct req *r)
{
	const struct query *q = r->route->query;
	const char **params =
		bind_flow(r, q, (struct bound[]){ { "after", stream_from(r) }, { 0 } });
	struct stream *s;
	int i = 0;

	if (r->http->method == HTTP_HEAD)
		return req_reply(
			r, &(struct req_answer){ .status = 200, .media = r->route->media });
	s = params ? stream_new(r) : NULL;
	if (!s)
		return req_refuse(r);
	while (strcmp(q->params[i], "after") != 0)
		i++;
	s->params = params;
	s->after = &params[i];
	stream_ask(s);
}

struct streams *streams_new(struct stream_table *table, int worker, const struct config *c)
{
	struct streams *all = fatal_if_null(calloc(1, sizeof(*all)));

	*all = (struct streams){ .table = table, .config = c, .worker = worker };
	list_init(&all->list);
	stream_table_clear(table, worker);
	return all;
}

int streams_open(const struct streams *all)
{
	return all->open;
}

/* Those that wait are woken by the end of all waits, those that ask end with the answer. */
void streams_end(struct streams *all)
{
	struct list *node = all->list.next;

	while (node != &all->list) {
		struct stream *s = list_item(node, struct stream, in_all);

		node = node->next;
		if (s->state == STREAM_PUSHING)
			stream_send_off(s);
	}
}

void streams_free(struct streams *all)
{
	free(all);
}
