#include "server/gateway_kannel.h"

#include <stdlib.h>

#include "common/clock.h"
#include "common/digest.h"
#include "common/phone.h"
#include "common/sms_command.h"
#include "common/sms_text.h"
#include "queries.h"
#include "server/bind.h"
#include "server/contact.h"
#include "server/intake.h"
#include "server/req.h"
#include "server/sms_reply.h"

#define TEXT_MAX   4000 /* characters, as of any report */
#define SENDER_MAX 40
#define NUMBER_MAX 15

/* A message's time is believed within these, in seconds from now. */
#define EARLIEST (7 * 24 * 3600)
#define LATEST   (5 * 60)

/* Within a minute of one clock, the same text from the same phone is the same message. */
#define SAME_S 60

/* A message on its way. */
struct message {
	struct req *req;
	struct sms_command said;
	const char *sender;     /* as contact.c knows phones; of another kind, as it is written */
	const char *phone_hash; /* of it */
	int64_t at;             /* seconds */
	const char *sent_at;    /* the same as text; NULL: no time that can be believed */
};

static void standing_ask(struct message *m);
static void act_ask(struct message *m);
static void act_told(void *arg, struct db_result *res);
static void standing_told(void *arg, struct db_result *res);
static void same_ask(struct message *m);
static void same_told(void *arg, struct db_result *res);
static void report_take(struct message *m);

/* Reads who sent a message. */
static const char *sender_of(struct req *r)
{
	struct arena *a = r->http->arena;
	char *text = sms_text_read(a, span_of(req_input(r, "from")), false, SENDER_MAX);
	char phone[PHONE_TEXT_SIZE];

	return phone_normalise(span_of(text), phone) ? arena_string(a, phone) : text;
}

/* Reads when it was sent. */
static void time_take(struct message *m)
{
	int64_t now = (int64_t)(clock_wall_ms() / 1000);
	char text[CLOCK_TEXT_SIZE];

	m->at = strtoll(req_input(m->req, "at"), NULL, 10);
	if (m->at < now - EARLIEST || m->at > now + LATEST)
		return;
	clock_format(text, (uint64_t)m->at * 1000);
	m->sent_at = arena_string(m->req->http->arena, text);
}

/* Tells the number to write to, in the words of a reply. */
static const char *number_of(struct req *r)
{
	const char *to =
		sms_text_read(r->http->arena, span_of(req_input(r, "to")), false, NUMBER_MAX + 1);
	size_t len = strspn(to, "+0123456789");

	return len && len <= NUMBER_MAX && !to[len] ? to : "so nay";
}

/* Answers what the phone shall get. */
static void phone_answer(struct req *r, const char *text)
{
	req_reply(r, &(struct req_answer){
			     .status = 200, .media = r->route->media, .body = span_of(text) });
}

static void phone_reply(struct req *r, enum sms_reply reply, const char *code)
{
	phone_answer(r, sms_reply(r->http->arena, reply, code, number_of(r)));
}

/* What is done with a report, as sms_act() calls it. */
static const char *const acts[SMS_VERB_COUNT] = {
	[SMS_RATE] = "rate",
	[SMS_REOPEN] = "reopen",
	[SMS_ADD] = "supplement",
	[SMS_WITHDRAW] = "withdraw",
};

void gateway_kannel_run(struct req *r)
{
	struct arena *a = r->http->arena;
	struct message *m = arena_alloc(a, sizeof(*m));
	const char *charset = req_input(r, "charset");
	bool utf16 = charset && !strcmp(charset, "UTF-16BE");

	m->req = r;
	m->sender = sender_of(r);
	m->phone_hash =
		contact_hash(r->context->contact_keys, a, r->tenant_id, CONTACT_phone, m->sender);
	if (!admit_phone(r, m->phone_hash, false))
		return phone_reply(r, SMS_REPLY_TOO_MANY, NULL);
	time_take(m);
	sms_command_read(
		a, sms_text_read(a, span_of(req_input(r, "text")), utf16, TEXT_MAX), &m->said);
	if (m->said.verb == SMS_REPORT)
		same_ask(m);
	else if (*m->said.code && !admit_lookup(r, m->phone_hash))
		phone_reply(r, SMS_REPLY_TOO_MANY, NULL);
	else if (acts[m->said.verb])
		act_ask(m);
	else
		standing_ask(m);
}

/* Asks how the report stands; without a code, whether the gateway may ask at all. */
static void standing_ask(struct message *m)
{
	const char *code = m->said.verb == SMS_LOOKUP ? m->said.code : NULL;

	db_call(m->req->context->db, DB_FAST, &q_sms_show,
		bind_flow(m->req, &q_sms_show,
			(struct bound[]){
				{ "code", code }, { "phone_hash", m->phone_hash }, { 0 } }),
		standing_told, m);
}

/* Answers with the only row. */
static void standing_reply(struct message *m, const PGresult *rows)
{
	const char *columns[4];

	for (int i = 0; i < 4; i++)
		columns[i] = PQgetisnull(rows, 0, i) ? NULL : PQgetvalue(rows, 0, i);
	phone_answer(m->req,
		sms_reply_standing(m->req->http->arena, m->said.code,
			&(struct sms_standing){ columns[0], columns[1], columns[2], columns[3] }));
}

/* Says that nobody knows the code. */
static void unknown_reply(struct message *m)
{
	req_problem(m->req, "unknown_code", NULL); /* a guess counts as one */
	phone_reply(
		m->req, m->said.mistyped ? SMS_REPLY_MISTYPED : SMS_REPLY_UNKNOWN, m->said.code);
}

static bool is_unknown(const struct db_result *res)
{
	return res->outcome == DB_ERROR && !strcmp(res->message, "unknown_code");
}

