/* What an endpoint is, and which one a request means. */
#ifndef PAKN_ROUTER_H
#define PAKN_ROUTER_H

#include "common/fields.h"
#include "common/http_parse.h"
#include "common/span.h"
#include "server/db.h"

struct req;

/* Who may call, as the documentation says it and as C refuses early; the database decides.  A
 * gateway signs instead of showing a credential; one that cannot shows its secret, from an address
 * that is known.  LINK: the path has the credential (:link), for browsers that come from a message.
 */
enum route_who { ANYONE, LINK, SENDER, CITIZEN, STAFF, GATEWAY, GATEWAY_SHOWN };

enum route_flags {
	ROUTE_POLL = 1,     /* Prefer: wait=N waits for a change of the answer's topic */
	ROUTE_WRITE = 2,    /* carries an operation id; Idempotency-Key is honoured */
	ROUTE_VERSION = 4,  /* wants If-Match */
	ROUTE_CACHE = 8,    /* public reference data */
	ROUTE_REPLACE = 16, /* wants If-Match where it exists, takes If-None-Match: * where not */
	ROUTE_LARGE = 32,   /* takes a body of body_large_max */
	ROUTE_FILE = 64,    /* takes a file instead of JSON (media_type.h) */
	ROUTE_JOURNAL =
		128,      /* what it takes is kept, and answered 202, while the database is away */
	ROUTE_FLAG = 256, /* pays from limit_flag, too */
	ROUTE_FORM = 512, /* takes a form of a page instead of JSON; with ROUTE_FILE one with a file
			   */
};

#define MEDIA_CSV  "text/csv; charset=utf-8; header=present"
#define MEDIA_XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

struct route {
	enum http_method method;
	const char *path; /* pattern: :name captures a segment */
	enum route_who who;
	const char *right; /* that the database asks for (role_right, scope_right); NULL: none */
	const struct field
		*input; /* of the JSON body (POST, PUT) or the query string (GET); may be NULL */
	const struct query *query;
	enum db_lane lane;
	unsigned flags;
	const char *action;         /* the constant :action of the query */
	const char *media;          /* of the answer; NULL: JSON */
	void (*run)(struct req *r); /* a flow of its own instead of the one query */
	int status;                 /* of success */
	const char *summary;
};

/* Tells whether the route reads a body. */
bool route_has_body(const struct route *r);

struct router;

#define CAPTURES_MAX 2

/* Tells whether the route reads a body. */
bool route_has_body(const struct route *r);

struct match {
	const struct route *route; /* NULL: none */
	unsigned methods;          /* all methods that this path knows; 0: unknown path */
	struct {
		struct span name,
			value; /* name points into the pattern, value into the path; raw */
	} captures[CAPTURES_MAX];
	size_t capture_count;
};

/* Makes a table of routes, which ends with a row without a path, ready to be searched. */
struct router *router_new(const struct route *table);
void router_free(struct router *router);

struct match router_find(const struct router *router, enum http_method method, struct span path);

#endif
