/* Secrets of ours at other services, kept in a file apart from the database: lines of a name, white
 * space and the secret; # begins a comment. */
#ifndef PAKN_OIDC_SECRET_H
#define PAKN_OIDC_SECRET_H

#include "common/arena.h"

/* Finds a secret; NULL where the file has none of that name, or cannot be read, which is logged. It
 * is read each time: a new secret counts at once. */
const char *oidc_secret_find(struct arena *a, const char *path, const char *name);

#endif
