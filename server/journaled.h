/* Reports in the journal as their senders meet them: kept while the database is away, found by the
 * same key and by their code until they have been moved in. */
#ifndef PAKN_JOURNALED_H
#define PAKN_JOURNALED_H

#include "server/batch.h"
#include "server/journal_thread.h"

struct req;

/* A question to the journal; lives in the request's arena. */
struct journaled {
	struct journal_job job;
	struct req *req;
	struct journal_entry entry; /* of a report to keep or to find */
	int tenant_id;
	const char *code; /* to find */
	struct journal_found found;
	enum journal_outcome outcome;
	/* Called on the loop, with the outcome. */
	void (*then)(struct journaled *j);
};

/* Tells whether the journal may be asked for who sends this: anybody, or somebody whose credential
 * the database has lately accepted. */
bool journaled_may_ask(const struct req *r);

/* Tells whether a report may be kept: one that an importer dates, he keeps himself. */
bool journaled_may_keep(const struct req *r, const struct batch_row *row);

/* Keeps the report of entry. */
void journaled_keep(struct journaled *j);

/* Looks for the report of entry, by code and key. */
void journaled_look(struct journaled *j);

/* Writes what is answered of a report that is there, but for its secret. */
const char *journaled_body(const struct journaled *j);

/* GET /api/v1/reports/{code}: the database is asked, and the journal for what it does not know, or
 * first while the database is away. */
void journaled_show_run(struct req *r);

#endif
