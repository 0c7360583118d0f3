/* pakn gateway: bridges to other systems, which sign what they send. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/config.h"
#include "server/bind.h"
#include "server/command_database.h"
#include "server/commands.h"
#include "server/contact.h"
#include "server/gateways_seal.h"

#define OLD_UNTIL "24 hours"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "name", "NAME", "of the gateway" },
	{ "channel", "CODE",
		"add: how its reports are counted: sms, zalo, open311, hotline or another "
		"channel" },
	{ "expires", "DATE", "add: when it ends, such as 2027-01-01; default: never" },
	{ "secret-stdin", NULL,
		"add, rotate: read the secret (whsec_...) from the first line of standard input, "
		"instead of making one" },
	{ "old-until", "TIME",
		"rotate: until when the secret before is good, too, such as 2027-01-01T12:00; "
		"default: for " OLD_UNTIL },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "gateway",
	.arguments = "add | rotate | list | revoke",
	.summary = "Makes a gateway, or another secret for one, and prints it (only this once), "
		   "lists gateways, or revokes one by its name.",
	.rows = rows,
};

/* A gateway's secret in the making. */
struct making {
	const struct options *options;
	struct command_database *database;
	struct gateway_of of;
	struct webhook_secret secret;
	char text[WEBHOOK_SECRET_TEXT_SIZE + 2]; /* and the end of a line */
	const char *digest, *sealed;
	struct arena *arena;
};

/* Reads a secret or makes one; false where there is none, which has been said. */
static bool secret_take(struct making *m)
{
	if (!options_value(m->options, "secret-stdin")) {
		webhook_secret_mint(&m->secret, m->text);
		return true;
	}
	if (!fgets(m->text, sizeof(m->text), stdin))
		m->text[0] = '\0';
	m->text[strcspn(m->text, "\r\n")] = '\0';
	if (webhook_secret_parse(span_of(m->text), &m->secret))
		return true;
	fputs("pakn: a secret is whsec_ and 24 to 64 bytes in base64\n", stderr);
	return false;
}

/* Seals the secret for its gateway by the keys of the settings; false where they are missing, which
 * has been said. */
static bool secret_seal(struct making *m)
{
	struct config *c = options_config(m->options);
	struct contact_keys *keys = c ? contact_keys_new(c) : NULL;
	unsigned char digest[DIGEST_SIZE];

	if (c && !keys)
		fputs("pakn gateway: identity_keys and secret_key must be set, as for the "
		      "daemon\n",
			stderr);
	if (keys) {
		gateway_digest(m->of, &m->secret, digest);
		m->digest = bind_bytea(m->arena, digest, sizeof(digest));
		m->sealed = gateway_seal(keys, m->arena, m->of, &m->secret);
	}
	contact_keys_free(keys);
	config_free(c);
	return keys != NULL;
}

/* Says where the gateway reports, and its secret unless that came from outside. */
static void secret_tell(const struct making *m)
{
	printf("Address: /gateways/pkg_%d_%d/reports\n", m->of.tenant_id, m->of.gateway_id);
	if (!options_value(m->options, "secret-stdin"))
		printf("Secret: %s\n", m->text);
}

/* Gives the gateway that numbers finds (its province's number and its own) a secret, by store. */
static int secret_make(const struct options *o, struct command_database *d, const char *numbers,
	int (*store)(struct making *m))
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "name") };
	struct making m = { .options = o, .database = d };
	struct db_rows *found;
	int exit_code = COMMAND_FAILED;

	if (!secret_take(&m))
		return COMMAND_MISUSED;
	found = command_ask(d, numbers, 2, values);
	if (!found)
		return COMMAND_FAILED;
	m.of = (struct gateway_of){ atoi(db_rows_value(found, 0, 0)),
		atoi(db_rows_value(found, 0, 1)) };
	db_rows_free(found);
	m.arena = arena_new();
	exit_code = secret_seal(&m) ? store(&m) : COMMAND_MISUSED;
	if (exit_code == COMMAND_DONE)
		secret_tell(&m);
	arena_free(m.arena);
	explicit_bzero(&m, sizeof(m));
	return exit_code;
}

