#include "server/replay_tally.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"

#define BAR_MS   200
#define LINE_MS  10000
#define BAR_SIZE 20

static const char *const outcomes[REPLAY_OUTCOMES] = {
	[REPLAY_STORED] = "stored",
	[REPLAY_REPLAYED] = "replayed",
	[REPLAY_REFUSED] = "refused",
	[REPLAY_GIVEN_UP] = "given up",
	[REPLAY_DONE] = "done",
	[REPLAY_ACTION_REFUSED] = "refused",
	[REPLAY_ACTION_GIVEN_UP] = "given up",
	[REPLAY_LEFT_OUT] = "left out",
};

void replay_tally_begin(struct replay_tally *t)
{
	*t = (struct replay_tally){ .terminal = isatty(STDERR_FILENO) };
	t->started_ms = t->shown_ms = clock_mono_ms();
}

void replay_tally_end(struct replay_tally *t)
{
	free(t->latencies);
	t->latencies = NULL;
}

void replay_tally_latency(struct replay_tally *t, uint64_t us)
{
	if (t->latency_count == t->latency_cap) {
		t->latency_cap = t->latency_cap ? 2 * t->latency_cap : 1024;
		t->latencies = fatal_if_null(
			realloc(t->latencies, t->latency_cap * sizeof(*t->latencies)));
	}
	t->latencies[t->latency_count++] = us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;
}

void replay_tally_good(struct replay_tally *t, enum replay_outcome outcome)
{
	t->counts[outcome]++;
}

void replay_tally_left_out(struct replay_tally *t, size_t actions)
{
	t->counts[REPLAY_LEFT_OUT] += actions;
}

/* Finds or makes the group of a failure; the last one takes what no longer fits. */
static struct replay_group *group_of(
	struct replay_tally *t, enum replay_outcome outcome, const char *what)
{
	struct replay_group *g = t->groups;

	if (t->group_count >= REPLAY_GROUPS - 1)
		what = "other reasons";
	for (; g < t->groups + t->group_count; g++)
		if (g->outcome == outcome && !strncmp(g->what, what, sizeof(g->what) - 1))
			return g;
	if (t->group_count == REPLAY_GROUPS)
		return g - 1;
	t->group_count++;
	g->outcome = outcome;
	snprintf(g->what, sizeof(g->what), "%s", what);
	return g;
}

/* Puts a line among the lowest of its group; answers come in any order. */
static void line_keep(struct replay_group *g, size_t line)
{
	size_t kept = g->count < REPLAY_LINES ? g->count : REPLAY_LINES, at = kept;

	while (at && g->lines[at - 1] > line)
		at--;
	if (at == REPLAY_LINES)
		return;
	if (kept == REPLAY_LINES)
		kept--;
	memmove(g->lines + at + 1, g->lines + at, (kept - at) * sizeof(g->lines[0]));
	g->lines[at] = line;
}

void replay_tally_bad(
	struct replay_tally *t, enum replay_outcome outcome, size_t line, const char *what)
{
	struct replay_group *g = group_of(t, outcome, what);

	t->counts[outcome]++;
	line_keep(g, line);
	g->count++;
}

/* Adds up the counts of some outcomes. */
static size_t sum(const struct replay_tally *t, int first, int end)
{
	size_t n = 0;

	for (int i = first; i < end; i++)
		n += t->counts[i];
	return n;
}

/* Counts the lines of which it is known what became of their report. */
static size_t total(const struct replay_tally *t)
{
	return sum(t, 0, REPLAY_REPORTS);
}

/* Tells how many lines a second went through. */
static double rate(const struct replay_tally *t)
{
	uint64_t spent = clock_mono_ms() - t->started_ms;

	return (double)total(t) * 1000 / (double)(spent ? spent : 1);
}

void replay_tally_show(struct replay_tally *t, unsigned percent)
{
	uint64_t now = clock_mono_ms();
	int full = (int)(percent * BAR_SIZE / 100);

	if (now - t->shown_ms < (t->terminal ? BAR_MS : LINE_MS))
		return;
	t->shown_ms = now;
	if (t->terminal)
		fprintf(stderr, "\r[%.*s%*s] ", full, "####################", BAR_SIZE - full, "");
	fprintf(stderr, "%zu sent (%u %%), %.0f/s, %zu refused or given up, %zu tries again%s",
		total(t), percent, rate(t), t->counts[REPLAY_REFUSED] + t->counts[REPLAY_GIVEN_UP],
		t->retries, t->terminal ? "\033[K" : "\n");
}

static void group_print(const struct replay_group *g, FILE *out)
{
	size_t named = g->count < REPLAY_LINES ? g->count : REPLAY_LINES;

	fprintf(out, "  %s: %s: %zu, line%s", outcomes[g->outcome], g->what, g->count,
		g->count == 1 ? "" : "s");
	for (size_t i = 0; i < named; i++)
		fprintf(out, "%s %zu", i ? "," : "", g->lines[i]);
	fputs(named < g->count ? ", ...\n" : "\n", out);
}

static int latency_compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Tells the latency that so many of a hundred answers kept, in milliseconds. */
static double latency_at(const struct replay_tally *t, unsigned percent)
{
	size_t rank = (t->latency_count * percent + 99) / 100;

	return t->latencies[rank ? rank - 1 : 0] / 1000.0;
}

static void latencies_print(struct replay_tally *t, FILE *out)
{
	if (!t->latency_count)
		return;
	qsort(t->latencies, t->latency_count, sizeof(t->latencies[0]), latency_compare);
	fprintf(out, "Answers came after p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, at most %.1f ms.\n",
		latency_at(t, 50), latency_at(t, 90), latency_at(t, 99), latency_at(t, 100));
}

/* Prints some counts, each before its name. */
static void counts_print(const struct replay_tally *t, int first, int end, FILE *out)
{
	for (int i = first; i < end; i++)
		fprintf(out, "%s %zu %s", i > first ? "," : "", t->counts[i], outcomes[i]);
}

void replay_tally_print(struct replay_tally *t, FILE *out)
{
	size_t actions = sum(t, REPLAY_DONE, REPLAY_OUTCOMES);

	if (t->terminal)
		fputs("\r\033[K", stderr);
	fprintf(out, "%zu sent:", total(t));
	counts_print(t, 0, REPLAY_REPORTS, out);
	fprintf(out, "; %zu tries again; %.1f s, %.0f/s.\n", t->retries,
		(double)(clock_mono_ms() - t->started_ms) / 1000, rate(t));
	if (actions) {
		fprintf(out, "%zu actions of staff:", actions);
		counts_print(t, REPLAY_DONE, REPLAY_OUTCOMES, out);
		fputs(".\n", out);
	}
	for (size_t i = 0; i < t->group_count; i++)
		group_print(&t->groups[i], out);
	latencies_print(t, out);
}

bool replay_tally_is_good(const struct replay_tally *t)
{
	return total(t) == t->counts[REPLAY_STORED] + t->counts[REPLAY_REPLAYED] &&
	       !sum(t, REPLAY_DONE + 1, REPLAY_OUTCOMES);
}
