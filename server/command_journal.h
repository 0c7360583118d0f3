/* What commands tell of the journal. */
#ifndef PAKN_COMMAND_JOURNAL_H
#define PAKN_COMMAND_JOURNAL_H

struct options;

/* Looks at the journal of the settings, where there is one; prints what is wrong as `pakn doctor`
 * does, and tells how many findings that is. */
int command_journal_check(const struct options *o);

#endif
