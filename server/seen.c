#include "server/seen.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "common/str.h"
#include "queries.h"
#include "server/db.h"

#define SLOTS  4096 /* a power of two; what finds no room is noted next time */
#define PROBES 8

struct slot {
	int tenant_id; /* 0: free */
	unsigned char digest[DIGEST_SIZE];
};

struct seen {
	struct db *db;
	struct event *timer;
	struct slot slots[SLOTS];
	/* What is being told: the parameters of one call. */
	char tenant[12];
	struct str digests;
	const char *params[2];
};

static const struct timeval pause_between = { 10, 0 };

static void told(void *arg, struct db_result *res);

/* Takes the credentials of one province out of the slots, as an array's text. */
static void take_tenant(struct seen *s, int tenant_id)
{
	str_clear(&s->digests);
	snprintf(s->tenant, sizeof(s->tenant), "%d", tenant_id);
	for (size_t i = 0; i < SLOTS; i++) {
		if (s->slots[i].tenant_id != tenant_id)
			continue;
		str_add(&s->digests, s->digests.len ? ",\"\\\\x" : "{\"\\\\x");
		str_add_hex(&s->digests, s->slots[i].digest, DIGEST_SIZE);
		str_add_char(&s->digests, '"');
		s->slots[i].tenant_id = 0;
	}
	str_add_char(&s->digests, '}');
	s->params[1] = s->digests.data;
}

/* Tells of one province after the other, then waits. */
static void tell_next(struct seen *s)
{
	size_t i = 0;

	while (i < SLOTS && !s->slots[i].tenant_id)
		i++;
	if (i == SLOTS) {
		evtimer_add(s->timer, &pause_between);
		return;
	}
	take_tenant(s, s->slots[i].tenant_id);
	db_call(s->db, DB_FAST, &q_credential_seen, s->params, told, s);
}

/* Goes on, whatever became of it: a use that was lost costs nobody a session at once. */
static void told(void *arg, struct db_result *res)
{
	(void)res;
	tell_next(arg);
}

static void tell(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	tell_next(arg);
}

struct seen *seen_new(struct event_base *base, struct db *db)
{
	struct seen *s = fatal_if_null(calloc(1, sizeof(*s)));

	s->db = db;
	s->params[0] = s->tenant;
	s->timer = fatal_if_null(evtimer_new(base, tell, s));
	evtimer_add(s->timer, &pause_between);
	return s;
}

void seen_note(struct seen *s, const struct token *t)
{
	size_t at = (size_t)t->digest[0] << 8 | t->digest[1];

	for (size_t i = 0; i < PROBES; i++) {
		struct slot *slot = &s->slots[(at + i) % SLOTS];

		if (slot->tenant_id == t->tenant_id &&
			!memcmp(slot->digest, t->digest, DIGEST_SIZE))
			return;
		if (!slot->tenant_id) {
			slot->tenant_id = t->tenant_id;
			memcpy(slot->digest, t->digest, DIGEST_SIZE);
			return;
		}
	}
}

void seen_free(struct seen *s)
{
	event_free(s->timer);
	str_free(&s->digests);
	free(s);
}
