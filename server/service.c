#include "server/service.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/digest.h"
#include "common/fatal.h"
#include "common/log.h"
#include "common/random.h"
#include "queries.h"
#include "server/admit.h"
#include "server/batch.h"
#include "server/bind.h"
#include "server/contact.h"
#include "server/counters.h"
#include "server/accepted.h"
#include "server/fetched.h"
#include "server/gateways.h"
#include "server/journal_thread.h"
#include "server/kept.h"
#include "server/once.h"
#include "server/oidc_issuers.h"
#include "server/openapi.h"
#include "server/outbound.h"
#include "server/password.h"
#include "server/process.h"
#include "server/req.h"
#include "server/routes.h"
#include "server/seen.h"
#include "server/shared.h"
#include "server/stream.h"
#include "server/tenants.h"
#include "server/upload.h"

#define OUTBOUND_CALLS_MAX 64

struct service {
	struct context context;
	struct http_service http;
	struct contact_keys *contact_keys;
	struct batch_look intake_look; /* when intake_busy() was asked last */
	bool access_log;
};

/* Reads a key of 64 hexadecimal digits; without one, a key of this process alone. */
static void key_read(const struct config *c, const char *name, unsigned char key[32])
{
	const char *text = config_text(c, name);

	if (!*text) {
		log_warning(
			"key_missing", "setting=%s effect=codes_differ_between_processes", name);
		return random_bytes(key, 32);
	}
	for (int i = 0; i < 32; i++)
		sscanf(text + 2 * i, "%2hhx", &key[i]);
}

/* Makes the key of bodies out of that of codes: the first block of HKDF-Expand (RFC 5869). */
static void body_key_derive(struct context *x)
{
	struct span parts[] = { span_of("pakn body digest"), { "\x01", 1 } };

	digest_hmac(x->code_key, sizeof(x->code_key), parts, 2, x->body_key);
}

static struct db *database_open(struct event_base *base, const struct config *c)
{
	struct db_settings settings = {
		.conninfo = config_text(c, "database"),
		.conns = { [DB_FAST] = (int)config_int(c, "db_fast_conns"),
			[DB_WRITE] = (int)config_int(c, "db_write_conns"),
			[DB_SLOW] = (int)config_int(c, "db_slow_conns") },
		.depth = { [DB_FAST] = (int)config_int(c, "db_fast_depth"),
			[DB_WRITE] = (int)config_int(c, "db_write_depth"),
			[DB_SLOW] = 1 },
		.deadline_ms = { [DB_FAST] = (int)config_int(c, "db_read_deadline_ms"),
			[DB_WRITE] = (int)config_int(c, "db_write_deadline_ms"),
			[DB_SLOW] = (int)config_int(c, "db_slow_deadline_ms") },
		.wait_max_ms = (int)config_int(c, "db_write_deadline_ms"),
		.connect_ms = (int)config_int(c, "db_connect_ms"),
		.application_name = "pakn worker",
	};

	for (int lane = 0; lane < DB_LANES; lane++)
		settings.queue_max[lane] = (int)config_int(c, "db_queue_max");
	return db_new(base, &settings, queries_all);
}

/* Tells whether an answer proves the credential to the journal, too: not where the journal may have
 * answered itself, since nobody has asked the database then. */
static bool was_accepted(const struct req *r, int status)
{
	return admit_proved(r, status) && (r->route->who > SENDER || status == 201);
}

/* Starts the journal's thread, where there shall be a journal. */
static struct journal_thread *journal_start(
	struct event_base *base, const struct config *c, struct journal_state *state)
{
	struct journal_settings settings = journal_settings_read(c, state);

	return state->on ? journal_thread_new(base, &settings) : NULL;
}

/* Counts an answered request, and writes its line. */
static void request_done(
	const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg)
{
	const struct service *s = list_item(arg, struct service, context);
	struct req *asked = r->owner;

	if (asked) {
		admit_settle(asked, status);
		upload_leave(asked);
	}
	/* A refusal may be told by a 200, too: to phones. */
	if (asked && asked->has_token && !asked->problem && status >= 200 && status < 400) {
		seen_note(s->context.seen, &asked->token);
		if (was_accepted(asked, status))
			accepted_note(
				s->context.accepted, asked->token.digest, clock_mono_ms() / 60000);
	}
	counters_set(GAUGE_db_calls_pending, (int64_t)db_pending(s->context.db));
	counters_request(r->label, r->method, status, us);
	counters_add(COUNTER_http_answer_bytes, bytes);
	if (s->access_log)
		log_info("request",
			"method=%s route=%s status=%d us=%llu bytes=%llu address=%s trace_id=%s",
			http_method_name(r->method), r->label, status, (unsigned long long)us,
			(unsigned long long)bytes, r->address, r->trace_id);
}

