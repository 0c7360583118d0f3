#include "common/fatal.h"

#include <stdio.h>
#include <stdlib.h>

void fatal(const char *sentence)
{
	fprintf(stderr, "pakn: %s\n", sentence);
	abort();
}

void *fatal_if_null(void *p)
{
	if (!p)
		fatal("out of memory");
	return p;
}
