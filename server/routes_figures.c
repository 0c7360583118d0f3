#include "server/route_tables.h"

#include "queries.h"
#include "server/export.h"
#include "server/inputs.h"
#include "server/once.h"
#include "server/page.h"

/* Figures that supervisors ask for. */
#define STATS(path, table, query, text)                                                            \
	{                                                                                          \
		HTTP_GET, "/api/v1/stats/" path, STAFF, "stats:read", table, query, DB_SLOW, 0,    \
			NULL, NULL, NULL, 200, text                                                \
	}

const struct route routes_of_figures[] = {
	/* method path who right input query lane flags action media run status summary */
	STATS("resolution", input_stats_range, &q_stats_resolution,
		"Resolution rates, with the formula of every figure"),
	SHEETS("/api/v1/stats/resolution", "stats:read", input_stats_range,
		&q_stats_resolution_sheet, export_run, "Resolution rates",
		"; figures that divide nothing are a dash"),
	STATS("targets", input_targets, &q_stats_target_list,
		"What the province and its agencies were to reach, and what they did"),
	STATS("comparison", input_comparison, &q_stats_comparison,
		"A period beside the one before it and the same a year before"),
	STATS("summary", input_summary, &q_stats_summary_show,
		"A period on one page, for a meeting: its lines"),
	{ HTTP_GET, "/api/v1/stats/summary.txt", STAFF, "stats:read", input_summary,
		&q_stats_summary_show, DB_SLOW, 0, "text", "text/plain; charset=utf-8", NULL, 200,
		"The same as text" },
	STATS("resolution/cases", input_stats_cases, &q_stats_cases,
		"The list behind any figure: as many as it says, the newest first; of the flow "
		"(`basis=handled`) each with what it counts, 1, or -1 where the figure is less by "
		"it, so that the sum is the figure"),
	SHEETS("/api/v1/stats/resolution/cases", "case:export", input_stats_cases_sheet,
		&q_stats_cases_sheet, export_run, "The same, all of it", ""),
	SHEET("/api/v1/stats/report", "stats:read", input_stats_report, &q_stats_report_sheet,
		"xlsx", MEDIA_XLSX, export_run,
		"What provinces report of a period: a workbook with a sheet for each table, a "
		"ranking, and the formulas"),
	{ HTTP_GET, "/api/v1/stats/snapshots", STAFF, "stats:read", input_snapshots_page,
		&q_stats_snapshot_list, DB_FAST, 0, NULL, NULL, NULL, 200,
		"Months that were frozen, the last one first" },
	{ HTTP_POST, "/api/v1/stats/snapshots", STAFF, "stats:freeze", input_snapshot,
		&q_stats_snapshot_make, DB_SLOW, ROUTE_WRITE, NULL, NULL, NULL, 201,
		"Freeze a month that is over, with its figures, definitions and a hash" },
	STATS("snapshots/:snapshot", input_snapshot_table, &q_stats_snapshot_show,
		"A frozen month, and whether it is as it was frozen"),
	STATS("snapshots/:snapshot/content", NULL, &q_stats_snapshot_content,
		"The same byte for byte as it was hashed"),
	STATS("snapshots/:snapshot/changes", input_snapshot_table, &q_stats_snapshot_changes,
		"What was corrected in it since, and what has matured"),
	STATS("snapshots/:snapshot/compare/:other", input_snapshot_table, &q_stats_snapshot_compare,
		"Two frozen months beside each other"),
	STATS("timings", input_stats_timings, &q_stats_timings,
		"Working time until reports were accepted, first answered, released"),
	STATS("backlog", input_stats_backlog, &q_stats_backlog,
		"What came in, went out and was left, step by step; what is open, by age and "
		"stage"),
	STATS("held", input_stats_held, &q_stats_held,
		"For how long cases were held, and late meanwhile; reminders, escalations, "
		"urgings"),
	STATS("qd766", input_stats_sheet, &q_stats_qd766,
		"The sheet of QĐ 766/QĐ-TTg: items 1 and 2 of satisfaction, by level and agency"),
	SHEETS("/api/v1/stats/qd766", "stats:read", input_stats_sheet, &q_stats_qd766_sheet,
		export_run, "The same", ""),
	{ HTTP_GET, "/api/v1/public/stats", ANYONE, NULL, input_open_stats, &q_open_stats, DB_SLOW,
		ROUTE_CACHE, NULL, NULL, once_run, 200,
		"Open data: figures of a period, without small counts" },
	{ HTTP_GET, "/api/v1/public/stats.csv", ANYONE, NULL, input_open_stats, &q_open_stats_csv,
		DB_SLOW, ROUTE_CACHE, NULL, MEDIA_CSV, once_run, 200, "The same as CSV" },
	{ HTTP_GET, "/thong-ke", ANYONE, NULL, input_open_stats, &q_open_page, DB_SLOW, ROUTE_CACHE,
		NULL, PAGE_MEDIA, once_run, 200, "The same as a page" },
	{ HTTP_GET, "/api/v1/ledger", STAFF, "ledger:read", input_ledger_range, &q_ledger_list,
		DB_SLOW, 0, NULL, NULL, NULL, 200,
		"For how many working minutes agencies, their people or their heads held cases" },
	{ 0 },
};
