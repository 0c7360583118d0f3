/* Which host name belongs to which province; read from the database, and again every five seconds;
 * until that answers for the first time, from the journal. */
#ifndef PAKN_TENANTS_H
#define PAKN_TENANTS_H

#include <stdbool.h>

#include "common/span.h"

struct db;
struct event_base;
struct journal_thread;
struct tenants;

/* journal NULL: there is none. */
struct tenants *tenants_new(struct event_base *base, struct db *db, struct journal_thread *journal);
void tenants_free(struct tenants *t);

/* Tells whether there is a list of them yet. */
bool tenants_loaded(const struct tenants *t);

/* Finds the province of a Host header (a port is ignored), or the default one; -1 where there is
 * none, or nothing could be read yet. */
int tenants_find(const struct tenants *t, struct span host);

/* Tells which province answers for one: itself, or the one that it became part of. */
int tenants_heir(const struct tenants *t, int tenant_id);

/* Tells whether there is a province of that number. */
bool tenants_known(const struct tenants *t, int tenant_id);

#endif
