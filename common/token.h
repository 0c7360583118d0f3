/* Credentials in text: pk<kind>_<tenant>_<principal>_<43 characters>.
 *
 * The 43 characters are 32 bytes in base64url.  The kind and the tenant say where to look, the
 * digest of the whole text is what the database knows; the text itself is stored nowhere. */
#ifndef PAKN_TOKEN_H
#define PAKN_TOKEN_H

#include <stdbool.h>

#include "common/digest.h"
#include "common/span.h"

#define TOKEN_SESSION 's' /* a session of staff; the principal is an id */
#define TOKEN_KEY     'k' /* an API key; the principal is an id */
#define TOKEN_CITIZEN                                                                              \
	'c' /* a session of a citizen; the principal is a keyed hash of the person                 \
	     */
#define TOKEN_GATEWAY       'g' /* of a gateway: it signs, and shows no token; the principal is an id */
#define TOKEN_REPORT        'r' /* the secret of a report; the principal is its code without hyphens */
#define TOKEN_LINK          'l' /* of a link in a message, minted in SQL (case_link_make) */

#define TOKEN_PRINCIPAL_MAX 32

/* "pks_" + ten digits + "_" + principal + "_" + 43 characters and the NUL. */
#define TOKEN_TEXT_SIZE (4 + 10 + 1 + TOKEN_PRINCIPAL_MAX + 1 + 43 + 1)

struct token {
	char kind;
	int tenant_id;
	char principal[TOKEN_PRINCIPAL_MAX + 1]; /* letters, digits, hyphens; at least one */
	unsigned char digest[DIGEST_SIZE];       /* SHA-256 of the whole text */
};

/* Reads a credential; false where it is not exactly of the form that the functions below write. */
bool token_parse(struct span text, struct token *out);

/* Makes a random credential.  A kind, tenant or principal that token_parse() would refuse is our
 * bug and fatal. */
void token_mint(char kind, int tenant_id, const char *principal, char out[TOKEN_TEXT_SIZE],
	unsigned char digest[DIGEST_SIZE]);

/* Makes the secret of a report, the same one each time: its 32 bytes are an HMAC of tenant and code
 * (as refcode.h writes it). */
void token_mint_secret(const unsigned char key[32], int tenant_id, const char *code,
	char out[TOKEN_TEXT_SIZE], unsigned char digest[DIGEST_SIZE]);

#endif
