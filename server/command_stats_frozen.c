/* pakn stats snapshots, freeze, verify: months as they were frozen. */
#include <stdio.h>

#include "server/command_stats.h"
#include "server/commands.h"

int stats_snapshots(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "number", "month", "as of", "made", "by",
		"definitions", "hash" };
	const char *values[] = { options_value(o, "tenant"), options_value(o, "period") };

	if (!values[0])
		return options_misuse(o, "snapshots needs --tenant");
	return command_list(d,
		"select s.number, s.period, to_char(s.as_of, 'YYYY-MM-DD HH24:MI'), "
		"to_char(s.made_at, 'YYYY-MM-DD HH24:MI'), f.username, s.definitions, "
		"encode(s.hash, 'hex') from pakn.stats_snapshot s left join pakn.staff f on "
		"f.tenant_id = s.tenant_id and f.staff_id = s.made_by where s.tenant_id = "
		"pakn.tenant_named($1) and ($2::text is null or s.period = $2) order by s.number",
		2, values, 7, headings);
}

int stats_freeze(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "period") };
	struct db_rows *done;

	if (!values[0] || !values[1])
		return options_misuse(o, "freeze needs --tenant and --period");
	done = command_ask(d,
		"select s.number, s.as_of, encode(s.hash, 'hex') from "
		"pakn.stats_freeze(pakn.tenant_named($1), $2) s",
		2, values);
	if (!done)
		return COMMAND_FAILED;
	printf("%s is frozen as of %s: snapshot %s, SHA-256 %s.\n", values[1],
		db_rows_value(done, 0, 1), db_rows_value(done, 0, 0), db_rows_value(done, 0, 2));
	db_rows_free(done);
	return COMMAND_DONE;
}

/* What each fault of a snapshot means. */
static const char faults_question[] =
	"select f.number, case f.fault "
	"when 'content' then 'its content has another hash than it had' "
	"when 'columns' then 'beside its content stands something else than in it' "
	"when 'chain' then 'the snapshot before it is gone, or another' "
	"when 'history' then 'the sealed history is another than it was' end "
	"from pakn.stats_snapshot_faults(pakn.tenant_named($1)) f";

int stats_verify(const struct options *o, struct command_database *d)
{
	const char *tenant = options_value(o, "tenant");
	struct db_rows *faults, *counted;
	int exit_code = COMMAND_FAILED;

	if (!tenant)
		return options_misuse(o, "verify needs --tenant");
	faults = command_ask(d, faults_question, 1, &tenant);
	for (int i = 0; faults && i < db_rows_count(faults); i++)
		printf("%s: %s\n", db_rows_value(faults, i, 0), db_rows_value(faults, i, 1));
	counted = faults ? command_ask(d,
				   "select count(*) from pakn.stats_snapshot s where s.tenant_id = "
				   "pakn.tenant_named($1)",
				   1, &tenant)
			 : NULL;
	if (counted) {
		printf("%s snapshots, %d faults.\n", db_rows_value(counted, 0, 0),
			db_rows_count(faults));
		exit_code = db_rows_count(faults) ? COMMAND_FAILED : COMMAND_DONE;
	}
	db_rows_free(counted);
	db_rows_free(faults);
	return exit_code;
}
