/* A pure, strict HTTP/1.1 reader (RFC 9112): bytes in, events out; no I/O and no allocation.
 *
 * It accepts only the canonical form and refuses everything that another reader might understand
 * differently.  The outcome does not depend on how the bytes were cut into pieces.  After a
 * refusal nothing that follows on the connection can be trusted: answer once and close. */
#ifndef PAKN_HTTP_PARSE_H
#define PAKN_HTTP_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

#define HTTP_HEADERS_MAX 64 /* header lines of one head */
#define HTTP_PATH_MAX                                                                              \
	8192 /* bytes; a query may be as long as a head (RFC 9112, 3: 8000 at least) */
#define HTTP_HOST_MAX        260  /* a DNS name and a port */
#define HTTP_EXTENSION_MAX   128  /* bytes of extensions on one chunk-size line */
#define HTTP_CHUNK_EXTRA_MAX 4096 /* bytes of all extensions and trailers of one body */

/* A set: methods of a route may be or-ed. */
enum http_method {
	HTTP_GET = 1,
	HTTP_HEAD = 2,
	HTTP_POST = 4,
	HTTP_PUT = 8,
	HTTP_PATCH = 16,
	HTTP_DELETE = 32,
	HTTP_OPTIONS = 64,
};

/* Names a single method; "other" for none of them. */
const char *http_method_name(enum http_method method);

struct http_header {
	struct span name, value;
};

enum http_progress {
	HTTP_MORE,    /* so far so good, but it is not all there */
	HTTP_DONE,    /* complete */
	HTTP_REFUSED, /* the refusal says why */
};

/* status is one of 400, 413, 414, 417, 431, 501, 505.  code is stable: "bad_request_line",
 * "bad_target", "bad_header", "bad_host", "bad_framing", "body_too_large", "target_too_long",
 * "expectation_failed", "head_too_large", "method_not_implemented", "version_not_supported". */
struct http_refusal {
	int status;
	const char *code;
};

enum http_framing { HTTP_BODY_NONE, HTTP_BODY_LENGTH, HTTP_BODY_CHUNKED };

/* One head.  All spans point into the bytes that were read. */
struct http_head {
	enum http_method method; /* 0 where the request line was refused */
	int minor;               /* of the version: 1 or 0 */
	struct span path, query; /* checked, not decoded; query without the '?' */
	struct span host;        /* with its port, as sent; empty only in HTTP/1.0 */
	bool keep_alive;         /* never with HTTP/1.0 */
	bool expect_continue;    /* only where a body follows */
	enum http_framing framing;
	uint64_t content_length; /* with HTTP_BODY_LENGTH: at least 1 */
	size_t size;             /* bytes of a complete head, the last line end included */
	struct http_refusal refusal;
	uint64_t seen; /* bit i: row i of the table of known headers was there */
	size_t header_count;
	struct http_header headers[HTTP_HEADERS_MAX];
};

/* What is remembered between two calls of http_head_read(); all zero at the start of a head. */
struct http_head_reader {
	size_t line;    /* where the line that is being read begins */
	size_t scanned; /* bytes that need no second look */
	size_t request; /* where the request line begins */
	size_t headers; /* where the headers begin; 0: the request line is not in */
};

/* Reads a head of at most max bytes.  data is all there is of it so far, from its first byte on, in
 * one piece; it may lie elsewhere than at the call before.  head is complete with HTTP_DONE; with
 * HTTP_REFUSED, method, path and query are set as far as they were good. */
enum http_progress http_head_read(struct http_head_reader *r, const char *data, size_t len,
	size_t max, struct http_head *head);

/* Lets all spans of a complete head point into a copy of its bytes. */
void http_head_rebase(struct http_head *head, const char *from, const char *to);

/* Tells whether a header may be sent: a token, and no control characters. */
bool http_header_valid(struct span name, struct span value);

/* A body in chunks, being read. */
struct http_chunks {
	int state;
	unsigned digits;  /* of the chunk size */
	size_t extension; /* bytes on this line */
	size_t extra;     /* bytes of extensions and trailers */
	uint64_t left;    /* of this chunk */
	uint64_t total;   /* data bytes announced */
	uint64_t max;
};

/* Starts a body of at most max data bytes. */
void http_chunks_init(struct http_chunks *c, uint64_t max);

/* Reads on: takes *used bytes and yields at most one piece of data (len 0: none), which points into
 * data.  Call again with the rest until HTTP_MORE comes with everything used; trailers are checked
 * and dropped. */
enum http_progress http_chunks_read(struct http_chunks *c, const char *data, size_t len,
	size_t *used, struct span *piece, struct http_refusal *refusal);

#endif
