/* The walls around a process that reads files from strangers, or writes their words into one. */
#ifndef PAKN_JAIL_H
#define PAKN_JAIL_H

#include <stddef.h>

/* What it may use. */
struct jail_limits {
	size_t memory;   /* bytes of addresses */
	unsigned cpu_s;  /* seconds of processor time; then it is killed */
	size_t file_max; /* bytes of a file that it writes */
	unsigned files;  /* that it may open, beside those that it has; 0: none.  A file that grows
			  * too long then ends it */
};

#define JAIL_FDS_MAX  8
#define JAIL_FIRST_FD 3

/* Moves the descriptors to JAIL_FIRST_FD and behind, in this order, and closes all others.  What is
 * written to stdout and stderr goes nowhere. */
void jail_descriptors(const int *fds, int count);

/* From here on this process may use memory, read and write what it has open, and end; anything else
 * kills it.  Where a wall cannot be put up, the process ends. */
void jail_enter(const struct jail_limits *limits);

#endif
