/* pakn import: facts from files. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "common/str.h"
#include "server/command_database.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "source", "TEXT", "where the boundaries come from; default: the file's name" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "import",
	.arguments = "boundaries FILE",
	.summary =
		"Takes boundaries from a GeoJSON FeatureCollection whose features have a property "
		"\"code\"; all of the file or nothing.",
	.rows = rows,
};

/* Reads a whole file; false where it cannot be read, which has been said. */
static bool file_read(const char *path, struct str *text)
{
	FILE *f = fopen(path, "r");
	char piece[65536];
	size_t len;
	bool good;

	if (!f) {
		fprintf(stderr, "pakn: cannot read %s: %s\n", path, strerror(errno));
		return false;
	}
	while ((len = fread(piece, 1, sizeof(piece), f)) > 0)
		str_add_bytes(text, piece, len);
	good = !ferror(f) && text->len;
	fclose(f);
	if (!good)
		fprintf(stderr, "pakn: %s is empty or cannot be read\n", path);
	return good;
}

static int boundaries_import(struct options *o, const char *path)
{
	struct command_database d;
	struct str text = { 0 };
	struct db_rows *done = NULL;
	const char *source = options_value(o, "source");
	const char *values[] = { options_value(o, "tenant"), NULL, source ? source : path };
	int exit_code = COMMAND_FAILED;

	if (!values[0])
		return options_misuse(o, "boundaries needs --tenant");
	if (!file_read(path, &text)) {
		str_free(&text);
		return COMMAND_FAILED;
	}
	values[1] = text.data;
	if (command_database_open(&d, o, &exit_code)) {
		done = command_ask(&d, "select pakn.boundaries_import($1, $2, $3)", 3, values);
		exit_code = done ? COMMAND_DONE : COMMAND_FAILED;
		if (done)
			printf("%s boundaries imported from %s.\n", db_rows_value(done, 0, 0),
				path);
		db_rows_free(done);
		command_database_close(&d);
	}
	str_free(&text);
	return exit_code;
}

int command_import(int argc, char **argv)
{
	struct options o;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (o.first != argc - 2 || strcmp(argv[o.first], "boundaries"))
		return options_misuse(&o, "needs: boundaries FILE");
	return boundaries_import(&o, argv[o.first + 1]);
}
