/* Random bytes for identifiers and secrets, from the kernel, in a small buffer per thread so that
 * an id does not cost a system call.  A child never repeats its parent's bytes. */
#ifndef PAKN_RANDOM_H
#define PAKN_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Writes len unpredictable bytes.  A kernel that has none is fatal. */
void random_bytes(void *out, size_t len);

/* Draws a number, every one of the 2^64 equally likely. */
uint64_t random_u64(void);

#endif
