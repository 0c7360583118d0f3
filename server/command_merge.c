#include "server/command_merge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/config.h"
#include "common/str.h"
#include "server/bind.h"
#include "server/command_sender.h"
#include "server/commands.h"
#include "server/contact.h"
#include "server/gateways_seal.h"

#define CASES  "100" /* in one transaction */
#define CODES  "2000"
#define PEOPLE "500"

/* A merger on its way.  Whatever it is at, all that went before is committed and found again. */
struct merge {
	const struct options *options;
	struct command_database *database;
	struct contact_keys *keys;
	const char *old, *into; /* their numbers */
	char after[80];         /* the last phone that was looked at, as the text of a bytea */
	long codes, cases, people;
};

/* Reads the mapping; NULL where that fails, which has been said. */
static bool map_read(const struct options *o, struct str *map)
{
	const char *path = options_value(o, "map");
	char piece[4096];
	size_t len;
	FILE *in;

	if (!path)
		return true;
	in = fopen(path, "rb");
	if (!in) {
		fprintf(stderr, "pakn: cannot read %s: %m\n", path);
		return false;
	}
	while ((len = fread(piece, 1, sizeof(piece), in)) > 0)
		str_add_bytes(map, piece, len);
	fclose(in);
	return true;
}

/* Asks for one value; NULL where that fails, which has been said.  The rows are the caller's. */
static struct db_rows *ask(struct merge *m, const char *statement, const char *more)
{
	const char *values[] = { m->old, more };

	return command_ask(m->database, statement, more ? 2 : 1, values);
}

/* Does something that answers nothing of interest. */
static bool run(struct merge *m, const char *statement)
{
	struct db_rows *done = ask(m, statement, NULL);

	db_rows_free(done);
	return done != NULL;
}

/* Says how far it is, on a terminal only. */
static void progress(const struct merge *m)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%ld codes, %ld cases, %ld phones ", m->codes, m->cases,
			m->people);
}

/* Lists what stands against it. */
static int problems_print(struct command_database *d, const char *const *values)
{
	static const char *const headings[] = { "noun", "code", "what is wrong", "used by" };
	const char *asked[] = { values[0], values[1], values[3] };
	struct db_rows *found = command_ask(d,
		"select p.noun, p.code, case p.fault when 'bad_line' then 'no line of a mapping' "
		"when 'unknown_old' then 'is not in the old province' when 'unknown_new' then "
		"'its new code is not in the successor' when 'clash' then 'the successor has this "
		"user name: map it to another, or to -' else 'has no counterpart: map it' end, "
		"case when p.fault in ('bad_line', 'unknown_old') then 'line ' else '' end || "
		"p.used from pakn.tenant_merge_problems(pakn.tenant_named($1), "
		"pakn.tenant_named($2), $3) p",
		3, asked);

	if (found)
		command_table(found, 4, headings);
	db_rows_free(found);
	return COMMAND_FAILED;
}

/* Prints what goes over. */
static bool counts_print(struct merge *m)
{
	static const char *const names[] = { "open cases", "their senders", "tracking codes",
		"accounts", "keys of apps", "secrets of gateways", "closed, which stay" };
	struct db_rows *counts = ask(m,
		"select c->>'cases', c->>'senders', c->>'codes', c->>'accounts', c->>'keys', "
		"c->>'gateways', c->>'closed' from pakn.tenant_merge_counts($1::int) c",
		NULL);

	if (!counts)
		return false;
	printf("From %s to %s:\n", m->options->words[1], m->options->words[2]);
	for (int i = 0; i < 7; i++)
		printf("  %-20s %s\n", names[i], db_rows_value(counts, 0, i));
	db_rows_free(counts);
	return true;
}

/* Copies codes; again: those that came in behind the ones that were copied. */
static bool codes_copy(struct merge *m, bool again)
{
	int step;

	do {
		struct db_rows *copied =
			ask(m, "select pakn.tenant_merge_codes($1::int, " CODES ", $2::bool)",
				again ? "true" : "false");

		if (!copied)
			return false;
		step = atoi(db_rows_value(copied, 0, 0));
		m->codes += step;
		db_rows_free(copied);
		progress(m);
	} while (step == atoi(CODES));
	return true;
}

/* Seals who sent a case for the successor and has it re-created there; false where that fails,
 * which has been said. */
