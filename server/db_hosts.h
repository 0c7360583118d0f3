/* Where PostgreSQL is: a conninfo with its comma-separated lists taken apart, so that each host can
 * get a deadline of its own (libpq's connect_timeout does not work without blocking). */
#ifndef PAKN_DB_HOSTS_H
#define PAKN_DB_HOSTS_H

#include <libpq-fe.h>
#include <stddef.h>

#include "common/str.h"

/* One host; NULL where libpq's default applies. */
struct db_host {
	const char *host, *hostaddr, *port;
};

struct db_hosts {
	struct arena *arena;
	struct db_host *list;
	size_t count;
	size_t current;        /* the one that accepted us last: every connection starts there */
	const char **keywords; /* of all other options, with room at the end */
	const char **values;
	size_t option_count;
	const char *options; /* what the conninfo itself says under "options" */
};

/* Takes a conninfo or a postgresql:// address apart.  NULL: error holds a sentence. */
struct db_hosts *db_hosts_new(
	const char *conninfo, const char *application_name, struct str *error);
void db_hosts_free(struct db_hosts *h);

/* Starts to connect to one host without waiting (only a look-up of its name may wait: hostaddr
 * avoids that).  guards: server settings as `-c name=value ...`; the conninfo's own come after
 * them and win.  Where there are several hosts, one that is read-only counts as a failure. */
PGconn *db_hosts_connect(struct db_hosts *h, size_t index, const char *guards);

/* Names a host for the log. */
const char *db_hosts_name(const struct db_hosts *h, size_t index);

#endif
