/* pakn checkpoint: how far each province's history goes, signed, to be kept elsewhere. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "server/checkpoint.h"
#include "server/command_database.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "only of this province" },
	{ "out", "FILE", "add them to the end of this file; default: print them" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "checkpoint",
	.arguments = "[keys]",
	.summary = "Prints how far the history of each province goes and its digest, signed by "
		   "checkpoint_keys, to\n"
		   "be kept where nobody comes who owns the database; keys: prints the public "
		   "keys.  They are compared\n"
		   "with the history by pakn doctor --history --checkpoint FILE.",
	.rows = rows,
};

/* Prints the keys by which others check. */
static int keys_print(const struct seal_keys *keys)
{
	struct note_keys public_keys = { 0 };
	struct str text = { 0 };

	note_keys_of(keys, &public_keys);
	for (size_t i = 0; i < public_keys.count; i++)
		note_key_add(&public_keys.keys[i], &text);
	fputs(text.data, stdout);
	str_free(&text);
	return COMMAND_DONE;
}

/* Signs what the database tells of each province; NULL where it does not, which has been said. */
static bool checkpoints_make(const struct options *o, struct command_database *d,
	const struct seal_keys *keys, struct str *text)
{
	const char *values[] = { options_value(o, "tenant") };
	struct db_rows *heads = command_ask(d,
		"select h.tenant_id, h.code, h.seq, encode(h.hash, 'hex') from "
		"pakn.history_heads() h where $1::text is null or h.tenant_id = "
		"pakn.tenant_named($1)",
		1, values);

	for (int i = 0; heads && i < db_rows_count(heads); i++)
		checkpoint_add(keys, atoi(db_rows_value(heads, i, 0)), db_rows_value(heads, i, 1),
			db_rows_value(heads, i, 2), db_rows_value(heads, i, 3), text);
	db_rows_free(heads);
	return heads != NULL;
}

static int text_give(const struct options *o, struct span text)
{
	const char *path = options_value(o, "out");

	if (!path) {
		fwrite(text.data, 1, text.len, stdout);
		return COMMAND_DONE;
	}
	if (checkpoint_write(path, text))
		return COMMAND_DONE;
	fprintf(stderr, "pakn: cannot write %s: %m\n", path);
	return COMMAND_FAILED;
}

static int checkpoints_print(const struct options *o, const struct seal_keys *keys)
{
	struct command_database d;
	struct str text = { 0 };
	int exit_code;

	if (!command_database_open(&d, o, &exit_code))
		return exit_code;
	exit_code = checkpoints_make(o, &d, keys, &text) ? text_give(o, str_span(&text))
							 : COMMAND_FAILED;
	command_database_close(&d);
	str_free(&text);
	return exit_code;
}

int command_checkpoint(int argc, char **argv)
{
	struct options o;
	struct seal_keys keys;
	struct config *c;
	bool known, keys_only;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	keys_only = o.first < argc && !strcmp(argv[o.first], "keys");
	if (o.first + keys_only < argc)
		return options_misuse(
			&o, "does not know what to do with %s", argv[o.first + keys_only]);
	c = options_config(&o);
	if (!c)
		return COMMAND_MISUSED;
	known = checkpoint_keys(c, &keys);
	config_free(c);
	if (!known) {
		fputs("pakn: checkpoint_keys is not set: echo 1:$(openssl rand -hex 32)\n", stderr);
		return COMMAND_MISUSED;
	}
	return keys_only ? keys_print(&keys) : checkpoints_print(&o, &keys);
}
