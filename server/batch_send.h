/* The inside of batch.c: the rows of one statement. */
#ifndef PAKN_BATCH_SEND_H
#define PAKN_BATCH_SEND_H

#include "common/str.h"
#include "server/batch.h"

/* Rows of one tenant, under way or to go first; NULL where a row has been answered already. */
struct send {
	struct list halves;
	struct batch *batch;
	struct batch_row **rows;
	size_t count;
	uint64_t sent_ms; /* 0: it waits for a writer */
	char tenant[12];
	struct str arrays[COLUMN_COUNT];
	const char *params[COLUMN_COUNT + 1];
};

/* Makes a statement of those rows that have not been answered; they know it from now on. */
struct send *send_new(
	struct batch *b, const char *tenant, struct batch_row *const *rows, size_t count);

/* Leaves out the rows that have been answered since. */
void send_pack(struct send *s);

/* Writes the parameters of report_submit().  They do not need the rows any more. */
void send_write(struct send *s);

void send_free(struct send *s);

#endif
