/* What the process may do: less than root, nothing new, and no trace of secrets on disk. */
#ifndef PAKN_PRIVILEGES_H
#define PAKN_PRIVILEGES_H

#include <stdbool.h>

#include "common/str.h"

/* Becomes the user ("": stays who it is) for good, with the user's groups. */
bool privileges_drop(const char *user, struct str *error);

/* Forbids new privileges and core dumps, which would hold keys and citizens' texts. */
void privileges_harden(void);

/* Raises the number of files that may be open as far as the system lets us; tells how far. */
unsigned long privileges_raise_files(void);

#endif