static bool intake_busy(void *arg)
{
	struct service *s = arg;

	return batch_busy(s->context.batch, &s->intake_look);
}

struct service *service_new(struct event_base *base, const struct process *p)
{
	const struct config *c = p->config;
	struct shared *shared = p->shared;
	struct service *s = fatal_if_null(calloc(1, sizeof(*s)));
	struct context *x = &s->context;

	x->base = base;
	x->config = c;
	x->media_channel = p->media_channel[CHANNEL_WORKERS];
	x->sheets_channel = p->sheets_channel[CHANNEL_WORKERS];
	x->router = router_new(routes_all());
	key_read(c, "code_key", x->code_key);
	body_key_derive(x);
	x->body_max = (size_t)config_int(c, "body_max");
	x->body_large_max = (size_t)config_int(c, "body_large_max");
	key_read(c, "secret_key", x->secret_key);
	x->contact_keys = s->contact_keys = contact_keys_new(c);
	if (!x->contact_keys)
		fatal("the setting identity_keys or secret_key is missing");
	x->db = database_open(base, c);
	if (!x->db)
		fatal("the setting database cannot be read; the log says why");
	x->journal = journal_start(base, c, &shared->journal);
	x->tenants = tenants_new(base, x->db, x->journal);
	x->bindings = bindings_new(routes_all());
	x->batch = batch_new(base, x->db,
		&(struct batch_limits){ .rows_max = (size_t)config_int(c, "batch_rows_max"),
			.queue_max = (size_t)config_int(c, "batch_queue_max"),
			.deadline_ms = (int)config_int(c, "batch_ms"),
			.away_ms =
				shared->journal.on ? (int)config_int(c, "journal_after_ms") : 0 });
	x->accepted = &shared->accepted;
	x->watch = watch_new(base, x->db);
	x->kept = kept_new();
	x->once = once_new();
	x->outbound = outbound_new(base,
		&(struct outbound_settings){ .authorities = config_text(c, "outbound_authorities"),
			.loopback = config_bool(c, "outbound_loopback"),
			.calls_max = OUTBOUND_CALLS_MAX });
	x->fetched = fetched_new(base, c);
	x->oidc_issuers = oidc_issuers_new(base, x->outbound, (int)config_int(c, "oidc_ms"));
	x->passwords = passwords_new(base, intake_busy, s);
	x->seen = seen_new(base, x->db);
	x->gateways = gateways_new(x->contact_keys);
	x->limits = limits_new(&shared->limits, c);
	x->uploads = uploads_new(c);
	x->streams = streams_new(&shared->streams, p->number, c);
	x->openapi = openapi_document();
	s->access_log = config_bool(c, "access_log");
	s->http = (struct http_service){ req_head, req_ready, req_gone, req_refused, req_drained,
		request_done, x };
	return s;
}

const struct http_service *service_http(struct service *s)
{
	return &s->http;
}

bool service_ready(const struct service *s)
{
	return tenants_loaded(s->context.tenants);
}

void service_configure(struct service *s)
{
	limits_configure(s->context.limits, s->context.config);
}

void service_beat(struct service *s)
{
	kept_sweep(s->context.kept, clock_mono_ms());
	counters_set(GAUGE_streams, streams_open(s->context.streams));
}

void service_drain(struct service *s)
{
	s->context.draining = true;
	watch_wake_all(s->context.watch);
	streams_end(s->context.streams);
}

bool service_drained(const struct service *s)
{
	return batch_pending(s->context.batch) == 0 &&
	       (!s->context.journal || journal_thread_pending(s->context.journal) == 0);
}

void service_free(struct service *s)
{
	outbound_free(s->context.outbound);
	fetched_free(s->context.fetched);
	oidc_issuers_free(s->context.oidc_issuers);
	db_free(s->context.db);
	passwords_free(s->context.passwords);
	seen_free(s->context.seen);
	gateways_free(s->context.gateways);
	limits_free(s->context.limits);
	uploads_free(s->context.uploads);
	streams_free(s->context.streams);
	watch_free(s->context.watch);
	kept_free(s->context.kept);
	once_free(s->context.once);
	batch_free(s->context.batch);
	journal_thread_free(s->context.journal);
	bindings_free(s->context.bindings);
	router_free(s->context.router);
	tenants_free(s->context.tenants);
	contact_keys_free(s->contact_keys);
	free(s->context.openapi);
	free(s);
}
