#include "server/openapi.h"

#include <ctype.h>
#include <json-c/json.h>
#include <string.h>

#include "common/arena.h"
#include "common/fatal.h"
#include "server/problem.h"
#include "server/media_type.h"
#include "server/req.h"
#include "server/routes.h"
#include "server/version.h"

/* Sets a text member. */
static void set(struct json_object *object, const char *name, const char *text)
{
	json_object_object_add(object, name, json_object_new_string(text));
}

/* Gives the member of that name, made where it is missing. */
static struct json_object *sub(struct json_object *object, const char *name)
{
	struct json_object *member;

	if (!json_object_object_get_ex(object, name, &member)) {
		member = json_object_new_object();
		json_object_object_add(object, name, member);
	}
	return member;
}

/* How each type of field reads in JSON Schema. */
static const struct {
	const char *type, *format, *pattern;
	const char *least, *most; /* the keywords for min and max */
} types[] = {
	[FIELD_TEXT] = { "string", NULL, NULL, "minLength", "maxLength" },
	[FIELD_LINE] = { "string", NULL, NULL, "minLength", "maxLength" },
	[FIELD_NUMBER] = { "number", NULL, NULL, "minimum", "maximum" },
	[FIELD_INTEGER] = { "integer", NULL, NULL, "minimum", "maximum" },
	[FIELD_BOOLEAN] = { "boolean", NULL, NULL, NULL, NULL },
	[FIELD_TIME] = { "string", "date-time", NULL, NULL, NULL },
	[FIELD_DATE] = { "string", "date", NULL, NULL, NULL },
	[FIELD_CHOICE] = { "string", NULL, NULL, NULL, NULL },
	[FIELD_CODE] = { "string", NULL, "^[A-Za-z0-9._-]+$", "minLength", "maxLength" },
	[FIELD_UUID] = { "string", "uuid", NULL, NULL, NULL },
	[FIELD_PHONE] = { "string", NULL, NULL, NULL, NULL },
	[FIELD_EMAIL] = { "string", "email", NULL, NULL, NULL },
	[FIELD_PASSWORD] = { "string", "password", NULL, "minLength", "maxLength" },
	[FIELD_OBJECT] = { "object", NULL, NULL, "minProperties", "maxProperties" },
	[FIELD_CODES] = { "array", NULL, NULL, "minItems", "maxItems" },
	[FIELD_UUIDS] = { "array", NULL, NULL, "minItems", "maxItems" },
	[FIELD_TEXTS] = { "array", NULL, NULL, "minItems", "maxItems" },
	[FIELD_OBJECTS] = { "array", NULL, NULL, "minItems", "maxItems" },
	[FIELD_RAW] = { "string", NULL, NULL, NULL, NULL },
};

static void set_bound(struct json_object *schema, const char *keyword, double bound)
{
	if (keyword)
		json_object_object_add(schema, keyword, json_object_new_int64((int64_t)bound));
}

static struct json_object *field_schema(const struct field *f)
{
	struct json_object *schema = json_object_new_object();

	set(schema, "type", types[f->type].type);
	if (types[f->type].format)
		set(schema, "format", types[f->type].format);
	if (types[f->type].pattern && !f->choices)
		set(schema, "pattern", types[f->type].pattern);
	if (f->min != 0 || f->max != 0) {
		set_bound(schema, types[f->type].least, f->min);
		set_bound(schema, types[f->type].most, f->max);
	}
	if (f->type == FIELD_UUIDS)
		json_object_object_add(schema, "items",
			json_tokener_parse("{\"type\":\"string\",\"format\":\"uuid\"}"));
	if (f->type == FIELD_OBJECTS)
		json_object_object_add(
			schema, "items", json_tokener_parse("{\"type\":\"object\"}"));
	if (f->type == FIELD_CODES || f->type == FIELD_TEXTS)
		json_object_object_add(
			schema, "items", json_tokener_parse("{\"type\":\"string\"}"));
	if (f->choices && f->type == FIELD_CHOICE) {
		struct json_object *list = json_object_new_array();

		for (const char *const *c = f->choices; *c; c++)
			json_object_array_add(list, json_object_new_string(*c));
		json_object_object_add(schema, "enum", list);
	}
	set(schema, "description", f->help);
	return schema;
}

