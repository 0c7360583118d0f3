/* The second factor: making an authenticator known, and its codes at sign-in.  The secret is sealed
 * with a key that the database does not have, so codes are checked here. */
#include <time.h>

#include "common/digest.h"
#include "common/random.h"
#include "common/totp.h"
#include "queries.h"
#include "server/bind.h"
#include "server/factor.h"
#include "server/req.h"
#include "server/session.h"

#define RECOVERY_CODES 10

struct factor {
	struct req *req;
	unsigned char secret[TOTP_SECRET_SIZE];
	const char *code, *password_hash, *members;
};

static void secret_looked_up(void *arg, struct db_result *res);
static void totp_asked(void *arg, struct db_result *res);
static void totp_password_hashed(void *arg, const char *hash);
static void totp_begun(void *arg, struct db_result *res);
static void totp_looked_up(void *arg, struct db_result *res);
static void recovery_looked_up(void *arg, struct db_result *res);
static void recovery_told(void *arg, struct db_result *res);

/* Whose session it is: the token names the account, and the database has seen that it is good. */
static struct factor_of owner_of(const struct req *r)
{
	return (struct factor_of){ r->tenant, r->token.principal };
}

static void refuse_code(struct req *r)
{
	req_problem(r, "invalid", "{\"errors\":[{\"pointer\":\"/code\",\"code\":\"wrong_code\"}]}");
	req_refuse(r);
}

/* Reads the code: without spaces, which people type between its digits. */
static struct factor *factor_new(struct req *r)
{
	struct factor *f = arena_alloc(r->http->arena, sizeof(*f));
	char *to = arena_string(r->http->arena, req_input(r, "code"));

	f->req = r;
	f->code = to;
	for (const char *c = to; *c; c++)
		if (*c != ' ')
			*to++ = *c;
	*to = '\0';
	return f;
}

/* Opens the secret of a look-up and finds the step of the code; false where it is none. */
static bool step_find(struct factor *f, const struct db_result *res, const char **step_text)
{
	struct req *r = f->req;
	int64_t step = 0;
	bool found = factor_open(r->context->contact_keys, r->http->arena, owner_of(r),
			     PQgetvalue(res->rows, 0, 0), f->secret) &&
		     totp_match(f->secret, f->code, time(NULL), &step);

	explicit_bzero(f->secret, sizeof(f->secret));
	*step_text = arena_printf(r->http->arena, "%lld", (long long)step);
	return found;
}

