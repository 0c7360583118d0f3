/* pakn migrate: brings a database to the schema of this binary. */
#include <stdio.h>

#include "common/config.h"
#include "server/commands.h"
#include "server/db_sync.h"
#include "server/migrate.h"
#include "server/options.h"
#include "server/version.h"

static const struct option_row rows[] = {
	{ "database", "CONNINFO", "the database, as its owner (default: the setting database)" },
	{ "dry-run", NULL, "only say what would be done" },
	{ "force-functions", NULL, "apply the functions even if they have not changed" },
	{ "quiet", NULL, "say nothing unless something is wrong" },
	{ 0 },
};

static const struct usage usage = {
	.command = "migrate",
	.arguments = "",
	.summary = "Brings the database to the schema of this binary. Doing so twice is harmless.",
	.rows = rows,
};

/* Migrates one database and says how it went. */
static int migrate_database(const char *conninfo, const struct migrate_plan *plan)
{
	struct str error = { 0 };
	struct db_sync *db = db_sync_open(conninfo, "pakn migrate", &error);
	bool ok = db && migrate_run(db, plan, &error);

	if (!ok)
		fprintf(stderr, "pakn migrate: %s\n", error.data);
	db_sync_close(db);
	str_free(&error);
	return ok ? COMMAND_DONE : COMMAND_FAILED;
}

int command_migrate(int argc, char **argv)
{
	struct options o;
	struct config *c = NULL;
	const char *conninfo;
	int exit_code;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (o.first < argc)
		return options_misuse(&o, "does not know what to do with %s", argv[o.first]);
	conninfo = options_value(&o, "database");
	if (!conninfo && !(c = options_config(&o)))
		return COMMAND_MISUSED;
	exit_code = migrate_database(conninfo ? conninfo : config_text(c, "database"),
		&(struct migrate_plan){
			.migrations = sql_migrations,
			.functions = sql_functions,
			.version = PAKN_VERSION,
			.dry_run = options_value(&o, "dry-run"),
			.force_functions = options_value(&o, "force-functions"),
			.progress = options_value(&o, "quiet") ? NULL : stdout,
		});
	config_free(c);
	return exit_code;
}
