/* The master: opens the sockets, makes the shared memory, starts the processes and stands by them.
 * It serves nothing itself, so that nothing a client sends can reach it.
 *
 * SIGTERM, SIGINT: drain (a second one: stop at once).  SIGHUP: live settings and certificates. */
#ifndef PAKN_MASTER_H
#define PAKN_MASTER_H

#include "common/config.h"

/* Runs the daemon until it is told to stop; returns an exit code of commands.h.  path is what
 * config was loaded from. */
int master_run(struct config *config, const char *path);

#endif
