/* pakn token: API keys of apps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/str.h"
#include "common/token.h"
#include "server/command_database.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "name", "NAME", "what the key is for" },
	{ "scopes", "LIST", "what it may do, separated by commas; default: what its role needs" },
	{ "channel", "CODE",
		"app, web, sms or open311: how its reports are counted; default: app" },
	{ "role", "ROLE", "citizen_app, or importer: who brings history in; default: citizen_app" },
	{ "dates-from", "TIME",
		"back to when an importer may date what it brings in (2026-01-01)" },
	{ "expires", "DATE", "when it ends, such as 2027-01-01; default: never" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "token",
	.arguments = "add | list | revoke",
	.summary = "Makes an API key and prints it (only this once), lists keys, or revokes one by "
		   "its name.",
	.rows = rows,
};

/* Asks for the number of the province and a new number for the key. */
static struct db_rows *numbers_ask(struct command_database *d, const char *tenant)
{
	return command_ask(
		d, "select pakn.tenant_named($1), nextval('pakn.api_key_id_seq')", 1, &tenant);
}

static int token_add(const struct options *o, struct command_database *d)
{
	const char *tenant = options_value(o, "tenant"), *name = options_value(o, "name");
	const char *scopes = options_value(o, "scopes"), *channel = options_value(o, "channel");
	char token[TOKEN_TEXT_SIZE], digest_text[2 * DIGEST_SIZE + 3] = "\\x";
	unsigned char digest[DIGEST_SIZE];
	struct db_rows *numbers, *done;
	const char *role = options_value(o, "role");
	const char *values[9];

	if (!tenant || !name)
		return options_misuse(o, "add needs --tenant and --name");
	numbers = numbers_ask(d, tenant);
	if (!numbers)
		return COMMAND_FAILED;
	values[0] = db_rows_value(numbers, 0, 0);
	values[2] = db_rows_value(numbers, 0, 1);
	token_mint(TOKEN_KEY, atoi(values[0]), values[2], token, digest);
	str_hex(digest_text + 2, digest, sizeof(digest));
	values[1] = digest_text;
	values[3] = name;
	values[4] = scopes;
	values[5] = channel ? channel : "app";
	values[6] = role ? role : "citizen_app";
	values[7] = options_value(o, "dates-from");
	values[8] = options_value(o, "expires");
	done = command_ask(d,
		"select pakn.admin_act_by(k.tenant_id, null, 'keys', 'add', k.api_key_id::text, "
		"null, "
		"pakn.key_json(k)::jsonb) from pakn.api_key_set($1::int, $2::bytea, $3::int, $4, "
		"string_to_array($5, ','), $6, $7, $8::timestamptz, $9::timestamptz) k",
		9, values);
	db_rows_free(numbers);
	if (!done)
		return COMMAND_FAILED;
	db_rows_free(done);
	puts(token);
	return COMMAND_DONE;
}

static int token_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "name", "prefix", "role", "scopes", "channel",
		"dates from", "made", "last used", "expires", "revoked" };
	const char *tenant = options_value(o, "tenant");

	if (!tenant)
		return options_misuse(o, "list needs --tenant");
	return command_list(d,
		"select name, prefix, role, array_to_string(scopes, ','), channel, "
		"to_char(dates_from, 'YYYY-MM-DD'), to_char(created_at, 'YYYY-MM-DD HH24:MI'), "
		"to_char(nullif(seen_at, created_at), 'YYYY-MM-DD HH24:MI'), "
		"to_char(nullif(expires_at, 'infinity'), 'YYYY-MM-DD HH24:MI'), "
		"to_char(revoked_at, 'YYYY-MM-DD HH24:MI') from pakn.credential "
		"where tenant_id = pakn.tenant_named($1) and kind = 'k' order by created_at",
		1, &tenant, 10, headings);
}

static int token_revoke(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "name") };
	struct db_rows *revoked;
	int count;

	if (!values[0] || !values[1])
		return options_misuse(o, "revoke needs --tenant and --name");
	revoked = command_ask(d,
		"select pakn.api_key_end(c, null) from pakn.credential c where c.tenant_id = "
		"pakn.tenant_named($1) "
		"and c.kind = 'k' and c.name = $2 and c.revoked_at is null",
		2, values);
	if (!revoked)
		return COMMAND_FAILED;
	count = db_rows_count(revoked);
	db_rows_free(revoked);
	printf("%d key%s of that name revoked.\n", count, count == 1 ? "" : "s");
	return count ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct command_verb verbs[] = { { "add", token_add, 0 }, { "list", token_list, 0 },
	{ "revoke", token_revoke, 0 }, { 0 } };

int command_token(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
