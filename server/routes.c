#include "server/routes.h"

#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"
#include "server/route_tables.h"

static const struct route *const subjects[] = { routes_of_citizens, routes_of_staff,
	routes_of_figures, routes_of_administrators, routes_of_links };

#define SUBJECTS (sizeof(subjects) / sizeof(*subjects))

/* Adds the rows of a table to others, where there is room; tells how many they are. */
static size_t rows_add(struct route *out, const struct route *table)
{
	size_t count = 0;

	for (; table[count].path; count++)
		if (out)
			out[count] = table[count];
	return count;
}

const struct route *routes_all(void)
{
	static struct route *all;
	size_t count = 0;

	if (all)
		return all;
	for (size_t i = 0; i < SUBJECTS; i++)
		count += rows_add(NULL, subjects[i]);
	all = fatal_if_null(calloc(count + 1, sizeof(*all)));
	count = 0;
	for (size_t i = 0; i < SUBJECTS; i++)
		count += rows_add(all + count, subjects[i]);
	return all;
}
