/* pakn tenant merge: a province becomes part of another. */
#ifndef PAKN_COMMAND_MERGE_H
#define PAKN_COMMAND_MERGE_H

#include "server/command_database.h"

/* The verb of `pakn tenant`; its words are the two provinces. */
int command_merge(const struct options *o, struct command_database *d);

#endif
