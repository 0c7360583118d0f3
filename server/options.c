#include "server/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/fatal.h"
#include "common/nearest.h"
#include "server/commands.h"

#define USUAL_CONFIG "/etc/pakn/pakn.conf"

enum common_option { OPTION_CONFIG = OPTIONS_MAX, OPTION_HELP, OPTION_END };

/* Writes the line of one option. */
static void row_print(const struct option_row *row)
{
	char left[40];

	snprintf(left, sizeof(left), "--%s%s%s", row->name, row->argument ? " " : "",
		row->argument ? row->argument : "");
	printf("  %-24s %s\n", left, row->help);
}

static const struct option_row common_rows[] = {
	{ "config", "FILE", "settings file; without it " USUAL_CONFIG ", if there is one" },
	{ "help", NULL, "this text" },
};

static void help_print(const struct usage *u)
{
	printf("Usage: pakn %s [options]%s%s\n\n%s\n\nOptions:\n", u->command,
		*u->arguments ? " " : "", u->arguments, u->summary);
	for (const struct option_row *row = u->rows; row->name; row++)
		row_print(row);
	for (size_t i = 0; i < sizeof(common_rows) / sizeof(common_rows[0]); i++)
		row_print(&common_rows[i]);
}

int options_misuse(const struct options *o, const char *format, ...)
{
	va_list args;

	fprintf(stderr, "pakn %s: ", o->usage->command);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\nSee: pakn %s --help\n", o->usage->command);
	return COMMAND_MISUSED;
}

/* Turns the table into the one of getopt_long(); val is the row's index. */
static void table_make(const struct usage *u, struct option out[OPTION_END + 1])
{
	size_t count = 0;

	for (; u->rows[count].name; count++) {
		if (count == OPTIONS_MAX)
			fatal("a command has too many options");
		out[count] = (struct option){ u->rows[count].name,
			u->rows[count].argument ? required_argument : no_argument, NULL,
			(int)count };
	}
	out[count++] = (struct option){ "config", required_argument, NULL, OPTION_CONFIG };
	out[count++] = (struct option){ "help", no_argument, NULL, OPTION_HELP };
	out[count] = (struct option){ 0 };
}

/* Says what is wrong with an option that getopt_long() did not like. */
static int complain(
	const struct options *o, const struct option *table, int result, const char *given)
{
	struct nearest near = { 0 };
	char name[64];

	if (result == ':')
		return options_misuse(o, "%s needs a value", given);
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(given + strspn(given, "-"), "="),
		given + strspn(given, "-"));
	for (; table->name; table++)
		nearest_consider(&near, name, table->name);
	if (near.name && !strcmp(near.name, name))
		return options_misuse(o, "--%s takes no value", name);
	if (near.name)
		return options_misuse(o, "unknown option %s; did you mean --%s?", given, near.name);
	return options_misuse(o, "unknown option %s", given);
}

bool options_read(struct options *o, const struct usage *u, int argc, char **argv)
{
	struct option table[OPTION_END + 1];
	int result;

	*o = (struct options){ .usage = u, .exit_code = COMMAND_DONE };
	table_make(u, table);
	opterr = 0;
	optind = 0; /* glibc: start afresh */
	while ((result = getopt_long(argc, argv, ":", table, NULL)) != -1) {
		if (result == OPTION_HELP) {
			help_print(u);
			return false;
		}
		if (result == ':' || result == '?') {
			o->exit_code = complain(o, table, result, argv[optind - 1]);
			return false;
		}
		if (result == OPTION_CONFIG)
			o->config = optarg;
		else
			o->values[result] = optarg ? optarg : "";
	}
	o->first = optind;
	o->words = argv + optind;
	return true;
}

const char *options_value(const struct options *o, const char *name)
{
	for (int i = 0; o->usage->rows[i].name; i++)
		if (!strcmp(o->usage->rows[i].name, name))
			return o->values[i];
	fatal("a command asks for an option that it does not have");
}

const char *options_config_path(const struct options *o)
{
	if (o->config)
		return o->config;
	return access(USUAL_CONFIG, F_OK) == 0 ? USUAL_CONFIG : NULL;
}

struct config *options_config(const struct options *o)
{
	struct str error = { 0 };
	struct config *c = config_load(options_config_path(o), &error);

	if (!c)
		fprintf(stderr, "pakn %s: %s\n", o->usage->command, error.data);
	str_free(&error);
	return c;
}
