#include "server/courier.h"

#include <event2/event.h>
#include <unistd.h>

#include "common/fatal.h"
#include "queries.h"
#include "server/admin.h"
#include "server/checkpoints.h"
#include "server/chores.h"
#include "server/contact.h"
#include "server/db.h"
#include "server/file_chores.h"
#include "server/file_store.h"
#include "server/journal_mover.h"
#include "server/notices.h"

static const enum counter forgotten = COUNTER_senders_forgotten;
static const enum gauge publications = GAUGE_publications_waiting, spots = GAUGE_spots_waiting,
			searches = GAUGE_searches_waiting;

/* What runs again and again: a row each. */
static const struct chore chores_all[] = {
	{ "event_seal", &q_event_seal, 400, 1000, NULL, NULL },
	{ "publication_index", &q_publication_index, 500, 1000, NULL, &publications },
	/* Never at once again: after a burst, intake goes first. */
	{ "spot_follow", &q_spot_follow, 1000, 0, NULL, &spots },
	{ "search_follow", &q_search_follow, 1000, 0, NULL, &searches },
	/* Seldom and much at once: what waits is read along, and each row is written once for all
	   of it. */
	{ "stat_fold", &q_stat_fold, 10 * 1000, 40000, NULL, NULL },
	{ "stat_overdue", &q_stat_overdue, 5000, 1000, NULL, NULL },
	{ "duty_alert", &q_duty_alert, 2000, 100, NULL, NULL },
	{ "escalation_look", &q_escalation_look, 60 * 1000, 500, NULL, NULL },
	{ "escalation_step", &q_escalation_step, 5000, 100, NULL, NULL },
	{ "wait_end", &q_wait_end, 30 * 1000, 100, NULL, NULL },
	{ "due_recompute", &q_due_recompute, 5000, 200, NULL, NULL },
	{ "calendar_keep", &q_calendar_keep, 3600 * 1000, 0, NULL, NULL },
	{ "leave", &q_leave_chore, 60 * 1000, 100, NULL, NULL },
	{ "archive", &q_archive_chore, 3600 * 1000, 200, NULL, NULL },
	{ "promises", &q_promise_chore, 60 * 1000, 100, NULL, NULL },
	{ "unaccepted", &q_unaccepted_chore, 60 * 1000, 100, NULL, NULL },
	{ "agency_succession", &q_agency_succession_chore, 5000, 200, NULL, NULL },
	{ "stats_freeze", &q_stats_freeze_chore, 600 * 1000, 0, NULL, NULL },
	{ "partition", &q_partition_chore, 3600 * 1000, 0, NULL, NULL },
	{ "analyze_first", &q_analyze_first, 2000, 1, NULL, NULL },
	{ "sweep", &q_sweep, 3600 * 1000, 0, NULL, NULL },
	{ "answers_sweep", &q_answers_sweep, 3600 * 1000, 1000, NULL, NULL },
	{ "identity_retain", &q_identity_retain, 3600 * 1000, 200, &forgotten, NULL },
	{ 0 },
};

struct courier {
	struct event_base *base;
	struct db *db;
	struct chores *chores;
	struct checkpoints *checkpoints;
	struct file_chores *files;
	struct file_store *store;
	struct notices *notices;
	struct admin *admin;
	struct journal_mover *mover; /* NULL: there is no journal */
	struct contact_keys *keys;
};

#define READINESS_MS 1000

/* Connects with a lane for the chores, which may take as long as statistics, one connection for
 * /readyz, which is given up soon, and one to move the journal in. */
