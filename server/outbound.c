#include "server/outbound.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "common/list.h"
#include "common/str.h"
#include "server/counters.h"
#include "server/version.h"

#define CONNECTIONS_KEPT 16

struct call {
	struct list calls; /* of the outbound, from beginning to end */
	struct outbound *outbound;
	CURL *easy;
	struct curl_slist *headers;
	struct str body, answer;
	size_t answer_max;
	bool too_large;
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

static const char *const outcome_names[] = {
	[OUTBOUND_ANSWERED] = "answered",
	[OUTBOUND_FORBIDDEN] = "forbidden",
	[OUTBOUND_UNREACHABLE] = "unreachable",
	[OUTBOUND_LATE] = "late",
	[OUTBOUND_TOO_LARGE] = "too_large",
	[OUTBOUND_SHED] = "shed",
};

const char *outbound_outcome_name(enum outbound_outcome o)
{
	return outcome_names[o];
}

static void call_free(struct call *c)
{
	list_remove(&c->calls);
	c->outbound->pending--;
	curl_multi_remove_handle(c->outbound->multi, c->easy);
	curl_easy_cleanup(c->easy);
	curl_slist_free_all(c->headers);
	if (c->early)
		event_free(c->early);
	if (c->body.len)
		explicit_bzero(c->body.data, c->body.len);
	str_free(&c->body);
	str_free(&c->answer);
	free(c);
}

static int call_status(const struct call *c)
{
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

/* Ends a call: tells its owner, and forgets it. */
static void call_end(struct call *c, enum outbound_outcome outcome, const char *reason)
{
	struct outbound_answer a = { .outcome = outcome, .reason = reason };

	if (outcome == OUTBOUND_ANSWERED) {
		a.status = call_status(c);
		a.body = str_span(&c->answer);
	}
	counters_add(
		outcome == OUTBOUND_ANSWERED ? COUNTER_outbound_answers : COUNTER_outbound_failures,
		1);
	c->done(c->arg, &a);
	call_free(c);
}

/* What libcurl's results mean here; any other is OUTBOUND_UNREACHABLE. */
static enum outbound_outcome outcome_of(const struct call *c, CURLcode result)
{
	if (c->too_large || result == CURLE_FILESIZE_EXCEEDED)
		return OUTBOUND_TOO_LARGE;
	if (result == CURLE_OPERATION_TIMEDOUT)
		return OUTBOUND_LATE;
	return result == CURLE_OK ? OUTBOUND_ANSWERED : OUTBOUND_UNREACHABLE;
}

/* Ends the calls that libcurl has done with. */
static void calls_end(struct outbound *o)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(o->multi, &left))) {
		CURLcode result = message->data.result;
		struct call *c = NULL;

		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&c);
		call_end(c, outcome_of(c, result),
			*c->error ? c->error : curl_easy_strerror(result));
	}
}

