/* Finds the route of a request: method and path against the table of routes.c. */
#ifndef PAKN_ROUTER_H
#define PAKN_ROUTER_H

#include "common/span.h"
#include "server/routes.h"

#define CAPTURES_MAX 2

struct match {
	const struct route *route; /* NULL: none */
	unsigned methods;	   /* all methods that this path knows; 0: unknown path */
	struct {
		struct span name, value; /* name points into the pattern, value into the path; raw */
	} captures[CAPTURES_MAX];
	size_t capture_count;
};

struct match router_find(const struct route *table, enum http_method method, struct span path);

#endif
