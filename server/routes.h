/* The interface, as tables: one row an endpoint. */
#ifndef PAKN_ROUTES_H
#define PAKN_ROUTES_H

#include "server/router.h"

/* All of them in one table, which stays; path NULL at the end. */
const struct route *routes_all(void);

#endif
