/* What the commands that speak to the database share. */
#ifndef PAKN_COMMAND_DATABASE_H
#define PAKN_COMMAND_DATABASE_H

#include "server/db_sync.h"
#include "server/options.h"

/* A command's connection, and the error of its last statement. */
struct command_database {
	struct db_sync *sync;
	struct str error;
};

/* Connects by --database, or else by the setting of that name.  False: everything there was to say
 * has been said; end with *exit_code. */
bool command_database_open(struct command_database *d, const struct options *o, int *exit_code);
void command_database_close(struct command_database *d);

/* Runs one statement; NULL: its error has been told on stderr, refusals as sentences. */
struct db_rows *command_ask(
	struct command_database *d, const char *text, int count, const char *const *values);

/* Tells the error of the last statement on stderr, refusals as sentences. */
void command_refused(const struct command_database *d);

/* Prints rows as a table with the given headings. */
void command_table(const struct db_rows *rows, int columns, const char *const *headings);

/* Runs one statement, and prints what it answers as a table; what the command ends with. */
int command_list(struct command_database *d, const char *text, int count, const char *const *values,
	int columns, const char *const *headings);

/* What a command can do: pakn user add. */
struct command_verb {
	const char *name; /* NULL ends the table; "": what is done where no word says what */
	int (*run)(const struct options *o, struct command_database *d);
	int named; /* how many words it takes: what it is done to */
};

/* Reads the options, connects, and runs the verb that the first argument names. */
int command_verbs(const struct usage *u, const struct command_verb *verbs, int argc, char **argv);

/* The option row that goes with command_database_open(). */
#define COMMAND_DATABASE_ROW                                                                       \
	{                                                                                          \
		"database", "CONNINFO",                                                            \
			"libpq connection string of the owner of the schema; default: the setting" \
	}

#endif
