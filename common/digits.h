/* Decimal digits without printf, whose formats cost more than what they write. */
#ifndef PAKN_DIGITS_H
#define PAKN_DIGITS_H

#include <stdint.h>
#include <string.h>

#define DIGITS_MAX 20 /* of a number of 64 bits */

/* Writes a number and a NUL; returns where the NUL is. */
static inline char *digits_put(char *out, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t i = DIGITS_MAX;

	do
		digits[--i] = (char)('0' + number % 10);
	while (number /= 10);
	out = (char *)mempcpy(out, digits + i, DIGITS_MAX - i);
	*out = '\0';
	return out;
}

#endif
