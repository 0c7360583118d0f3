#include "server/accounts.h"

#include "common/random.h"
#include "common/totp.h"
#include "queries.h"
#include "server/bind.h"
#include "server/password.h"
#include "server/req.h"
#include "server/session.h"

/* Something that is shown once, on its way to the database. */
struct issue {
	struct req *req;
	char password[RECOVERY_SIZE], token[TOKEN_TEXT_SIZE];
};

static void account_looked_up(void *arg, struct db_result *res);
static void password_hashed(void *arg, const char *hash);
static void password_given(void *arg, struct db_result *res);
static void key_added(void *arg, struct db_result *res);

static struct issue *issue_new(struct req *r)
{
	struct issue *i = arena_alloc(r->http->arena, sizeof(*i));

	i->req = r;
	return i;
}

/* Answers with what was stored, and what is shown this once. */
static void issue_reply(
	struct issue *i, const struct db_result *res, const char *name, const char *value)
{
	if (res->outcome != DB_OK) {
		req_db_problem(i->req, res);
		return req_refuse(i->req);
	}
	req_reply_with(i->req,
		(struct req_answer){ .status = 201, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		arena_printf(i->req->http->arena, "\"%s\":\"%s\"", name, value));
}

/* A one-time password: look up, so that only who may has one hashed -> hash -> give. */
void account_password_run(struct req *r)
{
	const char **params = bind_flow(r, &q_account_show, NULL);

	if (!params)
		return req_refuse(r);
	db_call(r->context->db, DB_FAST, &q_account_show, params, account_looked_up, issue_new(r));
}

static void account_looked_up(void *arg, struct db_result *res)
{
	struct issue *i = arg;
	char setting[PASSWORD_HASH_SIZE];

	if (res->outcome != DB_OK) {
		req_db_problem(i->req, res);
		return req_refuse(i->req);
	}
	recovery_mint(i->password);
	password_setting(setting);
	if (!session_hash(i->req, setting, i->password, password_hashed, i))
		req_refuse(i->req);
}

static void password_hashed(void *arg, const char *hash)
{
	struct issue *i = arg;
	struct req *r = i->req;
	const char **params = bind_flow(r, &q_account_password,
		(struct bound[]){ { "password_hash", arena_string(r->http->arena, hash) }, { 0 } });

	if (!params)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, &q_account_password, params, password_given, i);
}

static void password_given(void *arg, struct db_result *res)
{
	struct issue *i = arg;

	issue_reply(i, res, "one_time_password", i->password);
}

void key_add_run(struct req *r)
{
	struct issue *i = issue_new(r);
	unsigned char digest[DIGEST_SIZE];
	const char *principal;

	/* Random, since the number of the key comes from the database only later. */
	principal = arena_printf(r->http->arena, "%016llx", (unsigned long long)random_u64());
	token_mint(TOKEN_KEY, r->tenant_id, principal, i->token, digest);
	db_call(r->context->db, DB_WRITE, &q_key_add,
		bind_flow(r, &q_key_add,
			(struct bound[]){ { "key_digest", bind_bytea(r->http->arena, digest,
								  sizeof(digest)) },
				{ "prefix", arena_printf(r->http->arena, "pkk_%d_%s", r->tenant_id,
						    principal) },
				{ 0 } }),
		key_added, i);
}

static void key_added(void *arg, struct db_result *res)
{
	struct issue *i = arg;

	issue_reply(i, res, "key", i->token);
}
