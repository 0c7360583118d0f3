/* pakn stats summary: a period on one page, for a meeting. */
#include <stdio.h>

#include "server/command_stats.h"
#include "server/commands.h"

/* The word of the period, where neither --from nor --to says otherwise, and the lines. */
static const char summary_question[] =
	"with asked as (select pakn.tenant_named($1) as tenant_id), meant as (select a.tenant_id, "
	"case "
	"when coalesce($3, $4) is null then coalesce($2, pakn.stats_month(a.tenant_id, now())) "
	"else "
	"$2 end as period from asked a) select s from meant m, "
	"pakn.stats_summary(pakn.stats_question(m.tenant_id, m.period, $3::timestamptz, "
	"$4::timestamptz, $5::timestamptz, $6, 'agency'), m.period, $7) s";

int stats_summary(const struct options *o, struct command_database *d)
{
	const char *lang = options_value(o, "lang");
	const char *values[] = { options_value(o, "tenant"), options_value(o, "period"),
		options_value(o, "from"), options_value(o, "to"), options_value(o, "as-of"),
		options_value(o, "basis"), lang ? lang : "vi" };
	struct db_rows *lines;

	if (!values[0])
		return options_misuse(o, "summary needs --tenant");
	lines = command_ask(d, summary_question, 7, values);
	for (int i = 0; lines && i < db_rows_count(lines); i++)
		puts(db_rows_value(lines, i, 0));
	db_rows_free(lines);
	return lines ? COMMAND_DONE : COMMAND_FAILED;
}
