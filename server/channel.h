/* Ways to tell somebody something.  A channel is a row in notices.c and a file channel_NAME.c. */
#ifndef PAKN_CHANNEL_H
#define PAKN_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

struct config;
struct contact_keys;
struct outbound;

/* What all of them stand on. */
struct channel_base {
	const struct config *config;
	const struct contact_keys *keys;
	struct outbound *outbound;
};

/* A notice that is to be sent, as outbox_claim() answers it; NULL: nothing there. */
struct channel_order {
	int tenant_id;
	const char *id;        /* the same each time */
	const char *address;   /* a URL or a mailbox; NULL: that of who sent the report */
	const char *report_id; /* whose sender that is */
	const char *email;     /* theirs, sealed */
	const char *secret_id, *secret, *old_secret_id, *old_secret; /* sealed */
	const char *subject, *body;
	int64_t made_at; /* seconds */
};

/* What came of it.  A temporary failure may pass, a permanent one does not by itself; gone: nobody
 * shall send there any more. */
enum channel_outcome { CHANNEL_SENT, CHANNEL_AGAIN, CHANNEL_NEVER, CHANNEL_GONE };

struct channel_result {
	enum channel_outcome outcome;
	bool fault;        /* speaks against the other side as a whole, not against this notice */
	int status;        /* what it answered; 0: nothing */
	const char *error; /* a word for staff, without anybody's address; NULL: it was sent */
	int64_t retry_after_s; /* not before; 0: it did not say */
};

/* Called exactly once for an order that was taken, never from inside channel_send. */
typedef void channel_done(void *arg, const struct channel_result *result);

/* Sends; copies all it is given.  False: it has ended already, as result says. */
typedef bool channel_send(const struct channel_base *base, const struct channel_order *order,
	struct channel_result *result, channel_done *done, void *arg);

channel_send channel_email_send, channel_sms_send, channel_webhook_send;

#endif
