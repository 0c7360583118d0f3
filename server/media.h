/* The media process: one process of the daemon that sees to the files that come in.
 *
 * It names, stores and guards them; it never reads what is in them.  That does a process of each
 * file's own, behind walls (media_work.c), which writes to files that it was given.  If it dies,
 * the file cannot be read, and that is all. */
#ifndef PAKN_MEDIA_H
#define PAKN_MEDIA_H

#include "server/process.h"

/* Runs the process; returns its exit code. */
int media_run(const struct process *p);

#endif
