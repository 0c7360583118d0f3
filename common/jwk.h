/* Public keys of a provider (RFC 7517, RFC 7518 6, RFC 8037): the keys that can check a signature
 * which jws.h allows.  Any other key of a set is left out, as RFC 7517, 5 wants it: other types and
 * curves, keys for encryption, symmetric and private ones, RSA below 2048 bits. */
#ifndef PAKN_JWK_H
#define PAKN_JWK_H

#include <stddef.h>

#include "common/span.h"

#define JWK_MAX 64 /* of a set; further ones are left out */

enum jwk_kind { JWK_RSA, JWK_P256, JWK_ED25519 };

struct jwk {
	enum jwk_kind kind;
	char *id;        /* its kid; NULL: none */
	char *algorithm; /* its alg, to which it is bound; NULL: any of its kind */
	struct evp_pkey_st *key;
};

struct jwk_set {
	size_t count;
	struct jwk keys[JWK_MAX];
};

/* Reads a document with "keys"; NULL where it is none, or none of its keys can be used. */
struct jwk_set *jwk_set_read(struct span text);
void jwk_set_free(struct jwk_set *set);

#endif
