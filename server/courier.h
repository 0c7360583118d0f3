/* The courier: one process of the daemon that runs what nobody waits for, and the admin listener.
 */
#ifndef PAKN_COURIER_H
#define PAKN_COURIER_H

#include "server/process.h"

/* Runs the process; returns its exit code. */
int courier_run(const struct process *p);

#endif
