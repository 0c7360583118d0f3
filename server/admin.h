/* The admin listener: /livez, /readyz and /metrics, one per daemon, in the courier's process. */
#ifndef PAKN_ADMIN_H
#define PAKN_ADMIN_H

#include <stdbool.h>

#include "server/sockets.h"
#include "server/shared.h"

struct admin;
struct db;
struct event_base;

/* Serves on the admin sockets among the sockets.  /readyz asks on lane DB_FAST: behind the chores
 * of DB_COURIER it would call a busy database dead. */
struct admin *admin_new(struct event_base *base, const struct sockets *sockets, struct db *db,
	const struct shared *shared);

/* Takes no new connection and ends idle ones. */
void admin_drain(struct admin *a);
bool admin_drained(const struct admin *a);
int admin_conns(const struct admin *a);

/* Frees everything.  Call it after db_free(), which answers what /readyz still asks. */
void admin_free(struct admin *a);

#endif
