#include "server/notices.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/config.h"
#include "common/email.h"
#include "common/fatal.h"
#include "common/ip.h"
#include "common/list.h"
#include "common/log.h"
#include "common/random.h"
#include "common/schedule.h"
#include "common/str.h"
#include "common/uuid.h"
#include "queries.h"
#include "server/channel.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/outbound.h"
#include "server/step.h"

#define FOLLOW_MAX  "2000"      /* events in one go */
#define STANDING_MS 10000       /* between two looks at how notices stand */
#define DIGEST_MS   60000       /* and at whether it is time for the digest of a morning */
#define SHARES      4           /* of notices_max: what one subscription may have of it */
#define COLUMNS     7           /* of what is recorded of a notice */
#define RETRY_MAX_S (24 * 3600) /* that the other side may ask for */

/* The columns of outbox_claim(). */
enum {
	TENANT,
	ID,
	CHANNEL,
	ADDRESS,
	REPORT,
	EMAIL,
	SECRET_ID,
	SECRET,
	OLD_SECRET_ID,
	OLD_SECRET,
	SUBJECT,
	BODY,
	ATTEMPTS,
	MADE_AT
};

/* By the values of subscription.channel. */
static const struct {
	const char *name;
	channel_send *send;
} channels[] = {
	{ "email", channel_email_send },
	{ "sms", channel_sms_send },
	{ "webhook", channel_webhook_send },
};

static const char *const outcome_names[] = {
	[CHANNEL_SENT] = "sent",
	[CHANNEL_AGAIN] = "again",
	[CHANNEL_NEVER] = "dead",
	[CHANNEL_GONE] = "gone",
};

/* A notice from its claim to its record. */
struct notice {
	struct list list; /* of sending, then of ended, then of recording */
	struct notices *notices;
	const char *channel;
	char tenant[12], id[UUID_TEXT_SIZE];
	unsigned attempts; /* before this one */
	struct channel_result result;
	uint64_t wait_ms;
};

struct notices {
	struct db *db;
	struct channel_base channel;
	struct networks inside;
	struct schedule schedule;
	bool stopped;
	int poll_ms;
	size_t most, taken; /* claimed and not yet recorded */
	bool more;          /* the last claim took some: there may be more */
	struct list sending, ended, recording;
	struct step follow, claim, record, standing, digest;
	char lease[24], lease_ms[24], limit[24], share[24], faults_max[24], open_ms[24];
	struct str columns[COLUMNS]; /* of what is recorded, as arrays */
};

static void followed(void *arg, struct db_result *res);
static void claimed(void *arg, struct db_result *res);
static void sent(void *arg, const struct channel_result *result);
static void recorded(void *arg, struct db_result *res);
static void standing_told(void *arg, struct db_result *res);
static void digest_made(void *arg, struct db_result *res);

/* Starts a step, unless all ends. */
static void step_start(evutil_socket_t fd, short what, void *arg)
{
	struct step *s = arg;
	const struct notices *n = s->owner;

	(void)fd;
	(void)what;
	if (!n->stopped)
		step_call(s);
}

/* Takes the next notices as soon as there is room for more. */
static void claim_start(evutil_socket_t fd, short what, void *arg)
{
	struct step *s = arg;
	struct notices *n = s->owner;

	(void)fd;
	(void)what;
	if (s->running || n->stopped)
		return;
	if (n->taken >= n->most)
		return step_wait(s, n->poll_ms);
	snprintf(n->limit, sizeof(n->limit), "%zu", n->most - n->taken);
	step_call(s);
}

/* Adds what came of a notice to the arrays. */
static void result_write(struct notices *n, const struct notice *x)
{
	const struct channel_result *r = &x->result;
	char wait[24], status[12];

	snprintf(wait, sizeof(wait), "%llu", (unsigned long long)x->wait_ms);
	snprintf(status, sizeof(status), "%d", r->status);
	str_add_element(&n->columns[0], x->tenant);
	str_add_element(&n->columns[1], x->id);
	str_add_element(&n->columns[2], outcome_names[r->outcome]);
	str_add_element(&n->columns[3], wait);
	str_add_element(&n->columns[4], r->status ? status : NULL);
	str_add_element(&n->columns[5], r->error);
	str_add_element(&n->columns[6], r->fault ? "t" : "f");
}

