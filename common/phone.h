/* Vietnamese telephone numbers. */
#ifndef PAKN_PHONE_H
#define PAKN_PHONE_H

#include <stdbool.h>

#include "common/span.h"

#define PHONE_TEXT_SIZE 17

/* Reads a mobile or fixed number in any usual form (0..., 84..., +84..., 0084..., with spaces,
 * dots, hyphens, slashes and brackets; the eleven-digit mobile numbers of before 2018 too) and
 * writes E.164: +84903123456.  False for short codes (1022, 113), 1800 and 1900 numbers, and
 * foreign ones. */
bool phone_normalise(struct span in, char out[PHONE_TEXT_SIZE]);

/* Writes what may stand in a log or on a screen: +84******456. */
void phone_mask(const char *e164, char out[PHONE_TEXT_SIZE]);

#endif
