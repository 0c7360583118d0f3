#include "server/db_sync.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"

struct db_sync {
	PGconn *pg;
	char sqlstate[6];
};

/* Rows are libpq's own; the name only keeps libpq out of the commands. */
static struct db_rows *rows_wrap(PGresult *res)
{
	return (struct db_rows *)(void *)res;
}

static PGresult *rows_unwrap(const struct db_rows *rows)
{
	return (PGresult *)(void *)(size_t)rows;
}

/* What to do about a refusal to connect, by words of the server's message. */
static const struct {
	const char *words, *advice;
} refusals[] = {
	{ "role \"",
		"Create the role (createuser), or name another with user=... in the conninfo." },
	{ "database \"", "Create the database (createdb), or name another with dbname=..." },
	{ "password authentication failed",
		"Check the password (PGPASSWORD, ~/.pgpass or the conninfo)." },
	{ "no password supplied", "Give a password (PGPASSWORD, ~/.pgpass or the conninfo)." },
	{ "pg_hba.conf", "Allow this user and address in the server's pg_hba.conf." },
	{ "Peer authentication", "Run this as the system user of that name, or see pg_hba.conf." },
	{ "too many", "Wait, or raise max_connections." },
	{ "certificate", "Check sslmode and sslrootcert in the conninfo." },
	{ "read-only", "None of the hosts can be written to: is a failover under way?" },
};

/* Chooses the advice that fits. */
static const char *refusal_advice(const char *conninfo, const char *message)
{
	const char *const keywords[] = { "connect_timeout", "dbname", NULL };
	const char *const values[] = { "5", conninfo, NULL };

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (strstr(message, refusals[i].words))
			return refusals[i].advice;
	switch (PQpingParams(keywords, values, 1)) {
	case PQPING_REJECT:
		return "The server is starting or stopping: try again in a moment.";
	case PQPING_OK:
		return "The server is up but refuses this login: check user and database.";
	default:
		return "Is PostgreSQL running, and is this its address?";
	}
}

/* Adds a message without the line end that libpq puts behind it. */
static void message_add(struct str *error, const char *message)
{
	size_t len = strlen(message);

	while (len && message[len - 1] == '\n')
		len--;
	str_add_bytes(error, message, len);
}

/* Drops notices below warnings, such as "already exists, skipping". */
#define SESSION "-c client_min_messages=warning -c timezone=Asia/Ho_Chi_Minh"

/* Connects with what the conninfo says, and what it leaves open. */
static PGconn *session_open(const char *conninfo, const char *application_name)
{
	/* A conninfo under dbname is taken apart; what stands behind it wins, what stands before it
	 * does not. */
	const char *const keywords[] = { "connect_timeout", "options", "target_session_attrs",
		"fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "10", SESSION, "read-write", application_name, conninfo,
		"UTF8", NULL };

	return fatal_if_null(PQconnectdbParams(keywords, values, 1));
}

struct db_sync *db_sync_open(const char *conninfo, const char *application_name, struct str *error)
{
	PGconn *pg = session_open(conninfo, application_name);
	struct db_sync *s;

	if (PQstatus(pg) != CONNECTION_OK) {
		str_add(error, "Cannot connect to the database: ");
		message_add(error, PQerrorMessage(pg));
		str_printf(error, "\n%s", refusal_advice(conninfo, PQerrorMessage(pg)));
		PQfinish(pg);
		return NULL;
	}
	s = fatal_if_null(calloc(1, sizeof(*s)));
	s->pg = pg;
	return s;
}

void db_sync_close(struct db_sync *s)
{
	if (!s)
		return;
	PQfinish(s->pg);
	free(s);
}

/* Counts the line of a position, which PostgreSQL gives in characters from 1. */
static int line_of(struct span text, int position)
{
	int line = 1;

	for (size_t i = 0; i < text.len && position > 1; i++) {
		if (text.data[i] == '\n')
			line++;
		if (((unsigned char)text.data[i] & 0xc0) != 0x80)
			position--;
	}
	return line;
}

/* Writes what the server said about a statement. */
static void error_describe(struct str *error, const PGresult *res, struct span text)
{
	const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
	const char *detail = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
	const char *hint = PQresultErrorField(res, PG_DIAG_MESSAGE_HINT);
	const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);

	if (position)
		str_printf(error, "line %d: ", line_of(text, atoi(position)));
	message_add(error, PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY));
	str_printf(error, " (SQLSTATE %s).", PQresultErrorField(res, PG_DIAG_SQLSTATE));
	if (detail)
		str_printf(error, " %s", detail);
	if (hint)
		str_printf(error, " %s", hint);
	if (context)
		str_printf(error, " In: %s", context);
}

/* Takes a result: passes rows on, turns anything else into an error. */
static PGresult *result_check(struct db_sync *s, PGresult *res, struct span text, struct str *error)
{
	ExecStatusType status = PQresultStatus(res);

	s->sqlstate[0] = '\0';
	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY)
		return res;
	if (PQresultErrorField(res, PG_DIAG_SQLSTATE)) {
		memcpy(s->sqlstate, PQresultErrorField(res, PG_DIAG_SQLSTATE), 5);
		error_describe(error, res, text);
	} else {
		str_add(error, "The connection to the database broke: ");
		message_add(error, PQerrorMessage(s->pg));
	}
	PQclear(res);
	return NULL;
}

bool db_sync_run(struct db_sync *s, struct span text, struct str *error)
{
	struct str copy = { 0 };
	PGresult *res;

	str_add_bytes(&copy, text.data, text.len);
	res = result_check(s, PQexec(s->pg, copy.data), text, error);
	str_free(&copy);
	PQclear(res);
	return res != NULL;
}

struct db_rows *db_sync_ask(struct db_sync *s, const char *text, int count,
	const char *const *values, struct str *error)
{
	PGresult *res = PQexecParams(s->pg, text, count, NULL, values, NULL, NULL, 0);

	return rows_wrap(result_check(s, res, span_of(text), error));
}

bool db_sync_in_transaction(const struct db_sync *s)
{
	return PQtransactionStatus(s->pg) == PQTRANS_INTRANS;
}

const char *db_sync_sqlstate(const struct db_sync *s)
{
	return s->sqlstate;
}

int db_rows_count(const struct db_rows *rows)
{
	return PQntuples(rows_unwrap(rows));
}

const char *db_rows_value(const struct db_rows *rows, int row, int column)
{
	PGresult *res = rows_unwrap(rows);

	return PQgetisnull(res, row, column) ? NULL : PQgetvalue(res, row, column);
}

void db_rows_free(struct db_rows *rows)
{
	PQclear(rows_unwrap(rows));
}
