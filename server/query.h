/* A statement of sql/queries/, as the build turns it into C (build/queries.[ch]). */
#ifndef PAKN_QUERY_H
#define PAKN_QUERY_H

struct query {
	const char *name; /* of the file, and of the prepared statement */
	const char *text; /* with $1 ... $n */
	int param_count;
	const char *const *params; /* the name behind each $n, without the colon */
};

#endif
