/* The batched writer of intake: while a writer connection is busy, reports wait in a list; when one
 * is idle, all that wait go as one statement in one commit.  No timer: at low load a batch is one
 * report.  A batch that fails is cut in halves until the bad row stands alone. */
#ifndef PAKN_BATCH_H
#define PAKN_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "common/list.h"
#include "server/db.h"

struct batch;
struct event_base;

/* The columns of a row, in the order of the parameters of q_report_submit; tenant is no column. */
/* clang-format off */
#define BATCH_COLUMNS(X) \
	X(digest) X(report_id) X(event_id) X(code) X(key_digest) X(body_hash) X(secret_digest) \
	X(channel) X(kind) X(category) X(description) X(lat) X(lon) X(address) X(area_code) \
	X(observed_at) X(name) X(phone) X(email) X(on_behalf_of) X(phone_hash) X(email_hash) \
	X(allow_call) X(consent) X(anonymous) X(publish) X(attributes) X(call_id) \
	X(dated_at) X(lenient) X(key_of)
/* clang-format on */
#define BATCH_COLUMN(name) COLUMN_##name,
enum batch_column { BATCH_COLUMNS(BATCH_COLUMN) COLUMN_COUNT };
#undef BATCH_COLUMN

/* What became of a row: status and body as report_submit() answers them (outcome DB_OK), or why
 * there is none.  The texts are gone when the callback returns. */
struct batch_answer {
	enum db_outcome outcome;
	int status;
	const char *problem;             /* code, where it is refused; "" else */
	const char *body;                /* of success, or the members of the problem; "": none */
	const struct db_result *failure; /* where outcome is not DB_OK */
};

/* Called exactly once per batch_add(), never from inside it. */
typedef void batch_done(void *arg, const struct batch_answer *a);

/* A row; lives in whoever adds it, until it is answered. */
struct batch_row {
	struct list waiting;
	int tenant_id;
	const char *values[COLUMN_COUNT]; /* text as PostgreSQL reads it; NULL for SQL NULL */
	batch_done *done;
	void *arg;
	uint64_t added_ms;
};

/* rows_max: of one statement; queue_max: rows that may wait before DB_SHED; wait_max_ms: that a row
 * may wait for a writer before DB_LOST (nothing was sent). */
struct batch_limits {
	size_t rows_max, queue_max;
	int wait_max_ms;
};

struct batch *batch_new(struct event_base *base, struct db *db, const struct batch_limits *limits);
void batch_add(struct batch *b, struct batch_row *row);

/* Rows that were ever added. */
size_t batch_added(const struct batch *b);

/* Rows that wait or are under way. */
size_t batch_pending(const struct batch *b);
void batch_free(struct batch *b);

#endif
