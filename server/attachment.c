#include "server/attachment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/byte_range.h"
#include "common/config.h"
#include "common/log.h"
#include "common/str.h"
#include "queries.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/fetched.h"
#include "server/files.h"
#include "server/media_order.h"
#include "server/req.h"

#define TURNS 3 /* as long as so many files may take in all: it may have to wait for others */

static void attachment_seen(void *arg, const struct media_answer *a);
static void attachment_noted(void *arg, struct db_result *res);
static void attachment_added(struct attachment_taking *t, struct db_result *res);
static void attachment_found(void *arg, struct db_result *res);
static void attachment_fetched(void *arg, int fd);
static void original_found(void *arg, struct db_result *res);
static void original_fetched(void *arg, int fd);
static void picture_covered(void *arg, const struct media_answer *a);

void attachment_take(struct attachment_taking *t, int fd)
{
	struct req *r = t->req;
	struct media_order order = { .tenant_id = r->tenant_id };

	media_ask(r->context->base, r->context->media_channel, &order, fd,
		TURNS * (int)config_int(r->context->config, "media_ms"), attachment_seen, t);
}

void attachment_add_run(struct req *r)
{
	struct attachment_taking *t = arena_alloc(r->http->arena, sizeof(*t));

	if (r->http->body_fd < 0) { /* nothing came */
		counters_add(COUNTER_attachments_unreadable, 1);
		req_problem(r, "unreadable_file", NULL);
		return req_refuse(r);
	}
	*t = (struct attachment_taking){ r, bind_value(r, "event_id"), NULL, r->digest,
		attachment_added };
	attachment_take(t, r->http->body_fd);
}

/* What is told where a file was not stored. */
static const struct {
	const char *problem;
	enum counter counter;
} refusals[] = {
	[MEDIA_OTHER_TYPE] = { "unsupported_file", COUNTER_attachments_type_refused },
	[MEDIA_UNREADABLE] = { "unreadable_file", COUNTER_attachments_unreadable },
	[MEDIA_TOO_MANY_PIXELS] = { "too_many_pixels", COUNTER_attachments_size_refused },
	[MEDIA_TOO_LARGE] = { "body_too_large", COUNTER_attachments_size_refused },
	[MEDIA_NO_SPACE] = { "insufficient_storage", COUNTER_attachments_unplaced },
	[MEDIA_BUSY] = { "busy", COUNTER_attachments_shed },
	[MEDIA_AWAY] = { "unavailable", COUNTER_attachments_shed },
};

/* Writes a column of the versions as an array's text. */
static const char *versions_column(struct req *r, const struct media_answer *a,
	void (*write)(struct str *out, const struct media_version *v))
{
	struct str out = { 0 };
	const char *text;

	for (int i = 0; i < a->version_count; i++) {
		str_add_char(&out, i ? ',' : '{');
		write(&out, &a->versions[i]);
	}
	str_add_char(&out, '}');
	text = arena_span(r->http->arena, str_span(&out));
	str_free(&out);
	return text;
}

static void sha256_write(struct str *out, const struct media_version *v)
{
	str_printf(out, "\"\\\\x%s\"", v->sha256);
}

static void bytes_write(struct str *out, const struct media_version *v)
{
	str_add_unsigned(out, v->size);
}

static void width_write(struct str *out, const struct media_version *v)
{
	str_add_unsigned(out, v->width);
}

static void height_write(struct str *out, const struct media_version *v)
{
	str_add_unsigned(out, v->height);
}

/* Tells whether the file, or what was made of it, is on disk. */
static bool seen_well(struct req *r, const struct media_answer *a)
{
	if (a->outcome == MEDIA_STORED)
		return true;
	counters_add(refusals[a->outcome].counter, 1);
	return req_problem(r, refusals[a->outcome].problem, NULL);
}

/* Tells whether a PDF is signed; NULL of all other files. */
static const char *signed_column(const struct media_answer *a)
{
	return a->type != MEDIA_PDF ? NULL : a->is_signed ? "true" : "false";
}

/* Goes on when the file is on disk, or never will be. */
static void attachment_seen(void *arg, const struct media_answer *a)
{
	struct attachment_taking *t = arg;
	struct req *r = t->req;

	if (!seen_well(r, a))
		return req_refuse(r);
	/* The digest stands for the body that it is of. */
	r->http->body = span_of(arena_string(r->http->arena, a->sent_sha256));
	for (int i = 0; i < a->version_count; i++)
		counters_add(COUNTER_attachment_bytes, a->versions[i].size);
	db_call(r->context->db, DB_WRITE, &q_attachment_add,
		bind_flow(r, &q_attachment_add,
			(struct bound[]){ { "attachment_id", t->id }, { "digest", t->digest },
				{ "operation_id", t->operation_id ? t->operation_id
								  : bind_value(r, "operation_id") },
				{ "type", media_types[a->type].name },
				{ "sha256s", versions_column(r, a, sha256_write) },
				{ "bytes", versions_column(r, a, bytes_write) },
				{ "widths", versions_column(r, a, width_write) },
				{ "heights", versions_column(r, a, height_write) },
				{ "signed", signed_column(a) }, { 0 } }),
		attachment_noted, t);
}

