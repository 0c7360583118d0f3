#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/http_conn.h"

#define ACCEPT_MAX 16  /* in a row, so that other processes on the same socket get their share */
#define CALM_MS    100 /* no accepting after it failed for want of something */

struct listener {
	struct list in_listeners;
	struct http *http;
	struct event *readable, *calm;
	int fd;
	struct ssl_ctx_st *tls;
};

/* Logs at most once a second: a full table would otherwise fill the disk, too. */
static void trouble_log(struct http *h, const char *what, int error)
{
	uint64_t now = clock_mono_ms();

	if (h->accept_log_ms && now - h->accept_log_ms < 1000)
		return;
	h->accept_log_ms = now;
	log_warning("accept_trouble", "what=%s error=%s connections=%d", what, strerror(error),
		h->conns);
}

/* Takes the spare descriptor back, if there is one to be had. */
static void spare_open(struct http *h)
{
	if (h->spare_fd < 0)
		h->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* There is nothing left to accept with.  The spare descriptor serves to end the connection at the
 * head of the queue, so that its client knows; then nothing is done for a while. */
static void calm_down(struct listener *l, int error)
{
	const struct timeval wait = { 0, CALM_MS * 1000 };
	int fd;

	trouble_log(l->http, "accept", error);
	if (l->http->spare_fd >= 0) {
		close(l->http->spare_fd);
		l->http->spare_fd = -1;
		fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd >= 0)
			close(fd);
		spare_open(l->http);
	}
	event_del(l->readable);
	event_add(l->calm, &wait);
}

static void calm_over(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;

	(void)fd;
	(void)what;
	spare_open(l->http);
	event_add(l->readable, NULL);
}

static bool error_passes(int error)
{
	return error == EINTR || error == ECONNABORTED || error == EPROTO || error == EPERM;
}

static void accept_some(evutil_socket_t fd, short what, void *arg)
{
	struct listener *l = arg;
	struct sockaddr_storage from;

	(void)what;
	for (int i = 0; i < ACCEPT_MAX; i++) {
		socklen_t len = sizeof(from);
		int conn;

		from.ss_family = AF_UNSPEC;
		conn = accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (conn >= 0)
			conn_open(l->http, conn, l->tls, (const struct sockaddr *)&from);
		else if (errno == EAGAIN)
			return;
		else if (!error_passes(errno)) {
			calm_down(l, errno);
			return;
		}
	}
}

void listener_new(struct http *h, int fd, struct ssl_ctx_st *tls)
{
	struct listener *l = fatal_if_null(calloc(1, sizeof(*l)));
	int on = 1;

	*l = (struct listener){ .http = h, .fd = fd, .tls = tls };
	if (tls)
		SSL_CTX_up_ref(tls);
	/* Accepted sockets inherit it.  It fails on a socket in the file system, which needs none.
	 */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
		log_debug("no_delay_refused", "error=%s", strerror(errno));
	spare_open(h);
	l->readable = fatal_if_null(event_new(h->base, fd, EV_READ | EV_PERSIST, accept_some, l));
	l->calm = fatal_if_null(evtimer_new(h->base, calm_over, l));
	event_add(l->readable, NULL);
	list_append(&h->listeners, &l->in_listeners);
}

void listeners_accept(struct http *h)
{
	for (struct list *i = h->listeners.next; i != &h->listeners; i = i->next) {
		struct listener *l = list_item(i, struct listener, in_listeners);

		accept_some(l->fd, EV_READ, l);
	}
}

void listeners_close(struct http *h)
{
	for (struct list *i = h->listeners.next, *next; i != &h->listeners; i = next) {
		struct listener *l = list_item(i, struct listener, in_listeners);

		next = i->next;
		event_free(l->readable);
		event_free(l->calm);
		close(l->fd);
		SSL_CTX_free(l->tls);
		free(l);
	}
	list_init(&h->listeners);
}

void listeners_tls(struct http *h, struct ssl_ctx_st *tls)
{
	for (struct list *i = h->listeners.next; i != &h->listeners; i = i->next) {
		struct listener *l = list_item(i, struct listener, in_listeners);

		if (!l->tls)
			continue;
		SSL_CTX_up_ref(tls);
		SSL_CTX_free(l->tls);
		l->tls = tls;
	}
}
