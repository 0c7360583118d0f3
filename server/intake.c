#include "server/intake.h"

#include "common/clock.h"
#include "common/digest.h"
#include "common/fatal.h"
#include "common/random.h"
#include "common/refcode.h"
#include "common/uuid.h"
#include "server/batch.h"
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
	struct batch_row row;
	struct journaled journaled;
	bool keeping; /* in the journal, since the database is away */
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
	struct span parts[] = { span_of("report"), span_of(r->tenant), span_of(req_caller(r)),
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

	refcode_mint(r->context->code_key, r->tenant_id, req_caller(r), r->idempotency_key,
		i->counter, i->code);
	token_mint_secret(r->context->secret_key, r->tenant_id, i->code, i->secret, digest);
	i->row.values[COLUMN_code] = i->code;
	i->row.values[COLUMN_secret_digest] = bind_bytea(r->http->arena, digest, sizeof(digest));
}

/* Writes the member of the answer that only its sender gets. */
static const char *intake_secret(const struct intake *i)
{
	return arena_printf(i->req->http->arena, "\"secret\":\"%s\"", i->secret);
}

/* Answers with the stored report and its secret, which the database does not know. */
static void intake_reply(struct intake *i, const struct batch_answer *a)
{
	struct req *r = i->req;

	counters_add(a->status == REPLAY ? COUNTER_reports_replayed : COUNTER_reports_received, 1);
	req_reply_with(r,
		(struct req_answer){ .status = 201,
			.body = span_of(a->body),
			.location = arena_printf(r->http->arena, "/api/v1/reports/%s", i->code),
			.replayed = a->status == REPLAY },
		intake_secret(i));
}

static void intake_refuse(struct intake *i, const char *problem)
{
	req_problem(i->req, problem, NULL);
	req_refuse(i->req);
}

/* Mints the next code, the last one being another's, or waits for whoever stores the same; false,
 * with the request refused, where that has been tried too often. */
static bool intake_again(struct intake *i, bool taken)
{
	if (++i->tries == TRIES_MAX) {
		intake_refuse(i, "unavailable");
		return false;
	}
	if (taken) {
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

	refcode_mint(r->context->code_key, r->tenant_id, req_caller(r), r->idempotency_key,
		i->counter + 1, code);
	token_mint_secret(r->context->secret_key, r->tenant_id, code, secret, digest);
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

/* Keeps the report in the journal. */
static void intake_keep(struct intake *i)
{
	i->keeping = true;
	i->journaled.entry.arrived_ms = arrival(&i->row);
	spare_mint(i);
	journaled_keep(&i->journaled);
}

/* Goes on with what the journal says. */
static void intake_journaled(struct journaled *j)
{
	struct intake *i = list_item(j, struct intake, journaled);

	if (j->outcome == JOURNAL_KEPT || j->outcome == JOURNAL_KNOWN)
		return journaled_reply(j, intake_secret(i));
	if (j->outcome == JOURNAL_OTHER_BODY)
		return intake_refuse(i, "key_reused");
	if (j->outcome == JOURNAL_CODE_TAKEN && !intake_again(i, true))
		return;
	if (j->outcome != JOURNAL_CODE_TAKEN && i->keeping)
		return intake_refuse(i, j->outcome == JOURNAL_FULL ? "busy" : "unavailable");
	if (i->keeping)
		intake_keep(i);
	else if (j->outcome == JOURNAL_CODE_TAKEN)
		journaled_look(j);
	else
		batch_add(i->req->context->batch, &i->row);
}

static void intake_stored(void *arg, const struct batch_answer *a)
{
	struct intake *i = arg;

	if (a->outcome != DB_OK) {
		/* It may have been stored all the same: its key makes that harmless. */
		if (db_is_away(a->failure) && journaled_may_keep(i->req, &i->row))
			return intake_keep(i);
		req_db_problem(i->req, a->failure);
		return req_refuse(i->req);
	}
	if (a->status == CODE_TAKEN || a->status == ASK_AGAIN) {
		if (intake_again(i, a->status == CODE_TAKEN))
			batch_add(i->req->context->batch, &i->row);
		return;
	}
	if (!*a->problem)
		return intake_reply(i, a);
	req_problem(i->req, a->problem, *a->body ? a->body : NULL);
	req_refuse(i->req);
}

/* Sends the report on its way.  While there is something in the journal, it may be there. */
static void intake_send(struct intake *i)
{
	struct req *r = i->req;

	i->journaled.req = r;
	i->journaled.entry.row = &i->row;
	i->journaled.then = intake_journaled;
	if (r->idempotency_key && r->context->journal &&
		journal_thread_holds(r->context->journal) && journaled_may_ask(r))
		journaled_look(&i->journaled);
	else
		batch_add(r->context->batch, &i->row);
}

void intake_run(struct req *r)
{
	struct intake *i = arena_alloc(r->http->arena, sizeof(*i));

	i->req = r;
	i->row.tenant_id = r->tenant_id;
	i->row.done = intake_stored;
	i->row.arg = i;
	inputs_take(r, &i->row);
	i->row.values[COLUMN_digest] = r->digest;
	i->row.values[COLUMN_report_id] = report_id(r, i->row.values[COLUMN_dated_at]);
	i->row.values[COLUMN_event_id] = bind_value(r, "event_id");
	contact_take(r, &i->row);
	i->row.values[COLUMN_key_digest] = key_digest(r);
	i->row.values[COLUMN_body_hash] = bind_value(r, "body_hash");
	intake_mint(i);
	intake_send(i);
}
