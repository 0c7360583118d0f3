#include "server/sheet_order.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fatal.h"
#include "server/descriptors.h"

struct sheet_feed {
	struct event *readable, *writable;
	int socket;
	struct timeval late;
	struct span lines; /* what is not sent yet */
	bool ending;
	sheet_told *told;
	void *arg;
};

bool sheet_order_take(int channel, struct sheet_order *order, int *file, int *lines)
{
	int fds[DESCRIPTORS];

	if (!descriptors_take(channel, order, sizeof(*order), fds))
		return false;
	*file = fds[0];
	*lines = fds[1];
	return true;
}

/* Takes a word from the other side, or that there is none. */
static void feed_heard(evutil_socket_t fd, short what, void *arg)
{
	struct sheet_feed *f = arg;
	struct sheet_answer a;

	event_del(f->writable);
	if (!(what & EV_READ) || recv(fd, &a, sizeof(a), MSG_DONTWAIT) != sizeof(a))
		a = (struct sheet_answer){ .outcome = SHEET_AWAY };
	f->told(f->arg, &a);
}

/* Sends on; says so when all is sent. */
static void feed_ready(evutil_socket_t fd, short what, void *arg)
{
	struct sheet_feed *f = arg;
	ssize_t sent = 0;

	if (what & EV_WRITE)
		sent = send(fd, f->lines.data, f->lines.len, MSG_DONTWAIT | MSG_NOSIGNAL);
	if (!(what & EV_WRITE) || (sent < 0 && errno != EAGAIN && errno != EINTR))
		return feed_heard(fd, EV_READ, f);
	f->lines = span_skip(f->lines, sent > 0 ? (size_t)sent : 0);
	if (f->lines.len)
		event_add(f->writable, &f->late);
	else if (!f->ending)
		f->told(f->arg, &(struct sheet_answer){ .outcome = SHEET_FED });
	else
		event_add(f->readable, &f->late);
}

struct sheet_feed *sheet_feed_new(struct event_base *base, int channel,
	const struct sheet_order *order, int file, int late_ms, sheet_told *told, void *arg)
{
	struct sheet_feed *f = fatal_if_null(calloc(1, sizeof(*f)));
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		fatal("sheet_order: no socket");
	*f = (struct sheet_feed){ .socket = ends[0],
		.late = { late_ms / 1000, late_ms % 1000 * 1000 },
		.told = told,
		.arg = arg };
	f->readable = fatal_if_null(event_new(base, ends[0], EV_READ, feed_heard, f));
	f->writable = fatal_if_null(event_new(base, ends[0], EV_WRITE, feed_ready, f));
	/* Where it could not be sent, that comes back through the same door: the other end is
	 * closed. */
	descriptors_send(channel, order, sizeof(*order), (const int[DESCRIPTORS]){ file, ends[1] });
	close(ends[1]);
	event_add(f->readable, &f->late);
	return f;
}

void sheet_feed_lines(struct sheet_feed *f, struct span lines)
{
	f->lines = lines;
	event_add(f->writable, &f->late);
}

void sheet_feed_end(struct sheet_feed *f)
{
	f->ending = true;
	sheet_feed_lines(f, span_of(".\n"));
}

void sheet_feed_free(struct sheet_feed *f)
{
	if (!f)
		return;
	event_free(f->readable);
	event_free(f->writable);
	close(f->socket);
	free(f);
}