/* Runs a statement whose first four parameters are province, gateway, digest and sealed secret. */
static int making_store(struct making *m, const char *text, int count, const char **values)
{
	struct db_rows *done;

	values[0] = arena_printf(m->arena, "%d", m->of.tenant_id);
	values[1] = arena_printf(m->arena, "%d", m->of.gateway_id);
	values[2] = m->digest;
	values[3] = m->sealed;
	done = command_ask(m->database, text, count, values);
	db_rows_free(done);
	return done ? COMMAND_DONE : COMMAND_FAILED;
}

static int added_store(struct making *m)
{
	const struct options *o = m->options;
	const char *values[] = { NULL, NULL, NULL, NULL, options_value(o, "name"),
		options_value(o, "channel"), options_value(o, "expires") };

	return making_store(m,
		"select pakn.gateway_add($1::int, $2::int, $3::bytea, $4::bytea, $5, $6, "
		"$7::timestamptz)",
		7, values);
}

static int gateway_add(const struct options *o, struct command_database *d)
{
	if (!options_value(o, "tenant") || !options_value(o, "name") ||
		!options_value(o, "channel"))
		return options_misuse(o, "add needs --tenant, --name and --channel");
	return secret_make(o, d,
		"select pakn.tenant_named($1), nextval('pakn.gateway_id_seq') where $2 <> ''",
		added_store);
}

static int rotated_store(struct making *m)
{
	const char *values[] = { NULL, NULL, NULL, NULL, options_value(m->options, "old-until") };

	return making_store(m,
		"select pakn.gateway_rotate($1::int, $2::int, $3::bytea, $4::bytea, "
		"coalesce($5::timestamptz, now() + interval '" OLD_UNTIL "'))",
		5, values);
}

static int gateway_rotate(const struct options *o, struct command_database *d)
{
	if (!options_value(o, "tenant") || !options_value(o, "name"))
		return options_misuse(o, "rotate needs --tenant and --name");
	return secret_make(o, d, "select tenant_id, gateway_id from pakn.gateway_named($1, $2)",
		rotated_store);
}

static int gateway_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "name", "gateway", "channel", "secret made",
		"last used", "expires", "revoked" };
	const char *tenant = options_value(o, "tenant");

	if (!tenant)
		return options_misuse(o, "list needs --tenant");
	return command_list(d,
		"select name, prefix, channel, to_char(created_at, 'YYYY-MM-DD HH24:MI'), "
		"to_char(nullif(seen_at, created_at), 'YYYY-MM-DD HH24:MI'), "
		"to_char(nullif(expires_at, 'infinity'), 'YYYY-MM-DD HH24:MI'), "
		"to_char(revoked_at, 'YYYY-MM-DD HH24:MI') from pakn.credential "
		"where tenant_id = pakn.tenant_named($1) and kind = 'g' "
		"order by gateway_id, created_at",
		1, &tenant, 7, headings);
}

static int gateway_revoke(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "name") };
	struct db_rows *revoked;

	if (!values[0] || !values[1])
		return options_misuse(o, "revoke needs --tenant and --name");
	revoked = command_ask(d, "select pakn.gateway_revoke($1, $2)", 2, values);
	if (!revoked)
		return COMMAND_FAILED;
	db_rows_free(revoked);
	printf("%s is revoked: nothing that it signs counts any more.\n", values[1]);
	return COMMAND_DONE;
}

static const struct command_verb verbs[] = { { "add", gateway_add, 0 },
	{ "rotate", gateway_rotate, 0 }, { "list", gateway_list, 0 },
	{ "revoke", gateway_revoke, 0 }, { 0 } };

int command_gateway(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
