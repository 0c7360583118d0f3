/* Requests that prove by a signature who sends them (Standard Webhooks 1.0, symmetric):
 *
 *   webhook-id: msg_2KWPBgLlAfxdpx2AI54pPJ85f4W
 *   webhook-timestamp: 1674087231
 *   webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=
 *
 * The signature is the HMAC-SHA256 of "id.timestamp.body" by a secret that both sides know; several
 * of them, separated by spaces, are of several secrets, while one takes over from another. */
#ifndef PAKN_WEBHOOK_H
#define PAKN_WEBHOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base64.h"
#include "common/span.h"

#define WEBHOOK_ID_MAX      255
#define WEBHOOK_TOLERANCE_S 300
#define WEBHOOK_SECRET_MIN  24
#define WEBHOOK_SECRET_MAX  64
#define WEBHOOK_SECRET_MADE 32
/* "whsec_", the bytes in base64, and the NUL. */
#define WEBHOOK_SECRET_TEXT_SIZE (6 + BASE64_LEN(WEBHOOK_SECRET_MAX) + 1)

struct webhook_secret {
	size_t len;
	unsigned char bytes[WEBHOOK_SECRET_MAX];
};

/* What a request says of itself; points into its headers. */
struct webhook {
	struct span id, timestamp, signatures;
	int64_t seconds; /* the timestamp */
};

/* Reads "whsec_" and 24 to 64 bytes in base64. */
bool webhook_secret_parse(struct span text, struct webhook_secret *out);

/* Makes a random secret, and its text, which has no slash: it may have to stand in an address. */
void webhook_secret_mint(struct webhook_secret *out, char text[WEBHOOK_SECRET_TEXT_SIZE]);

/* Reads the three headers, none of which proves anything yet.  False where one is missing or not of
 * the form: an id is 1 to 255 visible ASCII characters without a full stop, which separates what is
 * signed; a timestamp is digits. */
bool webhook_read(
	struct span id, struct span timestamp, struct span signatures, struct webhook *out);

/* Tells whether it was signed not longer than WEBHOOK_TOLERANCE_S before or after now. */
bool webhook_fresh(const struct webhook *w, int64_t now);

/* Tells whether one of the signatures is that of the body by this secret. */
bool webhook_proved(const struct webhook *w, struct span body, const struct webhook_secret *secret);

/* The length of the value of webhook-signature for so many secrets, without the NUL. */
#define WEBHOOK_SIGNATURE_LEN            (3 + BASE64_LEN(32))
#define WEBHOOK_SIGNATURES_SIZE(secrets) ((WEBHOOK_SIGNATURE_LEN + 1) * (secrets))

/* Writes the value of webhook-signature: one for each secret. */
void webhook_sign(const char *id, int64_t seconds, struct span body,
	const struct webhook_secret *secrets, size_t count, char *out);

#endif