static void attachment_noted(void *arg, struct db_result *res)
{
	struct attachment_taking *t = arg;

	if (res->outcome == DB_OK)
		counters_add(COUNTER_attachments_stored, 1);
	t->done(t, res);
}

static void attachment_added(struct attachment_taking *t, struct db_result *res)
{
	req_answered(t->req, res);
}

/* A file on its way out. */
struct shown {
	struct file_name name;
	enum media_type type;
	bool open; /* anybody may see it */
	uint64_t size;
	const char *etag;
};

void attachment_show_run(struct req *r)
{
	const char **params = bind_flow(r, r->route->query, NULL);

	if (!params)
		return req_refuse(r);
	db_call(r->context->db, r->route->lane, r->route->query, params, attachment_found, r);
}

/* Reads the row; false where it makes no sense, which is our bug. */
static bool shown_read(struct req *r, const PGresult *rows, struct shown *s)
{
	s->name.tenant_id = atoi(PQgetvalue(rows, 0, 4));
	s->type = media_type_named(span_of(PQgetvalue(rows, 0, 1)));
	s->size = strtoull(PQgetvalue(rows, 0, 2), NULL, 10);
	s->open = *PQgetvalue(rows, 0, 3) == 't';
	s->etag = arena_string(r->http->arena, PQgetvalue(rows, 0, 0));
	return s->type != MEDIA_TYPES && file_name_read(s->etag, s->name.sha256);
}

/* Tells whether the client wants a part of this very file, and not of what it was before. */
static bool range_wanted(const struct req *r, const struct shown *s)
{
	struct span since = http_header_find(r->http, "if-range");

	return !since.data || (since.len == strlen(s->etag) + 2 &&
				      !strncmp(since.data + 1, s->etag, strlen(s->etag)));
}

/* Answers with the file or a part of it.  Nothing in it may run, whatever it is. */
static void file_reply(struct req *r, const struct shown *s, struct http_file *file, int status)
{
	const struct media_type_row *type = &media_types[s->type];
	struct arena *a = r->http->arena;
	struct http_header headers[] = {
		{ span_of("Content-Disposition"),
			span_of(arena_printf(a, "%s; filename=\"pakn-%.16s.%s\"",
				type->picture ? "inline" : "attachment", s->etag, type->ending)) },
		{ span_of("Content-Security-Policy"), span_of("default-src 'none'; sandbox") },
		{ span_of("Cross-Origin-Resource-Policy"), span_of("same-site") },
		{ span_of("Cache-Control"),
			span_of(s->open ? "public, no-cache" : "private, no-cache") },
		{ span_of("Vary"), span_of("Authorization") },
		{ span_of("Accept-Ranges"), span_of("bytes") },
		{ span_of("Content-Range"),
			span_of(arena_printf(a, "bytes %llu-%llu/%llu",
				(unsigned long long)file->offset,
				(unsigned long long)(file->offset + file->len - 1),
				(unsigned long long)s->size)) },
	};

	req_reply(r,
		&(struct req_answer){ .status = status,
			.media = type->name,
			.etag = s->etag,
			.file = file,
			.headers = headers,
			.header_count = sizeof(headers) / sizeof(headers[0]) - (status != 206) });
}

/* Sends what is asked for of a file that is open. */
static void file_send(struct req *r, const struct shown *s, int fd)
{
	struct http_file file = { fd, 0, s->size };
	enum byte_range range = range_wanted(r, s)
					? byte_range_read(http_header_find(r->http, "range"),
						  s->size, &file.offset, &file.len)
					: BYTE_RANGE_ALL;

	if (range == BYTE_RANGE_NONE) {
		close(fd);
		req_problem(r, "no_such_range", NULL);
		return req_refuse(r);
	}
	file_reply(r, s, &file, range == BYTE_RANGE_PART ? 206 : 200);
}

/* Opens a file that is here; -1: it has to be fetched. */
static int file_here(struct req *r, const struct file_name *name)
{
	int fd = file_open(config_text(r->context->config, "files_dir"), name);

	return fd >= 0 ? fd : fetched_open(r->context->fetched, name);
}

/* A file on its way out that has to come first. */
struct coming {
	struct req *r;
	struct shown shown;
};

/* Gets a file that has left the folder. */
static void file_fetch(struct req *r, const struct shown *s)
{
	struct coming *c = arena_alloc(r->http->arena, sizeof(*c));

	*c = (struct coming){ r, *s };
	fetched_fetch(r->context->fetched, &s->name, s->size, attachment_fetched, c);
}