/* Digests a recovery code; NULL where it is none. */
static const char *recovery_digest(struct req *r, const char *text)
{
	unsigned char digest[DIGEST_SIZE];
	char code[RECOVERY_SIZE];

	if (!recovery_normalise(span_of(text), code))
		return NULL;
	digest_sha256(code, strlen(code), digest);
	return bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Sign-in: look up -> check -> pass. */
void session_factor_run(struct req *r)
{
	struct factor *f = factor_new(r);

	db_call(r->context->db, DB_FAST, &q_factor_secret,
		bind_flow(r, &q_factor_secret, (struct bound[]){ { "use", "pass" }, { 0 } }),
		secret_looked_up, f);
}

static void secret_looked_up(void *arg, struct db_result *res)
{
	struct factor *f = arg;
	struct req *r = f->req;
	const char *step, *recovery;

	if (session_waits(r, res, 1))
		return req_refuse(r);
	recovery = recovery_digest(r, f->code);
	if (recovery)
		step = NULL;
	else if (!step_find(f, res, &step))
		return refuse_code(r);
	db_call(r->context->db, DB_WRITE, &q_factor_pass,
		bind_flow(r, &q_factor_pass,
			(struct bound[]){ { "step", step }, { "recovery", recovery }, { 0 } }),
		req_answered, r);
}

/* A new authenticator: ask whether a password is wanted -> hash it -> mint -> keep -> tell. */
void session_totp_run(struct req *r)
{
	struct factor *f = arena_alloc(r->http->arena, sizeof(*f));

	f->req = r;
	f->password_hash = NULL;
	db_call(r->context->db, DB_FAST, &q_factor_asks, bind_flow(r, &q_factor_asks, NULL),
		totp_asked, f);
}

/* Mints the secret and has it kept, provided that the password is right where one is wanted. */
static void totp_begin(struct factor *f)
{
	struct req *r = f->req;
	const char *sealed;

	random_bytes(f->secret, sizeof(f->secret));
	sealed = factor_seal(r->context->contact_keys, r->http->arena, owner_of(r), f->secret);
	db_call(r->context->db, DB_WRITE, &q_factor_begin,
		bind_flow(r, &q_factor_begin,
			(struct bound[]){ { "secret", sealed },
				{ "password_hash", f->password_hash }, { 0 } }),
		totp_begun, f);
}

static void totp_asked(void *arg, struct db_result *res)
{
	struct factor *f = arg;
	struct req *r = f->req;

	if (session_waits(r, res, 1))
		return req_refuse(r);
	if (PQgetisnull(res->rows, 0, 0))
		return totp_begin(f);
	if (!req_input(r, "password")) {
		req_problem(r, "invalid",
			"{\"errors\":[{\"pointer\":\"/password\",\"code\":\"required\"}]}");
		return req_refuse(r);
	}
	if (!session_hash(r, PQgetvalue(res->rows, 0, 0), session_password_text(r, "password"),
		    totp_password_hashed, f))
		req_refuse(r);
}

static void totp_password_hashed(void *arg, const char *hash)
{
	struct factor *f = arg;

	f->password_hash = arena_string(f->req->http->arena, hash ? hash : "");
	totp_begin(f);
}

static void totp_begun(void *arg, struct db_result *res)
{
	struct factor *f = arg;
	struct req *r = f->req;
	char text[TOTP_SECRET_TEXT_SIZE];
	struct str body = { 0 };

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	totp_secret_text(f->secret, text);
	explicit_bzero(f->secret, sizeof(f->secret));
	str_printf(&body, "{\"secret\":\"%s\",\"uri\":\"", text);
	totp_uri(&body, PQgetvalue(res->rows, 0, 1), PQgetvalue(res->rows, 0, 0), text);
	str_add(&body, "\"}");
	req_reply(r, &(struct req_answer){ .status = 201, .body = str_span(&body) });
	str_free(&body);
}

/* Its first code: look up -> check -> confirm, with recovery codes that are shown once. */
void session_totp_confirm_run(struct req *r)
{
	struct factor *f = factor_new(r);

	db_call(r->context->db, DB_FAST, &q_factor_secret,
		bind_flow(r, &q_factor_secret, (struct bound[]){ { "use", "confirm" }, { 0 } }),
		totp_looked_up, f);
}

/* Makes the recovery codes: for the answer, and their digests for the database. */
static const char *recovery_codes_mint(struct factor *f)
{
	struct arena *a = f->req->http->arena;
	const char *digests = "", *list = "";

	for (int i = 0; i < RECOVERY_CODES; i++) {
		char code[RECOVERY_SIZE];

		recovery_mint(code);
		list = arena_printf(a, "%s%s\"%s\"", list, i ? "," : "", code);
		digests = arena_printf(
			a, "%s%s\"\\%s\"", digests, i ? "," : "", recovery_digest(f->req, code));
	}
	f->members = arena_printf(a, "\"recovery_codes\":[%s]", list);
	return arena_printf(a, "{%s}", digests);
}

/* Checks the code; with a right one, has the statement keep new recovery codes. */
static void codes_check(struct factor *f, struct db_result *res, const struct query *keep)
{
	struct req *r = f->req;
	const char *step;

	if (session_waits(r, res, 1))
		return req_refuse(r);
	if (!step_find(f, res, &step))
		return refuse_code(r);
	db_call(r->context->db, DB_WRITE, keep,
		bind_flow(r, keep,
			(struct bound[]){
				{ "step", step }, { "recovery", recovery_codes_mint(f) }, { 0 } }),
		recovery_told, f);
}

static void totp_looked_up(void *arg, struct db_result *res)
{
	codes_check(arg, res, &q_factor_confirm);
}

/* Other recovery codes: look up -> check -> renew, and tell them this once. */
void session_recovery_run(struct req *r)
{
	struct factor *f = factor_new(r);

	db_call(r->context->db, DB_FAST, &q_factor_secret,
		bind_flow(r, &q_factor_secret, (struct bound[]){ { "use", "renew" }, { 0 } }),
		recovery_looked_up, f);
}

static void recovery_looked_up(void *arg, struct db_result *res)
{
	codes_check(arg, res, &q_recovery_renew);
}

static void recovery_told(void *arg, struct db_result *res)
{
	struct factor *f = arg;

	if (res->outcome != DB_OK) {
		req_db_problem(f->req, res);
		return req_refuse(f->req);
	}
	req_reply_with(f->req,
		(struct req_answer){ .status = 200, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		f->members);
}