/* Takes the notices that have ended to be recorded. */
static void results_take(struct notices *n)
{
	for (size_t i = 0; i < COLUMNS; i++)
		str_clear(&n->columns[i]);
	for (struct list *at = n->ended.next; at != &n->ended; at = at->next)
		result_write(n, list_item(at, struct notice, list));
	list_move_all(&n->recording, &n->ended);
	for (size_t i = 0; i < COLUMNS; i++) {
		str_add_char(&n->columns[i], '}');
		n->record.params[1 + i] = n->columns[i].data;
	}
}

/* Records what came of notices: of those that the database did not get, first; of those that end
 * meanwhile the next time. */
static void record_start(evutil_socket_t fd, short what, void *arg)
{
	struct step *s = arg;
	struct notices *n = s->owner;

	(void)fd;
	(void)what;
	if (s->running)
		return;
	if (list_empty(&n->recording))
		results_take(n);
	if (!list_empty(&n->recording))
		step_call(s);
}

/* Reads the settings of the steps. */
static void params_read(struct notices *n, const struct config *c)
{
	const char *mail = *config_text(c, "smtp_url") ? "t" : "f";

	snprintf(n->lease, sizeof(n->lease), "%lld", (long long)(random_u64() >> 1));
	snprintf(n->lease_ms, sizeof(n->lease_ms), "%ld", config_int(c, "notice_lease_ms"));
	snprintf(n->share, sizeof(n->share), "%zu", (n->most + SHARES - 1) / SHARES);
	snprintf(n->faults_max, sizeof(n->faults_max), "%ld", config_int(c, "notice_faults_max"));
	snprintf(n->open_ms, sizeof(n->open_ms), "%ld", config_int(c, "notice_open_ms"));
	n->follow.params[0] = n->digest.params[0] = mail;
	n->follow.params[1] = FOLLOW_MAX;
	n->claim.params[0] = n->record.params[0] = n->lease;
	n->claim.params[1] = n->lease_ms;
	n->claim.params[2] = n->limit;
	n->claim.params[3] = n->share;
	n->claim.params[4] = mail;
	n->claim.params[5] = config_text(c, "lang");
	n->claim.params[6] = config_text(c, "public_url");
	n->claim.params[7] = config_text(c, "service_url");
	n->record.params[1 + COLUMNS] = n->faults_max;
	n->record.params[2 + COLUMNS] = n->open_ms;
}

/* Makes the steps: a row each. */
static void steps_make(struct notices *n, struct event_base *base)
{
	const struct {
		struct step *step;
		const struct query *query;
		event_callback_fn start;
		db_done *done;
	} rows[] = {
		{ &n->follow, &q_notice_follow, step_start, followed },
		{ &n->claim, &q_outbox_claim, claim_start, claimed },
		{ &n->record, &q_outbox_record, record_start, recorded },
		{ &n->standing, &q_outbox_standing, step_start, standing_told },
		{ &n->digest, &q_notice_digest, step_start, digest_made },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rows[i].step->db = n->db;
		rows[i].step->owner = n;
		rows[i].step->query = rows[i].query;
		rows[i].step->done = rows[i].done;
		step_init(rows[i].step, base, rows[i].start);
	}
}

/* Looks at the settings of e-mail, which would fail for each message otherwise. */
static void mail_check(const struct config *c)
{
	char from[EMAIL_TEXT_SIZE];

	if (*config_text(c, "smtp_url") &&
		!email_normalise(span_of(config_text(c, "smtp_from")), from))
		fatal("the setting smtp_from is missing, or no address");
}

