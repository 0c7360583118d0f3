#include "server/outbound.h"

#include <event2/event.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "server/counters.h"
#include "server/outbound_call.h"

#define CONNECTIONS_KEPT 16

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
	curl_slist_free_all(c->list);
	if (c->early)
		event_free(c->early);
	if (c->body.len)
		explicit_bzero(c->body.data, c->body.len);
	str_free(&c->body);
	str_free(&c->answer);
	free(c);
}

int call_status(const struct call *c)
{
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	return (int)status;
}

/* Ends a call: tells its owner, and forgets it. */
static void call_end(struct call *c, enum outbound_outcome outcome, const char *reason)
{
	struct outbound_answer a = { .outcome = outcome, .reason = reason };
	curl_off_t retry_after = 0;

	if (outcome == OUTBOUND_ANSWERED) {
		curl_easy_getinfo(c->easy, CURLINFO_RETRY_AFTER, &retry_after);
		a.status = call_status(c);
		a.body = str_span(&c->answer);
		a.retry_after_s = retry_after;
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
	/* A server refuses a message by a status, which libcurl takes for a failure. */
	if (result == CURLE_OK || (c->mail && call_status(c) >= 400))
		return OUTBOUND_ANSWERED;
	return c->forbidden ? OUTBOUND_FORBIDDEN : OUTBOUND_UNREACHABLE;
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

bool outbound_allows(const struct outbound *o, const char *url)
{
	bool local;

	return call_allowed(&o->settings, url, &local);
}

/* Begins a call; false where there are too many, and it has ended. */
static bool call_begin(struct call *c)
{
	struct outbound *o = c->outbound;

	list_append(&o->calls, &c->calls);
	c->easy = fatal_if_null(curl_easy_init());
	if (o->pending++ < o->settings.calls_max)
		return true;
	call_refuse(c, OUTBOUND_SHED);
	return false;
}

static void call_send(struct call *c)
{
	if (curl_multi_add_handle(c->outbound->multi, c->easy) != CURLM_OK)
		fatal("outbound: libcurl does not take a transfer");
}

void outbound_call(
	struct outbound *o, const struct outbound_request *r, outbound_done *done, void *arg)
{
	struct call *c = fatal_if_null(calloc(1, sizeof(*c)));
	bool local = false;

	*c = (struct call){ .outbound = o,
		.answer_max = r->answer_max,
		.give = r->give,
		.take = r->take,
		.done = done,
		.arg = arg };
	if (!call_begin(c))
		return;
	if (r->guarded ? outbound_url_check(r->url, &o->settings) != OUTBOUND_URL_GOOD
		       : !call_allowed(&o->settings, r->url, &local))
		return call_refuse(c, OUTBOUND_FORBIDDEN);
	call_request(c, r, local);
	call_send(c);
}

void outbound_mail(
	struct outbound *o, const struct outbound_mail *m, outbound_done *done, void *arg)
{
	struct call *c = fatal_if_null(calloc(1, sizeof(*c)));

	*c = (struct call){
		.outbound = o, .mail = true, .answer_max = m->message.len, .done = done, .arg = arg
	};
	if (!call_begin(c))
		return;
	call_mail(c, m);
	call_send(c);
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
