/* pakn doctor --history: recomputes every link of every province's history, and compares it with
 * checkpoints that were kept elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/config.h"
#include "queries.h"
#include "server/checkpoint.h"
#include "server/command_doctor.h"

#define PAGE     "20000" /* links that are recomputed by one statement */
#define TAMPERED "somebody changed the history: keep the database as it is, and find out who"

/* What the database says of a link that does not fit, in words. */
static const struct {
	const char *code, *sentence;
} faults[] = {
	{ "number_missing", "there is no seal of this number" },
	{ "event_gone", "the event that was sealed is not there" },
	{ "event_changed", "the event or its seal is not what it was" },
	{ "words_changed",
		"its words are not those that were sealed, and nothing tells of an erasure" },
	{ "head_differs", "the chain does not end where its head says" },
	{ "without_seal", "an event was put in that was never sealed" },
	{ "without_history", "the report has no history" },
	{ "stands_elsewhere", "the report is not where its last event left it" },
	{ "other_answer", "its answer is none that its history has" },
};

static const char *fault_sentence(const char *code)
{
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		if (!strcmp(faults[i].code, code))
			return faults[i].sentence;
	return code;
}

/* The functions that recompute.  Whoever owns the database could have changed them, too, so they
 * must be those of this binary. */
static const char *const trusted[] = { "event_erased", "event_erasure", "event_hash",
	"history_check", "history_reports", "history_root", "history_slipped_in" };

/* Finds the text of a function in this binary. */
static struct span function_text(const char *name)
{
	for (const struct sql_file *f = sql_functions; f->name; f++) {
		const char *slash = strchr(f->name, '/'), *file = slash ? slash + 1 : f->name;
		struct span text = { f->text, f->len }, body;
		const char *start, *end;

		if (strcmp(file, name) != 0)
			continue;
		start = memmem(text.data, text.len, "$$", 2);
		end = memrchr(text.data, '$', text.len);
		body = (struct span){ start + 2, (size_t)(end - start) - 3 };
		return body;
	}
	return (struct span){ "", 0 };
}

/* Tells whether the database has just these functions, as they are here. */
static bool functions_check(struct command_database *d)
{
	static const size_t count = sizeof(trusted) / sizeof(trusted[0]);
	struct db_rows *rows = command_ask(d,
		"select p.proname, p.prosrc from pg_catalog.pg_proc p where p.pronamespace = "
		"'pakn'::regnamespace and p.proname ~ '^(history_(check|reports|root|slipped_in)|"
		"event_(hash|erased|erasure))$' order by p.proname collate \"C\"",
		0, NULL);
	bool same = rows && (size_t)db_rows_count(rows) == count;

	for (size_t i = 0; same && i < count; i++)
		same = !strcmp(db_rows_value(rows, (int)i, 0), trusted[i]) &&
		       span_eq(function_text(trusted[i]), db_rows_value(rows, (int)i, 1));
	if (!same)
		puts("FINDING history: the functions that recompute it are not those of this "
		     "binary\n        run: pakn migrate, then this again");
	db_rows_free(rows);
	return same;
}

/* A walk through the events or the reports of a province, page by page. */
struct walk {
	struct command_database *d;
	const char *tenant, *code;
	const char *noun, *place; /* what is counted, and how one is named */
	const char *question;
	char after[40], hash[72]; /* where it is; reports have no hash */
	long count;
	uint64_t started_ms;
};

/* The columns of a page. */
enum { COUNT, AFTER, HASH, ENDED, BAD, BAD_ID, FAULT };

static double per_second(const struct walk *w)
{
	uint64_t ms = clock_mono_ms() - w->started_ms;

	return 1000.0 * (double)w->count / (double)(ms ? ms : 1);
}

/* Says how far it is, on a terminal only. */
static void progress(const struct walk *w)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%s: %ld %s, %.0f/s ", w->code, w->count, w->noun, per_second(w));
}

static void progress_end(void)
{
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
}

