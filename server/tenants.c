#include "server/tenants.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/fatal.h"
#include "queries.h"
#include "server/counters.h"
#include "server/db.h"
#include "server/journal_thread.h"

#define REFRESH_MS 5000
#define RETRY_MS   200

/* A list of them and where its texts lie. */
struct hosts {
	struct arena *arena;
	struct journal_host *items;
	size_t count;
};

struct tenants {
	struct db *db;
	struct event *timer;
	bool loaded;
	struct hosts hosts;
	/* The journal has the list, too, for a start without the database. */
	struct journal_thread *journal; /* NULL: there is none */
	struct journal_job job;
	struct hosts kept; /* as it lies there, or is on its way */
	bool busy;
};

static void schedule(struct tenants *t, int ms)
{
	struct timeval delay = { ms / 1000, ms % 1000 * 1000 };

	evtimer_add(t->timer, &delay);
}

static void hosts_free(struct hosts *h)
{
	arena_free(h->arena);
	*h = (struct hosts){ 0 };
}

static struct hosts hosts_copy(const struct hosts *from)
{
	struct hosts h = { arena_new(), NULL, from->count };

	h.items = arena_alloc(h.arena, (h.count + 1) * sizeof(*h.items));
	for (size_t i = 0; i < h.count; i++)
		h.items[i] = (struct journal_host){ from->items[i].tenant_id,
			from->items[i].is_default, arena_string(h.arena, from->items[i].host),
			from->items[i].into_id };
	return h;
}

static bool hosts_equal(const struct hosts *a, const struct hosts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct journal_host *x = &a->items[i], *y = &b->items[i];

		if (x->tenant_id != y->tenant_id || x->is_default != y->is_default ||
			x->into_id != y->into_id || !x->host != !y->host ||
			(x->host && strcmp(x->host, y->host) != 0))
			return false;
	}
	return true;
}

/* Takes a list over. */
static void hosts_take(struct tenants *t, const struct hosts *from)
{
	struct hosts fresh = hosts_copy(from);

	hosts_free(&t->hosts);
	t->hosts = fresh;
	t->loaded = true;
	counters_set(GAUGE_process_starting, 0);
}

static void kept_write(struct journal_job *job, struct journal *j)
{
	struct tenants *t = list_item(job, struct tenants, job);

	journal_hosts_write(j, t->kept.items, t->kept.count);
}

/* Where that failed, the next look at the database tries again. */
static void kept_written(struct journal_job *job)
{
	struct tenants *t = list_item(job, struct tenants, job);

	t->busy = false;
	if (t->job.failed)
		hosts_free(&t->kept);
}

static void journal_ask(struct tenants *t, bool writing,
	void (*run)(struct journal_job *job, struct journal *j),
	void (*done)(struct journal_job *job))
{
	t->busy = true;
	t->job = (struct journal_job){ .writing = writing, .run = run, .done = done };
	list_init(&t->job.node);
	journal_thread_do(t->journal, &t->job);
}

/* Puts the list into the journal where it is another than there. */
static void hosts_keep(struct tenants *t)
{
	if (!t->journal || t->busy || hosts_equal(&t->hosts, &t->kept))
		return;
	hosts_free(&t->kept);
	t->kept = hosts_copy(&t->hosts);
	journal_ask(t, true, kept_write, kept_written);
}

static void kept_read(struct journal_job *job, struct journal *j)
{
	struct tenants *t = list_item(job, struct tenants, job);

	hosts_free(&t->kept);
	t->kept.arena = arena_new();
	t->kept.count = journal_hosts_read(j, t->kept.arena, &t->kept.items);
}

/* Uses what the journal has until the database has been asked. */
static void kept_known(struct journal_job *job)
{
	struct tenants *t = list_item(job, struct tenants, job);

	t->busy = false;
	if (t->job.failed)
		hosts_free(&t->kept);
	if (!t->loaded && t->kept.count)
		hosts_take(t, &t->kept);
}

/* Reads a list out of what the database answered. */
static struct hosts rows_read(const PGresult *rows)
{
	struct hosts h = { arena_new(), NULL, (size_t)PQntuples(rows) };

	h.items = arena_alloc(h.arena, (h.count + 1) * sizeof(*h.items));
	for (size_t i = 0; i < h.count; i++)
		h.items[i] = (struct journal_host){ atoi(PQgetvalue(rows, (int)i, 0)),
			*PQgetvalue(rows, (int)i, 1) == 't',
			PQgetisnull(rows, (int)i, 2)
				? NULL
				: arena_string(h.arena, PQgetvalue(rows, (int)i, 2)),
			atoi(PQgetvalue(rows, (int)i, 3)) };
	return h;
}

/* Takes the new list over, and comes back later. */
static void tenants_read(void *arg, struct db_result *res)
{
	struct tenants *t = arg;

	if (res->outcome == DB_OK) {
		struct hosts fresh = rows_read(res->rows);

		hosts_take(t, &fresh);
		hosts_free(&fresh);
		hosts_keep(t);
	}
	schedule(t, res->outcome == DB_OK && t->hosts.count ? REFRESH_MS : RETRY_MS);
}

static void tenants_refresh(evutil_socket_t fd, short what, void *arg)
{
	struct tenants *t = arg;

	(void)fd;
	(void)what;
	db_call(t->db, DB_FAST, &q_tenant_hosts, NULL, tenants_read, t);
}

struct tenants *tenants_new(struct event_base *base, struct db *db, struct journal_thread *journal)
{
	struct tenants *t = fatal_if_null(calloc(1, sizeof(*t)));

	t->db = db;
	t->journal = journal;
	t->timer = fatal_if_null(evtimer_new(base, tenants_refresh, t));
	counters_set(GAUGE_process_starting, 1);
	schedule(t, 0);
	if (journal)
		journal_ask(t, false, kept_read, kept_known);
	return t;
}

void tenants_free(struct tenants *t)
{
	event_free(t->timer);
	hosts_free(&t->hosts);
	hosts_free(&t->kept);
	free(t);
}

bool tenants_loaded(const struct tenants *t)
{
	return t->loaded;
}

int tenants_find(const struct tenants *t, struct span host)
{
	int found = -1;
	size_t len = 0;

	while (len < host.len && host.data[len] != ':')
		len++;
	host.len = len;
	for (size_t i = 0; i < t->hosts.count; i++) {
		const struct journal_host *item = &t->hosts.items[i];

		if (item->host && span_eq_nocase(host, item->host))
			return item->tenant_id;
		if (item->is_default)
			found = item->tenant_id;
	}
	return found;
}

bool tenants_known(const struct tenants *t, int tenant_id)
{
	for (size_t i = 0; i < t->hosts.count; i++)
		if (t->hosts.items[i].tenant_id == tenant_id)
			return true;
	return false;
}

int tenants_heir(const struct tenants *t, int tenant_id)
{
	for (size_t i = 0; i < t->hosts.count; i++)
		if (t->hosts.items[i].tenant_id == tenant_id && t->hosts.items[i].into_id)
			return t->hosts.items[i].into_id;
	return tenant_id;
}
