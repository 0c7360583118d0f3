/* Saving what can be read of a journal whose file is damaged or cut short. */
#ifndef PAKN_JOURNAL_REPAIR_H
#define PAKN_JOURNAL_REPAIR_H

#include <limits.h>
#include <stdbool.h>

#include "server/journal.h"

struct journal_repair {
	int64_t saved;       /* rows that could be read */
	char kept[PATH_MAX]; /* where the damaged file lies now */
};

/* Puts a new file with all rows that can be read in place of a damaged one, which is kept beside
 * it. Nobody may have the journal open.  False where that cannot be done: error says why, and the
 * file is as it was. */
bool journal_repair(
	const struct journal_settings *settings, struct journal_repair *out, struct str *error);

#endif
