/* Options of a command from a table, which also makes its --help.  Every command has --config FILE
 * and --help besides its own. */
#ifndef PAKN_OPTIONS_H
#define PAKN_OPTIONS_H

#include <stdbool.h>

#include "common/config.h"

#define OPTIONS_MAX 32

struct option_row {
	const char *name;     /* without the dashes; NULL ends the table */
	const char *argument; /* what to call it in --help; NULL: the option takes none */
	const char *help;
};

struct usage {
	const char *command;   /* "user" */
	const char *arguments; /* "add NAME | list"; "" where there are none */
	const char *summary;   /* one sentence */
	const struct option_row *rows;
};

struct options {
	const struct usage *usage;
	const char *config; /* of --config; NULL */
	const char
		*values[OPTIONS_MAX]; /* by row: the argument, "" without one, NULL if not given */
	int first;                    /* index in argv of the first word that is no option */
	char **words;                 /* the words that are no options; NULL ends them */
	int exit_code;                /* if options_read() says false */
};

/* Reads argv; false: end with exit_code, everything there was to say has been said. */
bool options_read(struct options *o, const struct usage *u, int argc, char **argv);

/* Tells the argument of an option by its name; NULL where it was not given. */
const char *options_value(const struct options *o, const char *name);

/* Says on stderr what is wrong with the arguments, and returns COMMAND_MISUSED. */
int options_misuse(const struct options *o, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Tells the settings file: --config, or the usual one if it exists, or NULL. */
const char *options_config_path(const struct options *o);

/* Loads the settings; on NULL what is wrong was written to stderr: end with COMMAND_MISUSED. */
struct config *options_config(const struct options *o);

#endif