static bool case_move(struct merge *m, const struct db_rows *rows, int row)
{
	struct contact_of of = { atoi(m->into), db_rows_value(rows, row, SENDER_REPORT) };
	const char *parts[CONTACT_PART_COUNT], *values[8] = { m->old, of.report_id };
	struct arena *a = arena_new();
	struct db_rows *done = NULL;

	if (command_sender_open(m->keys, a, rows, row, parts)) {
		for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
			values[2 + p] = contact_seal(m->keys, a, of, p, parts[p]);
		values[6] =
			contact_hash(m->keys, a, of.tenant_id, CONTACT_phone, parts[CONTACT_phone]);
		values[7] =
			contact_hash(m->keys, a, of.tenant_id, CONTACT_email, parts[CONTACT_email]);
		done = command_ask(m->database,
			"select pakn.tenant_merge_case($1::int, $2::uuid, $3::bytea, $4::bytea, "
			"$5::bytea, $6::bytea, $7::bytea, $8::bytea)",
			8, values);
	} else {
		fprintf(stderr, "pakn: who sent %s does not open: is a key missing?\n",
			of.report_id);
	}
	m->cases += done ? 1 : 0;
	db_rows_free(done);
	arena_free(a);
	return done != NULL;
}

/* Notes that a phone of the old province is one of the successor. */
static bool person_note(struct merge *m, const struct db_rows *rows, int row)
{
	struct contact_of of = { atoi(m->old), db_rows_value(rows, row, 1) };
	const char *values[4] = { m->old, m->into, db_rows_value(rows, row, 3) }, *phone;
	struct arena *a = arena_new();
	struct db_rows *done = NULL;

	snprintf(m->after, sizeof(m->after), "%s", values[2]);
	if (contact_open(m->keys, a, of, CONTACT_phone, db_rows_value(rows, row, 2), &phone)) {
		values[3] = contact_hash(m->keys, a, atoi(m->into), CONTACT_phone, phone);
		done = command_ask(m->database,
			"select pakn.tenant_merge_person_note($1::int, $2::int, $3::bytea, "
			"$4::bytea)",
			4, values);
	} else {
		fprintf(stderr, "pakn: who sent %s does not open: is a key missing?\n",
			of.report_id);
	}
	m->people += done ? 1 : 0;
	db_rows_free(done);
	arena_free(a);
	return done != NULL;
}

/* Seals a secret of a gateway for the successor. */
static bool gateway_move(struct merge *m, const struct db_rows *rows, int row)
{
	struct gateway_of from = { atoi(m->old), atoi(db_rows_value(rows, row, 0)) }, to = from;
	const char *values[4] = { m->old, db_rows_value(rows, row, 1) };
	unsigned char digest[DIGEST_SIZE];
	struct webhook_secret secret;
	struct arena *a = arena_new();
	struct db_rows *done = NULL;

	to.tenant_id = atoi(m->into);
	if (gateway_open(m->keys, a, from, db_rows_value(rows, row, 2), &secret)) {
		gateway_digest(to, &secret, digest);
		values[2] = bind_bytea(a, digest, sizeof(digest));
		values[3] = gateway_seal(m->keys, a, to, &secret);
		explicit_bzero(&secret, sizeof(secret));
		done = command_ask(m->database,
			"select pakn.tenant_merge_gateway($1::int, $2::bytea, $3::bytea, "
			"$4::bytea)",
			4, values);
	} else {
		fprintf(stderr, "pakn: gateway pkg_%d_%d does not open: is a key missing?\n",
			from.tenant_id, from.gateway_id);
	}
	db_rows_free(done);
	arena_free(a);
	return done != NULL;
}

/* Does something with each row of an answer, all in one transaction; tells how many there were, -1
 * where one failed. */
static int batch_run(struct merge *m, const char *question, const char *more,
	bool (*each)(struct merge *m, const struct db_rows *rows, int row))
{
	struct command_database *d = m->database;
	struct db_rows *rows = NULL;
	int count = -1;

	if (db_sync_run(d->sync, span_of("begin"), &d->error))
		rows = ask(m, question, more);
	if (rows)
		count = db_rows_count(rows);
	for (int i = 0; i < count; i++)
		if (!each(m, rows, i))
			count = -1;
	db_rows_free(rows);
	if (!db_sync_run(d->sync, span_of(count < 0 ? "rollback" : "commit"), &d->error))
		return -1;
	progress(m);
	return count;
}

static bool cases_move(struct merge *m)
{
	int count;

	while ((count = batch_run(m, "select * from pakn.tenant_merge_next($1::int, " CASES ")",
			NULL, case_move)) > 0)
		;
	return count == 0;
}

static bool people_note(struct merge *m)
{
	int count;

	snprintf(m->after, sizeof(m->after), "\\x");
	while ((count = batch_run(m,
			"select * from pakn.tenant_merge_people($1::int, $2::bytea, " PEOPLE ")",
			m->after, person_note)) > 0)
		;
	return count == 0;
}

