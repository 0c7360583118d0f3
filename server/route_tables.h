/* The tables of the interface, one a subject, each with a row without a path at its end; only
 * routes.c puts them together. */
#ifndef PAKN_ROUTE_TABLES_H
#define PAKN_ROUTE_TABLES_H

#include "server/router.h"

extern const struct route routes_of_citizens[], routes_of_staff[], routes_of_figures[],
	routes_of_administrators[], routes_of_links[];

/* A table to be taken away: as CSV, as a workbook, as JSON. */
#define SHEET(path, right, table, query, format, media, run, text)                                 \
	{                                                                                          \
		HTTP_GET, path "." format, STAFF, right, table, query, DB_SLOW, 0, format, media,  \
			run, 200, text                                                             \
	}
#define SHEETS(path, right, table, query, run, what, beside)                                       \
	SHEET(path, right, table, query, "csv", MEDIA_CSV, run, what ", as CSV" beside),           \
		SHEET(path, right, table, query, "xlsx", MEDIA_XLSX, run,                          \
			what ", as a workbook" beside),                                            \
		SHEET(path, right, table, query, "json", NULL, run,                                \
			what ", as JSON, a row a line" beside)

#endif
