#include "server/http.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "server/http_conn.h"

#define DRAIN_SILENT_MS 1000 /* connections without a request are waited for when draining */

static struct conn *phase_first(struct http *h, enum phase phase)
{
	return list_first(&h->phases[phase], struct conn, in_phase);
}

/* Lets http_woken() run before the loop waits again. */
void http_wake(struct http *h)
{
	event_active(h->wake, EV_TIMEOUT, 0);
}

/* Counts the requests that were answered when nobody was there. */
static void dropped_end(struct http *h)
{
	struct exchange *x;

	while ((x = list_first(&h->dropped, struct exchange, in_dropped)))
		exchange_end(x);
}

static void http_woken(evutil_socket_t fd, short what, void *arg)
{
	struct http *h = arg;
	struct conn *c;

	(void)fd;
	(void)what;
	while ((c = list_first(&h->awake, struct conn, in_awake))) {
		list_remove(&c->in_awake);
		if (c->phase == PHASE_CLOSED)
			conn_free(c);
		else
			conn_run(c);
	}
	dropped_end(h);
}

/* Ends the connections of a phase whose time is up, or will be within so many milliseconds. */
static void phase_expire(struct http *h, enum phase phase, uint64_t until_ms)
{
	struct conn *c;

	while ((c = phase_first(h, phase)) && c->deadline_ms <= until_ms)
		conn_expire(c);
}

void http_ticking(struct http *h)
{
	const struct timeval tick = { 0, TICK_MS * 1000 };

	if (!event_pending(h->tick, EV_TIMEOUT, NULL))
		event_add(h->tick, &tick);
}

static void http_ticked(evutil_socket_t fd, short what, void *arg)
{
	static const enum phase limited[] = { PHASE_IDLE, PHASE_HEAD, PHASE_BODY, PHASE_UPLOAD,
		PHASE_ANSWER, PHASE_DOWNLOAD, PHASE_PUSH, PHASE_LINGER };
	struct http *h = arg;
	uint64_t now = clock_mono_ms();

	(void)fd;
	(void)what;
	for (size_t i = 0; i < sizeof(limited) / sizeof(limited[0]); i++)
		phase_expire(h, limited[i], now);
	if (h->draining && h->limits.head_ms > DRAIN_SILENT_MS)
		phase_expire(h, PHASE_HEAD, now + (uint64_t)(h->limits.head_ms - DRAIN_SILENT_MS));
	if (h->conns)
		http_ticking(h);
}

struct http *http_new(struct event_base *base, const struct http_limits *limits,
	const struct http_service *service)
{
	struct http *h = fatal_if_null(calloc(1, sizeof(*h)));

	*h = (struct http){ .base = base, .limits = *limits, .service = *service, .spare_fd = -1 };
	list_init(&h->listeners);
	list_init(&h->exchanges);
	list_init(&h->awake);
	list_init(&h->dropped);
	for (int i = 0; i < PHASES; i++)
		list_init(&h->phases[i]);
	if (getrandom(&h->random, sizeof(h->random), 0) != sizeof(h->random))
		fatal("http: no random bytes");
	peers_init(&h->peers, limits->conns_max);
	h->tick = fatal_if_null(evtimer_new(base, http_ticked, h));
	h->wake = fatal_if_null(event_new(base, -1, 0, http_woken, h));
	/* Bufferevents write with writev(), which would end the process when a client has left. */
	signal(SIGPIPE, SIG_IGN);
	return h;
}

void http_listen(struct http *h, int fd, struct ssl_ctx_st *tls)
{
	listener_new(h, fd, tls);
}

void http_tls_replace(struct http *h, struct ssl_ctx_st *tls)
{
	listeners_tls(h, tls);
}

/* Tells whether the client has sent something that has not been read yet. */
static bool conn_has_sent(const struct conn *c)
{
	char byte;

	return recv(c->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

void http_drain(struct http *h)
{
	struct conn *c;

	h->draining = true;
	listeners_accept(h);
	listeners_close(h);
	while ((c = phase_first(h, PHASE_IDLE)))
		if (conn_has_sent(c))
			conn_move(c, PHASE_HEAD);
		else
			conn_close(c);
}

int http_conns(const struct http *h)
{
	return h->conns;
}

int http_requests(const struct http *h)
{
	return h->requests;
}

void http_free(struct http *h)
{
	struct conn *c;
	struct exchange *x;

	listeners_close(h);
	for (int i = 0; i < PHASE_CLOSED; i++)
		while ((c = phase_first(h, (enum phase)i)))
			conn_close(c);
	http_woken(-1, 0, h);
	while ((x = list_first(&h->exchanges, struct exchange, in_exchanges))) {
		list_remove(&x->in_exchanges);
		x->http = NULL;
	}
	event_free(h->tick);
	event_free(h->wake);
	peers_free(&h->peers);
	if (h->spare_fd >= 0)
		close(h->spare_fd);
	free(h);
}
