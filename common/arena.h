/* An arena: memory that is given out piece by piece and freed all at once.  One per request. */
#ifndef PAKN_ARENA_H
#define PAKN_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "common/span.h"

struct arena;

/* Makes an empty arena.  Lack of memory is fatal here and everywhere below. */
struct arena *arena_new(void);

/* Frees everything that was ever given out.  NULL is allowed. */
void arena_free(struct arena *a);

/* Gives out size zeroed bytes, aligned for any type. */
void *arena_alloc(struct arena *a, size_t size);

/* Copies bytes; the copy has a NUL behind it. */
char *arena_copy(struct arena *a, const void *data, size_t len);

/* Copies a span or a C string; NULL stays NULL. */
char *arena_span(struct arena *a, struct span s);
char *arena_string(struct arena *a, const char *text);

char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts texts one behind the other, up to a NULL: arena_join(a, "<", name, ">", NULL).  A tenth of
 * the work of arena_printf. */
char *arena_join(struct arena *a, const char *first, ...) __attribute__((sentinel));

/* Tells how many bytes the arena holds from the system. */
size_t arena_size(const struct arena *a);

#endif
