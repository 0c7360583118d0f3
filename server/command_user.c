/* pakn user: accounts of staff. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "server/command_database.h"
#include "server/commands.h"
#include "server/password.h"

#define PASSWORD_MIN 10
#define PASSWORD_MAX 200

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "username", "NAME", "of the account" },
	{ "role", "ROLE", "citizen_app, operator, dispatcher, staff, head, supervisor or admin" },
	{ "agency", "CODE", "where the person works; default: the receiving desk" },
	{ "name", "NAME", "of the person" },
	{ "password-stdin", NULL, "read the password from the first line of standard input" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "user",
	.arguments = "add | list | lock",
	.summary =
		"Makes or changes an account, lists accounts, or locks one and ends its sessions.",
	.rows = rows,
};

/* Reads the password; false where none fit was given, which has been said. */
static bool password_read(const struct options *o, char password[PASSWORD_MAX + 2])
{
	size_t len;

	if (options_value(o, "password-stdin") || !isatty(STDIN_FILENO)) {
		if (!fgets(password, PASSWORD_MAX + 2, stdin))
			password[0] = '\0';
	} else {
		char *typed = getpass("Password: ");

		snprintf(password, PASSWORD_MAX + 2, "%s", typed ? typed : "");
	}
	password[strcspn(password, "\n")] = '\0';
	len = strlen(password);
	if (len >= PASSWORD_MIN && len <= PASSWORD_MAX)
		return true;
	fprintf(stderr, "pakn user: a password has %d to %d bytes\n", PASSWORD_MIN, PASSWORD_MAX);
	return false;
}

static int user_add(const struct options *o, struct command_database *d)
{
	char password[PASSWORD_MAX + 2], hash[PASSWORD_HASH_SIZE];
	const char *values[] = { options_value(o, "tenant"), options_value(o, "username"),
		options_value(o, "name"), options_value(o, "role"), options_value(o, "agency"),
		hash };
	struct db_rows *done;

	if (!values[0] || !values[1] || !values[3])
		return options_misuse(o, "add needs --tenant, --username and --role");
	if (!password_read(o, password))
		return COMMAND_MISUSED;
	password_hash(password, hash);
	explicit_bzero(password, sizeof(password));
	done = command_ask(d, "select pakn.staff_set($1, $2, $3, $4, $5, $6)", 6, values);
	if (!done)
		return COMMAND_FAILED;
	printf("%s (%s) can sign in to %s.\n", values[1], values[3], values[0]);
	db_rows_free(done);
	return COMMAND_DONE;
}

static int user_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "user name", "name", "role", "agency", "active" };
	const char *values[] = { options_value(o, "tenant") };
	struct db_rows *list;

	if (!values[0])
		return options_misuse(o, "list needs --tenant");
	list = command_ask(d,
		"select s.username, s.name, s.role, a.code, case when s.active then 'yes' else "
		"'no' end "
		"from pakn.staff s join pakn.agency a using (tenant_id, agency_id) "
		"where tenant_id = pakn.tenant_named($1) order by 1",
		1, values);
	if (!list)
		return COMMAND_FAILED;
	command_table(list, 5, headings);
	db_rows_free(list);
	return COMMAND_DONE;
}

static int user_lock(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "username") };
	struct db_rows *locked;
	int count;

	if (!values[0] || !values[1])
		return options_misuse(o, "lock needs --tenant and --username");
	locked = command_ask(d,
		"update pakn.staff set active = false "
		"where tenant_id = pakn.tenant_named($1) and username = lower($2) returning "
		"staff_id",
		2, values);
	if (!locked)
		return COMMAND_FAILED;
	count = db_rows_count(locked);
	db_rows_free(locked);
	if (count)
		printf("%s is locked; its sessions ended at once.\n", values[1]);
	else
		fprintf(stderr, "pakn: there is no account %s\n", values[1]);
	return count ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct command_verb verbs[] = { { "add", user_add, false },
	{ "list", user_list, false }, { "lock", user_lock, false }, { 0 } };

int command_user(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