/* Tells libcurl that a socket is ready. */
static void socket_ready(evutil_socket_t fd, short what, void *arg)
{
	struct outbound *o = arg;
	int running, flags = (what & EV_READ ? CURL_CSELECT_IN : 0) |
			     (what & EV_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(o->multi, (curl_socket_t)fd, flags, &running);
	calls_end(o);
}

/* Tells libcurl that its time has come. */
static void timer_ready(evutil_socket_t fd, short what, void *arg)
{
	struct outbound *o = arg;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(o->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	calls_end(o);
}

/* Watches a socket as libcurl wants it; watch is what it was given for that socket before. */
static int socket_wanted(CURL *easy, curl_socket_t fd, int what, void *arg, void *watch)
{
	struct outbound *o = arg;
	struct event *event = watch;
	short wanted = (short)((what & CURL_POLL_IN ? EV_READ : 0) |
			       (what & CURL_POLL_OUT ? EV_WRITE : 0) | EV_PERSIST);

	(void)easy;
	if (event)
		event_free(event);
	event = NULL;
	if (what != CURL_POLL_REMOVE) {
		event = fatal_if_null(event_new(o->base, fd, wanted, socket_ready, o));
		event_add(event, NULL);
	}
	curl_multi_assign(o->multi, fd, event);
	return 0;
}

/* Sets the one timer of libcurl. */
static int timer_wanted(CURLM *multi, long ms, void *arg)
{
	struct outbound *o = arg;
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	(void)multi;
	if (ms < 0)
		event_del(o->timer);
	else
		event_add(o->timer, &wait);
	return 0;
}

struct outbound *outbound_new(struct event_base *base, const struct outbound_settings *settings)
{
	struct outbound *o = fatal_if_null(calloc(1, sizeof(*o)));

	curl_global_init(CURL_GLOBAL_DEFAULT);
	o->base = base;
	o->settings = *settings;
	list_init(&o->calls);
	o->timer = fatal_if_null(evtimer_new(base, timer_ready, o));
	o->multi = fatal_if_null(curl_multi_init());
	curl_multi_setopt(o->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
	curl_multi_setopt(o->multi, CURLMOPT_SOCKETDATA, o);
	curl_multi_setopt(o->multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
	curl_multi_setopt(o->multi, CURLMOPT_TIMERDATA, o);
	curl_multi_setopt(o->multi, CURLMOPT_MAXCONNECTS, (long)CONNECTIONS_KEPT);
	return o;
}

/* Reads a part of an address; false where it has none. */
static bool part_is(CURLU *url, CURLUPart part, const char *const *choices)
{
	char *text = NULL;
	bool found = false;

	curl_url_get(url, part, &text, 0);
	for (; text && *choices; choices++)
		found |= !strcmp(text, *choices);
	curl_free(text);
	return found;
}

/* Tells whether an address may be asked, and whether it is on this machine. */
static bool url_allowed(const struct outbound *o, const char *text, bool *local)
{
	static const char *const secure[] = { "https", NULL }, *const plain[] = { "http", NULL };
	static const char *const here[] = { "127.0.0.1", "[::1]", NULL };
	CURLU *url = fatal_if_null(curl_url());
	bool allowed = curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) == CURLUE_OK;

	*local = allowed && part_is(url, CURLUPART_HOST, here);
	allowed =
		allowed &&
		(part_is(url, CURLUPART_SCHEME, secure) ||
			(*local && o->settings.loopback && part_is(url, CURLUPART_SCHEME, plain)));
	curl_url_cleanup(url);
	return allowed;
}

bool outbound_allows(const struct outbound *o, const char *url)
{
	bool local;

	return url_allowed(o, url, &local);
}

/* Gives libcurl the next piece of what is sent. */
static size_t piece_give(char *room, size_t size, size_t count, void *arg)
{
	struct call *c = arg;
	ssize_t len = c->give(c->arg, room, size * count, c->given);

	if (len < 0)
		return CURL_READFUNC_ABORT;
	c->given += (uint64_t)len;
	return (size_t)len;
}

/* Goes back to where libcurl begins anew. */
static int piece_seek(void *arg, curl_off_t offset, int origin)
{
	struct call *c = arg;

	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	c->given = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* Takes a piece of an answer; what is too long ends the call. */
static size_t answer_take(char *data, size_t size, size_t count, void *arg)
{
	struct call *c = arg;

	c->taken += size * count;
	c->too_large |= c->taken > c->answer_max;
	if (c->too_large)
		return 0;
	if (c->take && call_status(c) / 100 == 2)
		return c->take(c->arg, data, size * count) ? size * count : 0;
	str_add_bytes(&c->answer, data, size * count);
	return size * count;
}

/* Says that the bytes of a PUT are asked for as they go. */
static void call_give(struct call *c, const struct outbound_request *r)
{
	curl_easy_setopt(c->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)r->give_size);
	curl_easy_setopt(c->easy, CURLOPT_READFUNCTION, piece_give);
	curl_easy_setopt(c->easy, CURLOPT_READDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_SEEKFUNCTION, piece_seek);
	curl_easy_setopt(c->easy, CURLOPT_SEEKDATA, c);
}

/* Says who sends it. */
static void call_sign(struct call *c, const struct outbound_request *r)
{
	if (r->signature)
		curl_easy_setopt(c->easy, CURLOPT_AWS_SIGV4, r->signature);
	else
		curl_easy_setopt(c->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(c->easy, CURLOPT_USERNAME, r->user);
	curl_easy_setopt(c->easy, CURLOPT_PASSWORD, r->secret);
}

/* Says what is sent. */
static void call_fill(struct call *c, const struct outbound_request *r)
{
	struct str media = { 0 };

	if (!r->take)
		c->headers = curl_slist_append(NULL, "Accept: application/json");
	for (const char *const *header = r->headers; header && *header; header++)
		c->headers = curl_slist_append(c->headers, *header);
	if (r->give)
		call_give(c, r);
	if (r->body.data) {
		str_printf(&media, "Content-Type: %s", r->media);
		c->headers = curl_slist_append(c->headers, media.data);
		str_free(&media);
		str_add_bytes(&c->body, r->body.data, r->body.len);
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.len);
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, c->body.data);
	}
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->headers);
	if (r->method)
		curl_easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, r->method);
	if (r->user)
		call_sign(c, r);
}

