#include "server/upload.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/list.h"
#include "common/multipart.h"
#include "server/counters.h"
#include "server/media_type.h"
#include "server/req.h"

#define RETRY_S  5
#define FORM_MAX 98304 /* of a form, beside its file */

/* What one subscriber has: an IPv4 address or an IPv6 /64. */
struct source {
	unsigned char bytes[8];
};

struct uploads {
	const struct config *config;
	struct list all;
	int count;
};

/* In the arena of its request. */
struct upload {
	struct list all;
	struct source source;
};

struct uploads *uploads_new(const struct config *c)
{
	struct uploads *u = fatal_if_null(calloc(1, sizeof(*u)));

	u->config = c;
	list_init(&u->all);
	return u;
}

void uploads_free(struct uploads *u)
{
	free(u);
}

static struct source source_of(const char *address)
{
	struct source s = { { 0 } };
	struct in6_addr v6;
	struct in_addr v4;

	if (inet_pton(AF_INET, address, &v4) == 1)
		memcpy(s.bytes + 4, &v4, sizeof(v4));
	else if (inet_pton(AF_INET6, address, &v6) == 1)
		memcpy(s.bytes, &v6, sizeof(s.bytes));
	return s;
}

static int count_from(const struct uploads *u, const struct source *source)
{
	int count = 0;

	for (const struct list *l = u->all.next; l != &u->all; l = l->next)
		count +=
			!memcmp(&list_item(l, struct upload, all)->source, source, sizeof(*source));
	return count;
}

static long type_max(const struct config *c, enum media_type t)
{
	return config_int(c, media_types[t].size);
}

/* Tells how long the greatest file may be. */
static long any_max(const struct config *c)
{
	long most = 0;

	for (int t = 0; t < MEDIA_TYPES; t++)
		if (type_max(c, (enum media_type)t) > most)
			most = type_max(c, (enum media_type)t);
	return most;
}

/* Tells how long a form may be; 0: it is none.  Where no files are taken, it comes without one. */
static long form_max(const struct req *r)
{
	struct span boundary;

	if (!multipart_boundary(http_header_find(r->http, "content-type"), &boundary))
		return 0;
	return FORM_MAX + (r->context->media_channel < 0 ? 0 : any_max(r->context->config));
}

/* Tells how long a body may be, by what it says it is; 0: it may not come at all.  What it is
 * decides its content, later. */
static long body_max(const struct req *r)
{
	struct span type = http_header_find(r->http, "content-type");
	const struct config *c = r->context->config;
	enum media_type named;
	size_t len = 0;

	if (r->route->flags & ROUTE_FORM)
		return form_max(r);
	while (len < type.len && type.data[len] != ';')
		len++;
	type = span_trim((struct span){ type.data, len });
	named = media_type_named(type);
	if (named != MEDIA_TYPES)
		return type_max(c, named);
	if (type.len && !span_eq_nocase(type, "application/octet-stream"))
		return 0;
	return any_max(c);
}

/* Refuses what would be one too many. */
static bool room(struct req *r, struct uploads *u, const struct source *source)
{
	if (count_from(u, source) >= config_int(u->config, "uploads_per_address_max")) {
		counters_add(COUNTER_attachments_shed, 1);
		return req_wait(r, "too_many_requests", RETRY_S);
	}
	if (u->count >= config_int(u->config, "uploads_max")) {
		counters_add(COUNTER_attachments_shed, 1);
		return req_wait(r, "busy", RETRY_S);
	}
	return true;
}

bool upload_admit(struct req *r)
{
	struct uploads *u = r->context->uploads;
	struct source source = source_of(r->http->address);
	long most = body_max(r);

	r->http->body_max = (size_t)most;
	if (r->context->media_channel < 0)
		return r->route->flags & ROUTE_FORM || req_problem(r, "files_off", NULL);
	if (!most) {
		counters_add(COUNTER_attachments_type_refused, 1);
		return req_problem(r, "unsupported_file", NULL);
	}
	if (!room(r, u, &source))
		return false;
	r->upload = arena_alloc(r->http->arena, sizeof(*r->upload));
	r->upload->source = source;
	list_append(&u->all, &r->upload->all);
	u->count++;
	r->http->body_to_disk = true;
	return true;
}

void upload_leave(struct req *r)
{
	if (!r->upload)
		return;
	list_remove(&r->upload->all);
	r->context->uploads->count--;
	r->upload = NULL;
}
