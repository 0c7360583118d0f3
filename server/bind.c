#include "server/bind.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/digest.h"
#include "common/fatal.h"
#include "common/gcm.h"
#include "common/refcode.h"
#include "common/str.h"
#include "common/text.h"
#include "common/uuid.h"
#include "server/contact.h"
#include "server/kept.h"
#include "server/req.h"

/* Those of 32 bytes, as older daemons wrote, are told by their length and never compared with
 * these: sql/README.md. */
#define BODY_HASH_SIZE 16

#define FLAGGER_SIZE   16

const char *bind_bytea(struct arena *a, const unsigned char *bytes, size_t len)
{
	char *text = arena_alloc(a, 2 * len + 3);

	memcpy(text, "\\x", 2);
	str_hex(text + 2, bytes, len);
	return text;
}

struct span bind_bytea_read(struct arena *a, const char *text)
{
	size_t len = strlen(text) >= 2 ? (strlen(text) - 2) / 2 : 0;
	unsigned char *bytes = arena_alloc(a, len + 1);

	for (size_t i = 0; i < len; i++)
		sscanf(text + 2 + 2 * i, "%2hhx", &bytes[i]);
	return (struct span){ (char *)bytes, len };
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

/* Tells whether the client brings something new: If-None-Match: *. */
static const char *get_none_match(struct req *r)
{
	struct span s = span_trim(http_header_find(r->http, "if-none-match"));

	return span_eq(s, "*") ? "*" : NULL;
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
	struct span parts[] = { span_of("operation"), span_of(r->home), span_of(req_caller(r)),
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

/* The same id, only where the client chose a key: it stands for who has that key. */
static const char *get_key_id(struct req *r)
{
	return r->idempotency_key ? get_operation_id(r) : NULL;
}

/* Digests what makes two requests the same: where they go and what they say.  With a key, since who
 * knows all of a body but a phone number could find that by trying.  All of it goes through GCM's
 * digest first, which costs a twentieth of SHA-256 in software. */
static const char *get_body_hash(struct req *r)
{
	unsigned char digest[DIGEST_SIZE], tag[GCM_TAG_SIZE];
	/* No path has a newline. */
	struct span said[] = { r->http->path, span_of("\n"), r->http->body };
	struct span parts[] = { span_of("body digest"), { (char *)tag, sizeof(tag) } };

	gcm_digest(r->context->body_key, said, 3, tag);
	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key), parts, 2, digest);
	return bind_bytea(r->http->arena, digest, BODY_HASH_SIZE);
}

/* Who comes by a socket in the file system has no address. */
static const char *get_address(struct req *r)
{
	return r->http->has_ip ? r->http->address : NULL;
}

/* What the client says it is, as far as it is text. */
static const char *get_agent(struct req *r)
{
	return text_nfc(r->http->arena, http_header_find(r->http, "user-agent"), NULL);
}

static const char *setting_text(struct req *r, const char *name)
{
	return arena_printf(r->http->arena, "%ld", config_int(r->context->config, name));
}

static const char *get_session_hours(struct req *r)
{
	return setting_text(r, "session_hours");
}

static const char *get_citizen_session_hours(struct req *r)
{
	return setting_text(r, "citizen_session_hours");
}

static const char *get_session_idle_minutes(struct req *r)
{
	return setting_text(r, "session_idle_minutes");
}

static const char *get_public_url(struct req *r)
{
	return config_text(r->context->config, "public_url");
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

/* Stands for where something came from, so that who flags a thing twice counts once; nobody can
 * tell the address by it who has no key. */
static const char *get_flagger(struct req *r)
{
	unsigned char digest[DIGEST_SIZE];
	struct span parts[] = { span_of("flagger"), span_of(r->home), ip_subscriber(&r->http->ip) };

	if (!r->http->has_ip)
		return NULL;
	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key), parts, 3, digest);
	return bind_bytea(r->http->arena, digest, FLAGGER_SIZE);
}

/* Reads a code of any form; NULL where it is no text. */
static const char *any_text(struct req *r, struct span raw)
{
	return fields_percent_decode(r->http->arena, raw, false);
}