static void fault_print(const struct walk *w, const struct db_rows *page)
{
	const char *id = db_rows_value(page, 0, BAD_ID);

	printf("FINDING history: %s: %s %s%s%s%s: %s\n        " TAMPERED "\n", w->code, w->place,
		db_rows_value(page, 0, BAD), id ? " (" : "", id ? id : "", id ? ")" : "",
		fault_sentence(db_rows_value(page, 0, FAULT)));
}

/* Asks for the next page; NULL: the database did not answer, which has been said. */
static struct db_rows *page_ask(struct walk *w)
{
	const char *values[] = { w->tenant, w->after, w->hash };
	struct db_rows *page = command_ask(w->d, w->question, 3, values);

	if (!page)
		return NULL;
	w->count += atol(db_rows_value(page, 0, COUNT));
	snprintf(w->after, sizeof(w->after), "%s", db_rows_value(page, 0, AFTER));
	snprintf(w->hash, sizeof(w->hash), "%s", db_rows_value(page, 0, HASH));
	progress(w);
	return page;
}

/* Walks to the end; tells whether all is well. */
static bool walk_run(struct walk *w)
{
	bool ended = false, well = true;

	w->started_ms = clock_mono_ms();
	while (well && !ended) {
		struct db_rows *page = page_ask(w);
		const char *fault = page ? db_rows_value(page, 0, FAULT) : NULL;

		well = page && !fault;
		ended = page && *db_rows_value(page, 0, ENDED) == 't';
		if (!well || ended)
			progress_end();
		if (fault)
			fault_print(w, page);
		db_rows_free(page);
	}
	return well;
}

/* Looks through one province: its chain, and whether its reports stand where that leaves them. */
static bool province_check(struct command_database *d, const struct db_rows *tenants, int row)
{
	struct walk events = { .d = d,
		.tenant = db_rows_value(tenants, row, 0),
		.code = db_rows_value(tenants, row, 1),
		.noun = "events",
		.place = "number",
		.question = "select checked, seq, hash, ended, bad_seq, bad_event, fault from "
			    "pakn.history_check($1::int, $2::bigint, $3::bytea, " PAGE ")",
		.after = "0" };
	struct walk reports = events;
	bool well;

	snprintf(events.hash, sizeof(events.hash), "%s", db_rows_value(tenants, row, 2));
	reports.noun = "reports";
	reports.place = "report";
	reports.question = "select checked, last_id, '', ended, bad_code, bad_id, fault from "
			   "pakn.history_reports($1::int, $2::uuid, " PAGE ") where $3 = ''";
	snprintf(
		reports.after, sizeof(reports.after), "%s", "00000000-0000-0000-0000-000000000000");
	well = walk_run(&events);
	if (well)
		printf("ok      history of %s: %ld events, %.0f/s; the last is %.10s\n",
			events.code, events.count, per_second(&events), events.hash + 2);
	return walk_run(&reports) && well;
}

/* The file of checkpoints, as far as it was read. */
struct kept {
	struct command_database *d;
	struct note_keys keys;
	long agreeing, findings;
	char agreed[24]; /* the last number that did */
};

/* Tells what is wrong with one checkpoint; the rest of the sentence is the caller's. */
static void finding_begin(struct kept *k, const struct checkpoint *c)
{
	k->findings++;
	printf("FINDING checkpoint: %s, %s, number %s: ", c->province, c->time, c->events);
}

/* Compares one with the history that is there. */
static void compare(struct kept *k, const struct checkpoint *c)
{
	const char *values[] = { c->province, c->events };
	struct db_rows *rows = command_ask(k->d,
		"select encode(s.hash, 'hex'), (select max(m.seq) from pakn.event_seal m where "
		"m.tenant_id = t.tenant_id) from pakn.tenant t left join pakn.event_seal s on "
		"s.tenant_id = t.tenant_id and s.seq = $2::bigint where t.code = $1",
		2, values);
	const char *hash = rows && db_rows_count(rows) ? db_rows_value(rows, 0, 0) : NULL;

	if (hash && !strcmp(hash, c->digest)) {
		k->agreeing++;
		snprintf(k->agreed, sizeof(k->agreed), "%s", c->events);
		db_rows_free(rows);
		return;
	}
	finding_begin(k, c);
	if (hash)
		printf("the history was rebuilt: something up to this number, and behind %s, is "
		       "not what it was\n        " TAMPERED "\n",
			*k->agreed ? k->agreed : "0");
	else
		printf("the history ends before, with number %s: its end was cut off\n        "
		       "restored from a backup?  Else " TAMPERED "\n",
			rows && db_rows_count(rows) && db_rows_value(rows, 0, 1)
				? db_rows_value(rows, 0, 1)
				: "0");
	db_rows_free(rows);
}

