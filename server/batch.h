/* The batched writer of intake: while a writer connection is busy, reports wait in a list; when one
 * is idle, all that wait go as one statement in one commit.  At low load a batch is one
 * report, which waits for nothing; after a large one the next waits a moment for those who were
 * just answered.  A batch that fails, or whose connection dies, is cut in halves until the bad row
 * stands alone.  Each row is answered by its deadline, wherever it is then. */
#ifndef PAKN_BATCH_H
#define PAKN_BATCH_H

#include <stdbool.h>
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
	X(dated_at) X(lenient) X(key_of) X(attachments)
/* clang-format on */
#define BATCH_COLUMN(name) COLUMN_##name,
enum batch_column { BATCH_COLUMNS(BATCH_COLUMN) COLUMN_COUNT };
#undef BATCH_COLUMN

/* What became of a row: status and body as report_submit() answers them (outcome DB_OK), or why
 * there is none: DB_SHED, the queue is full; DB_LOST, no writer until the deadline; DB_ERROR; or
 * DB_TIMEOUT, it was sent and the outcome is unknown, after which the same row may be added again.
 * The texts are gone when the callback returns. */
struct batch_answer {
	enum db_outcome outcome;
	int status;
	const char *problem;             /* code, where it is refused; "" else */
	const char *body;                /* of success, or the members of the problem; "": none */
	const struct db_result *failure; /* where outcome is not DB_OK */
};

/* Called exactly once per batch_add(), never from inside it. */
typedef void batch_done(void *arg, const struct batch_answer *a);

struct send;

/* A row; lives in whoever adds it, until it is answered.  Zeroed before it is added first; added
 * again from its callback, it keeps the deadline that it had. */
struct batch_row {
	struct list waiting, pending;
	struct send *send; /* the statement that it belongs to, and where in it */
	size_t place;
	uint64_t due_ms;
	int tenant_id;
	const char *values[COLUMN_COUNT]; /* text as PostgreSQL reads it; NULL for SQL NULL */
	batch_done *done;
	void *arg;
};

/* rows_max: of one statement; queue_max: rows that may wait before DB_SHED; deadline_ms: from
 * adding a row to its answer.  Where the first that waits has waited for half of that, those who
 * come now would wait in vain: they get DB_SHED, too.  away_ms: without any usable writer, or any
 * word from one, before the database counts as away (0: it never does). */
struct batch_limits {
	size_t rows_max, queue_max;
	int deadline_ms, away_ms;
};

struct batch *batch_new(struct event_base *base, struct db *db, const struct batch_limits *limits);
void batch_add(struct batch *b, struct batch_row *row);

/* Tells whether the database counts as away.  Then every row is answered at once, those that wait
 * and those under way; only one statement at a time still tries. */
bool batch_away(const struct batch *b);

/* Tells after how many seconds a row that was turned away may come again: when what waits has been
 * written at the pace of late, or, where nothing gets through, the longer the longer that lasts. */
int batch_retry_s(const struct batch *b);

/* Tells whether many reports come in since this was asked last, by who has the look: a hundred a
 * second, a few hundredths of what a worker takes in. */
struct batch_look {
	size_t added;
	uint64_t asked_us;
};
bool batch_busy(const struct batch *b, struct batch_look *last);

/* Rows that wait or are under way. */
size_t batch_pending(const struct batch *b);
void batch_free(struct batch *b);

#endif
