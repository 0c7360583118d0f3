#include "server/tenants.h"

#include <event2/event.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "queries.h"
#include "server/counters.h"
#include "server/db.h"

#define REFRESH_MS 30000
#define RETRY_MS   200

struct tenants {
	struct db *db;
	struct event *timer;
	PGresult *rows; /* tenant_id, is_default, host; NULL: not read yet */
};

static void schedule(struct tenants *t, int ms)
{
	struct timeval delay = { ms / 1000, ms % 1000 * 1000 };

	evtimer_add(t->timer, &delay);
}

/* Takes the new list over, and comes back later. */
static void tenants_read(void *arg, struct db_result *res)
{
	struct tenants *t = arg;

	if (res->outcome == DB_OK) {
		PQclear(t->rows);
		t->rows = db_result_take(res);
		counters_set(GAUGE_process_starting, 0);
	}
	schedule(t, t->rows && PQntuples(t->rows) ? REFRESH_MS : RETRY_MS);
}

static void tenants_refresh(evutil_socket_t fd, short what, void *arg)
{
	struct tenants *t = arg;

	(void)fd;
	(void)what;
	db_call(t->db, DB_FAST, &q_tenant_hosts, NULL, tenants_read, t);
}

struct tenants *tenants_new(struct event_base *base, struct db *db)
{
	struct tenants *t = fatal_if_null(calloc(1, sizeof(*t)));

	t->db = db;
	t->timer = fatal_if_null(evtimer_new(base, tenants_refresh, t));
	counters_set(GAUGE_process_starting, 1);
	schedule(t, 0);
	return t;
}

void tenants_free(struct tenants *t)
{
	event_free(t->timer);
	PQclear(t->rows);
	free(t);
}

/* Reads the number in a row. */
static int tenant_of(const struct tenants *t, int row)
{
	return atoi(PQgetvalue(t->rows, row, 0));
}

bool tenants_loaded(const struct tenants *t)
{
	return t->rows != NULL;
}

int tenants_find(const struct tenants *t, struct span host)
{
	int found = -1;
	size_t len = 0;

	while (len < host.len && host.data[len] != ':')
		len++;
	host.len = len;
	for (int i = 0; t->rows && i < PQntuples(t->rows); i++) {
		if (!PQgetisnull(t->rows, i, 2) && span_eq_nocase(host, PQgetvalue(t->rows, i, 2)))
			return tenant_of(t, i);
		if (*PQgetvalue(t->rows, i, 1) == 't')
			found = tenant_of(t, i);
	}
	return found;
}

bool tenants_known(const struct tenants *t, int tenant_id)
{
	for (int i = 0; t->rows && i < PQntuples(t->rows); i++)
		if (tenant_of(t, i) == tenant_id)
			return true;
	return false;
}
