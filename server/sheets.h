/* The sheets process: one process of the daemon that has tables written into files.
 *
 * It reads none of them.  For each one it forks a process of its own, behind walls, which takes
 * lines from a worker and writes the file that the worker has given it (sheet.h); so a workbook
 * costs no loop a moment, and what is known of it goes with that process. */
#ifndef PAKN_SHEETS_H
#define PAKN_SHEETS_H

#include "server/process.h"

/* Runs the process; returns its exit code. */
int sheets_run(const struct process *p);

#endif
