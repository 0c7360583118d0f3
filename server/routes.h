/* The interface, as a table: one row an endpoint. */
#ifndef PAKN_ROUTES_H
#define PAKN_ROUTES_H

#include "server/router.h"

/* All of them; path NULL at the end. */
extern const struct route routes[];

#endif
