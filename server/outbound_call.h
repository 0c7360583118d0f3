/* A request on its way: what outbound.c keeps of it, and outbound_options.c tells libcurl. */
#ifndef PAKN_OUTBOUND_CALL_H
#define PAKN_OUTBOUND_CALL_H

#include <curl/curl.h>

#include "common/list.h"
#include "common/str.h"
#include "server/outbound.h"

struct call {
	struct list calls; /* of the outbound, from beginning to end */
	struct outbound *outbound;
	CURL *easy;
	struct curl_slist *list; /* of headers, or of who gets a message */
	struct str body, answer;
	size_t answer_max;
	bool too_large, forbidden, mail;
	outbound_give *give;
	uint64_t given; /* bytes, so far */
	outbound_take *take;
	size_t taken;        /* bytes, so far */
	struct event *early; /* ends a call that was never sent; NULL: it was */
	enum outbound_outcome early_outcome;
	outbound_done *done;
	void *arg;
	char error[CURL_ERROR_SIZE];
};

struct outbound {
	struct event_base *base;
	struct outbound_settings settings;
	CURLM *multi;
	struct event *timer;
	struct list calls;
	size_t pending;
};

/* Tells what the other side answered last; 0: nothing. */
int call_status(const struct call *c);

/* Tells whether an address may be asked, and whether it is on this machine. */
bool call_allowed(const struct outbound_settings *s, const char *url, bool *local);

/* Says where a request goes, what is put up with and what is sent. */
void call_request(struct call *c, const struct outbound_request *r, bool local);

/* The same of a message. */
void call_mail(struct call *c, const struct outbound_mail *m);

#endif