/* Notes a field's name among those that must be there. */
static void set_required(struct json_object *schema, const char *name)
{
	struct json_object *list;

	if (!json_object_object_get_ex(schema, "required", &list)) {
		list = json_object_new_array();
		json_object_object_add(schema, "required", list);
	}
	json_object_array_add(list, json_object_new_string(name));
}

/* Makes the schema of a body; "location.lat" becomes a member of an object. */
static struct json_object *body_schema(const struct field *table)
{
	struct json_object *schema = json_tokener_parse(
		"{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{}}");

	for (const struct field *f = table; f->name; f++) {
		const char *dot = strchr(f->name, '.');
		struct json_object *object = schema;
		char parent[64];

		if (dot) {
			snprintf(parent, sizeof(parent), "%.*s", (int)(dot - f->name), f->name);
			object = sub(sub(schema, "properties"), parent);
			set(object, "type", "object");
			json_object_object_add(
				object, "additionalProperties", json_object_new_boolean(0));
		}
		json_object_object_add(
			sub(object, "properties"), dot ? dot + 1 : f->name, field_schema(f));
		if (f->flags & (FIELD_REQUIRED | FIELD_WITH_PARENT))
			set_required(object, dot ? dot + 1 : f->name);
	}
	return schema;
}

/* Adds one parameter to a list. */
static void parameter(struct json_object *list, const char *name, const char *in, int required,
	const char *help, struct json_object *schema)
{
	struct json_object *p = json_object_new_object();

	set(p, "name", name);
	set(p, "in", in);
	json_object_object_add(p, "required", json_object_new_boolean(required));
	set(p, "description", help);
	json_object_object_add(
		p, "schema", schema ? schema : json_tokener_parse("{\"type\":\"string\"}"));
	json_object_array_add(list, p);
}

/* Says what a part of a path is. */
static const char *capture_help(const char *name)
{
	static const struct {
		const char *name, *help;
	} captures[] = {
		{ "code", "Tracking code; case, hyphens and spaces do not matter" },
		{ "id", "Id of the case" },
		{ "entry", "Id of the entry" },
		{ "handle", "Handle of an open report, as /api/v1/reports/similar gave it" },
		{ "area", "Code of the unit" },
		{ "key",
			"Code or number; of an area also code@valid_from, of a holiday the day or "
			"day@calendar, of an attribute category:code or category:code@valid_from" },
		{ "gateway", "The gateway, such as pkg_24_1" },
		{ "provider", "Code of the sign-on service, from the list" },
		{ "session", "Id of the session, from the list" },
		{ "username", "User name of the account" },
		{ "api_key", "Number of the API key, from the list" },
		{ "webhook", "Number of the webhook, from the list" },
		{ "mailbox", "Number of the mailbox, from the list" },
		{ "notice", "What there is to tell, from /api/v1/admin/templates" },
		{ "number", "Number of the version, from the list" },
		{ "snapshot", "Number of the frozen month, from the list" },
		{ "other", "Number of another one" },
	};

	for (size_t i = 0; i < sizeof(captures) / sizeof(captures[0]); i++)
		if (!strcmp(captures[i].name, name))
			return captures[i].help;
	fatal("openapi: a part of a path without words");
}

/* Makes an OpenAPI path out of a pattern, and parameters out of its captures. */
static char *path_template(struct arena *a, const char *pattern, struct json_object *parameters)
{
	char *path = arena_string(a, "");

	while (*pattern) {
		size_t len = strcspn(pattern + 1, "/");
		char *part = arena_copy(a, pattern + 1, len);

		if (part[0] == ':') {
			parameter(parameters, part + 1, "path", 1, capture_help(part + 1), NULL);
			path = arena_printf(a, "%s/{%s}", path, part + 1);
		} else {
			path = arena_printf(a, "%s/%s", path, part);
		}
		pattern += len + 1;
	}
	return path;
}