/* Says where it is sent, and what is put up with.  Redirects are not followed unless asked for. */
static void call_bound(struct call *c, const struct outbound_request *r, bool local)
{
	const char *authorities = c->outbound->settings.authorities;

	curl_easy_setopt(c->easy, CURLOPT_URL, r->url);
	curl_easy_setopt(c->easy, CURLOPT_PROTOCOLS_STR, local ? "http,https" : "https");
	if (local)
		curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
	if (*authorities)
		curl_easy_setopt(c->easy, CURLOPT_CAINFO, authorities);
	curl_easy_setopt(c->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c->easy, CURLOPT_USERAGENT, "pakn/" PAKN_VERSION);
	curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)r->deadline_ms);
	curl_easy_setopt(c->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->answer_max);
	curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, answer_take);
	curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->error);
	curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
}

static void call_ended_early(evutil_socket_t fd, short what, void *arg)
{
	struct call *c = arg;

	(void)fd;
	(void)what;
	call_end(c, c->early_outcome, outcome_names[c->early_outcome]);
}

/* Ends a call that is not sent, but not from inside outbound_call(). */
static void call_refuse(struct call *c, enum outbound_outcome outcome)
{
	c->early_outcome = outcome;
	c->early = fatal_if_null(evtimer_new(c->outbound->base, call_ended_early, c));
	event_active(c->early, EV_TIMEOUT, 0);
}

void outbound_call(
	struct outbound *o, const struct outbound_request *r, outbound_done *done, void *arg)
{
	struct call *c = fatal_if_null(calloc(1, sizeof(*c)));
	bool local;

	*c = (struct call){ .outbound = o,
		.answer_max = r->answer_max,
		.give = r->give,
		.take = r->take,
		.done = done,
		.arg = arg };
	list_append(&o->calls, &c->calls);
	c->easy = fatal_if_null(curl_easy_init());
	if (o->pending++ >= o->settings.calls_max)
		return call_refuse(c, OUTBOUND_SHED);
	if (!url_allowed(o, r->url, &local))
		return call_refuse(c, OUTBOUND_FORBIDDEN);
	call_bound(c, r, local);
	call_fill(c, r);
	if (curl_multi_add_handle(o->multi, c->easy) != CURLM_OK)
		fatal("outbound: libcurl does not take a transfer");
}

size_t outbound_pending(const struct outbound *o)
{
	return o->pending;
}

void outbound_free(struct outbound *o)
{
	for (struct list *at = o->calls.next, *next; at != &o->calls; at = next) {
		next = at->next;
		call_end(list_item(at, struct call, calls), OUTBOUND_UNREACHABLE,
			"the service ends");
	}
	curl_multi_cleanup(o->multi);
	event_free(o->timer);
	free(o);
}
