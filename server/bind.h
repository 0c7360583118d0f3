/* Statement parameters by name: from the input, the path, or what is known of the request. */
#ifndef PAKN_BIND_H
#define PAKN_BIND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

struct arena;
struct bindings;
struct query;
struct req;
struct route;

/* Resolves the parameters of all routes once.  A name that nobody provides is our bug and fatal. */
struct bindings *bindings_new(const struct route *table);
void bindings_free(struct bindings *b);

/* Fills in r->params; false with the problem noted where a part of the path is no code or no id. */
bool bind_params(const struct bindings *b, struct req *r);

/* The value of one parameter that is known of any request, for flows of their own:
 * "operation_id", "body_hash", "event_id". */
const char *bind_value(struct req *r, const char *name);

/* A parameter that a flow of its own knows. */
struct bound {
	const char *name, *value; /* name NULL ends a list */
};

/* Makes the parameters of any query for a flow of its own: from own (NULL: nothing), then as above.
 * NULL with the problem noted where a part of the path is wrong. */
const char **bind_flow(struct req *r, const struct query *q, const struct bound *own);

/* A part of the path, for flows of their own: "id".  NULL: the problem has been noted. */
const char *bind_captured(struct req *r, const char *name);

/* Writes bytes as the text of a bytea. */
const char *bind_bytea(struct arena *a, const unsigned char *bytes, size_t len);

/* Reads such a text. */
struct span bind_bytea_read(struct arena *a, const char *text);

#endif