/* Adds what the flags of a route mean for its headers. */
static void header_parameters(struct json_object *list, const struct route *r)
{
	if (r->flags & ROUTE_WRITE)
		parameter(list, "Idempotency-Key", "header", 0,
			"The same key and body again give the first answer; a UUID or longer where "
			"nobody is signed in",
			NULL);
	if (r->who == GATEWAY) {
		parameter(list, "webhook-id", "header", 1,
			"Of what is told: the same again gives the first answer", NULL);
		parameter(list, "webhook-timestamp", "header", 1,
			"When it was signed: seconds since 1970, within five minutes", NULL);
	}
	if (r->flags & ROUTE_VERSION)
		parameter(
			list, "If-Match", "header", 1, "The version that was read: its ETag", NULL);
	if (r->flags & ROUTE_REPLACE) {
		parameter(list, "If-Match", "header", 0,
			"The version that was read, its ETag; needed where it exists", NULL);
		parameter(list, "If-None-Match", "header", 0, "*: only if it does not exist", NULL);
	}
	if (r->flags & ROUTE_POLL)
		parameter(list, "Prefer", "header", 0,
			"wait=25: answer when something changed, or after so many seconds", NULL);
	parameter(list, "Accept-Language", "header", 0, "vi or en: titles and details of problems",
		NULL);
}

/* Adds an answer with which all went well. */
static void success_add(struct json_object *all, int number, const struct route *r)
{
	struct json_object *success;
	char status[4];

	snprintf(status, sizeof(status), "%03d", number);
	success = sub(all, status);
	set(success, "description", r->summary);
	if (r->status != 204 && r->status != 303)
		json_object_object_add(sub(success, "content"),
			r->media ? r->media : "application/json",
			json_tokener_parse(r->media ? "{\"schema\":{\"type\":\"string\"}}"
						    : "{\"schema\":{\"type\":\"object\"}}"));
}

static void responses(struct json_object *operation, const struct route *r)
{
	struct json_object *all = sub(operation, "responses");

	success_add(all, r->status, r);
	if (r->flags & ROUTE_REPLACE)
		success_add(all, 201, r);
	if (r->flags & ROUTE_JOURNAL)
		success_add(all, 202, r);
	json_object_object_add(all, "default",
		json_tokener_parse("{\"$ref\":\"#/components/responses/problem\"}"));
}

/* Writes the method as OpenAPI does. */
static char *verb(struct arena *a, const struct route *r)
{
	char *text = arena_string(a, http_method_name(r->method));

	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return text;
}

/* Makes an operation's name of its method and path: post_reports_code_supplement. */
static char *operation_id(struct arena *a, const struct route *r)
{
	const char *rest = !strncmp(r->path, "/api/v1", 7) ? r->path + 7 : r->path;
	char *id = arena_printf(a, "%s%s", verb(a, r), rest);

	for (char *c = id; *c; c++)
		if (!isalnum((unsigned char)*c))
			*c = '_';
	return id;
}

/* How one says who one is. */
static const char *const security[] = {
	[ANYONE] = "[{},{\"bearer\":[]}]",
	[SENDER] = "[{\"bearer\":[]}]",
	[CITIZEN] = "[{\"bearer\":[]}]",
	[STAFF] = "[{\"bearer\":[]}]",
	[GATEWAY] = "[{\"signature\":[]}]",
	[GATEWAY_SHOWN] = "[{\"secret\":[]}]",
};

/* Says which files may come as a body. */
static void file_body_add(struct json_object *content)
{
	for (int i = 0; i < MEDIA_TYPES; i++)
		json_object_object_add(sub(content, media_types[i].name), "schema",
			json_tokener_parse("{\"type\":\"string\",\"format\":\"binary\"}"));
}

static void operation_add(struct json_object *paths, const struct route *r, struct arena *a)
{
	struct json_object *operation = json_object_new_object(),
			   *parameters = json_object_new_array();
	char *path = path_template(a, r->path, parameters);

	set(operation, "operationId", operation_id(a, r));
	set(operation, "summary", r->summary);
	if (r->input && r->method == HTTP_GET)
		for (const struct field *f = r->input; f->name; f++)
			parameter(parameters, f->name, "query", f->flags & FIELD_REQUIRED, f->help,
				field_schema(f));
	header_parameters(parameters, r);
	json_object_object_add(operation, "parameters", parameters);
	if (r->flags & ROUTE_FILE)
		file_body_add(sub(sub(operation, "requestBody"), "content"));
	else if (route_has_body(r))
		json_object_object_add(
			sub(sub(sub(operation, "requestBody"), "content"), "application/json"),
			"schema", body_schema(r->input));
	json_object_object_add(operation, "security", json_tokener_parse(security[r->who]));
	if (r->right)
		set(operation, "x-right", r->right);
	responses(operation, r);
	json_object_object_add(sub(paths, path), verb(a, r), operation);
}

