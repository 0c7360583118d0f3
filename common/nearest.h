/* The nearest name: what somebody probably meant who wrote a name that does not exist. */
#ifndef PAKN_NEAREST_H
#define PAKN_NEAREST_H

#include <stddef.h>

/* Start with { 0 }; name is NULL as long as nothing is near enough to be suggested. */
struct nearest {
	const char *name;
	size_t distance;
};

/* Takes note of a candidate; the first of several equally near ones stays. */
void nearest_consider(struct nearest *n, const char *wrong, const char *candidate);

#endif
