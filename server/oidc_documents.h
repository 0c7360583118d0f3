/* What a sign-on service says of itself (OpenID Connect Discovery 1.0, 3), and what it gives for a
 * code (OpenID Connect Core 1.0, 3.1.3.3). */
#ifndef PAKN_OIDC_DOCUMENTS_H
#define PAKN_OIDC_DOCUMENTS_H

#include <stdbool.h>

#include "common/arena.h"

struct oidc_metadata {
	const char *authorization_endpoint, *token_endpoint, *jwks_uri;
	bool secret_in_body; /* it takes the client's secret as a parameter only, not by HTTP Basic
			      */
	bool names_itself;   /* it always says in its redirects who it is (RFC 9207) */
};

/* Reads the document of an issuer; false where it is none, or one of another issuer. */
bool oidc_metadata_read(
	struct arena *a, struct span text, const char *issuer, struct oidc_metadata *out);

/* Tells a text of the answer to a code: "id_token", "error"; NULL where it has none. */
const char *oidc_answer_text(struct arena *a, struct span text, const char *name);

#endif
