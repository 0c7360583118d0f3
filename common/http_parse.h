/* A pure, strict HTTP/1.1 reader (RFC 9112): bytes in, events out; no I/O, no allocation beyond the
 * arena that is handed in.  It accepts only the canonical form and refuses everything that another
 * reader might understand differently. */
#ifndef PAKN_HTTP_PARSE_H
#define PAKN_HTTP_PARSE_H

#include "common/span.h"

/* A set: methods of a route may be or-ed. */
enum http_method {
	HTTP_GET = 1, HTTP_HEAD = 2, HTTP_POST = 4, HTTP_PUT = 8, HTTP_PATCH = 16, HTTP_DELETE = 32,
	HTTP_OPTIONS = 64,
};

struct http_header {
	struct span name, value;
};

#endif