/* Says that a file cannot be had now. */
static void file_away(struct req *r, const struct file_name *name)
{
	if (!r->context->fetched)
		log_error("file_missing", "sha256=%s", name->sha256);
	req_problem(r, "unavailable", NULL);
	req_refuse(r);
}

static void attachment_found(void *arg, struct db_result *res)
{
	struct req *r = arg;
	struct shown s;
	int fd;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	if (!shown_read(r, res->rows, &s)) {
		req_problem(r, "internal", NULL);
		return req_refuse(r);
	}
	if (req_known(r, s.etag))
		return req_reply(r, &(struct req_answer){ .status = 304, .etag = s.etag });
	fd = file_here(r, &s.name);
	if (fd >= 0)
		return file_send(r, &s, fd);
	if (r->context->fetched)
		return file_fetch(r, &s);
	file_away(r, &s.name);
}

static void attachment_fetched(void *arg, int fd)
{
	struct coming *c = arg;

	if (fd >= 0)
		file_send(c->r, &c->shown, fd);
	else
		file_away(c->r, &c->shown.name);
}

/* A picture of which parts are covered, on its way. */
struct covering {
	struct req *r;
	struct file_name original;
	uint64_t size;
	const char *cover; /* as the database wrote it */
	struct media_order order;
	int fd;
};

void attachment_cover_run(struct req *r)
{
	const char **params = bind_flow(r, &q_attachment_original, NULL);

	if (params && r->context->media_channel < 0)
		req_problem(r, "files_off", NULL);
	if (r->problem)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, &q_attachment_original, params, original_found, r);
}

/* Reads {x,y,width,height,...}; false where it makes no sense, which is our bug. */
static bool cover_read(const char *text, struct picture_cover *cover)
{
	const char *at = text + 1;

	for (cover->count = 0; *at && *at != '}'; cover->count++) {
		struct rectangle *r = &cover->rectangles[cover->count];
		int read = 0;

		if (cover->count == PICTURE_COVERED_MAX ||
			sscanf(at, "%u,%u,%u,%u%n", &r->x, &r->y, &r->width, &r->height, &read) !=
				4)
			return false;
		at += read + (at[read] == ',');
	}
	return *text == '{' && *at == '}';
}

/* Reads the row of a picture that is to be covered. */
static struct covering *covering_new(struct req *r, const PGresult *rows)
{
	struct covering *c = arena_alloc(r->http->arena, sizeof(*c));

	*c = (struct covering){ .r = r,
		.original = { .tenant_id = r->tenant_id },
		.size = strtoull(PQgetvalue(rows, 0, 2), NULL, 10),
		.cover = arena_string(r->http->arena, PQgetvalue(rows, 0, 3)),
		.order = { .tenant_id = r->tenant_id,
			.cover = { .width = (uint32_t)strtoul(PQgetvalue(rows, 0, 4), NULL, 10),
				.height = (uint32_t)strtoul(PQgetvalue(rows, 0, 5), NULL, 10) } },
		.fd = -1 };
	return file_name_read(PQgetvalue(rows, 0, 0), c->original.sha256) &&
			       cover_read(c->cover, &c->order.cover)
		       ? c
		       : NULL;
}

/* Has the picture made anew. */
static void covering_ask(struct covering *c, int fd)
{
	struct context *context = c->r->context;

	c->fd = fd;
	media_ask(context->base, context->media_channel, &c->order, fd,
		TURNS * (int)config_int(context->config, "media_ms"), picture_covered, c);
}

static void original_found(void *arg, struct db_result *res)
{
	struct req *r = arg;
	struct covering *c;
	int fd;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	c = covering_new(r, res->rows);
	if (!c) {
		req_problem(r, "internal", NULL);
		return req_refuse(r);
	}
	fd = file_here(r, &c->original);
	if (fd >= 0)
		return covering_ask(c, fd);
	if (!r->context->fetched)
		return file_away(r, &c->original);
	fetched_fetch(r->context->fetched, &c->original, c->size, original_fetched, c);
}

static void original_fetched(void *arg, int fd)
{
	struct covering *c = arg;

	if (fd >= 0)
		covering_ask(c, fd);
	else
		file_away(c->r, &c->original);
}

/* Goes on when the picture is on disk as it shall be shown. */
static void picture_covered(void *arg, const struct media_answer *a)
{
	struct covering *c = arg;
	struct req *r = c->r;

	close(c->fd);
	if (!seen_well(r, a))
		return req_refuse(r);
	counters_add(COUNTER_attachments_covered, 1);
	db_call(r->context->db, DB_WRITE, r->route->query,
		bind_flow(r, r->route->query,
			(struct bound[]){ { "original", c->original.sha256 }, { "cover", c->cover },
				{ "sha256s", versions_column(r, a, sha256_write) },
				{ "bytes", versions_column(r, a, bytes_write) },
				{ "widths", versions_column(r, a, width_write) },
				{ "heights", versions_column(r, a, height_write) }, { 0 } }),
		req_answered, r);
}
