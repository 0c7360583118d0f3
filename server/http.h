/* HTTP/1.1 on libevent bufferevents, over TCP or TLS.  Knows nothing of reports or databases.
 *
 * One request is handled at a time per connection; pipelined ones wait in the input buffer and
 * are answered in order.  Every request gets exactly one http_reply(), unless the client left:
 * then http.c calls `gone` once, and a later http_reply() only frees the request. */
#ifndef PAKN_HTTP_H
#define PAKN_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/arena.h"
#include "common/forwarded.h"
#include "common/http_parse.h"
#include "common/ip.h"
#include "common/span.h"

struct event_base;
struct ssl_ctx_st;

/* All times in milliseconds, all sizes in bytes. */
struct http_limits {
	size_t head_max;           /* request line and headers together */
	size_t body_total_max;     /* bodies held in memory, all connections of this process */
	int conns_max;             /* open connections of this process */
	int conns_per_address_max; /* of one IPv4 address or one IPv6 /64; 0: no cap */
	int head_ms;               /* from the first byte of a head to its end; TLS handshake too */
	int body_ms;               /* from the end of the head to the end of the body */
	int answer_ms;             /* for the client to take the whole answer */
	int file_ms;               /* the same two for what comes to disk, or from it */
	int idle_ms;               /* between two requests */
	const char *body_directory; /* for bodies on disk; must live on; NULL: none is taken */
	struct forwarded forwarded; /* whose word about clients' addresses is taken; their
				     * connections count for no address */
};

/* One request.  Lives from the end of its head until its answer is sent or dropped. */
struct http_request {
	struct arena *arena;     /* everything of this request; freed with it */
	enum http_method method; /* of http_parse.h */
	struct span path, query; /* raw, as sent, without the '?'; the parser has checked them */
	const struct http_header *headers;
	size_t header_count;
	struct span body; /* whole, in the arena; empty where it was streamed */
	int body_fd; /* a file without a name, at offset 0, where it was streamed, else -1; also -1
		      * for an empty body */
	uint64_t body_len;
	bool has_ip;                /* false: by a socket in the file system */
	struct ip ip;               /* of the client: the other end, or whom a proxy speaks for */
	char address[IP_TEXT_SIZE]; /* the same as text; "local" where there is none */
	bool tls;
	char trace_id[33];   /* 32 hex digits, from traceparent or fresh */
	uint64_t started_us; /* clock_mono_us() when the head was complete */
	const char *label; /* for the access line and metrics: the route's pattern; set by `head` */
	void *owner;       /* the service's own */
	/* What `head` decides: */
	size_t body_max;   /* greater bodies are refused with 413 */
	bool body_to_disk; /* stream into a file without a name instead of memory */
};

/* Finds a header by name, without regard to case; the empty span (data NULL) where there is none.
 * The parser has refused duplicates of those that may come only once. */
struct span http_header_find(const struct http_request *r, const char *name);

/* A part of a file, as a body.  The descriptor is closed when it is sent or dropped. */
struct http_file {
	int fd;
	uint64_t offset, len;
};

struct http_answer {
	int status;
	const char *content_type;          /* NULL: no body */
	const struct http_header *headers; /* further ones; copied */
	size_t header_count;
	struct span body;       /* must live until release is called; copied if release is NULL */
	struct http_file *file; /* the body instead, from disk; NULL: none */
	void (*release)(void *arg); /* called once when the body is no longer needed; may be NULL */
	void *release_arg;
	bool close; /* end the connection after this answer */
	/* Its body comes afterwards, by http_push(), until http_end(); the connection ends with it.
	 * Not with HEAD, whose answer is whole. */
	bool stream;
};

/* What the server calls.  None of them is called from inside http_reply(). */
struct http_service {
	/* The head is in, no byte of the body is read.  Sets body_max, body_to_disk, label and
	 * owner and returns true, or replies (an error) and returns false. */
	bool (*head)(struct http_request *r, void *arg);
	/* The whole request is in: answer it, now or later. */
	void (*ready)(struct http_request *r, void *arg);
	/* The client left while the service had not answered.  The request stays valid until
	 * http_reply(), or http_end() of a stream, which is still due; an answer is tried where the
	 * client has only closed its sending side.  May reply at once. */
	void (*gone)(struct http_request *r, void *arg);
	/* http.c itself refuses this request (malformed, too large, too slow, too many): make the
	 * answer with http_reply().  code is a problem code of problem.h: those of http_parse.h,
	 * and "request_timeout" 408, "overloaded" 503 (bodies), "too_many_connections" 503,
	 * "insufficient_storage" 507.  Where `head` never saw the request, label is "", owner NULL,
	 * and method (0), path and query may be empty.  The connection ends afterwards. */
	void (*refuse)(struct http_request *r, int status, const char *code, void *arg);
	/* The head of a stream, or the last piece of it, is out. */
	void (*drained)(struct http_request *r, void *arg);
	/* An answer was sent (or dropped: status 0): count it.  us = from head to last byte handed
	 * over.  Called exactly once for each request, last of all: free what `owner` is. */
	void (*done)(
		const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg);
	void *arg;
};

struct http;

/* Copies limits and service.  Ignores SIGPIPE for the whole process. */
struct http *http_new(struct event_base *base, const struct http_limits *limits,
	const struct http_service *service);

/* Serves on a listening, non-blocking socket, which is taken over: http_drain() closes it.  tls
 * NULL: plain.  May be called for several sockets. */
void http_listen(struct http *h, int fd, struct ssl_ctx_st *tls);

/* Replaces the TLS context for connections accepted from now on (certificates were reloaded). */
void http_tls_replace(struct http *h, struct ssl_ctx_st *tls);

void http_reply(struct http_request *r, const struct http_answer *a);

/* Sends a piece of a stream, copied.  Wait for `drained` before each, also the first: so no more
 * than one is ever kept for a client that does not read. */
void http_push(struct http_request *r, struct span piece);

/* Ends a stream.  The request is gone afterwards. */
void http_end(struct http_request *r);

/* Stops accepting, closes idle connections, lets requests in hand finish with `Connection: close`.
 */
void http_drain(struct http *h);
int http_conns(const struct http *h);    /* open connections */
int http_requests(const struct http *h); /* requests between head and the end of the answer */

/* Ends everything.  A request that has not been answered may still be, to no effect but its end. */
void http_free(struct http *h);

#endif
