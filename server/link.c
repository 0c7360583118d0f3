#include "server/link.h"

#include <event2/event.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/config.h"
#include "common/log.h"
#include "common/multipart.h"
#include "common/str.h"
#include "queries.h"
#include "server/attachment.h"
#include "server/bind.h"
#include "server/files.h"
#include "server/req.h"

#define FRONT_MAX 98304         /* in which all texts lie */
#define PIECE     (1024 * 1024) /* copied in one turn of the loop */

/* A form on its way. */
struct form {
	struct attachment_taking taking; /* first: it is found by this */
	struct req *req;
	struct span front, boundary;
	uint64_t total;       /* bytes of the body */
	uint64_t start, stop; /* of the file in it; equal: none was chosen */
	int file;             /* a copy of it; -1: none */
};

static void form_piece_copy(evutil_socket_t fd, short what, void *arg);
static void form_file_taken(struct attachment_taking *t, struct db_result *res);
static void form_page(struct form *f, const char *attachments);

/* Reads some bytes of the body, wherever it is. */
static struct span body_bytes(struct form *f, uint64_t at, size_t len)
{
	struct req *r = f->req;
	char *bytes;
	ssize_t n;

	if (r->http->body_fd < 0)
		return (struct span){ r->http->body.data + at, len };
	bytes = arena_alloc(r->http->arena, len + 1);
	n = pread(r->http->body_fd, bytes, len, (off_t)at);
	return (struct span){ bytes, n > 0 ? (size_t)n : 0 };
}

/* Finds the texts and the file; the texts as a query string has them. */
static bool form_parts(struct form *f, struct str *query)
{
	struct req *r = f->req;
	struct multipart_part part = { 0 };
	size_t at = 0;

	while (!part.is_file && multipart_next(f->front, f->boundary, &at, &part)) {
		if (part.is_file)
			break;
		str_add(query, query->len ? "&" : "");
		str_add_percent(query, arena_span(r->http->arena, part.name));
		str_add_char(query, '=');
		str_add_percent(query, arena_span(r->http->arena, part.text));
	}
	if (!part.is_file)
		return query->len;
	f->start = part.start;
	at = f->total < MULTIPART_END_MAX ? f->total : MULTIPART_END_MAX;
	return multipart_end(body_bytes(f, f->total - at, at), f->total, f->boundary, &f->stop) &&
	       f->stop >= f->start;
}

/* Reads the form; false with the problem noted. */
static bool form_read(struct form *f)
{
	struct req *r = f->req;
	struct arena *a = r->http->arena;
	struct str query = { 0 };
	enum fields_outcome outcome = FIELDS_MALFORMED;

	f->total = r->http->body_fd < 0 ? r->http->body.len : r->http->body_len;
	f->front = body_bytes(f, 0, f->total < FRONT_MAX ? f->total : FRONT_MAX);
	r->input = arena_alloc(a, (fields_count(r->route->input) + 1) * sizeof(*r->input));
	if (multipart_boundary(http_header_find(r->http, "content-type"), &f->boundary) &&
		form_parts(f, &query)) {
		/* The file lies elsewhere: its digest is told of with its row. */
		r->http->body = span_of(arena_span(a, str_span(&query)));
		outcome =
			fields_from_query(a, r->route->input, r->http->body, r->input, &r->errors);
	}
	str_free(&query);
	if (outcome == FIELDS_OK)
		r->idempotency_key = req_input(r, "key");
	return outcome == FIELDS_OK ||
	       req_problem(r, outcome == FIELDS_INVALID ? "invalid" : "bad_request", NULL);
}

/* Begins to copy the file out of the body. */
static void form_file_copy(struct form *f)
{
	struct req *r = f->req;

	if (r->context->media_channel < 0) {
		req_problem(r, "files_off", NULL);
		return req_refuse(r);
	}
	f->file = file_unnamed(config_text(r->context->config, "files_dir"));
	if (f->file < 0) {
		req_problem(r, "insufficient_storage", NULL);
		return req_refuse(r);
	}
	form_piece_copy(-1, 0, f);
}

void link_form_run(struct req *r)
{
	struct form *f = arena_alloc(r->http->arena, sizeof(*f));

	*f = (struct form){ .req = r, .file = -1 };
	if (!form_read(f))
		return req_refuse(r);
	if (f->stop > f->start)
		return form_file_copy(f);
	form_page(f, req_input(r, "attachments"));
}

/* Copies a piece in one turn of the loop, so that others have theirs in between. */
static void form_piece_copy(evutil_socket_t fd, short what, void *arg)
{
	struct form *f = arg;
	struct req *r = f->req;
	uint64_t left = f->stop - f->start;
	loff_t from = (loff_t)f->start;
	ssize_t n = copy_file_range(
		r->http->body_fd, &from, f->file, NULL, left < PIECE ? left : PIECE, 0);

	(void)fd;
	(void)what;
	if (n <= 0) {
		close(f->file);
		req_problem(r, "insufficient_storage", NULL);
		return req_refuse(r);
	}
	f->start += (uint64_t)n;
	if (f->start < f->stop) {
		event_base_once(r->context->base, -1, EV_TIMEOUT, form_piece_copy, f,
			&(struct timeval){ 0, 0 });
		return;
	}
	f->taking = (struct attachment_taking){ r, bind_value(r, "event_id"),
		bind_value(r, "session_id"), NULL, form_file_taken };
	lseek(f->file, 0, SEEK_SET);
	attachment_take(&f->taking, f->file);
	close(f->file); /* the order has it */
}

/* Adds the new file to those that came before it. */
static void form_file_taken(struct attachment_taking *t, struct db_result *res)
{
	struct form *f = (struct form *)t;
	struct req *r = t->req;
	const char *before = req_input(r, "attachments");
	struct arena *a = r->http->arena;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	form_page(f,
		before ? arena_printf(a, "%.*s,%s}", (int)strlen(before) - 1, before, f->taking.id)
		       : arena_printf(a, "{%s}", f->taking.id));
}

/* Does what the form says, and answers with the page. */
static void form_page(struct form *f, const char *attachments)
{
	struct req *r = f->req;
	const char **params = bind_flow(
		r, &q_link_page, (struct bound[]){ { "attachments", attachments }, { 0 } });

	if (!params)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, &q_link_page, params, req_answered, r);
}
