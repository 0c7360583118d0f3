/* Moves what lies in the journal into the database when that is back: in order of arrival, through
 * the statement of all intake, each once, since a row leaves the journal only after the commit has
 * come back and its keys make a second try harmless.  What the database does not take is set aside,
 * and holds nothing up. */
#ifndef PAKN_JOURNAL_MOVER_H
#define PAKN_JOURNAL_MOVER_H

#include <stdbool.h>

#include "server/journal.h"

struct contact_keys;
struct db;
struct event_base;
struct journal_mover;

/* Starts.  db needs a lane DB_WRITE; keys: those of who reported; deadline_ms: until a row has come
 * to something. */
struct journal_mover *journal_mover_new(struct event_base *base, struct db *db,
	const struct journal_settings *settings, const struct contact_keys *keys, int deadline_ms);

/* Starts nothing more; what is under way goes on to its end. */
void journal_mover_stop(struct journal_mover *m);

/* Tells whether something is under way. */
bool journal_mover_running(const struct journal_mover *m);
void journal_mover_free(struct journal_mover *m);

#endif
