#include "server/limit.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/digits.h"
#include "common/fatal.h"
#include "common/random.h"
#include "common/rate.h"

/* A bucket: TAG_BITS of tag above TIME_BITS of microseconds on the monotonic clock, which come
 * round again after half a year.  What was not touched for a quarter of one is full. */
#define TIME_BITS  44
#define TAG_BITS   20
#define TIME_MASK  ((UINT64_C(1) << TIME_BITS) - 1)
#define TIME_HALF  (UINT64_C(1) << (TIME_BITS - 1))

#define MINUTE_US  UINT64_C(60000000)
#define SECOND_US  UINT64_C(1000000)

#define NAME(name) [LIMIT_##name] = #name,
static const char *const names[LIMIT_COUNT] = { LIMITS(NAME) };
#undef NAME

struct policy {
	uint64_t interval_us; /* between two tokens; 0: off */
	uint64_t window_us;   /* in which an empty bucket fills */
	char field[LIMIT_HEADER_SIZE];
};

struct limits {
	struct limit_table *table;
	struct policy policies[LIMIT_COUNT];
};

void limit_table_init(struct limit_table *table)
{
	random_bytes(table->key, sizeof(table->key));
}

static uint64_t seconds_up(uint64_t us)
{
	return (us + SECOND_US - 1) / SECOND_US;
}

/* Reads one limit. */
static void policy_read(struct policy *p, enum limit which, const struct config *c)
{
	char setting[40];
	struct rate rate;

	snprintf(setting, sizeof(setting), "limit_%s", names[which]);
	if (!rate_parse(config_text(c, setting), &rate))
		fatal("a limit that config_table.c let pass cannot be read");
	*p = (struct policy){ 0 };
	if (!rate.minute)
		return;
	p->interval_us = MINUTE_US / rate.minute;
	p->window_us = p->interval_us * rate.burst;
	snprintf(p->field, sizeof(p->field), "\"%s\";q=%u;w=%llu", names[which], rate.burst,
		(unsigned long long)seconds_up(p->window_us));
}

struct limits *limits_new(struct limit_table *table, const struct config *c)
{
	struct limits *l = fatal_if_null(calloc(1, sizeof(*l)));

	l->table = table;
	limits_configure(l, c);
	return l;
}

void limits_free(struct limits *l)
{
	free(l);
}

void limits_configure(struct limits *l, const struct config *c)
{
	for (enum limit which = 0; which < LIMIT_COUNT; which++)
		policy_read(&l->policies[which], which, c);
}

/* Where a subject may stand, and its tag, which is never 0. */
struct place {
	_Atomic uint64_t *ways;
	uint64_t tag; /* where it stands in the word */
};

static struct place place_of(struct limits *l, enum limit which, struct span subject)
{
	/* The sum is as hard to predict as the hash: each limit has buckets of its own. */
	uint64_t hash = siphash(l->table->key, subject) + which * UINT64_C(0x9e3779b97f4a7c15);
	uint64_t tag = hash >> (64 - TAG_BITS);

	return (struct place){ l->table->buckets[hash % LIMIT_SETS], (tag ? tag : 1) << TIME_BITS };
}

/* Tells how far ahead of now a bucket is full again; 0: it is. */
static uint64_t ahead_of(uint64_t word, uint64_t now)
{
	uint64_t ahead = (word - now) & TIME_MASK;

	return ahead < TIME_HALF ? ahead : 0;
}

/* Tells whether a word is the bucket of a place's subject. */
static bool is_of(uint64_t word, const struct place *place)
{
	return (word & ~TIME_MASK) == place->tag;
}

static uint64_t word_of(const struct place *place, uint64_t full_us)
{
	return place->tag | (full_us & TIME_MASK);
}

