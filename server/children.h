/* The processes below the master: started, watched, replaced, ended. */
#ifndef PAKN_CHILDREN_H
#define PAKN_CHILDREN_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "server/process.h"

/* One of them, dead or alive. */
struct child {
	struct process process;
	char name[24];
	int (*run)(const struct process *p);
	pid_t pid; /* 0: not running */
	uint64_t started_ms, restart_at_ms;
	unsigned deaths; /* in a row, each soon after its start */
	uint64_t beats;  /* at the last look */
	unsigned missed; /* looks without a new beat */
};

struct children {
	int count, workers; /* those come first */
	struct child *items;
	bool stopping; /* the dead stay dead */
};

/* Tells how many processes so many workers need beside them. */
int children_count(const struct config *c, int workers);

/* Makes a row for each of them; shared must have as many slots. */
void children_init(struct children *c, int workers, const struct process *like);
void children_free(struct children *c);

/* Forks those that do not run and whose time has come.  Returns only in the master; -1, or in how
 * many milliseconds the next one is due. */
int children_start(struct children *c);

/* Takes note of all that died, and when each is to be replaced. */
void children_reap(struct children *c);

/* Kills processes whose loop has not turned for so many looks; 0: none. */
void children_watch(struct children *c, unsigned missed_max);

/* Tells whether every one has reached its loop. */
bool children_ready(const struct children *c);

enum children_kind { CHILDREN_WORKERS = 1, CHILDREN_OTHERS = 2, CHILDREN_ALL = 3 };

void children_signal(const struct children *c, enum children_kind kind, int number);
bool children_running(const struct children *c, enum children_kind kind);

#endif