struct notices *notices_new(struct event_base *base, struct db *db, const struct config *c,
	const struct contact_keys *keys)
{
	struct notices *n;

	if (!config_int(c, "notices_max"))
		return NULL;
	mail_check(c);
	n = fatal_if_null(calloc(1, sizeof(*n)));
	n->db = db;
	n->most = (size_t)config_int(c, "notices_max");
	n->poll_ms = (int)config_int(c, "notice_poll_ms");
	networks_parse(config_text(c, "webhook_networks"), &n->inside);
	schedule_parse(config_text(c, "notice_schedule"), &n->schedule);
	n->channel = (struct channel_base){ c, keys,
		outbound_new(base, &(struct outbound_settings){
					   .authorities = config_text(c, "outbound_authorities"),
					   .calls_max = n->most,
					   .inside = &n->inside,
					   .plain = config_bool(c, "webhook_http") }) };
	list_init(&n->sending);
	list_init(&n->ended);
	list_init(&n->recording);
	params_read(n, c);
	steps_make(n, base);
	step_wait(&n->follow, n->poll_ms);
	step_wait(&n->claim, n->poll_ms);
	step_wait(&n->standing, n->poll_ms);
	step_wait(&n->digest, n->poll_ms);
	return n;
}

void notices_stop(struct notices *n)
{
	if (n)
		n->stopped = true;
}

bool notices_running(const struct notices *n)
{
	return n && (n->follow.running || n->claim.running || n->record.running ||
			    n->standing.running || n->digest.running || n->taken);
}

static void followed(void *arg, struct db_result *res)
{
	struct step *s = arg;
	struct notices *n = s->owner;

	if (!step_ended(s, res))
		return;
	if (atoi(PQgetvalue(res->rows, 0, 0)))
		step_now(&n->claim);
	step_wait(s, n->poll_ms); /* not at once: after a burst, intake goes first */
}

/* Says that a notice has ended, and how. */
static void notice_log(const struct notice *x)
{
	const struct channel_result *r = &x->result;

	if (r->outcome == CHANNEL_SENT)
		log_debug(
			"notice_sent", "tenant=%s id=%s channel=%s", x->tenant, x->id, x->channel);
	else
		log_info("notice_failed",
			"tenant=%s id=%s channel=%s outcome=%s error=%s status=%d attempt=%u",
			x->tenant, x->id, x->channel, outcome_names[r->outcome], r->error,
			r->status, x->attempts + 1);
}

/* Decides when a notice that failed is sent again, or that it is not. */
static void notice_schedule(struct notice *x)
{
	struct channel_result *r = &x->result;
	int64_t asked_s = r->retry_after_s < RETRY_MAX_S ? r->retry_after_s : RETRY_MAX_S;

	if (r->outcome != CHANNEL_AGAIN)
		return;
	if (!schedule_wait(&x->notices->schedule, x->attempts + 1, random_u64(), &x->wait_ms))
		r->outcome = CHANNEL_NEVER;
	else if (asked_s > 0 && x->wait_ms < (uint64_t)asked_s * 1000)
		x->wait_ms = (uint64_t)asked_s * 1000;
}

static const enum counter outcome_counters[] = {
	[CHANNEL_SENT] = COUNTER_notices_sent,
	[CHANNEL_AGAIN] = COUNTER_notices_failed,
	[CHANNEL_NEVER] = COUNTER_notices_dead,
	[CHANNEL_GONE] = COUNTER_notices_dead,
};

/* Takes what came of a notice. */
static void sent(void *arg, const struct channel_result *result)
{
	struct notice *x = arg;
	struct notices *n = x->notices;

	x->result = *result;
	notice_schedule(x);
	notice_log(x);
	counters_add(outcome_counters[x->result.outcome], 1);
	list_remove(&x->list);
	list_append(&n->ended, &x->list);
	step_now(&n->record);
}