/* Looks at one note: who signed it, and what it tells. */
static void note_check(struct kept *k, struct span note, enum note_worth worth)
{
	static const char *const doubts[] = {
		[NOTE_UNKNOWN] = "it is signed by no key that is known\n        give its public "
				 "key: --keys FILE",
		[NOTE_FORGED] = "its signature is wrong\n        somebody changed the checkpoint",
		[NOTE_BROKEN] = "it is no checkpoint\n        the file is cut off or mixed with "
				"others",
	};
	struct checkpoint c = { .province = "?", .time = "?", .events = "?" };

	if (!checkpoint_read(note, &c))
		worth = NOTE_BROKEN;
	if (worth == NOTE_SIGNED)
		return compare(k, &c);
	finding_begin(k, &c);
	puts(doubts[worth]);
}

/* Reads a whole file; false: it cannot be read, which has been said. */
static bool file_read(const char *path, struct str *out)
{
	char piece[65536];
	FILE *in = fopen(path, "rb");
	size_t len;

	while (in && (len = fread(piece, 1, sizeof(piece), in)) > 0)
		str_add_bytes(out, piece, len);
	if (!in || ferror(in))
		fprintf(stderr, "pakn: cannot read %s: %m\n", path);
	if (in)
		fclose(in);
	return in != NULL;
}

/* Finds the keys: those of --keys, and the public ones of the settings. */
static bool keys_find(const struct options *o, struct note_keys *out)
{
	const char *path = options_value(o, "keys");
	struct config *c = options_config(o);
	struct seal_keys own;
	struct str text = { 0 };
	bool good = c != NULL;

	if (c && checkpoint_keys(c, &own))
		note_keys_of(&own, out);
	config_free(c);
	if (good && path) {
		good = file_read(path, &text) && note_keys_read(str_span(&text), out);
		if (!good)
			fprintf(stderr,
				"pakn: %s has no public keys as pakn checkpoint keys "
				"prints them\n",
				path);
	}
	str_free(&text);
	return good;
}

/* Compares all that were kept in a file; tells how many findings there are. */
static long checkpoints_check(const struct options *o, struct command_database *d, const char *path)
{
	struct kept k = { .d = d };
	struct str text = { 0 };
	struct span rest, note;
	enum note_worth worth;

	if (!keys_find(o, &k.keys) || !file_read(path, &text)) {
		str_free(&text);
		return 1;
	}
	rest = str_span(&text);
	while (note_next(&rest, &k.keys, &note, &worth))
		note_check(&k, note, worth);
	if (!k.agreeing && !k.findings) {
		printf("FINDING checkpoint: %s has none\n", path);
		k.findings++;
	}
	if (!k.findings)
		printf("ok      checkpoints: %ld agree\n", k.agreeing);
	str_free(&text);
	return k.findings;
}

int doctor_history(const struct options *o, struct command_database *d)
{
	const char *path = options_value(o, "checkpoint");
	struct db_rows *tenants;
	long findings = 0;

	if (!functions_check(d))
		return 1;
	tenants = command_ask(d,
		"select t.tenant_id, t.code, pakn.history_root(t.tenant_id) from pakn.tenant t "
		"order by t.tenant_id",
		0, NULL);
	for (int i = 0; tenants && i < db_rows_count(tenants); i++)
		findings += !province_check(d, tenants, i);
	findings += !tenants;
	db_rows_free(tenants);
	if (path)
		findings += checkpoints_check(o, d, path);
	return (int)findings;
}
