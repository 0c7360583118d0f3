#include "server/intake.h"

#include "common/clock.h"
#include "common/digest.h"
#include "common/fatal.h"
#include "common/random.h"
#include "common/refcode.h"
#include "common/uuid.h"
#include "server/bind.h"
#include "server/contact.h"
#include "server/counters.h"
#include "server/journaled.h"
#include "server/req.h"

#define TRIES_MAX 50 /* of one report: codes minted again, equal codes being stored */

/* What report_submit() answers beside HTTP statuses. */
enum { CODE_TAKEN = 0, ASK_AGAIN = 1, REPLAY = 200 };

/* A report on its way. */
struct intake {
	struct req *req;
	intake_taken *taken;
	struct batch_row row;
	struct journaled journaled;
	unsigned counter, tries;
	char code[REFCODE_TEXT_SIZE];
	char secret[TOKEN_TEXT_SIZE];
};

/* Which input field fills which column. */
static const struct {
	enum batch_column column;
	const char *field;
} columns[] = {
	{ COLUMN_channel, "channel" },
	{ COLUMN_kind, "kind" },
	{ COLUMN_category, "category" },
	{ COLUMN_description, "description" },
	{ COLUMN_lat, "location.lat" },
	{ COLUMN_lon, "location.lon" },
	{ COLUMN_address, "address" },
	{ COLUMN_area_code, "area_code" },
	{ COLUMN_observed_at, "observed_at" },
	{ COLUMN_name, "contact.name" },
	{ COLUMN_phone, "contact.phone" },
	{ COLUMN_email, "contact.email" },
	{ COLUMN_on_behalf_of, "on_behalf_of" },
	{ COLUMN_allow_call, "contact.allow_call" },
	{ COLUMN_consent, "contact.consent" },
	{ COLUMN_anonymous, "anonymous" },
	{ COLUMN_publish, "publish" },
	{ COLUMN_attributes, "attributes" },
	{ COLUMN_attachments, "attachments" },
	{ COLUMN_call_id, "call_id" },
	{ COLUMN_dated_at, "received_at" },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Takes the fields of the body; where they lie is looked up once. */
static void inputs_take(struct req *r, struct batch_row *row)
{
	static int places[COLUMNS];
	static const struct field *looked_up;

	if (looked_up != r->route->input)
		for (size_t c = 0; c < COLUMNS; c++)
			places[c] = fields_find(r->route->input, columns[c].field);
	looked_up = r->route->input;
	for (size_t c = 0; c < COLUMNS; c++)
		row->values[columns[c].column] = r->input[places[c]];
}

/* Seals who sent it: nothing of that leaves this process in plain. */
static void contact_take(struct req *r, struct batch_row *row)
{
	static const enum batch_column parts[CONTACT_PART_COUNT] = {
		[CONTACT_name] = COLUMN_name,
		[CONTACT_phone] = COLUMN_phone,
		[CONTACT_email] = COLUMN_email,
		[CONTACT_on_behalf_of] = COLUMN_on_behalf_of,
	};
	struct contact_of of = { r->tenant_id, row->values[COLUMN_report_id] };
	const struct contact_keys *keys = r->context->contact_keys;
	struct arena *a = r->http->arena;

	row->values[COLUMN_phone_hash] =
		contact_hash(keys, a, r->tenant_id, CONTACT_phone, row->values[COLUMN_phone]);
	row->values[COLUMN_email_hash] =
		contact_hash(keys, a, r->tenant_id, CONTACT_email, row->values[COLUMN_email]);
	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
		row->values[parts[p]] = contact_seal(keys, a, of, p, row->values[parts[p]]);
}

/* Mints the report's id, whose time is when it was received: now, or when an importer says. */
static const char *report_id(struct req *r, const char *dated_at)
{
	char *text;
	struct uuid id;
	uint64_t wall_ms;

	if (!dated_at || !clock_parse(dated_at, strlen(dated_at), &wall_ms))
		return bind_value(r, "event_id");
	text = arena_alloc(r->http->arena, UUID_TEXT_SIZE);
	uuid_v7_at(wall_ms, &id);
	uuid_format(&id, text);
	return text;
}

/* Digests the caller's key; without one it is random and equal to no other. */
static const char *key_digest(struct req *r)
{
	unsigned char digest[DIGEST_SIZE];
	struct span parts[] = { span_of("report"), span_of(r->home), span_of(req_caller(r)),
		span_of(r->idempotency_key) };

	if (r->idempotency_key)
		digest_hmac_framed(
			r->context->code_key, sizeof(r->context->code_key), parts, 4, digest);
	else
		random_bytes(digest, sizeof(digest));
	return bind_bytea(r->http->arena, digest, sizeof(digest) / 2);
}

/* Mints code and secret; the same ones for the same key, caller and counter. */
static void intake_mint(struct intake *i)
{
	struct req *r = i->req;
	unsigned char digest[DIGEST_SIZE];

	refcode_mint(r->context->code_key, r->home_id, req_caller(r), r->idempotency_key,
		i->counter, i->code);
	token_mint_secret(r->context->secret_key, r->home_id, i->code, i->secret, digest);
	i->row.values[COLUMN_code] = i->code;
	i->row.values[COLUMN_secret_digest] = bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Counts a report that is stored, and has it answered. */
static void intake_told(struct intake *i, const struct batch_answer *a)
{
	bool replayed = a->status == REPLAY;

	counters_add(replayed ? COUNTER_reports_replayed : COUNTER_reports_received, 1);
	i->taken(i->req, &(struct intake_answer){ .status = 201,
				 .code = i->code,
				 .secret = i->secret,
				 .body = a->body,
				 .replayed = replayed });
}

/* Refuses for now, and says when to come again. */
static void intake_put_off(struct intake *i, const char *problem, const char *members)
{
	struct req *r = i->req;
	int seconds = batch_retry_s(r->context->batch);

	req_wait(r, problem, seconds);
	r->members = arena_printf(r->http->arena, "{\"retry_after\":%d%s}", seconds, members);
	req_refuse(r);
}

/* Says that the report may have been stored, and by which code it would be found. */
static void intake_unknown(struct intake *i)
{
	counters_add(COUNTER_reports_unknown, 1);
	intake_put_off(i, "outcome_unknown",
		arena_printf(i->req->http->arena, ",\"report_code\":\"%s\"", i->code));
}

/* Answers a report that was not stored, or of which nobody knows. */
static void intake_failed(struct intake *i, const struct batch_answer *a)
{
	struct req *r = i->req;

	switch (a->outcome) {
	case DB_SHED:
		counters_add(COUNTER_http_requests_shed, 1);
		return intake_put_off(i, "busy", "");
	case DB_TIMEOUT:
		return intake_unknown(i);
	case DB_ERROR:
		req_db_problem(r, a->failure);
		return db_error_passes(a->failure) ? intake_put_off(i, "unavailable", "")
						   : req_refuse(r);
	default:
		return intake_put_off(i, "unavailable", "");
	}
}

/* Mints the next code, the last one being another's, or waits for a twin that is being stored;
 * false where that was tried too often: the request is gone. */
static bool intake_again(struct intake *i, bool code_taken)
{
	if (++i->tries == TRIES_MAX) {
		intake_put_off(i, "unavailable", "");
		return false;
	}
	if (code_taken) {
		i->counter++;
		intake_mint(i);
	}
	return true;
}

/* Mints the code that shall be used if the first turns out to be another's, which only the database
 * knows. */
static void spare_mint(struct intake *i)
{
	struct req *r = i->req;
	char *code = arena_alloc(r->http->arena, REFCODE_TEXT_SIZE), secret[TOKEN_TEXT_SIZE];
	unsigned char digest[DIGEST_SIZE];

	refcode_mint(r->context->code_key, r->home_id, req_caller(r), r->idempotency_key,
		i->counter + 1, code);
	token_mint_secret(r->context->secret_key, r->home_id, code, secret, digest);
	i->journaled.entry.spare_code = code;
	i->journaled.entry.spare_secret_digest = bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Tells when a report came: the instant in its id. */
static uint64_t arrival(const struct batch_row *row)
{
	struct uuid id = { 0 };

	if (!uuid_parse(span_of(row->values[COLUMN_report_id]), &id))
		fatal("intake: the id of a report is none");
	return uuid_time_ms(&id);
}

static void intake_kept(struct journaled *j);

/* Keeps the report in the journal. */
static void intake_keep(struct intake *i)
{
	i->journaled.then = intake_kept;
	i->journaled.entry.arrived_ms = arrival(&i->row);
	spare_mint(i);
	journaled_keep(&i->journaled);
}

/* Goes on with a report that was to be kept. */
static void intake_kept(struct journaled *j)
{
	struct intake *i = list_item(j, struct intake, journaled);

	switch (j->outcome) {
	case JOURNAL_KEPT:
	case JOURNAL_KNOWN:
		return i->taken(i->req, &(struct intake_answer){ .status = 202,
						.code = i->code,
						.secret = i->secret,
						.body = journaled_body(j),
						.replayed = j->outcome == JOURNAL_KNOWN });
	case JOURNAL_OTHER_BODY:
		req_problem(i->req, "key_reused", NULL);
		return req_refuse(i->req);
	case JOURNAL_CODE_TAKEN:
		if (intake_again(i, true))
			intake_keep(i);
		return;
	default:
		intake_put_off(i, j->outcome == JOURNAL_FULL ? "busy" : "unavailable", "");
	}
}

static void intake_stored(void *arg, const struct batch_answer *a)
{
	struct intake *i = arg;

	/* It may have been stored all the same: its key makes that harmless. */
	if (a->outcome != DB_OK && db_is_away(a->failure) && journaled_may_keep(i->req, &i->row))
		return intake_keep(i);
	if (a->outcome != DB_OK)
		return intake_failed(i, a);
	/* Of a lenient row: its key has another body there, which the desk shall know. */
	if (a->status == CODE_TAKEN && *a->problem && !i->row.values[COLUMN_key_of])
		i->row.values[COLUMN_key_of] = arena_string(i->req->http->arena, i->code);
	if (a->status == CODE_TAKEN || a->status == ASK_AGAIN) {
		if (intake_again(i, a->status == CODE_TAKEN))
			batch_add(i->req->context->batch, &i->row);
		return;
	}
	if (!*a->problem)
		return intake_told(i, a);
	req_problem(i->req, a->problem, *a->body ? a->body : NULL);
	req_refuse(i->req);
}

/* Goes on with a report that may have been in the journal: only if it is not, to the database. */
static void intake_looked(struct journaled *j)
{
	struct intake *i = list_item(j, struct intake, journaled);

	if (j->outcome == JOURNAL_NONE || j->outcome == JOURNAL_FAILED)
		return batch_add(i->req->context->batch, &i->row);
	if (j->outcome != JOURNAL_CODE_TAKEN)
		return intake_kept(j);
	if (intake_again(i, true))
		journaled_look(j);
}

/* Sends the report on its way; while there is something in the journal, it may be there. */
static void intake_send(struct intake *i)
{
	struct req *r = i->req;

	i->journaled.req = r;
	i->journaled.entry.row = &i->row;
	i->journaled.then = intake_looked;
	if (r->idempotency_key && r->context->journal &&
		journal_thread_holds(r->context->journal) && journaled_may_ask(r))
		journaled_look(&i->journaled);
	else
		batch_add(r->context->batch, &i->row);
}

/* Begins with a report whose values are those that its sender gave. */
static void intake_start(struct intake *i)
{
	struct req *r = i->req;

	i->row.tenant_id = r->tenant_id;
	i->row.done = intake_stored;
	i->row.arg = i;
	i->row.values[COLUMN_digest] = r->digest;
	i->row.values[COLUMN_report_id] = report_id(r, i->row.values[COLUMN_dated_at]);
	i->row.values[COLUMN_event_id] = bind_value(r, "event_id");
	contact_take(r, &i->row);
	if (!admit_phone(
		    r, i->row.values[COLUMN_phone_hash], i->row.values[COLUMN_dated_at] != NULL))
		return req_refuse(r);
	i->row.values[COLUMN_key_digest] = key_digest(r);
	i->row.values[COLUMN_body_hash] = bind_value(r, "body_hash");
	intake_mint(i);
	intake_send(i);
}

/* Answers with the report that is kept and its secret, which the database does not know. */
static void intake_reply(struct req *r, const struct intake_answer *a)
{
	req_reply_with(r,
		(struct req_answer){ .status = a->status,
			.body = span_of(a->body),
			.location = arena_join(r->http->arena, "/api/v1/reports/", a->code, NULL),
			.replayed = a->replayed },
		arena_join(r->http->arena, "\"secret\":\"", a->secret, "\"", NULL));
}

void intake_run(struct req *r)
{
	struct intake *i = arena_alloc(r->http->arena, sizeof(*i));

	i->req = r;
	i->taken = intake_reply;
	inputs_take(r, &i->row);
	intake_start(i);
}

void intake_submit(struct req *r, const char *const values[COLUMN_COUNT], intake_taken *taken)
{
	struct intake *i = arena_alloc(r->http->arena, sizeof(*i));

	i->req = r;
	i->taken = taken;
	memcpy(i->row.values, values, sizeof(i->row.values));
	intake_start(i);
}
