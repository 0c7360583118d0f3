/* Ends the process: for our own bugs and for lack of memory, never for anybody's input. */
#ifndef PAKN_FATAL_H
#define PAKN_FATAL_H

/* Writes the sentence to stderr and aborts. */
_Noreturn void fatal(const char *sentence);

/* Returns p, or ends the process where it is NULL: fatal_if_null(malloc(n)). */
void *fatal_if_null(void *p);

#endif