static struct db *database_open(struct event_base *base, const struct config *c)
{
	const char *own = config_text(c, "database_courier");
	int chores_ms = (int)config_int(c, "db_slow_deadline_ms");
	struct db_settings settings = {
		.conninfo = *own ? own : config_text(c, "database"),
		.conns = { [DB_FAST] = 1,
			[DB_WRITE] = *config_text(c, "journal") ? 1 : 0,
			[DB_COURIER] = (int)config_int(c, "db_courier_conns") },
		.depth = { [DB_FAST] = 8, [DB_WRITE] = 1, [DB_COURIER] = 1 },
		.queue_max = { [DB_FAST] = 64,
			[DB_WRITE] = 64,
			[DB_COURIER] = (int)config_int(c, "db_queue_max") },
		.deadline_ms = { [DB_FAST] = READINESS_MS,
			[DB_WRITE] = (int)config_int(c, "db_write_deadline_ms"),
			[DB_COURIER] = chores_ms },
		.wait_max_ms = (int)config_int(c, "db_write_deadline_ms"),
		.connect_ms = (int)config_int(c, "db_connect_ms"),
		.application_name = "pakn courier",
	};

	return db_new(base, &settings, queries_all);
}

static void courier_drain(void *arg)
{
	struct courier *c = arg;

	chores_stop(c->chores);
	checkpoints_stop(c->checkpoints);
	file_chores_stop(c->files);
	file_store_stop(c->store);
	notices_stop(c->notices);
	journal_mover_stop(c->mover);
	admin_drain(c->admin);
}

static bool courier_drained(void *arg)
{
	const struct courier *c = arg;

	return !chores_running(c->chores) && !checkpoints_running(c->checkpoints) &&
	       !file_chores_running(c->files) && !file_store_running(c->store) &&
	       !notices_running(c->notices) && !journal_mover_running(c->mover) &&
	       admin_drained(c->admin);
}

/* Needs nothing: it has no certificate, and its other settings are read at its start. */
static void courier_reload(void *arg)
{
	(void)arg;
}

static void courier_beat(void *arg)
{
	const struct courier *c = arg;

	counters_set(GAUGE_http_connections, admin_conns(c->admin));
	counters_set(GAUGE_db_calls_pending, (int64_t)db_pending(c->db));
}

/* Starts to move the journal in, where there is one. */
static struct journal_mover *mover_start(const struct courier *c, const struct process *p)
{
	struct journal_settings settings = journal_settings_read(p->config, &p->shared->journal);

	return p->shared->journal.on ? journal_mover_new(c->base, c->db, &settings, c->keys,
					       (int)config_int(p->config, "db_slow_deadline_ms"))
				     : NULL;
}

int courier_run(const struct process *p)
{
	static const struct process_hooks hooks = { courier_drain, courier_drained, courier_reload,
		courier_beat };
	struct courier c = { .base = fatal_if_null(event_base_new()) };
	int exit_code;

	sockets_close(p->sockets, 1u << SOCKET_PLAIN | 1u << SOCKET_TLS);
	close(p->media_channel[CHANNEL_WORKERS]);
	close(p->media_channel[CHANNEL_TAKERS]);
	close(p->sheets_channel[CHANNEL_WORKERS]);
	close(p->sheets_channel[CHANNEL_TAKERS]);
	c.db = database_open(c.base, p->config);
	c.chores = chores_new(c.base, c.db, chores_all);
	c.checkpoints = checkpoints_new(c.base, c.db, p->config);
	c.files = file_chores_new(c.base, c.db, p->config);
	c.store = file_store_new(c.base, c.db, p->config);
	c.keys = contact_keys_new(p->config);
	if (!c.keys)
		fatal("the setting identity_keys or secret_key is missing");
	c.notices = notices_new(c.base, c.db, p->config, c.keys);
	c.mover = mover_start(&c, p);
	c.admin = admin_new(c.base, p->sockets, c.db, p->shared);
	exit_code = process_run(p, c.base, &hooks, &c);
	db_free(c.db);
	journal_mover_free(c.mover);
	contact_keys_free(c.keys);
	admin_free(c.admin);
	chores_free(c.chores);
	checkpoints_free(c.checkpoints);
	file_chores_free(c.files);
	file_store_free(c.store);
	notices_free(c.notices);
	event_base_free(c.base);
	return exit_code;
}
