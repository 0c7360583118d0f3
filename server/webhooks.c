#include "server/webhooks.h"

#include "common/config.h"
#include "common/ip.h"
#include "queries.h"
#include "server/bind.h"
#include "server/outbound.h"
#include "server/req.h"
#include "server/webhook_seal.h"

/* A secret on its way to the database. */
struct minting {
	struct req *req;
	char text[WEBHOOK_SECRET_TEXT_SIZE];
};

/* What is wrong with an address: a rule of problem.c. */
static const char *const url_rules[] = {
	[OUTBOUND_URL_MALFORMED] = "not_a_url",
	[OUTBOUND_URL_PLAIN] = "not_https",
	[OUTBOUND_URL_INSIDE] = "inside_network",
};

static void secret_kept(void *arg, struct db_result *res);

/* Looks at the address; false where it cannot be one, which is the problem then.  What a name
 * stands for is looked at each time that something is sent. */
static bool url_accept(struct req *r)
{
	const struct config *c = r->context->config;
	struct networks inside;
	struct outbound_settings settings = { .inside = &inside,
		.plain = config_bool(c, "webhook_http") };
	enum outbound_url found;

	networks_parse(config_text(c, "webhook_networks"), &inside);
	found = outbound_url_check(req_input(r, "url"), &settings);
	if (found != OUTBOUND_URL_GOOD)
		req_problem(r, "invalid",
			arena_printf(r->http->arena,
				"{\"errors\":[{\"pointer\":\"/url\",\"code\":\"%s\"}]}",
				url_rules[found]));
	return found == OUTBOUND_URL_GOOD;
}

/* Mints a secret and has it kept. */
static void secret_mint(struct req *r, const struct query *q)
{
	struct arena *a = r->http->arena;
	struct minting *m = arena_alloc(a, sizeof(*m));
	const char *id = bind_value(r, "event_id"), **params;
	struct webhook_secret secret;

	m->req = r;
	webhook_secret_mint(&secret, m->text);
	params = bind_flow(r, q,
		(struct bound[]){ { "secret_id", id },
			{ "secret", webhook_seal(r->context->contact_keys, a,
					    (struct webhook_of){ r->tenant_id, id }, &secret) },
			{ 0 } });
	explicit_bzero(&secret, sizeof(secret));
	if (!params)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, q, params, secret_kept, m);
}

/* Answers with what was stored, and the secret, this once. */
static void secret_kept(void *arg, struct db_result *res)
{
	struct minting *m = arg;
	struct req *r = m->req;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	req_reply_with(r,
		(struct req_answer){ .status = 201,
			.body = span_of(PQgetvalue(res->rows, 0, 1)),
			.etag = PQgetisnull(res->rows, 0, 2) ? NULL : PQgetvalue(res->rows, 0, 2) },
		arena_printf(r->http->arena, "\"secret\":\"%s\"", m->text));
}

void webhook_add_run(struct req *r)
{
	if (!url_accept(r))
		return req_refuse(r);
	secret_mint(r, &q_webhook_add);
}

void webhook_rotate_run(struct req *r)
{
	secret_mint(r, &q_webhook_rotate);
}
