#include "server/citizen.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/random.h"
#include "common/refcode.h"
#include "queries.h"
#include "server/bind.h"
#include "server/req.h"
#include "server/sms.h"

#define CODES        1000000 /* of six digits */
#define CODE_MINUTES "5"
#define AN_HOUR      3600   /* in which somebody may have named a provider */
#define FIXED_LINES  "+842" /* of the numbering plan; no text message arrives there */

/* A code on its way to a phone, or a session that it opens. */
struct proof {
	struct req *req;
	const char *phone;
	char code[7];
	char token[TOKEN_TEXT_SIZE];
};

static void code_begun(void *arg, struct db_result *res);
static void session_begun(void *arg, struct db_result *res);
static void secret_set(void *arg, struct db_result *res);

static const char *digest_text(struct req *r, const unsigned char digest[DIGEST_SIZE])
{
	return bind_bytea(r->http->arena, digest, DIGEST_SIZE);
}

/* Digests a code with a key that the database does not have: six digits could be tried out. */
static const char *code_digest(struct req *r, const char *phone, const char *code)
{
	struct span parts[] = { span_of("citizen code"), span_of(r->tenant), span_of(phone),
		span_of(code) };
	unsigned char digest[DIGEST_SIZE];

	digest_hmac_framed(
		r->context->secret_key, sizeof(r->context->secret_key), parts, 4, digest);
	return digest_text(r, digest);
}

/* Tells whether the statement was done, and nobody has to wait; else the refusal is sent. */
static bool went_on(struct req *r, const struct db_result *res)
{
	int seconds;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		req_refuse(r);
		return false;
	}
	seconds = atoi(PQgetvalue(res->rows, 0, 0));
	if (seconds > 0) {
		req_wait(r, "too_many_requests", seconds);
		req_refuse(r);
	}
	return seconds <= 0;
}

void citizen_code_run(struct req *r)
{
	struct proof *p = arena_alloc(r->http->arena, sizeof(*p));

	p->req = r;
	p->phone = req_input(r, "phone");
	if (!sms_offered(r->context->config)) {
		req_wait(r, "sms_off", AN_HOUR);
		return req_refuse(r);
	}
	if (span_starts(span_of(p->phone), FIXED_LINES)) {
		req_problem(r, "invalid",
			"{\"errors\":[{\"pointer\":\"/phone\",\"code\":\"not_a_mobile\"}]}");
		return req_refuse(r);
	}
	snprintf(p->code, sizeof(p->code), "%06u", (unsigned)(random_u64() % CODES));
	db_call(r->context->db, DB_WRITE, &q_citizen_code_begin,
		bind_flow(r, &q_citizen_code_begin,
			(struct bound[]){ { "code_digest", code_digest(r, p->phone, p->code) },
				{ "minutes", CODE_MINUTES }, { 0 } }),
		code_begun, p);
}

static void code_begun(void *arg, struct db_result *res)
{
	struct proof *p = arg;
	struct req *r = p->req;

	if (!went_on(r, res))
		return;
	if (!sms_send(r->context->config, p->phone,
		    arena_printf(r->http->arena,
			    "PAKN: ma xac nhan cua ban la %s, dung trong " CODE_MINUTES
			    " phut. Khong cho ai biet ma nay.",
			    p->code))) {
		req_problem(r, "unavailable", NULL);
		return req_refuse(r);
	}
	req_reply(r, &(struct req_answer){ .status = 202,
			     .body = span_of("{\"valid_minutes\":" CODE_MINUTES "}") });
}

void citizen_session_run(struct req *r)
{
	struct proof *p = arena_alloc(r->http->arena, sizeof(*p));
	unsigned char digest[DIGEST_SIZE];

	p->req = r;
	p->phone = req_input(r, "phone");
	/* The principal is the phone's hash without the sign of a bytea. */
	token_mint(TOKEN_CITIZEN, r->tenant_id, bind_value(r, "phone_hash") + 2, p->token, digest);
	db_call(r->context->db, DB_WRITE, &q_citizen_session_begin,
		bind_flow(r, &q_citizen_session_begin,
			(struct bound[]){
				{ "code_digest", code_digest(r, p->phone, req_input(r, "code")) },
				{ "new_digest", digest_text(r, digest) }, { 0 } }),
		session_begun, p);
}

static void session_begun(void *arg, struct db_result *res)
{
	struct proof *p = arg;
	struct req *r = p->req;

	if (!went_on(r, res))
		return;
	if (PQgetisnull(res->rows, 0, 1)) {
		req_problem(r, "wrong_code", NULL);
		return req_refuse(r);
	}
	req_reply_with(r,
		(struct req_answer){ .status = 201, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		arena_printf(r->http->arena, "\"token\":\"%s\"", p->token));
}

void citizen_secret_run(struct req *r)
{
	struct proof *p = arena_alloc(r->http->arena, sizeof(*p));
	const char *code = bind_captured(r, "code");
	char name[REFCODE_TEXT_SIZE];
	unsigned char digest[DIGEST_SIZE];

	p->req = r;
	if (!code)
		return req_refuse(r);
	refcode_for_secret(r->context->secret_key, r->home_id, code, name);
	token_mint_secret(r->context->secret_key, r->home_id, name, p->token, digest);
	db_call(r->context->db, DB_WRITE, &q_citizen_secret,
		bind_flow(r, &q_citizen_secret,
			(struct bound[]){ { "secret_digest", digest_text(r, digest) }, { 0 } }),
		secret_set, p);
}

static void secret_set(void *arg, struct db_result *res)
{
	struct proof *p = arg;
	struct req *r = p->req;

	if (res->outcome != DB_OK) {
		req_db_problem(r, res);
		return req_refuse(r);
	}
	req_reply_with(r,
		(struct req_answer){ .status = 200, .body = span_of(PQgetvalue(res->rows, 0, 1)) },
		arena_printf(r->http->arena, "\"secret\":\"%s\"", p->token));
}
