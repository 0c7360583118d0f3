/* A real PostgreSQL for a unit test: its main() starts itself again under tests/cluster. */
#ifndef PAKN_TESTS_CLUSTER_H
#define PAKN_TESTS_CLUSTER_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Makes sure that TEST_CONNINFO is set.  Runs from the top of the tree. */
static inline void cluster_require(char **argv)
{
	char *again[] = { (char *)"tests/cluster", argv[0], NULL };

	if (getenv("TEST_CONNINFO"))
		return;
	execv(again[0], again);
	perror("tests/cluster (run tests from the top of the tree)");
	exit(1);
}

/* Returns the conninfo of a superuser. */
static inline const char *cluster_conninfo(void)
{
	return getenv("TEST_CONNINFO");
}

#endif
