#include "server/bind.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/digest.h"
#include "common/fatal.h"
#include "common/refcode.h"
#include "common/str.h"
#include "common/uuid.h"
#include "server/contact.h"
#include "server/req.h"

const char *bind_bytea(struct arena *a, const unsigned char *bytes, size_t len)
{
	char *text = arena_alloc(a, 2 * len + 3);

	memcpy(text, "\\x", 2);
	str_hex(text + 2, bytes, len);
	return text;
}

static const char *get_digest(struct req *r)
{
	return r->digest;
}

static const char *get_tenant(struct req *r)
{
	return r->tenant;
}

static const char *get_action(struct req *r)
{
	return r->route->action;
}

static const char *get_lang(struct req *r)
{
	return r->lang == LANG_EN ? "en" : "vi";
}

/* Reads the version that the client acts upon: If-Match: "7".  Bytes beyond ASCII, which a header
 * may hold and the database would refuse as no text, are no version of ours. */
static const char *get_version(struct req *r)
{
	struct span s = span_trim(http_header_find(r->http, "if-match"));

	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		s = (struct span){ s.data + 1, s.len - 2 };
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] & 0x80)
			return "";
	return arena_span(r->http->arena, s);
}

static const char *new_id(struct req *r)
{
	char *text = arena_alloc(r->http->arena, UUID_TEXT_SIZE);
	struct uuid id;

	uuid_v7(&id);
	uuid_format(&id, text);
	return text;
}

/* Mints the operation's id: from the client's key, so that its retry is the same operation, or new.
 */
static const char *get_operation_id(struct req *r)
{
	unsigned char digest[DIGEST_SIZE];
	struct span parts[] = { span_of("operation"), span_of(r->tenant), span_of(req_caller(r)),
		span_of(r->idempotency_key) };
	struct uuid id;
	char *text;

	if (!r->idempotency_key)
		return new_id(r);
	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key), parts, 4, digest);
	memcpy(id.bytes, digest, sizeof(id.bytes));
	text = arena_alloc(r->http->arena, UUID_TEXT_SIZE);
	uuid_format(&id, text);
	return text;
}

/* Digests what makes two requests the same: where they go and what they say.  With a key, since who
 * knows all of a body but a phone number could find that by trying. */
static const char *get_body_hash(struct req *r)
{
	unsigned char digest[DIGEST_SIZE];
	struct span parts[] = { span_of("body"), r->http->path, r->http->body };

	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key), parts, 3, digest);
	return bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Hashes the phone of the input, by which its owner's reports are found. */
static const char *get_phone_hash(struct req *r)
{
	return contact_hash(r->context->contact_keys, r->http->arena, r->tenant_id, CONTACT_phone,
		req_input(r, "phone"));
}

static const char *get_email_hash(struct req *r)
{
	return contact_hash(r->context->contact_keys, r->http->arena, r->tenant_id, CONTACT_email,
		req_input(r, "email"));
}

/* What is known of any request, by the name of the parameter. */
static const struct known {
	const char *name;
	const char *(*get)(struct req *r);
} knowns[] = {
	{ "digest", get_digest },
	{ "tenant", get_tenant },
	{ "action", get_action },
	{ "lang", get_lang },
	{ "version", get_version },
	{ "event_id", new_id },
	{ "operation_id", get_operation_id },
	{ "body_hash", get_body_hash },
	{ "phone_hash", get_phone_hash },
	{ "email_hash", get_email_hash },
};

/* Reads a tracking code, ours or an older system's, out of the path; a space in it comes as %20. */
static const char *capture_code(struct req *r, struct span raw)
{
	char *code = arena_alloc(r->http->arena, REFCODE_KEY_SIZE);
	const char *text = fields_percent_decode(r->http->arena, raw, false);

	if (text && refcode_key(span_of(text), code))
		return code;
	req_problem(r, "unknown_code", NULL);
	return NULL;
}

/* Reads an id out of the path; what is none names nothing. */
static const char *capture_uuid(struct req *r, struct span raw, const char *problem)
{
	char *text = arena_alloc(r->http->arena, UUID_TEXT_SIZE);
	struct uuid id;

	if (!uuid_parse(raw, &id)) {
		req_problem(r, problem, NULL);
		return NULL;
	}
	uuid_format(&id, text);
	return text;
}

/* Reads a case's id out of the path. */
static const char *capture_id(struct req *r, struct span raw)
{
	return capture_uuid(r, raw, "unknown_case");
}

/* Reads the id of anything else out of the path. */
static const char *capture_entry(struct req *r, struct span raw)
{
	return capture_uuid(r, raw, "not_there");
}