static bool gateways_move(struct merge *m)
{
	return batch_run(m,
		       "select c.gateway_id, c.digest, c.secret from pakn.credential c where "
		       "c.tenant_id = $1::int and c.kind = 'g' and c.revoked_at is null and "
		       "c.expires_at > now() for update",
		       NULL, gateway_move) >= 0;
}

/* Gives every event its seal, the last of which is the final checkpoint. */
static bool seals_end(struct merge *m)
{
	struct db_rows *sealed;
	int count;

	do {
		sealed = command_ask(m->database, "select pakn.event_seal(1000)", 0, NULL);
		count = sealed ? atoi(db_rows_value(sealed, 0, 0)) : -1;
		db_rows_free(sealed);
	} while (count > 0);
	return count == 0;
}

/* Says how it ended. */
static int end_print(struct merge *m)
{
	struct db_rows *end = ask(m,
		"select pakn.tenant_merge_end($1::int), m.cases, m.last_seq, encode(m.last_hash, "
		"'hex') from pakn.tenant_merge m where m.tenant_id = $1::int",
		NULL);
	bool ended = end && *db_rows_value(end, 0, 0) == 't';

	if (ended && !db_rows_value(end, 0, 2)) {
		db_rows_free(end);
		return end_print(m);
	}
	if (ended)
		printf("%s is part of %s: %s cases went over.  Its history ends with event %s, "
		       "%s.\n",
			m->options->words[1], m->options->words[2], db_rows_value(end, 0, 1),
			db_rows_value(end, 0, 2), db_rows_value(end, 0, 3));
	else if (end)
		fputs("pakn: something came in meanwhile; the same command again ends it\n",
			stderr);
	db_rows_free(end);
	return ended ? COMMAND_DONE : COMMAND_FAILED;
}

/* Does all of it that is not done yet. */
static int merge_run(struct merge *m)
{
	bool done = codes_copy(m, false) && run(m, "select pakn.tenant_merge_switch($1::int)") &&
		    codes_copy(m, true) && gateways_move(m) && cases_move(m) && people_note(m) &&
		    codes_copy(m, true) && cases_move(m) && seals_end(m);

	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	return done ? end_print(m) : COMMAND_FAILED;
}

/* Takes the keys and the lock, without which nothing is begun. */
static int merge_begin(struct merge *m)
{
	struct config *c = options_config(m->options);
	struct db_rows *lock = NULL;
	int exit_code = COMMAND_MISUSED;

	if (!c)
		return COMMAND_MISUSED;
	m->keys = contact_keys_new(c);
	if (!m->keys)
		fputs("pakn tenant: identity_keys and secret_key must be set, as for the daemon\n",
			stderr);
	else
		lock = ask(m, "select pg_try_advisory_lock(hashtext('pakn.tenant_merge'), $1::int)",
			NULL);
	if (lock && *db_rows_value(lock, 0, 0) == 't')
		exit_code = merge_run(m);
	else if (lock)
		fputs("pakn: another command is at it\n", stderr);
	db_rows_free(lock);
	contact_keys_free(m->keys);
	config_free(c);
	return exit_code;
}

/* Records the merger, or tries to; NULL where it may not be, which has been said. */
static struct db_rows *merge_record(struct command_database *d, const char *const *values)
{
	struct db_rows *recorded = db_sync_ask(d->sync,
		"select (m).tenant_id, (m).into_id, (m).at > current_date from "
		"pakn.tenant_merge_record($1, $2, $3::date, $4, $5::bool) m",
		5, values, &d->error);

	if (!recorded && strstr(d->error.data, "merge_problems"))
		problems_print(d, values);
	else if (!recorded)
		command_refused(d);
	return recorded;
}

int command_merge(const struct options *o, struct command_database *d)
{
	struct str map = { 0 };
	struct merge m = { .options = o, .database = d };
	const char *values[] = { o->words[1], o->words[2], options_value(o, "at"), NULL,
		options_value(o, "dry-run") ? "true" : "false" };
	struct db_rows *recorded = NULL;
	int exit_code = COMMAND_FAILED;

	if (!values[2])
		return options_misuse(o, "merge needs --at");
	if (map_read(o, &map)) {
		values[3] = map.data ? map.data : "";
		recorded = merge_record(d, values);
	}
	if (recorded) {
		m.old = db_rows_value(recorded, 0, 0);
		m.into = db_rows_value(recorded, 0, 1);
		exit_code = !counts_print(&m) ? COMMAND_FAILED : COMMAND_DONE;
	}
	if (recorded && exit_code == COMMAND_DONE && *values[4] == 'f') {
		if (*db_rows_value(recorded, 0, 2) == 't')
			printf("Nothing is done before %s: run the same command then.\n",
				values[2]);
		else
			exit_code = merge_begin(&m);
	}
	db_rows_free(recorded);
	str_free(&map);
	return exit_code;
}
