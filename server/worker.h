/* A web worker: one process, one event loop, the public listeners and one service. */
#ifndef PAKN_WORKER_H
#define PAKN_WORKER_H

#include "server/process.h"

/* Runs the process; returns its exit code. */
int worker_run(const struct process *p);

#endif
