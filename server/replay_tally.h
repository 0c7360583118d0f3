/* Counts what became of a file's lines, and says so while they go and at the end. */
#ifndef PAKN_REPLAY_TALLY_H
#define PAKN_REPLAY_TALLY_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define REPLAY_GROUPS 64 /* kinds of failures told apart */
#define REPLAY_LINES  10 /* line numbers named of each */

/* What becomes of a line's report, and of each action of its staff. */
enum replay_outcome {
	REPLAY_STORED,
	REPLAY_REPLAYED,
	REPLAY_REFUSED,
	REPLAY_GIVEN_UP,
	REPLAY_REPORTS, /* how many of them are about reports */
	REPLAY_DONE = REPLAY_REPORTS,
	REPLAY_ACTION_REFUSED,
	REPLAY_ACTION_GIVEN_UP,
	REPLAY_LEFT_OUT, /* since what came before it failed */
	REPLAY_OUTCOMES
};

/* Lines that failed in the same way. */
struct replay_group {
	enum replay_outcome outcome;
	char what[160];
	size_t count;
	size_t lines[REPLAY_LINES]; /* the lowest, rising */
};

struct replay_tally {
	size_t counts[REPLAY_OUTCOMES];
	size_t retries;
	struct replay_group groups[REPLAY_GROUPS];
	size_t group_count;
	uint32_t *latencies; /* in microseconds, of each answered try */
	size_t latency_count, latency_cap;
	uint64_t started_ms, shown_ms;
	bool terminal;
};

void replay_tally_begin(struct replay_tally *t);
void replay_tally_end(struct replay_tally *t);

void replay_tally_latency(struct replay_tally *t, uint64_t us);
void replay_tally_good(struct replay_tally *t, enum replay_outcome outcome);
void replay_tally_left_out(struct replay_tally *t, size_t actions);
void replay_tally_bad(
	struct replay_tally *t, enum replay_outcome outcome, size_t line, const char *what);

/* Shows on stderr how far things are, where it is time to: a bar that is written over at a
 * terminal, else a line every ten seconds. */
void replay_tally_show(struct replay_tally *t, unsigned percent);

/* Prints the summary. */
void replay_tally_print(struct replay_tally *t, FILE *out);

/* Tells whether every line is stored and every action done. */
bool replay_tally_is_good(const struct replay_tally *t);

#endif
