/* A report: mints the code and the secret, joins the batch, answers after its commit. */
#ifndef PAKN_INTAKE_H
#define PAKN_INTAKE_H

#include "server/batch.h"

struct req;

/* The flow of POST /api/v1/reports. */
void intake_run(struct req *r);

/* A report that is kept. */
struct intake_answer {
	int status; /* 201: stored; 202: in the journal, until the database is back */
	const char *code, *secret;
	const char *body; /* JSON, without the secret */
	bool replayed;    /* it was kept before, under the same key */
};

/* Answers the request.  What it is given is gone afterwards. */
typedef void intake_taken(struct req *r, const struct intake_answer *a);

/* The same for a report that comes in another form: values holds, by column, what its sender gave,
 * phone and name in plain, and must live as long as the request; r->idempotency_key (NULL: none)
 * tells it from others.  What cannot be kept is refused as over JSON. */
void intake_submit(struct req *r, const char *const values[COLUMN_COUNT], intake_taken *taken);

#endif
