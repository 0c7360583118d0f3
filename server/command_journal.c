/* pakn journal: what lies in the journal of this host, and what to do with it. */
#include "server/command_journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/config.h"
#include "server/commands.h"
#include "server/journal.h"
#include "server/journal_repair.h"
#include "server/options.h"

static const struct option_row rows[] = { { 0 } };
static const struct usage usage = {
	.command = "journal",
	.arguments = "list | check | retry | repair",
	.summary = "Shows the reports that this host keeps until the database is back, looks at "
		   "their file,\n"
		   "has those tried again that the database did not take, or saves what can be "
		   "read of a damaged file.",
	.rows = rows,
};

/* The journal, open, and what it lies in. */
struct opened {
	struct config *config;
	struct journal_settings settings;
	struct journal *journal;
	struct str error;
};

static void opened_close(struct opened *c)
{
	journal_close(c->journal);
	config_free(c->config);
	str_free(&c->error);
}

/* Reads where the journal is; false where there is none, which has been said. */
static bool settings_open(struct opened *c, const struct options *o, int *exit_code)
{
	struct config *config = options_config(o);

	*exit_code = COMMAND_MISUSED;
	if (!config)
		return false;
	*c = (struct opened){ .config = config, .settings = journal_settings_read(config, NULL) };
	if (*c->settings.path)
		return true;
	fputs("pakn: the setting journal is empty: there is none\n", stderr);
	opened_close(c);
	return false;
}

/* Tells whether the file is not there: nothing was ever kept. */
static bool is_missing(const struct opened *c)
{
	return access(c->settings.path, F_OK) != 0 && errno == ENOENT;
}

static int command_say(const struct opened *c, const char *reason)
{
	fprintf(stderr, "pakn: %s: %s\n", c->settings.path, reason);
	return COMMAND_FAILED;
}

static bool row_print(void *arg, const struct journal_row *row)
{
	char at[CLOCK_TEXT_SIZE];

	(void)arg;
	clock_format(at, row->arrived_ms);
	printf("%-8" PRId64 "%-31s%-8d%-16s%s\n", row->place, at, row->tenant_id,
		row->values[COLUMN_code] ? row->values[COLUMN_code] : "?",
		row->refused ? row->refused : "waits");
	return true;
}

static int journal_list(struct opened *c)
{
	if (!journal_begin(c->journal, false))
		return command_say(c, journal_error(c->journal));
	printf("%-8s%-31s%-8s%-16s%s\n", "place", "arrived", "tenant", "code", "state");
	journal_walk(c->journal, true, row_print, NULL);
	journal_walk(c->journal, false, row_print, NULL);
	return journal_commit(c->journal) ? COMMAND_DONE
					  : command_say(c, journal_error(c->journal));
}

static int journal_look(struct opened *c)
{
	struct journal_figures figures = { 0 };
	struct str said = { 0 };
	bool good = journal_begin(c->journal, false) && journal_check(c->journal, &said) &&
		    journal_count(c->journal, &figures);

	journal_commit(c->journal);
	if (good)
		printf("The file is good; %" PRId64 " reports wait, %" PRId64 " are set aside.\n",
			figures.waiting, figures.aside);
	else
		command_say(c, said.len ? said.data : journal_error(c->journal));
	str_free(&said);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

static int journal_retry(struct opened *c)
{
	struct journal_figures figures = { 0 };

	if (journal_begin(c->journal, true) && journal_count(c->journal, &figures))
		journal_wait_again(c->journal);
	if (!journal_commit(c->journal))
		return command_say(c, journal_error(c->journal));
	printf("%" PRId64 " reports wait again; the daemon tries them within a second.\n",
		figures.aside);
	return COMMAND_DONE;
}

/* Saves what can be read; a file that is good stays as it is. */
static int repair_run(struct opened *c)
{
	struct journal_repair done;
	struct str said = { 0 };
	bool good = c->journal && journal_begin(c->journal, false) &&
		    journal_check(c->journal, &said) && journal_commit(c->journal);

	str_free(&said);
	journal_close(c->journal);
	c->journal = NULL;
	if (good) {
		puts("The file is good: there is nothing to repair.");
		return COMMAND_DONE;
	}
	str_clear(&c->error);
	if (!journal_repair(&c->settings, &done, &c->error))
		return command_say(c, c->error.data);
	printf("%" PRId64 " reports were saved; the damaged file is %s now.\n", done.saved,
		done.kept);
	return COMMAND_DONE;
}

static const struct verb {
	const char *name;
	int (*run)(struct opened *c);
	bool damaged_too; /* it does not need a file that can be opened */
} verbs[] = {
	{ "list", journal_list, false },
	{ "check", journal_look, false },
	{ "retry", journal_retry, false },
	{ "repair", repair_run, true },
};

static const struct verb *verb_find(const char *name)
{
	for (size_t i = 0; name && i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

int command_journal(int argc, char **argv)
{
	struct options o;
	struct opened c;
	const struct verb *verb;
	int exit_code;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	verb = verb_find(o.words[0]);
	if (!verb || o.words[1])
		return options_misuse(&o, "needs one of: %s", usage.arguments);
	if (!settings_open(&c, &o, &exit_code))
		return exit_code;
	if (is_missing(&c)) {
		puts("There is no file yet: nothing was ever kept.");
		exit_code = COMMAND_DONE;
	} else {
		c.journal = journal_open(&c.settings, true, &c.error);
		exit_code = c.journal || verb->damaged_too ? verb->run(&c)
							   : command_say(&c, c.error.data);
	}
	opened_close(&c);
	return exit_code;
}

/* Prints one finding. */
static int finding(const char *what, const char *advice)
{
	printf("FINDING journal: %s\n        %s\n", what, advice);
	return 1;
}

/* Says what is wrong with a journal that could be opened. */
static int opened_check(struct opened *c)
{
	struct journal_figures figures = { 0 };
	struct str said = { 0 };
	char what[128];
	int findings = 0;

	if (!journal_begin(c->journal, false) || !journal_check(c->journal, &said) ||
		!journal_count(c->journal, &figures))
		findings += finding(said.len ? said.data : journal_error(c->journal),
			"run: pakn journal repair");
	journal_commit(c->journal);
	str_free(&said);
	if (figures.aside) {
		snprintf(what, sizeof(what), "%" PRId64 " reports are set aside", figures.aside);
		findings += finding(what, "run: pakn journal list, which says why; then pakn "
					  "journal retry");
	}
	if (figures.waiting) {
		snprintf(what, sizeof(what),
			"%" PRId64 " reports wait, the first for %" PRIu64 " s", figures.waiting,
			(clock_wall_ms() - figures.oldest_ms) / 1000);
		findings += finding(what, "is the daemon running, and the database there? See "
					  "the daemon's log");
	}
	return findings;
}

int command_journal_check(const struct options *o)
{
	struct config *config = options_config(o);
	struct opened c;
	int findings = 0;

	if (!config)
		return 1;
	c = (struct opened){ .config = config, .settings = journal_settings_read(config, NULL) };
	if (!*c.settings.path)
		puts("ok      journal (off)");
	else if (is_missing(&c))
		puts("ok      journal (nothing was ever kept)");
	else if (!(c.journal = journal_open(&c.settings, true, &c.error)))
		findings = finding(c.error.data, "run: pakn journal repair");
	else if (!(findings = opened_check(&c)))
		puts("ok      journal");
	opened_close(&c);
	return findings;
}
