#include "server/session.h"

#include "queries.h"
#include "server/bind.h"
#include "server/password.h"
#include "server/req.h"

/* A sign-in on its way: look up -> hash -> begin. */
struct login {
	struct req *req;
	const char *staff_id;
	char token[TOKEN_TEXT_SIZE];
	const char *params[5];
};

static void login_looked_up(void *arg, struct db_result *res);
static void login_hashed(void *arg, const char *hash);
static void login_begun(void *arg, struct db_result *res);

void session_run(struct req *r)
{
	struct login *l = arena_alloc(r->http->arena, sizeof(*l));

	l->req = r;
	l->params[0] = r->tenant;
	l->params[1] = req_input(r, "username");
	db_call(r->context->db, DB_FAST, &q_session_lookup, l->params, login_looked_up, l);
}

static void login_refuse(struct login *l, const char *code)
{
	req_problem(l->req, code, NULL);
	req_refuse(l->req);
}

static void login_looked_up(void *arg, struct db_result *res)
{
	struct login *l = arg;
	struct req *r = l->req;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	l->staff_id = arena_string(r->http->arena, PQgetvalue(res->rows, 0, 0));
	if (!passwords_rehash(r->context->passwords,
		    arena_string(r->http->arena, PQgetvalue(res->rows, 0, 1)),
		    req_input(r, "password"), login_hashed, l))
		login_refuse(l, "busy");
}

static void login_hashed(void *arg, const char *hash)
{
	struct login *l = arg;
	struct req *r = l->req;
	unsigned char digest[DIGEST_SIZE];

	if (!hash)
		return login_refuse(l, "wrong_login");
	token_mint(TOKEN_SESSION, r->tenant_id, l->staff_id, l->token, digest);
	l->params[0] = r->tenant;
	l->params[1] = l->staff_id;
	l->params[2] = arena_string(r->http->arena, hash);
	l->params[3] = bind_bytea(r->http->arena, digest, sizeof(digest));
	l->params[4] = bind_value(r, "session_hours");
	db_call(r->context->db, DB_WRITE, &q_session_begin, l->params, login_begun, l);
}

static void login_begun(void *arg, struct db_result *res)
{
	struct login *l = arg;

	if (res->outcome != DB_OK) {
		req_db_problem(l->req, res);
		return req_refuse(l->req);
	}
	req_reply_with(l->req,
		(struct req_answer){ .status = 201, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		"token", l->token);
}
