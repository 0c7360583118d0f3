/* What a new password must not be: short, or made of nothing but words that everybody tries first
 * (NIST SP 800-63B, 5.1.1.2).  No rules about kinds of characters: they only make passwords alike.
 */
#ifndef PAKN_PASSWORD_RULE_H
#define PAKN_PASSWORD_RULE_H

#include "common/arena.h"
#include "common/span.h"

#define PASSWORD_MIN 10 /* characters */
#define PASSWORD_MAX 200

/* Tells what is wrong with a password in normal form C: "bad_format" (no UTF-8), "too_short",
 * "too_long", "common_password", or NULL: nothing.  words: of the account, separated by spaces:
 * user name, agency, province. */
const char *password_fault(struct arena *a, const char *password, const char *words);

#endif
