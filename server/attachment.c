#include "server/attachment.h"

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
static void attachment_added(void *arg, struct db_result *res);
static void attachment_found(void *arg, struct db_result *res);
static void attachment_fetched(void *arg, int fd);

void attachment_add_run(struct req *r)
{
	struct media_order order = { r->tenant_id };

	if (r->http->body_fd < 0) { /* nothing came */
		counters_add(COUNTER_attachments_unreadable, 1);
		req_problem(r, "unreadable_file", NULL);
		return req_refuse(r);
	}
	media_ask(r->context->base, r->context->media_channel, &order, r->http->body_fd,
		TURNS * (int)config_int(r->context->config, "media_ms"), attachment_seen, r);
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

/* Goes on when the file is on disk, or never will be. */
static void attachment_seen(void *arg, const struct media_answer *a)
{
	struct req *r = arg;

	if (a->outcome != MEDIA_STORED) {
		counters_add(refusals[a->outcome].counter, 1);
		req_problem(r, refusals[a->outcome].problem, NULL);
		return req_refuse(r);
	}
	/* The digest stands for the body that it is of. */
	r->http->body = span_of(arena_string(r->http->arena, a->sent_sha256));
	for (int i = 0; i < a->version_count; i++)
		counters_add(COUNTER_attachment_bytes, a->versions[i].size);
	db_call(r->context->db, DB_WRITE, r->route->query,
		bind_flow(r, r->route->query,
			(struct bound[]){ { "attachment_id", bind_value(r, "event_id") },
				{ "type", media_types[a->type].name },
				{ "sha256s", versions_column(r, a, sha256_write) },
				{ "bytes", versions_column(r, a, bytes_write) },
				{ "widths", versions_column(r, a, width_write) },
				{ "heights", versions_column(r, a, height_write) }, { 0 } }),
		attachment_added, r);
}

static void attachment_added(void *arg, struct db_result *res)
{
	if (res->outcome == DB_OK)
		counters_add(COUNTER_attachments_stored, 1);
	req_answered(arg, res);
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
			span_of(s->open ? "public, max-age=300" : "private, no-cache") },
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
static void file_away(struct req *r)
{
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
	fd = file_open(config_text(r->context->config, "files_dir"), &s.name);
	if (fd < 0)
		fd = fetched_open(r->context->fetched, &s.name);
	if (fd >= 0)
		return file_send(r, &s, fd);
	if (r->context->fetched)
		return file_fetch(r, &s);
	log_error("file_missing", "sha256=%s", s.name.sha256);
	file_away(r);
}

static void attachment_fetched(void *arg, int fd)
{
	struct coming *c = arg;

	if (fd >= 0)
		file_send(c->r, &c->shown, fd);
	else
		file_away(c->r);
}
