/* The interface, as a table: one row an endpoint. */
#ifndef PAKN_ROUTES_H
#define PAKN_ROUTES_H

#include "common/fields.h"
#include "common/http_parse.h"
#include "server/db.h"

struct req;

/* Who may call, as the documentation says it and as C refuses early; the database decides. */
enum route_who { ANYONE, SENDER, STAFF };

enum route_flags {
	ROUTE_POLL = 1,	   /* Prefer: wait=N waits for a change of the answer's topic */
	ROUTE_WRITE = 2,   /* carries an operation id; Idempotency-Key is honoured */
	ROUTE_VERSION = 4, /* wants If-Match */
	ROUTE_CACHE = 8,   /* public reference data */
};

struct route {
	enum http_method method;
	const char *path;	   /* pattern: :name captures a segment */
	enum route_who who;
	const struct field *input; /* of the JSON body (POST) or the query string (GET); may be NULL */
	const struct query *query;
	enum db_lane lane;
	unsigned flags;
	const char *action;	   /* the constant :action of the query */
	const char *media;	   /* of the answer; NULL: JSON */
	void (*run)(struct req *r); /* a flow of its own instead of the one query */
	int status;		   /* of success */
	const char *summary;
};

/* All of them; path NULL at the end. */
extern const struct route routes[];

#endif