static const char *cell(const PGresult *rows, int row, int column)
{
	return PQgetisnull(rows, row, column) ? NULL : PQgetvalue(rows, row, column);
}

/* Finds a channel; NULL: this daemon does not know it. */
static channel_send *sender_of(const char *channel, const char **name)
{
	for (size_t i = 0; i < sizeof(channels) / sizeof(channels[0]); i++)
		if (!strcmp(channels[i].name, channel)) {
			*name = channels[i].name;
			return channels[i].send;
		}
	return NULL;
}

/* Sends one claimed notice. */
static void notice_send(struct notices *n, const PGresult *rows, int row)
{
	struct channel_result result = { CHANNEL_AGAIN, .error = "unknown_channel" };
	struct notice *x = fatal_if_null(calloc(1, sizeof(*x)));
	struct channel_order order = { atoi(cell(rows, row, TENANT)), cell(rows, row, ID),
		cell(rows, row, ADDRESS), cell(rows, row, REPORT), cell(rows, row, EMAIL),
		cell(rows, row, SECRET_ID), cell(rows, row, SECRET), cell(rows, row, OLD_SECRET_ID),
		cell(rows, row, OLD_SECRET), cell(rows, row, SUBJECT), cell(rows, row, BODY),
		atoll(cell(rows, row, MADE_AT)) };
	channel_send *send = sender_of(cell(rows, row, CHANNEL), &x->channel);

	x->notices = n;
	x->attempts = (unsigned)atoi(cell(rows, row, ATTEMPTS));
	snprintf(x->tenant, sizeof(x->tenant), "%s", cell(rows, row, TENANT));
	snprintf(x->id, sizeof(x->id), "%s", order.id);
	list_append(&n->sending, &x->list);
	n->taken++;
	if (!send || !send(&n->channel, &order, &result, sent, x))
		sent(x, &result);
}

static void claimed(void *arg, struct db_result *res)
{
	struct step *s = arg;
	struct notices *n = s->owner;

	if (!step_ended(s, res))
		return;
	for (int i = 0; i < PQntuples(res->rows); i++)
		notice_send(n, res->rows, i);
	n->more = PQntuples(res->rows);
	step_wait(s, n->poll_ms);
}

/* Forgets the notices of a list; tells how many. */
static size_t notices_forget(struct list *all)
{
	size_t count = 0;

	for (struct list *at = all->next, *next; at != all; at = next, count++) {
		next = at->next;
		free(list_item(at, struct notice, list));
	}
	list_init(all);
	return count;
}

/* Forgets what is recorded, and goes on with what waits. */
static void recorded(void *arg, struct db_result *res)
{
	struct step *s = arg;
	struct notices *n = s->owner;

	if (!step_ended(s, res))
		return;
	n->taken -= notices_forget(&n->recording);
	step_now(s);
	if (n->more && !n->stopped)
		step_now(&n->claim);
}

static void standing_told(void *arg, struct db_result *res)
{
	static const enum gauge gauges[] = { GAUGE_notices_waiting, GAUGE_notices_oldest_seconds,
		GAUGE_notices_dead_waiting, GAUGE_notice_breakers_open };
	struct step *s = arg;

	if (!step_ended(s, res))
		return;
	for (int i = 0; i < 4; i++)
		counters_set(gauges[i], atoll(PQgetvalue(res->rows, 0, i)));
	step_wait(s, STANDING_MS);
}

static void digest_made(void *arg, struct db_result *res)
{
	struct step *s = arg;

	if (step_ended(s, res))
		step_wait(s, DIGEST_MS);
}

void notices_free(struct notices *n)
{
	struct step *const steps[] = { &n->follow, &n->claim, &n->record, &n->standing,
		&n->digest };

	if (!n)
		return;
	outbound_free(n->channel.outbound);
	notices_forget(&n->ended);
	notices_forget(&n->recording);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		step_free(steps[i]);
	for (size_t i = 0; i < COLUMNS; i++)
		str_free(&n->columns[i]);
	free(n);
}
