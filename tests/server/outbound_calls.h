/* What the tests of outbound.c share: calls to a server on the same loop, and what came of them. */
#ifndef PAKN_TESTS_OUTBOUND_CALLS_H
#define PAKN_TESTS_OUTBOUND_CALLS_H

#include "server/outbound.h"
#include "tests/server/http_peer.h"

#define SETTLE_MS 60000

/* What an answer said. */
struct got {
	int calls;
	enum outbound_outcome outcome;
	int status;
	struct str body;
};

static inline void note(void *arg, const struct outbound_answer *a)
{
	struct got *g = arg;

	g->calls++;
	g->outcome = a->outcome;
	g->status = a->status;
	str_clear(&g->body);
	str_add_bytes(&g->body, a->body.data, a->body.len);
}

static inline struct outbound *open_on(struct server *s, const char *authorities, bool loopback)
{
	struct outbound_settings settings = {
		.authorities = authorities, .loopback = loopback, .calls_max = 4
	};

	return outbound_new(s->base, &settings);
}

/* Turns the loop until nothing is under way. */
static inline void settle(struct server *s, struct outbound *o)
{
	uint64_t end = clock_mono_ms() + SETTLE_MS;

	while (outbound_pending(o) && clock_mono_ms() < end)
		event_base_loop(s->base, EVLOOP_ONCE);
	assert_int_equal(outbound_pending(o), 0);
}

static inline const char *address(const struct server *s, const char *scheme, const char *path)
{
	static char url[128];

	snprintf(url, sizeof(url), "%s://127.0.0.1:%d%s", scheme, s->port, path);
	return url;
}

#endif
