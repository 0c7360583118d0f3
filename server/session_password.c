/* Another password for oneself: look up -> hash the old one -> hash the new one -> change. */
#include "common/password_rule.h"
#include "queries.h"
#include "server/bind.h"
#include "server/password.h"
#include "server/req.h"
#include "server/session.h"

struct change {
	struct req *req;
	const char *old_hash;
	const char *new_password;
};

static void change_looked_up(void *arg, struct db_result *res);
static void change_old_hashed(void *arg, const char *hash);
static void change_new_hashed(void *arg, const char *hash);

void session_password_run(struct req *r)
{
	struct change *c = arena_alloc(r->http->arena, sizeof(*c));

	c->req = r;
	c->new_password = session_password_text(r, "new");
	db_call(r->context->db, DB_FAST, &q_password_lookup, bind_flow(r, &q_password_lookup, NULL),
		change_looked_up, c);
}

/* Checks the new password by the rules for passwords. */
static bool new_password_fits(struct change *c, const char *words)
{
	struct arena *a = c->req->http->arena;
	const char *fault = password_fault(a, c->new_password, words);

	if (!fault && !strcmp(c->new_password, session_password_text(c->req, "old")))
		fault = "same_password";
	return !fault ||
	       req_problem(c->req, "invalid",
		       arena_printf(
			       a, "{\"errors\":[{\"pointer\":\"/new\",\"code\":\"%s\"}]}", fault));
}

static void change_looked_up(void *arg, struct db_result *res)
{
	struct change *c = arg;

	if (session_waits(c->req, res, 2) || !new_password_fits(c, PQgetvalue(res->rows, 0, 1)) ||
		!session_hash(c->req, PQgetvalue(res->rows, 0, 0),
			session_password_text(c->req, "old"), change_old_hashed, c))
		req_refuse(c->req);
}

static void change_old_hashed(void *arg, const char *hash)
{
	struct change *c = arg;
	char setting[PASSWORD_HASH_SIZE];

	c->old_hash = arena_string(c->req->http->arena, hash ? hash : "");
	password_setting(setting);
	if (!session_hash(c->req, setting, c->new_password, change_new_hashed, c))
		req_refuse(c->req);
}

static void change_new_hashed(void *arg, const char *hash)
{
	struct change *c = arg;
	struct req *r = c->req;

	db_call(r->context->db, DB_WRITE, &q_password_change,
		bind_flow(r, &q_password_change,
			(struct bound[]){ { "old_hash", c->old_hash },
				{ "new_hash", arena_string(r->http->arena, hash) }, { 0 } }),
		req_answered, r);
}
