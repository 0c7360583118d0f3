#include "server/media_order.h"

#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/fatal.h"
#include "server/descriptors.h"

/* An order whose answer is waited for. */
struct asked {
	struct event *event;
	int answer;
	bool unsent;
	media_done *done;
	void *arg;
};

bool media_order_take(int channel, struct media_order *order, int *file, int *answer)
{
	int fds[DESCRIPTORS];

	if (!descriptors_take(channel, order, sizeof(*order), fds))
		return false;
	*file = fds[0];
	*answer = fds[1];
	return true;
}

static bool order_send(int channel, const struct media_order *order, int file, int answer)
{
	return descriptors_send(
		channel, order, sizeof(*order), (const int[DESCRIPTORS]){ file, answer });
}

/* Takes the answer, or that there is none. */
static void answered(evutil_socket_t fd, short what, void *arg)
{
	struct asked *a = arg;
	struct media_answer answer;

	if (!(what & EV_READ) || read(fd, &answer, sizeof(answer)) != sizeof(answer))
		answer = (struct media_answer){ .outcome = a->unsent ? MEDIA_BUSY : MEDIA_AWAY };
	a->done(a->arg, &answer);
	event_free(a->event);
	close(a->answer);
	free(a);
}

void media_ask(struct event_base *base, int channel, const struct media_order *order, int file,
	int deadline_ms, media_done *done, void *arg)
{
	struct asked *a = fatal_if_null(calloc(1, sizeof(*a)));
	struct timeval deadline = { deadline_ms / 1000, deadline_ms % 1000 * 1000 };
	int ends[2] = { -1, -1 };

	*a = (struct asked){ .done = done, .arg = arg, .unsent = true };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0)
		a->unsent = !order_send(channel, order, file, ends[1]);
	/* What could not be sent comes back through the same door: the other end is closed. */
	if (ends[1] >= 0)
		close(ends[1]);
	a->answer = ends[0];
	a->event = fatal_if_null(event_new(base, ends[0], EV_READ, answered, a));
	if (ends[0] < 0)
		event_active(a->event, EV_TIMEOUT, 0);
	else
		event_add(a->event, &deadline);
}
