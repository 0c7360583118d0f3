/* pakn stats: the resolution rates at the terminal. */
#include <stdio.h>
#include <string.h>

#include "server/command_database.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "from", "TIME",
		"first instant of the period (2026-01-01); default: the first of this month" },
	{ "to", "TIME", "the instant after the period; default: the next full hour" },
	{ "as-of", "TIME", "as things stood then; default: now" },
	{ "group-by", "WHAT",
		"agency, successor (of those that have ended: with who took over), level, area, "
		"category, channel or month; default: agency" },
	{ "areas-at", "DAY", "by area: the units of that day; default: as the reports have them" },
	{ "areas-level", "LEVEL", "by area: province, district or commune" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "stats",
	.arguments = "",
	.summary = "Prints the resolution rates of the reports received in a period, with their "
		   "formulas.",
	.rows = rows,
};

static const char question[] =
	"select case when s.is_total then 'TOTAL' else s.code end, s.name, s.received, s.refused, "
	"s.accepted, "
	"s.handled, s.on_time, s.late, s.in_progress, s.overdue_open, s.rate_handled, "
	"s.rate_on_time, "
	"round((s.median_minutes / 60)::numeric, 1) "
	"from pakn.stats_rows(pakn.tenant_named($1), "
	"coalesce($2::timestamptz, date_trunc('month', now(), 'Asia/Ho_Chi_Minh')), "
	"coalesce($3::timestamptz, date_trunc('hour', now()) + interval '1 hour'), "
	"$4::timestamptz, "
	"coalesce($5, 'agency'), coalesce($6::date, case when $7::text is not null then "
	"current_date "
	"end), $7) s order by s.is_total, s.code";

static void formulas_print(struct command_database *d)
{
	struct db_rows *formulas = command_ask(d,
		"select key, value from json_each_text(pakn.stats_formula('vi')) "
		"where key in ('received', 'refused', 'accepted', 'handled', 'on_time', "
		"'rate_handled', 'rate_on_time')",
		0, NULL);

	putchar('\n');
	for (int i = 0; formulas && i < db_rows_count(formulas); i++)
		printf("%s: %s\n", db_rows_value(formulas, i, 0), db_rows_value(formulas, i, 1));
	db_rows_free(formulas);
}

int command_stats(int argc, char **argv)
{
	static const char *const headings[] = { "code", "name", "received", "refused", "accepted",
		"handled", "on time", "late", "in progress", "overdue", "% handled", "% on time",
		"median h" };
	struct options o;
	struct command_database d;
	struct db_rows *table;
	int exit_code;
	const char *values[7];

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (o.first < argc || !options_value(&o, "tenant"))
		return options_misuse(&o, "needs --tenant, and no other words");
	values[0] = options_value(&o, "tenant");
	values[1] = options_value(&o, "from");
	values[2] = options_value(&o, "to");
	values[3] = options_value(&o, "as-of");
	values[4] = options_value(&o, "group-by");
	values[5] = options_value(&o, "areas-at");
	values[6] = options_value(&o, "areas-level");
	if (!command_database_open(&d, &o, &exit_code))
		return exit_code;
	table = command_ask(&d, question, 7, values);
	if (table) {
		command_table(table, 13, headings);
		formulas_print(&d);
	}
	db_rows_free(table);
	command_database_close(&d);
	return table ? COMMAND_DONE : COMMAND_FAILED;
}
