/* A file of reports, line by line: JSON lines, each the body of POST /api/v1/reports, or a table
 * (TSV) whose first line names its columns.  Lines are counted from 1, as editors do. */
#ifndef PAKN_REPLAY_FILE_H
#define PAKN_REPLAY_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/str.h"
#include "common/uuid.h"

#define REPLAY_COLUMNS_MAX 32

struct replay_file {
	const char *data; /* mapped */
	size_t len;
	size_t at;                       /* where the next line begins */
	size_t line;                     /* number of the line that was read last */
	bool table;                      /* TSV, not JSON lines */
	size_t column_count;             /* of a table */
	int columns[REPLAY_COLUMNS_MAX]; /* which field each of them is */
};

/* Opens a regular file and reads its header; false: error says why. */
bool replay_file_open(struct replay_file *f, const char *path, struct str *error);
void replay_file_close(struct replay_file *f);

/* Reads the next line that is not blank, as the body to send; false at the end.  fault: NULL, or
 * what makes it a line that cannot be sent. */
bool replay_file_next(struct replay_file *f, struct str *body, const char **fault);

/* Tells how much of the file was read. */
unsigned replay_file_percent(const struct replay_file *f);

/* Makes what the keys of a file come from where no seed was given: its digest. */
void replay_file_seed(const struct replay_file *f, struct str *seed);

/* Makes the key of a line's report (step 0) or of its nth action: the same for the same seed and
 * numbers. */
void replay_file_key(struct span seed, size_t line, size_t step, char out[UUID_TEXT_SIZE]);

#endif
