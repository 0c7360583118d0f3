/* pakn stats rebuild: the rollups of the statistics, counted anew. */
#include <stdio.h>

#include "server/command_stats.h"
#include "server/commands.h"

int stats_rebuild(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "kept by", "part", "dimension", "rows" };
	const char *values[] = { options_value(o, "tenant"),
		options_value(o, "check") ? "true" : "false" };
	struct db_rows *wrong, *size;

	if (!values[0])
		return options_misuse(o, "rebuild needs --tenant");
	size = command_ask(d,
		"select count(*) from pakn.report where tenant_id = pakn.tenant_named($1)", 1,
		values);
	if (!size)
		return COMMAND_FAILED;
	printf("Counting %s reports and their history ...\n", db_rows_value(size, 0, 0));
	fflush(stdout);
	db_rows_free(size);
	wrong = command_ask(d,
		"select * from pakn.stat_rebuild(pakn.tenant_named($1), $2::boolean)", 2, values);
	if (!wrong)
		return COMMAND_FAILED;
	if (db_rows_count(wrong) == 0)
		puts("Nothing differed.");
	else
		command_table(wrong, 4, headings);
	if (db_rows_count(wrong) > 0)
		puts(options_value(o, "check") ? "These rows differ." : "These rows differed.");
	db_rows_free(wrong);
	return COMMAND_DONE;
}
