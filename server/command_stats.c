/* pakn stats: the statistics at the terminal. */
#include <stdio.h>
#include <string.h>

#include "server/command_stats.h"
#include "server/commands.h"

#define FIGURES_MAX 24 /* that a table shows */
#define NAMES       2  /* columns before them: code and name */

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "period", "WORD", "a year, quarter or month: 2025, 2025-Q4 or 2025-10" },
	{ "from", "TIME",
		"first instant of the period (2026-01-01); default: the first of this month" },
	{ "to", "TIME", "the instant after the period; default: the next full hour" },
	{ "as-of", "TIME", "as things stood then; default: now" },
	{ "basis", "WORD", "received or handled; default: received" },
	{ "group-by", "WHAT",
		"agency (default), successor, level, area, category, channel, month and so on, or "
		"two with a comma between" },
	{ "areas-at", "DAY", "by area: the units of that day; default: as the reports have them" },
	{ "areas-level", "LEVEL", "by area: province, district or commune" },
	{ "lang", "vi|en", "summary: its language; default: vi" },
	{ "figures", "LIST", "which figures, by their names in the interface, up to 24" },
	{ "check", NULL, "rebuild: only tell what differs" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "stats",
	.arguments = "[table] | summary | snapshots | freeze | verify | rebuild",
	.summary = "Prints the figures of a period with their formulas.  summary: the same on one "
		   "page, "
		   "for a meeting;\n"
		   "snapshots: months that were frozen; freeze: freezes the month of --period; "
		   "verify: "
		   "whether all\n"
		   "are as they were frozen; rebuild: counts the rollups anew, while writes go on.",
	.rows = rows,
};

static const char figures_default[] = "received,refused,accepted,handled,on_time,late,in_progress,"
				      "overdue_open,rate_handled,rate_on_time,median_hours";

/* The figures that were asked for, as they are called and defined. */
static const char figures_question[] = "select f.figure, f.title_en, f.title_en || ': ' || "
				       "f.formula_vi from pakn.stats_figures() f "
				       "where f.figure = any (string_to_array($1, ',')) order by "
				       "array_position(string_to_array($1, ','), f.figure)";

/* A row for each group and one for the total: code, name, and up to FIGURES_MAX figures. */
static const char table_question[] =
	"select case when t.is_total then 'TOTAL' else array_to_string(t.codes, ' / ') end, "
	"array_to_string(t.names, ' / '), v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], "
	"v[10], v[11], v[12], v[13], v[14], v[15], v[16], v[17], v[18], v[19], v[20], v[21], "
	"v[22], v[23], v[24] "
	"from pakn.stats_table(pakn.stats_question(pakn.tenant_named($1), $2, $3::timestamptz, "
	"$4::timestamptz, $5::timestamptz, $6, $7, $8::date, $9)) t, lateral (select "
	"array_agg(t.figures->>f.figure order by array_position(string_to_array($10, ','), "
	"f.figure)) "
	"as v from pakn.stats_figures() f where f.figure = any (string_to_array($10, ','))) v "
	"order by t.is_total, t.codes, t.names";

static void table_print(const struct db_rows *table, const struct db_rows *figures)
{
	const char *headings[NAMES + FIGURES_MAX] = { "code", "name" };
	int count = db_rows_count(figures);

	for (int i = 0; i < count && i < FIGURES_MAX; i++)
		headings[NAMES + i] = db_rows_value(figures, i, 1);
	command_table(table, NAMES + (count < FIGURES_MAX ? count : FIGURES_MAX), headings);
	putchar('\n');
	for (int i = 0; i < count; i++)
		puts(db_rows_value(figures, i, 2));
}

static int stats_table(const struct options *o, struct command_database *d)
{
	const char *figures = options_value(o, "figures");
	const char *values[] = { options_value(o, "tenant"), options_value(o, "period"),
		options_value(o, "from"), options_value(o, "to"), options_value(o, "as-of"),
		options_value(o, "basis"), options_value(o, "group-by"),
		options_value(o, "areas-at"), options_value(o, "areas-level"),
		figures ? figures : figures_default };
	struct db_rows *table, *named;

	if (!values[0])
		return options_misuse(o, "needs --tenant");
	table = command_ask(d, table_question, 10, values);
	named = table ? command_ask(d, figures_question, 1, &values[9]) : NULL;
	if (named)
		table_print(table, named);
	db_rows_free(table);
	db_rows_free(named);
	return named ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct command_verb verbs[] = { { "", stats_table, 0 }, { "table", stats_table, 0 },
	{ "summary", stats_summary, 0 }, { "snapshots", stats_snapshots, 0 },
	{ "freeze", stats_freeze, 0 }, { "verify", stats_verify, 0 },
	{ "rebuild", stats_rebuild, 0 }, { 0 } };

int command_stats(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
