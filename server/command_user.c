/* pakn user: accounts of staff. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/password_rule.h"
#include "common/text.h"
#include "server/command_database.h"
#include "server/commands.h"
#include "server/password.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "username", "NAME", "of the account" },
	{ "role", "ROLE", "operator, dispatcher, staff, head, supervisor, admin or group" },
	{ "agency", "CODE", "where the person works; default: the receiving desk" },
	{ "name", "NAME", "of the person" },
	{ "password-stdin", NULL, "read the password from the first line of standard input" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "user",
	.arguments = "add | list | lock | factor-reset",
	.summary = "Makes or changes an account, lists accounts, locks one and ends its sessions, "
		   "or forgets its authenticator.",
	.rows = rows,
};

/* Reads what was typed, or the first line of standard input. */
static void password_read(const struct options *o, char *password, size_t size)
{
	if (options_value(o, "password-stdin") || !isatty(STDIN_FILENO)) {
		if (!fgets(password, (int)size, stdin))
			password[0] = '\0';
	} else {
		char *typed = getpass("Password: ");

		snprintf(password, size, "%s", typed ? typed : "");
	}
	password[strcspn(password, "\n")] = '\0';
}

/* Reads a password and hashes it; false where it does not do, which has been said. */
static bool password_take(
	const struct options *o, struct arena *a, const char *words, char hash[PASSWORD_HASH_SIZE])
{
	static const struct {
		const char *fault, *sentence;
	} sentences[] = {
		{ "bad_format", "a password is UTF-8 text" },
		{ "too_short", "a password has 10 to 200 characters" },
		{ "too_long", "a password has 10 to 200 characters" },
		{ "common_password", "this password is too easily guessed: common words, a run of "
				     "digits, or the account's own names" },
	};
	char typed[4 * PASSWORD_MAX + 3], *password;
	const char *fault;

	password_read(o, typed, sizeof(typed));
	password = text_nfc(a, span_of(typed), NULL);
	explicit_bzero(typed, sizeof(typed));
	fault = password ? password_fault(a, password, words) : "bad_format";
	for (size_t i = 0; fault && i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (!strcmp(sentences[i].fault, fault))
			fprintf(stderr, "pakn user: %s\n", sentences[i].sentence);
	if (!fault)
		password_hash(password, hash);
	return !fault;
}

static int user_add(const struct options *o, struct command_database *d)
{
	char hash[PASSWORD_HASH_SIZE];
	const char *values[] = { options_value(o, "tenant"), options_value(o, "username"),
		options_value(o, "name"), options_value(o, "role"), options_value(o, "agency"),
		hash };
	struct db_rows *done;
	struct arena *a;
	bool good;

	if (!values[0] || !values[1] || !values[3])
		return options_misuse(o, "add needs --tenant, --username and --role");
	a = arena_new();
	good = password_take(o, a,
		arena_printf(a, "%s %s %s", values[0], values[1], values[2] ? values[2] : ""),
		hash);
	arena_free(a);
	if (!good)
		return COMMAND_MISUSED;
	done = command_ask(d, "select pakn.staff_set($1, $2, $3, $4, $5, $6)", 6, values);
	if (!done)
		return COMMAND_FAILED;
	printf("%s (%s) can sign in to %s.\n", values[1], values[3], values[0]);
	db_rows_free(done);
	return COMMAND_DONE;
}

static int user_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "user name", "name", "role", "agency", "active",
		"in charge since" };
	const char *values[] = { options_value(o, "tenant") };

	if (!values[0])
		return options_misuse(o, "list needs --tenant");
	return command_list(d,
		"select s.username, s.name, s.role, a.code, case when s.active then 'yes' else "
		"'no' end, to_char(h.valid_from, 'YYYY-MM-DD HH24:MI') "
		"from pakn.staff s join pakn.agency a using (tenant_id, agency_id) "
		"left join pakn.agency_head h on h.tenant_id = s.tenant_id and h.staff_id = "
		"s.staff_id "
		"and h.agency_id = s.agency_id and h.valid_from <= now() and now() < h.valid_to "
		"where s.tenant_id = pakn.tenant_named($1) order by 1",
		1, values, 6, headings);
}

/* Does something to one account; the statement answers a row where there is one. */
static int user_change(const struct options *o, struct command_database *d, const char *verb,
	const char *statement, const char *done)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "username") };
	struct db_rows *changed;
	int count;

	if (!values[0] || !values[1])
		return options_misuse(o, "%s needs --tenant and --username", verb);
	changed = command_ask(d, statement, 2, values);
	if (!changed)
		return COMMAND_FAILED;
	count = db_rows_count(changed);
	db_rows_free(changed);
	if (count)
		printf("%s %s\n", values[1], done);
	else
		fprintf(stderr, "pakn: there is no account %s\n", values[1]);
	return count ? COMMAND_DONE : COMMAND_FAILED;
}

#define ACCOUNT_DO(action)                                                                         \
	"select pakn.account_do(tenant_id, staff_id, '" action "', null) from pakn.staff "         \
	"where tenant_id = pakn.tenant_named($1) and username = lower($2)"

static int user_lock(const struct options *o, struct command_database *d)
{
	return user_change(
		o, d, "lock", ACCOUNT_DO("lock"), "is locked; its sessions ended at once.");
}

static int user_factor_reset(const struct options *o, struct command_database *d)
{
	return user_change(o, d, "factor-reset", ACCOUNT_DO("factor-reset"),
		"has no authenticator any more; its sessions ended.");
}

static const struct command_verb verbs[] = { { "add", user_add, 0 }, { "list", user_list, 0 },
	{ "lock", user_lock, 0 }, { "factor-reset", user_factor_reset, 0 }, { 0 } };

int command_user(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
