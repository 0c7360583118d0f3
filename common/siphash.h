/* SipHash-2-4 (Aumasson and Bernstein, 2012): a short hash that nobody can predict who does not
 * have the key, for tables whose keys come from clients.  OpenSSL has it too, at four times the
 * cost of so short an input. */
#ifndef PAKN_SIPHASH_H
#define PAKN_SIPHASH_H

#include <stdint.h>

#include "common/span.h"

#define SIPHASH_KEY_SIZE 16

uint64_t siphash(const unsigned char key[SIPHASH_KEY_SIZE], struct span data);

#endif
