/* Requests to other services, by libcurl on the process's own loop.
 *
 * Only https with a certificate that is good for the name; plain HTTP to 127.0.0.1 and [::1] where
 * a setting allows it, for tests.  No redirects, no cookies, no credentials in addresses, one time
 * limit from beginning to end, and no answer longer than was asked for.
 *
 * To an address that others chose (`guarded`), only outside the network: what a name stands for is
 * looked up once, and each address is looked at when it is about to be connected to. */
#ifndef PAKN_OUTBOUND_H
#define PAKN_OUTBOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/span.h"

struct event_base;
struct networks;
struct outbound;

struct outbound_settings {
	const char *authorities; /* PEM file of those that are trusted; "": those of the system */
	bool loopback;           /* plain HTTP to this machine is allowed */
	size_t calls_max;        /* at once; further ones are shed */
	const struct networks *inside; /* of guarded requests: allowed all the same; NULL: none */
	bool plain;                    /* of guarded requests: plain HTTP is allowed */
};

/* Bytes that are too many to be kept in memory, as they go and as they come.  A request may begin
 * anew, on another connection: then offset is 0 again.  A negative number or false ends the call.
 */
typedef ssize_t outbound_give(void *arg, char *room, size_t len, uint64_t offset);
typedef bool outbound_take(void *arg, const char *data, size_t len);

struct outbound_request {
	const char *url;
	const char *method;         /* NULL: as the body says */
	const char *const *headers; /* further ones: "Name: value", the last one NULL; NULL: none */
	struct span body;           /* data NULL: GET; else POST */
	const char *media;          /* of the body */
	outbound_give *give;        /* sends give_size bytes by PUT in place of the body; or NULL */
	uint64_t give_size;
	outbound_take *take; /* gets what comes with a 2xx in place of outbound_answer.body; NULL */
	const char *user, *secret; /* HTTP Basic, or a key and its secret; NULL: none */
	const char *signature; /* "aws:amz:REGION:SERVICE": signs in place of HTTP Basic; or NULL */
	size_t answer_max;     /* bytes */
	int deadline_ms;
	bool guarded;
};

/* A message (common/mail.h) for a server that takes e-mail. */
struct outbound_mail {
	const char *server;        /* "smtp://mail.example.vn:587", "smtps://..." */
	bool tls;                  /* smtp:// must turn to TLS (STARTTLS) */
	const char *user, *secret; /* NULL: none */
	const char *from, *to;
	struct span message;
	int deadline_ms;
};

enum outbound_outcome {
	OUTBOUND_ANSWERED,    /* status and body are set, whatever the status */
	OUTBOUND_FORBIDDEN,   /* an address that may not be asked */
	OUTBOUND_UNREACHABLE, /* no connection, no TLS, or the connection ended */
	OUTBOUND_LATE,
	OUTBOUND_TOO_LARGE,
	OUTBOUND_SHED, /* too many at once; nothing was sent */
};

struct outbound_answer {
	enum outbound_outcome outcome;
	int status;
	struct span body;
	const char *reason;    /* in words, for the log, where there is no answer */
	int64_t retry_after_s; /* as the answer says; 0: it does not */
};

/* Called exactly once per outbound_call(), never from inside it.  The answer is gone when the
 * callback returns.  arg is that of give and take, too. */
typedef void outbound_done(void *arg, const struct outbound_answer *a);

/* Names an outcome: "late". */
const char *outbound_outcome_name(enum outbound_outcome o);

struct outbound *outbound_new(struct event_base *base, const struct outbound_settings *settings);

/* Tells whether an address may be asked at all. */
bool outbound_allows(const struct outbound *o, const char *url);

/* Asks.  Copies all it is given. */
void outbound_call(
	struct outbound *o, const struct outbound_request *r, outbound_done *done, void *arg);

/* Tells whether a guarded request to this address could be made, as far as the address itself says:
 * not what a name stands for. */
enum outbound_url {
	OUTBOUND_URL_GOOD,
	OUTBOUND_URL_MALFORMED,
	OUTBOUND_URL_PLAIN,
	OUTBOUND_URL_INSIDE
};
enum outbound_url outbound_url_check(const char *url, const struct outbound_settings *s);

/* Sends a message.  Status is that of the last thing that the server said: 250, 550 ...  Copies all
 * it is given. */
void outbound_mail(
	struct outbound *o, const struct outbound_mail *m, outbound_done *done, void *arg);

/* Calls that are under way. */
size_t outbound_pending(const struct outbound *o);

/* Ends everything; calls under way are told OUTBOUND_UNREACHABLE. */
void outbound_free(struct outbound *o);

#endif
