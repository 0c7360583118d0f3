/* One-time codes of an authenticator (RFC 6238): HMAC-SHA-1, 30 seconds, six digits, as every
 * authenticator knows them; and the codes with which one gets in without it. */
#ifndef PAKN_TOTP_H
#define PAKN_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"
#include "common/str.h"

#define TOTP_SECRET_SIZE      20 /* as many as the digest has (RFC 4226, 4) */
#define TOTP_SECRET_TEXT_SIZE (TOTP_SECRET_SIZE * 8 / 5 + 1)
#define TOTP_CODE_SIZE        7
#define TOTP_SECONDS          30
#define RECOVERY_SIZE         20 /* four groups of four, three hyphens and the NUL: 80 bits */

/* Writes the code of a step: the seconds since 1970, divided by TOTP_SECONDS. */
void totp_code(
	const unsigned char secret[TOTP_SECRET_SIZE], int64_t step, char out[TOTP_CODE_SIZE]);

/* Finds the step of a code around an instant, one step early or late (RFC 6238, 5.2); false where
 * it is none of theirs.  Takes the same time whichever it is. */
bool totp_match(const unsigned char secret[TOTP_SECRET_SIZE], const char *code, int64_t seconds,
	int64_t *step);

/* Writes a secret in base32 (RFC 4648), as people type it into an authenticator. */
void totp_secret_text(
	const unsigned char secret[TOTP_SECRET_SIZE], char out[TOTP_SECRET_TEXT_SIZE]);

/* Adds the address that an authenticator reads from a picture of it:
 * otpauth://totp/ISSUER:ACCOUNT?secret=...&issuer=ISSUER */
void totp_uri(struct str *out, const char *issuer, const char *account, const char *secret_text);

/* Makes a recovery code: 7Q4M-XK2P-0T9C-HV5E. */
void recovery_mint(char out[RECOVERY_SIZE]);

/* Reads a recovery code as recovery_mint() writes it, whatever its case, spaces and hyphens, and
 * with the letters that are easily mistaken.  False where it is none. */
bool recovery_normalise(struct span text, char out[RECOVERY_SIZE]);

#endif
