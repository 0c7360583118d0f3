#include "server/session.h"

#include <stdlib.h>

#include "common/text.h"
#include "queries.h"
#include "server/bind.h"
#include "server/password.h"
#include "server/req.h"

/* A sign-in on its way: look up -> hash -> begin. */
struct login {
	struct req *req;
	const char *staff_id;
	char token[TOKEN_TEXT_SIZE];
};

static void login_looked_up(void *arg, struct db_result *res);
static void login_hashed(void *arg, const char *hash);
static void login_begun(void *arg, struct db_result *res);

bool session_waits(struct req *r, const struct db_result *res, int column)
{
	int seconds;

	if (res->outcome != DB_OK)
		return !req_db_problem(r, res);
	seconds = atoi(PQgetvalue(res->rows, 0, column));
	return seconds > 0 && !req_wait(r, "too_many_tries", seconds);
}

const char *session_password_text(struct req *r, const char *field)
{
	const char *typed = req_input(r, field);

	return text_nfc(r->http->arena, span_of(typed), NULL);
}

bool session_hash(struct req *r, const char *setting, const char *password,
	void (*done)(void *arg, const char *hash), void *arg)
{
	struct passwords *p = r->context->passwords;

	return passwords_rehash(p, arena_string(r->http->arena, setting), password, done, arg) ||
	       req_wait(r, "busy", passwords_wait_s(p));
}

void session_run(struct req *r)
{
	struct login *l = arena_alloc(r->http->arena, sizeof(*l));

	l->req = r;
	db_call(r->context->db, DB_FAST, &q_session_lookup, bind_flow(r, &q_session_lookup, NULL),
		login_looked_up, l);
}

static void login_looked_up(void *arg, struct db_result *res)
{
	struct login *l = arg;
	struct req *r = l->req;

	if (session_waits(r, res, 2))
		return req_refuse(r);
	l->staff_id = arena_string(r->http->arena, PQgetvalue(res->rows, 0, 0));
	if (!session_hash(r, PQgetvalue(res->rows, 0, 1), session_password_text(r, "password"),
		    login_hashed, l))
		req_refuse(r);
}

static void login_hashed(void *arg, const char *hash)
{
	struct login *l = arg;
	struct req *r = l->req;
	unsigned char digest[DIGEST_SIZE];

	if (!hash) {
		req_problem(r, "wrong_login", NULL);
		return req_refuse(r);
	}
	token_mint(TOKEN_SESSION, r->tenant_id, l->staff_id, l->token, digest);
	db_call(r->context->db, DB_WRITE, &q_session_begin,
		bind_flow(r, &q_session_begin,
			(struct bound[]){ { "staff_id", l->staff_id },
				{ "password_hash", arena_string(r->http->arena, hash) },
				{ "new_digest",
					bind_bytea(r->http->arena, digest, sizeof(digest)) },
				{ 0 } }),
		login_begun, l);
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
		arena_printf(l->req->http->arena, "\"token\":\"%s\"", l->token));
}
