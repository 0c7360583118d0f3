/* Tracking codes, as people read them out on the phone: XXXX-XXXX-XXX.
 *
 * 50 bits in ten symbols of Crockford's base 32 (digits and capitals without I, L, O, U) and a
 * check symbol over GF(32), which notices every single wrong symbol and every swap of two. */
#ifndef PAKN_REFCODE_H
#define PAKN_REFCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

#define REFCODE_TEXT_SIZE 14

/* Writes the code of the lower 50 bits. */
void refcode_format(uint64_t bits50, char out[REFCODE_TEXT_SIZE]);

/* Reads what somebody typed (any case, hyphens and spaces anywhere, I or L for 1, O for 0) and
 * writes the one canonical form.  False where it is no code or the check symbol does not fit. */
bool refcode_normalise(struct span in, char out[REFCODE_TEXT_SIZE]);

/* Tells whether a text has as many symbols as a code of ours, and no others: one that is none was
 * mistyped. */
bool refcode_shaped(struct span in);

/* What a report is found under: of ours the canonical form; of an older system's (ASCII letters,
 * digits and, between them, spaces and any of - . / _ :) capitals, with one hyphen for whatever
 * divides: H12.45/2024 and h12-45-2024 are one code.  False where it is no code at all. */
#define REFCODE_KEY_SIZE 65
bool refcode_key(struct span in, char out[REFCODE_KEY_SIZE]);

/* Mints the code of a report: the same tenant, caller, key and counter give the same code in every
 * daemon that has the same secret.  Without an idempotency key (NULL) it is random. */
void refcode_mint(const unsigned char key[32], int tenant_id, const char *caller,
	const char *idempotency_key, unsigned counter, char out[REFCODE_TEXT_SIZE]);

/* Names a report in its secret (token_mint_secret): by its code; an older system's, which may be
 * longer than fits, by one of ours that is made of it. */
void refcode_for_secret(
	const unsigned char key[32], int tenant_id, const char *code, char out[REFCODE_TEXT_SIZE]);

#endif