/* Tells whether a text would be a code of ours, were it not for its check symbol. */
static bool code_slipped(const char *text)
{
	char code[REFCODE_TEXT_SIZE];

	return text && refcode_shaped(span_of(text)) && !refcode_normalise(span_of(text), code);
}

/* Tells whether the tracking code of the path is one of ours with a slip in it. */
static const char *get_code_slip(struct req *r)
{
	for (size_t i = 0; i < r->match.capture_count; i++)
		if (span_eq(r->match.captures[i].name, "code") &&
			code_slipped(any_text(r, r->match.captures[i].value)))
			return "true";
	return "false";
}

/* Reads the version that the client has: If-None-Match: "5f2c"; only what an etag of ours may be.
 */
static const char *client_etag(struct req *r)
{
	struct span s = span_trim(http_header_find(r->http, "if-none-match"));

	if (span_starts(s, "W/"))
		s = span_skip(s, 2);
	if (s.len < 3 || s.len > KEPT_ETAG_MAX + 2 || s.data[0] != '"' || s.data[s.len - 1] != '"')
		return NULL;
	s = (struct span){ s.data + 1, s.len - 2 };
	for (size_t i = 0; i < s.len; i++)
		if (!isxdigit((unsigned char)s.data[i]))
			return NULL;
	return arena_span(r->http->arena, s);
}

/* Tells which versions of the answer need not be sent: the client's and ours, as an array's text.
 */
static const char *get_known(struct req *r)
{
	struct span parts[] = { span_of(r->digest ? r->digest : ""), span_of(r->tenant),
		r->http->path, r->http->query };
	const char *theirs = client_etag(r), *ours;

	r->question = kept_question(r->context->kept, parts, sizeof(parts) / sizeof(parts[0]));
	ours = kept_etag(r->context->kept, r->question, clock_mono_ms());
	return arena_printf(r->http->arena, "{%s%s%s}", theirs ? theirs : "",
		theirs && ours ? "," : "", ours ? ours : "");
}

/* What is known of any request, by the name of the parameter. */
static const struct known {
	const char *name;
	const char *(*get)(struct req *r);
} knowns[] = {
	{ "event_id", new_id }, /* first what every report asks for */
	{ "body_hash", get_body_hash },
	{ "digest", get_digest },
	{ "asker", get_digest }, /* where one that is none is nobody: an answer proves nothing */
	{ "tenant", get_tenant },
	{ "action", get_action },
	{ "lang", get_lang },
	{ "version", get_version },
	{ "none_match", get_none_match },
	{ "known", get_known },
	{ "session_id", new_id },
	{ "address", get_address },
	{ "agent", get_agent },
	{ "session_hours", get_session_hours },
	{ "citizen_session_hours", get_citizen_session_hours },
	{ "session_idle_minutes", get_session_idle_minutes },
	{ "operation_id", get_operation_id },
	{ "key_id", get_key_id },
	{ "phone_hash", get_phone_hash },
	{ "email_hash", get_email_hash },
	{ "code_slip", get_code_slip },
	{ "public_url", get_public_url },
	{ "flagger", get_flagger },
};

/* Reads a tracking code, ours or an older system's; a space in it comes as %20. */
static const char *refcode_text(struct req *r, struct span raw)
{
	char *code = arena_alloc(r->http->arena, REFCODE_KEY_SIZE);
	const char *text = fields_percent_decode(r->http->arena, raw, false);

	return text && refcode_key(span_of(text), code) ? code : NULL;
}

/* Reads a UUID; NULL where it is none. */
static const char *uuid_text(struct req *r, struct span raw)
{
	char *text = arena_alloc(r->http->arena, UUID_TEXT_SIZE);
	struct uuid id;

	if (!uuid_parse(raw, &id))
		return NULL;
	uuid_format(&id, text);
	return text;
}

/* Reads what is letters, digits and the signs of a code; NULL where it is not. */
static const char *code_text(struct req *r, struct span raw)
{
	for (size_t i = 0; i < raw.len; i++)
		if (!isalnum((unsigned char)raw.data[i]) && !strchr("._-", raw.data[i]))
			return NULL;
	return arena_span(r->http->arena, raw);
}

