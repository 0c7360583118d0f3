#include "server/watch_topic.h"

#include <event2/event.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/siphash.h"

#define BUCKETS   1024u    /* a power of two */
#define RECENT_US 60000000 /* nobody asked for their answer so long ago */
#define TURNS_MAX 8

struct topic {
	struct list bucket;
	struct watch_topics *all;
	struct list groups;
	uint64_t came_us;    /* when something new was told; 0: not lately */
	unsigned long round; /* of the answer that told of it last */
	char next[96];       /* what the next answer tells where nothing new has come */
	char name[];
};

struct group {
	struct list groups;
	struct topic *topic;
	uint64_t question;
	struct list waiters; /* the one that has waited longest first */
	/* Of those who take turns: */
	uint64_t settled_us; /* whoever asked then found nothing */
	unsigned turn;       /* how often some were woken for what is new */
	struct event *pause; /* until the next turn */
};

struct watch_topics {
	struct event_base *base;
	unsigned long round;
	uint64_t from_us; /* from when on all is known; 0: never yet */
	struct list buckets[BUCKETS];
};

struct watch_topics *watch_topics_new(struct event_base *base)
{
	struct watch_topics *t = fatal_if_null(calloc(1, sizeof(*t)));

	t->base = base;
	for (size_t i = 0; i < BUCKETS; i++)
		list_init(&t->buckets[i]);
	return t;
}

static struct topic *topic_new(struct watch_topics *t, struct list *bucket, struct span name)
{
	struct topic *topic = fatal_if_null(calloc(1, sizeof(*topic) + name.len + 1));

	topic->all = t;
	list_init(&topic->groups);
	memcpy(topic->name, name.data, name.len);
	list_append(bucket, &topic->bucket);
	return topic;
}

/* Finds a topic, or makes it. */
static struct topic *topic_of(struct watch_topics *t, struct span name)
{
	static const unsigned char key[SIPHASH_KEY_SIZE];
	struct list *bucket = &t->buckets[siphash(key, name) & (BUCKETS - 1)];

	for (struct list *at = bucket->next; at != bucket; at = at->next) {
		struct topic *topic = list_item(at, struct topic, bucket);

		if (span_eq(name, topic->name))
			return topic;
	}
	return topic_new(t, bucket, name);
}

/* Tells when something came that who asked before may not have seen. */
static uint64_t news_us(const struct topic *topic)
{
	return topic->came_us > topic->all->from_us ? topic->came_us : topic->all->from_us;
}

/* Wakes so many, or all there are. */
static void group_wake(struct group *g, unsigned count)
{
	struct watch_entry *e;

	while (count-- && (e = list_first(&g->waiters, struct watch_entry, peers)))
		watch_wake(e, true);
}

/* Has some look what is there, unless somebody did and found nothing. */
static void group_turn(struct group *g)
{
	static const struct timeval pause = { 0, WATCH_PAUSE_MS * 1000 };

	if (g->settled_us > news_us(g->topic))
		return;
	group_wake(g, 1u << 2 * g->turn);
	if (g->turn < TURNS_MAX)
		g->turn++;
	if (!list_empty(&g->waiters))
		evtimer_add(g->pause, &pause);
}

static void group_paused(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	group_turn(arg);
}

/* Tells a group that there is something new. */
static void group_tell(struct group *g)
{
	if (!g->question)
		return group_wake(g, UINT_MAX);
	g->turn = 0;
	group_turn(g);
}

/* Finds the group of a question, or makes it. */
static struct group *group_of(struct topic *topic, uint64_t question)
{
	struct group *g;

	for (struct list *at = topic->groups.next; at != &topic->groups; at = at->next) {
		g = list_item(at, struct group, groups);
		if (g->question == question)
			return g;
	}
	g = fatal_if_null(calloc(1, sizeof(*g)));
	g->topic = topic;
	g->question = question;
	g->pause = fatal_if_null(evtimer_new(topic->all->base, group_paused, g));
	list_init(&g->waiters);
	list_append(&topic->groups, &g->groups);
	return g;
}

static void group_free(struct group *g)
{
	list_remove(&g->groups);
	event_free(g->pause);
	free(g);
}

static void topic_tell(struct topic *topic)
{
	topic->came_us = clock_mono_us();
	for (struct list *at = topic->groups.next; at != &topic->groups; at = at->next)
		group_tell(list_item(at, struct group, groups));
}

/* Calls something for each topic, which it may free. */
static void topics_each(struct watch_topics *t, void (*call)(struct topic *topic))
{
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct list *at = t->buckets[i].next, *next; at != &t->buckets[i]; at = next) {
			next = at->next;
			call(list_item(at, struct topic, bucket));
		}
}

void watch_topics_begin(struct watch_topics *t, bool anew)
{
	t->round++;
	if (!anew)
		return;
	t->from_us = clock_mono_us();
	topics_each(t, topic_tell);
}

void watch_topics_told(struct watch_topics *t, const char *name, const char *mark, const char *next)
{
	struct topic *topic = topic_of(t, span_of(name));
	bool known = topic->round + 1 == t->round && !strcmp(topic->next, mark);

	topic->round = t->round;
	snprintf(topic->next, sizeof(topic->next), "%s", next);
	if (!known)
		topic_tell(topic);
}

/* Frees the groups for which nobody waits; tells whether that were all. */
static bool topic_empty(struct topic *topic)
{
	for (struct list *at = topic->groups.next, *next; at != &topic->groups; at = next) {
		struct group *g = list_item(at, struct group, groups);

		next = at->next;
		if (list_empty(&g->waiters))
			group_free(g);
	}
	return list_empty(&topic->groups);
}

static void topic_free(struct topic *topic)
{
	list_remove(&topic->bucket);
	free(topic);
}

/* Frees what of a topic is of no use any more. */
static void topic_sweep(struct topic *topic)
{
	if (topic_empty(topic) && clock_mono_us() - topic->came_us >= RECENT_US)
		topic_free(topic);
}

void watch_topics_end(struct watch_topics *t)
{
	topics_each(t, topic_sweep);
}

/* Notes that somebody asked and found nothing, which holds for all of the group; or has the turns
 * begin, where that was before the last news. */
static void group_asked(struct group *g, uint64_t asked_us)
{
	static const struct timeval at_once = { 0, 0 };

	if (asked_us > g->settled_us)
		g->settled_us = asked_us;
	if (g->settled_us > news_us(g->topic)) {
		g->turn = 0;
		evtimer_del(g->pause);
	} else if (!evtimer_pending(g->pause, NULL)) {
		evtimer_add(g->pause, &at_once);
	}
}

bool watch_topics_enter(
	struct watch_topics *t, struct watch_entry *e, const struct watch_for *wanted)
{
	struct topic *topic = topic_of(t, span_of(wanted->topic));
	struct group *g = group_of(topic, wanted->question);

	list_append(&g->waiters, &e->peers);
	if (!wanted->question)
		return wanted->asked_us <= news_us(topic);
	group_asked(g, wanted->asked_us);
	return false;
}

static void topic_end(struct topic *topic)
{
	for (struct list *at = topic->groups.next, *next; at != &topic->groups; at = next) {
		next = at->next;
		group_free(list_item(at, struct group, groups));
	}
	topic_free(topic);
}

void watch_topics_free(struct watch_topics *t)
{
	topics_each(t, topic_end);
	free(t);
}
