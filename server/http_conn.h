/* What the files of the HTTP layer share; nobody else includes it.
 *
 *   http.c           the public functions, deadlines, drain
 *   http_accept.c    listening sockets        http_peers.c    connections per address
 *   http_conn.c      a connection's phases    http_request.c  a request's birth and end
 *   http_body.c      bodies                   http_answer.c   answers
 *   http_stream.c    answers that go on
 *
 * Rules: the service is never called from inside http_reply(), and a connection is never freed
 * while one of its callbacks runs.  Both are put off to http.wake, which runs in the same turn of
 * the loop.  conn.phase changes in conn_move() only. */
#ifndef PAKN_HTTP_CONN_H
#define PAKN_HTTP_CONN_H

#include <sys/socket.h>

#include "common/http_parse.h"
#include "common/list.h"
#include "common/siphash.h"
#include "common/str.h"
#include "server/http.h"

struct bufferevent;
struct evbuffer;
struct event;
struct peer;
struct ssl_st;

#define LINGER_MS   2000 /* a client that still sends may finish reading our last answer */
#define TICK_MS     50   /* how exact deadlines are */
#define SURPLUS_MAX 32   /* connections beyond the caps that get an answer and not just an end */

enum phase {
	PHASE_IDLE, /* between two requests */
	PHASE_HEAD, /* accepted, or some bytes of a head are in */
	PHASE_BODY,
	PHASE_UPLOAD,   /* a body that goes to disk */
	PHASE_WAIT,     /* the service has the request; no deadline of ours */
	PHASE_ANSWER,   /* being sent */
	PHASE_DOWNLOAD, /* the same, from disk */
	PHASE_STREAM,   /* an answer that goes on; all of it so far is sent; no deadline of ours */
	PHASE_PUSH,     /* a piece of it is being sent */
	PHASE_LINGER,   /* our side is closed; what still comes is dropped */
	PHASE_CLOSED,   /* waits to be freed */
	PHASES,
};

struct peers {
	struct peer **slots; /* a hash table, chained */
	size_t size;
	unsigned char secret[SIPHASH_KEY_SIZE]; /* else clients could aim at one slot */
};

struct http {
	struct event_base *base;
	struct http_limits limits;
	struct http_service service;
	struct list listeners;
	struct list phases[PHASES]; /* connections; the first one's deadline is the nearest */
	struct list exchanges;      /* all requests */
	struct list awake;          /* connections that have to be run or freed */
	struct list dropped;        /* requests answered after their client had left */
	struct event *tick, *wake;
	struct peers peers;
	int conns, surplus, requests;
	size_t body_total;
	bool draining;
	int spare_fd;           /* given up to take one connection when there are no more */
	uint64_t accept_log_ms; /* when trouble with accepting was last logged */
	char date[40];
	uint64_t date_second;
	uint64_t random;
};

/* The other end of a connection. */
struct remote {
	bool has_ip;  /* false: it came by a socket in the file system */
	bool trusted; /* what it says of clients' addresses is believed */
	struct ip ip;
	char address[IP_TEXT_SIZE];
};

struct conn {
	struct list in_phase, in_awake;
	struct http *http;
	struct bufferevent *bev;
	struct ssl_st *ssl; /* NULL: plain; owned by bev */
	int fd;
	enum phase phase;
	uint64_t deadline_ms;
	bool running; /* conn_run() is on the stack */
	bool eof;     /* the client will send no more */
	bool failed;  /* the connection is broken */
	bool surplus;
	struct http_head_reader reader;
	struct exchange *exchange; /* the request in hand */
	struct peer *peer;         /* NULL: counts for no address */
	struct remote remote;
};

/* A request and its answer. */
struct exchange {
	struct http_request request; /* first: the pointer that the service has is ours */
	struct http *http;           /* NULL after http_free() */
	struct conn *conn;           /* NULL where the connection has ended */
	struct list in_exchanges, in_dropped;
	enum http_framing framing;
	uint64_t body_left; /* with HTTP_BODY_LENGTH: not taken out of the input yet */
	struct http_chunks chunks;
	struct str body;
	size_t body_held; /* counted in http.body_total */
	bool expect_continue, keep_alive, body_done;
	bool replied, gone;
	bool streaming; /* between the head of a stream and http_end() */
	int status;
	uint64_t sent; /* bytes of the answer, whole */
	void (*release)(void *arg);
	void *release_arg;
};

/* http.c */
void http_wake(struct http *h);
void http_ticking(struct http *h);

/* http_peers.c: counts a connection in; NULL where the subscriber has max already (0: no cap). */
void peers_init(struct peers *p, int conns_max);
void peers_free(struct peers *p);
struct peer *peer_enter(struct peers *p, const struct ip *ip, int max, bool *refused);
void peer_leave(struct peers *p, struct peer *peer); /* NULL: nobody */

/* http_accept.c */
void listener_new(struct http *h, int fd, struct ssl_ctx_st *tls);
/* Takes the connections that wait, as far as a turn of the loop may. */
void listeners_accept(struct http *h);
void listeners_close(struct http *h);
void listeners_tls(struct http *h, struct ssl_ctx_st *tls);

/* http_conn.c */
void conn_open(struct http *h, int fd, struct ssl_ctx_st *tls, const struct sockaddr *sa);
void conn_run(struct conn *c);
void conn_expire(struct conn *c);
void conn_move(struct conn *c, enum phase phase);
void conn_refuse(struct conn *c, const struct http_refusal *why);
void conn_close(struct conn *c);
void conn_free(struct conn *c);
void conn_send(struct conn *c, struct span head, struct span body, bool body_stays);
/* Has the connection run, soon, where it does not already. */
void conn_wake(struct conn *c);
/* Sends from disk behind what was sent; takes the descriptor. */
void conn_send_file(struct conn *c, const struct http_file *file);

/* http_request.c */
struct exchange *exchange_new(struct conn *c, struct http_head *head, const char *data);
void exchange_end(struct exchange *x);
void exchange_free(struct exchange *x);

/* http_body.c: false: refused, why says so. */
bool body_start(struct exchange *x, struct http_refusal *why);
bool body_read(struct exchange *x, struct evbuffer *input, struct http_refusal *why);

#endif
