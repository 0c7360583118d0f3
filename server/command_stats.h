/* What the files of pakn stats share. */
#ifndef PAKN_COMMAND_STATS_H
#define PAKN_COMMAND_STATS_H

#include "server/command_database.h"
#include "server/options.h"

/* Verbs of `pakn stats`. */
int stats_summary(const struct options *o, struct command_database *d);
int stats_snapshots(const struct options *o, struct command_database *d);
int stats_freeze(const struct options *o, struct command_database *d);
int stats_rebuild(const struct options *o, struct command_database *d);
int stats_verify(const struct options *o, struct command_database *d);

#endif
