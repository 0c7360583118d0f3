/* Text as people write it: Unicode normal form C, and a plain form for SMS and for comparing. */
#ifndef PAKN_TEXT_H
#define PAKN_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/span.h"

/* What one look at a text tells. */
struct text_look {
	bool valid;    /* UTF-8 without a NUL, which PostgreSQL cannot store */
	bool composed; /* surely in normal form C */
	bool returns;  /* there are carriage returns */
	bool breaks;   /* tabs or newlines */
	bool control;  /* other control characters (C0, DEL, C1) */
	size_t length; /* characters */
};

struct text_look text_look(struct span s);

/* Copies a text in normal form C.  NULL where it is not valid UTF-8 or holds a NUL, which
 * PostgreSQL cannot store.  len may be NULL. */
char *text_nfc(struct arena *a, struct span s, size_t *len);

/* Copies a text in lower case, without tone marks and with d for đ: plain ASCII for Vietnamese.
 * NULL as above. */
char *text_fold(struct arena *a, struct span s);

/* The same in the case that it has, and with plain forms for ligatures, wide letters and such. */
char *text_unmark(struct arena *a, struct span s);

/* Tells whether there is a letter or a digit, of whatever script, in a valid text. */
bool text_says_something(struct span s);

/* Turns the line ends of Windows (forms send them always) and of old Macs into newlines, in place;
 * returns the new length. */
size_t text_unify_lines(char *text);

/* Counts the insertions, deletions, replacements and swaps of neighbours between two short names;
 * names of more than 64 bytes are as far apart as can be. */
size_t text_distance(const char *a, const char *b);

#endif
