/* Time: the monotonic clock for deadlines, the wall clock for what people read. */
#ifndef PAKN_CLOCK_H
#define PAKN_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counts from an arbitrary start and never jumps. */
uint64_t clock_mono_ms(void);
uint64_t clock_mono_us(void);

/* Counts from 1970-01-01T00:00:00Z. */
uint64_t clock_wall_ms(void);

#define CLOCK_TEXT_SIZE 33

/* Writes RFC 3339 with milliseconds in the offset of Vietnam: 2026-11-22T07:46:44.123+07:00.
 * (Vietnam has had no daylight saving time since 1945; one offset is exact.) */
void clock_format(char out[CLOCK_TEXT_SIZE], uint64_t wall_ms);

/* Reads RFC 3339 with a mandatory offset; tells false where the text is no such instant. */
bool clock_parse(const char *text, size_t len, uint64_t *wall_ms);

/* Reads a day as 2026-09-02, since 1900. */
enum clock_day { CLOCK_DAY_OK, CLOCK_DAY_MALFORMED, CLOCK_DAY_MISSING /* no calendar has it */ };
enum clock_day clock_day_check(const char *text, size_t len);

#endif