static void standing_told(void *arg, struct db_result *res)
{
	static const enum sms_reply replies[SMS_VERB_COUNT] = {
		[SMS_HELP] = SMS_REPLY_HELP,
		[SMS_NO_TEXT] = SMS_REPLY_NO_TEXT,
		[SMS_NO_CODE] = SMS_REPLY_NO_CODE,
		[SMS_UNFINISHED] = SMS_REPLY_UNFINISHED,
	};
	struct message *m = arg;

	if (is_unknown(res))
		return m->said.surely ? unknown_reply(m) : same_ask(m);
	if (res->outcome != DB_OK) {
		req_db_problem(m->req, res);
		return req_refuse(m->req);
	}
	if (m->said.verb == SMS_LOOKUP)
		return standing_reply(m, res->rows);
	phone_reply(m->req, replies[m->said.verb], NULL);
}

/* Makes the key of what a message does with a report, by all of its words: see key_of(). */
static const char *act_key(const struct message *m)
{
	struct req *r = m->req;
	unsigned char digest[DIGEST_SIZE];
	const char *minute = arena_printf(r->http->arena, "%lld", (long long)(m->at / SAME_S));
	struct span parts[] = { span_of("sms act"), span_of(m->sender), span_of(minute),
		span_of(req_input(r, "text")) };

	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key), parts, 4, digest);
	return bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Does what the message says with the report of its sender; a repetition is the same operation. */
static void act_ask(struct message *m)
{
	const char *score = arena_printf(m->req->http->arena, "%c", m->said.score);

	m->req->idempotency_key = act_key(m);
	db_call(m->req->context->db, DB_WRITE, &q_sms_act,
		bind_flow(m->req, &q_sms_act,
			(struct bound[]){ { "code", m->said.code }, { "phone_hash", m->phone_hash },
				{ "verb", acts[m->said.verb] }, { "score", *score ? score : NULL },
				{ "text", m->said.text }, { 0 } }),
		act_told, m);
}

/* What is written back, by the words of sms_act(). */
static const struct {
	const char *said;
	enum sms_reply reply;
} act_replies[] = {
	{ "rate", SMS_REPLY_RATED }, { "reopen", SMS_REPLY_REOPENED },
	{ "supplement", SMS_REPLY_ADDED }, { "withdraw", SMS_REPLY_WITHDRAWN },
	{ "rating_over", SMS_REPLY_RATING_OVER },
	{ "reopened_already", SMS_REPLY_REOPENED_ALREADY }, { "closed_already", SMS_REPLY_CLOSED },
	{ "other_phone", SMS_REPLY_OTHER_PHONE },
	{ "invalid", SMS_REPLY_UNFINISHED }, /* no such score */
};

static enum sms_reply act_reply(const char *said)
{
	for (size_t i = 0; i < sizeof(act_replies) / sizeof(act_replies[0]); i++)
		if (!strcmp(act_replies[i].said, said))
			return act_replies[i].reply;
	return SMS_REPLY_NOT_NOW;
}

static void act_told(void *arg, struct db_result *res)
{
	struct message *m = arg;

	if (is_unknown(res))
		return unknown_reply(m);
	if (res->outcome != DB_OK) {
		req_db_problem(m->req, res);
		return req_refuse(m->req);
	}
	phone_reply(m->req, act_reply(PQgetvalue(res->rows, 0, 0)), m->said.code);
}

/* Looks for a report that was made of the same message. */
static void same_ask(struct message *m)
{
	if (batch_away(m->req->context->batch))
		return report_take(m);
	db_call(m->req->context->db, DB_FAST, &q_sms_same,
		bind_flow(m->req, &q_sms_same,
			(struct bound[]){ { "phone_hash", m->phone_hash }, { "text", m->said.text },
				{ "at", m->sent_at }, { 0 } }),
		same_told, m);
}

/* Goes on where there is no answer, too: intake knows what to do without the database. */
static void same_told(void *arg, struct db_result *res)
{
	struct message *m = arg;

	if (res->outcome == DB_ERROR && !strncmp(res->sqlstate, "PK", 2)) {
		req_db_problem(m->req, res);
		return req_refuse(m->req);
	}
	if (res->outcome == DB_OK && PQntuples(res->rows))
		return phone_reply(m->req, SMS_REPLY_TAKEN, PQgetvalue(res->rows, 0, 0));
	report_take(m);
}

/* Makes the key by which a message is known when it comes again: Kannel repeats the whole request,
 * a network the sender and the text, under another id.  A digest, since it is of what was said. */
static const char *key_of(const struct message *m)
{
	struct req *r = m->req;
	unsigned char digest[DIGEST_SIZE];
	const char *minute = arena_printf(r->http->arena, "%lld", (long long)(m->at / SAME_S));
	struct span by_text[] = { span_of("sms"), span_of(m->sender), span_of(minute),
		span_of(m->said.text) };
	struct span by_id[] = { span_of("sms id"), span_of(req_input(r, "id")) };

	digest_hmac_framed(r->context->code_key, sizeof(r->context->code_key),
		m->sent_at ? by_text : by_id, m->sent_at ? 4 : 2, digest);
	return bind_bytea(r->http->arena, digest, sizeof(digest));
}

static void report_taken(struct req *r, const struct intake_answer *a)
{
	phone_reply(r, SMS_REPLY_TAKEN, a->code);
}

static void report_take(struct message *m)
{
	const char *values[COLUMN_COUNT] = {
		[COLUMN_description] = m->said.text,
		[COLUMN_observed_at] = m->sent_at,
		[COLUMN_phone] = m->sender,
	};

	m->req->idempotency_key = key_of(m);
	intake_submit(m->req, values, report_taken);
}