/* Says how one is told to wait, and what is left before that. */
static void limit_headers_add(struct json_object *response)
{
	static const struct {
		const char *name, *help;
	} rows[] = {
		{ "Retry-After", "With 429 and 503: seconds until it may be asked again" },
		{ "RateLimit-Policy",
			"The limit that is nearest: its name, q in w seconds "
			"(draft-ietf-httpapi-ratelimit-headers); of good answers too" },
		{ "RateLimit", "What is left of it: r, and all again in t seconds" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json_object *header = sub(sub(response, "headers"), rows[i].name);

		set(header, "description", rows[i].help);
		set(sub(header, "schema"), "type", "string");
	}
}

/* Adds what all operations share: how one signs in, and how a problem looks. */
static void components_add(struct json_object *document)
{
	struct json_object *components = sub(document, "components"),
			   *codes = json_object_new_array(), *problem;

	json_object_object_add(sub(components, "securitySchemes"), "bearer",
		json_tokener_parse("{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":"
				   "\"A session, an API key, the secret of a report, or the token "
				   "of a link\"}"));
	json_object_object_add(sub(components, "securitySchemes"), "signature",
		json_tokener_parse("{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"webhook-"
				   "signature\",\"description\":\"Standard Webhooks: "
				   "v1,BASE64(HMAC-SHA256(webhook-id.webhook-timestamp.body))\"}"));
	json_object_object_add(sub(components, "securitySchemes"), "secret",
		json_tokener_parse("{\"type\":\"http\",\"scheme\":\"basic\",\"description\":"
				   "\"Any user name, and the secret of the gateway\"}"));
	json_object_object_add(components, "responses",
		json_tokener_parse("{\"problem\":{\"description\":\"What could not be done (RFC "
				   "9457)\",\"content\":"
				   "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/"
				   "components/schemas/problem\"}}}}}"));
	limit_headers_add(sub(sub(components, "responses"), "problem"));
	problem = json_tokener_parse(
		"{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"code\",\"trace_"
		"id\"],"
		"\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
		"\"status\":{\"type\":\"integer\"},\"code\":{\"type\":\"string\"},\"detail\":{"
		"\"type\":\"string\"},"
		"\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{"
		"\"pointer\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},\"detail\":{"
		"\"type\":\"string\"}}}},"
		"\"trace_id\":{\"type\":\"string\"}}}");
	for (const struct problem *p = problems; p->code; p++)
		json_object_array_add(codes, json_object_new_string(p->code));
	json_object_object_add(sub(sub(problem, "properties"), "code"), "enum", codes);
	json_object_object_add(sub(components, "schemas"), "problem", problem);
}

char *openapi_document(void)
{
	struct json_object *document = json_object_new_object();
	struct arena *a = arena_new();
	char *text;

	set(document, "openapi", "3.1.0");
	set(sub(document, "info"), "title", "PAKN: phản ánh, kiến nghị");
	set(sub(document, "info"), "version", PAKN_VERSION);
	set(sub(sub(document, "info"), "license"), "name", "MIT");
	set(sub(sub(document, "info"), "license"), "identifier", "MIT");
	json_object_object_add(document, "servers", json_tokener_parse("[{\"url\":\"/\"}]"));
	for (const struct route *r = routes_all(); r->path; r++)
		if (r->who != LINK) /* pages for people */
			operation_add(sub(document, "paths"), r, a);
	components_add(document);
	text = fatal_if_null(strdup(json_object_to_json_string_ext(
		document, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)));
	json_object_put(document);
	arena_free(a);
	return text;
}

void openapi_run(struct req *r)
{
	req_reply(r, &(struct req_answer){ .status = 200, .body = span_of(r->context->openapi) });
}

void openapi_index_run(struct req *r)
{
	static const char index[] =
		"{\"name\":\"PAKN\",\"version\":\"" PAKN_VERSION "\",\"openapi\":"
		"\"/openapi.json\",\"report\":\"/api/v1/reports\",\"categories\":"
		"\"/api/v1/categories\"}";

	req_reply(r, &(struct req_answer){ .status = 200, .body = span_of(index) });
}