/* Reads a unit's code out of the path. */
static const char *capture_area(struct req *r, struct span raw)
{
	const char *code = fields_percent_decode(r->http->arena, raw, false);

	if (!code)
		req_problem(r, "unknown_area", NULL);
	return code;
}

static const struct capture {
	const char *name;
	const char *(*read)(struct req *r, struct span raw);
} captures[] = { { "code", capture_code }, { "id", capture_id }, { "entry", capture_entry },
	{ "area", capture_area } };

/* Where a parameter comes from. */
struct source {
	enum { FROM_NOWHERE, FROM_INPUT, FROM_KNOWN, FROM_PATH } kind;
	int index;
};

struct bindings {
	const struct route *table;
	struct source **sources; /* by route, by parameter */
};

static int find_known(const char *name)
{
	for (size_t i = 0; i < sizeof(knowns) / sizeof(knowns[0]); i++)
		if (!strcmp(knowns[i].name, name))
			return (int)i;
	return -1;
}

static int find_capture(const struct route *route, const char *name)
{
	for (size_t i = 0; i < sizeof(captures) / sizeof(captures[0]); i++) {
		char part[32];

		snprintf(part, sizeof(part), "/:%s", name);
		if (!strcmp(captures[i].name, name) && strstr(route->path, part))
			return (int)i;
	}
	return -1;
}

/* Resolves one name for one route. */
static struct source resolve(const struct route *route, const char *name)
{
	int i = route->input ? fields_find(route->input, name) : -1;

	if (i >= 0)
		return (struct source){ FROM_INPUT, i };
	if ((i = find_capture(route, name)) >= 0)
		return (struct source){ FROM_PATH, i };
	if ((i = find_known(name)) >= 0)
		return (struct source){ FROM_KNOWN, i };
	return (struct source){ FROM_NOWHERE, 0 };
}

/* A name that this route does not provide is NULL, if another route of the same query knows it. */
static void check_known_elsewhere(
	const struct route *table, const struct route *route, const char *name)
{
	char sentence[160];

	for (const struct route *other = table; other->path; other++)
		if (other->query == route->query && resolve(other, name).kind != FROM_NOWHERE)
			return;
	snprintf(sentence, sizeof(sentence), "no route provides :%s of query %s", name,
		route->query->name);
	fatal(sentence);
}

static size_t route_count(const struct route *table)
{
	size_t n = 0;

	while (table[n].path)
		n++;
	return n;
}

struct bindings *bindings_new(const struct route *table)
{
	struct bindings *b = fatal_if_null(calloc(1, sizeof(*b)));

	b->table = table;
	b->sources = fatal_if_null(calloc(route_count(table), sizeof(*b->sources)));
	for (size_t i = 0; table[i].path; i++) {
		const struct query *q = table[i].query;

		if (!q || table[i].run)
			continue;
		b->sources[i] =
			fatal_if_null(calloc((size_t)q->param_count + 1, sizeof(struct source)));
		for (int p = 0; p < q->param_count; p++) {
			b->sources[i][p] = resolve(&table[i], q->params[p]);
			if (b->sources[i][p].kind == FROM_NOWHERE)
				check_known_elsewhere(table, &table[i], q->params[p]);
		}
	}
	return b;
}

void bindings_free(struct bindings *b)
{
	for (size_t i = 0; b->table[i].path; i++)
		free(b->sources[i]);
	free(b->sources);
	free(b);
}

/* Reads the part of the path that a source names. */
static const char *captured(struct req *r, int index)
{
	for (size_t i = 0; i < r->match.capture_count; i++)
		if (span_eq(r->match.captures[i].name, captures[index].name))
			return captures[index].read(r, r->match.captures[i].value);
	fatal("bind: a capture that the router did not make");
}

bool bind_params(const struct bindings *b, struct req *r)
{
	const struct query *q = r->route->query;
	const struct source *sources = b->sources[r->route - b->table];

	r->params = arena_alloc(r->http->arena, ((size_t)q->param_count + 1) * sizeof(*r->params));
	for (int i = 0; i < q->param_count; i++) {
		switch (sources[i].kind) {
		case FROM_NOWHERE:
			break;
		case FROM_INPUT:
			r->params[i] = r->input[sources[i].index];
			break;
		case FROM_KNOWN:
			r->params[i] = knowns[sources[i].index].get(r);
			break;
		case FROM_PATH:
			r->params[i] = captured(r, sources[i].index);
			break;
		}
		if (r->problem)
			return false;
	}
	return true;
}

const char *bind_value(struct req *r, const char *name)
{
	return knowns[find_known(name)].get(r);
}

const char *bind_captured(struct req *r, const char *name)
{
	return captured(r, find_capture(r->route, name));
}