/* Finds the bucket, or the one that may go for it: none, or the one that is full for longest. */
static _Atomic uint64_t *way_find(const struct place *place, uint64_t now, uint64_t *word)
{
	_Atomic uint64_t *found = NULL;
	uint64_t least = UINT64_MAX, least_word = 0;

	for (int i = 0; i < LIMIT_WAYS; i++) {
		uint64_t rank;

		*word = atomic_load_explicit(&place->ways[i], memory_order_relaxed);
		if (is_of(*word, place))
			return &place->ways[i];
		rank = *word ? 1 + ((*word - now + TIME_HALF) & TIME_MASK) : 0;
		if (rank >= least)
			continue;
		found = &place->ways[i];
		least = rank;
		least_word = *word;
	}
	*word = least_word;
	return found;
}

/* Says how a bucket stands, and how long one waits for a token; 0: not at all. */
static void state_set(
	struct limit_state *state, const struct policy *p, uint64_t ahead, uint64_t wait)
{
	state->counted = p->interval_us > 0;
	if (!state->counted)
		return;
	state->left = (unsigned)((p->window_us - ahead) / p->interval_us);
	state->full_s = (unsigned)seconds_up(ahead);
	state->wait_s = (unsigned)seconds_up(wait);
}

/* Takes a token, from a bucket that is there or, unless only_known, from a new one. */
static enum limit_outcome take(struct limits *l, enum limit which, struct span subject,
	bool only_known, struct limit_state *state)
{
	const struct policy *p = &l->policies[which];
	struct place place = place_of(l, which, subject);
	uint64_t now = clock_mono_us(), word;

	*state = (struct limit_state){ .limit = which };
	for (;;) {
		_Atomic uint64_t *way = way_find(&place, now, &word);
		uint64_t ahead = is_of(word, &place) ? ahead_of(word, now) : 0, wait = 0;

		if (only_known && !is_of(word, &place))
			return LIMIT_UNKNOWN;
		if (ahead > p->window_us) /* it was counted under other settings */
			ahead = p->window_us;
		if (ahead + p->interval_us > p->window_us)
			wait = ahead + p->interval_us - p->window_us;
		else
			ahead += p->interval_us;
		if (atomic_compare_exchange_weak(way, &word, word_of(&place, now + ahead))) {
			state_set(state, p, ahead, wait);
			return wait ? LIMIT_REFUSED : LIMIT_GRANTED;
		}
	}
}

bool limit_take(struct limits *l, enum limit which, struct span subject, struct limit_state *state)
{
	return take(l, which, subject, false, state) == LIMIT_GRANTED;
}

enum limit_outcome limit_take_known(
	struct limits *l, enum limit which, struct span subject, struct limit_state *state)
{
	return take(l, which, subject, true, state);
}

void limit_give_back(struct limits *l, enum limit which, struct span subject)
{
	struct place place = place_of(l, which, subject);
	uint64_t back = l->policies[which].interval_us, now = clock_mono_us(), ahead, word;
	_Atomic uint64_t *way;

	do {
		way = way_find(&place, now, &word);
		if (!is_of(word, &place))
			return;
		ahead = ahead_of(word, now);
		ahead -= ahead < back ? ahead : back;
	} while (!atomic_compare_exchange_weak(way, &word, word_of(&place, now + ahead)));
}

void limit_forget(struct limits *l, enum limit which, struct span subject)
{
	struct place place = place_of(l, which, subject);
	uint64_t word;
	_Atomic uint64_t *way = way_find(&place, clock_mono_us(), &word);

	/* What changes meanwhile is in use by somebody, and is forgotten the next time. */
	if (is_of(word, &place))
		atomic_compare_exchange_strong(way, &word, 0);
}

const char *limit_policy_field(const struct limits *l, const struct limit_state *state)
{
	return l->policies[state->limit].field;
}

void limit_state_field(const struct limit_state *state, char out[LIMIT_HEADER_SIZE])
{
	*out++ = '"';
	out = stpcpy(out, names[state->limit]);
	out = digits_put(stpcpy(out, "\";r="), state->left);
	digits_put(stpcpy(out, ";t="), state->full_s);
}
