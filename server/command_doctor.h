/* What the files of pakn doctor share. */
#ifndef PAKN_COMMAND_DOCTOR_H
#define PAKN_COMMAND_DOCTOR_H

#include "server/command_database.h"
#include "server/options.h"

/* Recomputes the history of every province, and compares it with checkpoints where some are given;
 * tells how many findings there are. */
int doctor_history(const struct options *o, struct command_database *d);

/* Checks the files of citizens and staff; tells how many findings there are. */
int doctor_files(const struct options *o, struct command_database *d);

/* Tries the store beside them, where there is one; tells the same. */
int doctor_store(const struct options *o);

#endif