/* Reads a number that an int holds; NULL where it is none. */
static const char *number_text(struct req *r, struct span raw)
{
	for (size_t i = 0; i < raw.len; i++)
		if (raw.data[i] < '0' || raw.data[i] > '9')
			return NULL;
	return raw.len < 10 ? arena_span(r->http->arena, raw) : NULL;
}

/* Who shows a tracking code in the place of a case's id is told how to find that. */
#define ID_NOT_CODE                                                                                                   \
	"{\"detail\":{\"vi\":\"Ở đây cần id của hồ sơ, không phải mã phản ánh; tìm id bằng GET " \
	"/api/v1/cases/search?q=MÃ.\",\"en\":\"The id of a case is wanted here, not its code; "                      \
	"GET "                                                                                                        \
	"/api/v1/cases/search?q=CODE finds the id.\"}}"

/* How each part of a path is read, and what is told where it cannot be: nothing is there. */
static const struct capture {
	const char *name;
	const char *(*read)(struct req *r, struct span raw);
	const char *problem;
	const char *members; /* of the problem; NULL: none */
} captures[] = {
	{ "code", refcode_text, "unknown_code", NULL },
	{ "id", uuid_text, "unknown_case", ID_NOT_CODE },
	{ "entry", uuid_text, "not_there", NULL },
	{ "handle", uuid_text, "not_there", NULL },
	{ "area", any_text, "unknown_area", NULL },
	{ "key", any_text, "not_there", NULL },
	{ "number", number_text, "not_there", NULL },
	{ "snapshot", number_text, "not_there", NULL },
	{ "other", number_text, "not_there", NULL },
	{ "provider", code_text, "unknown_provider", NULL },
	{ "session", uuid_text, "unknown_session", NULL },
	{ "username", code_text, "unknown_account", NULL },
	{ "api_key", number_text, "unknown_api_key", NULL },
	{ "webhook", number_text, "not_there", NULL },
	{ "mailbox", number_text, "not_there", NULL },
	{ "notice", code_text, "not_there", NULL },
};

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
static const char *captured(struct req *r, const struct capture *c)
{
	const char *text = NULL;

	for (size_t i = 0; i < r->match.capture_count; i++)
		if (span_eq(r->match.captures[i].name, c->name))
			text = c->read(r, r->match.captures[i].value);
	if (!text)
		req_problem(r, c->problem, c->members);
	return text;
}

static const char *source_value(struct req *r, struct source source)
{
	switch (source.kind) {
	case FROM_INPUT:
		return r->input[source.index];
	case FROM_KNOWN:
		return knowns[source.index].get(r);
	case FROM_PATH:
		return captured(r, &captures[source.index]);
	default:
		return NULL;
	}
}

bool bind_params(const struct bindings *b, struct req *r)
{
	const struct query *q = r->route->query;
	const struct source *sources = b->sources[r->route - b->table];

	r->params = arena_alloc(r->http->arena, ((size_t)q->param_count + 1) * sizeof(*r->params));
	for (int i = 0; i < q->param_count && !r->problem; i++)
		r->params[i] = source_value(r, sources[i]);
	return !r->problem;
}

const char **bind_flow(struct req *r, const struct query *q, const struct bound *own)
{
	const char **params =
		arena_alloc(r->http->arena, ((size_t)q->param_count + 1) * sizeof(*params));

	for (int i = 0; i < q->param_count && !r->problem; i++) {
		const struct bound *o = own;

		while (o && o->name && strcmp(o->name, q->params[i]) != 0)
			o++;
		params[i] =
			o && o->name ? o->value : source_value(r, resolve(r->route, q->params[i]));
	}
	return r->problem ? NULL : params;
}

const char *bind_value(struct req *r, const char *name)
{
	return knowns[find_known(name)].get(r);
}

const char *bind_captured(struct req *r, const char *name)
{
	return captured(r, &captures[find_capture(r->route, name)]);
}
