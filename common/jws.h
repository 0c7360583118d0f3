/* Signed tokens in compact form (RFC 7515, RFC 7519), read as RFC 8725 advises: what a token says
 * of its own algorithm and key only chooses among what the provider's keys and the list here allow.
 */
#ifndef PAKN_JWS_H
#define PAKN_JWS_H

#include "common/arena.h"
#include "common/jwk.h"

#define JWS_MAX 32768 /* bytes of a token */

/* Why a token is refused: name, and what it means. */
#define JWS_FAULTS(X)                                                                              \
	X(malformed, "Not three parts in base64url, or too long")                                  \
	X(bad_header, "A header that is no JSON object, has a member twice, or lacks alg")         \
	X(wrong_type, "A token of another purpose (typ)")                                          \
	X(critical_extension, "An extension that must be understood (crit)")                       \
	X(key_in_token, "A token that brings its own key or the way to it (jwk, jku, x5c, x5u)")   \
	X(unsigned_token, "alg none")                                                              \
	X(symmetric, "alg HS256 or the like: anybody knows the public key")                        \
	X(algorithm_not_allowed, "An alg other than RS256, PS256, ES256 and EdDSA")                \
	X(key_id_missing, "No kid, while the provider has several keys")                           \
	X(key_unknown, "A kid that the provider does not publish")                                 \
	X(key_mismatch, "An alg that is not that of the key")                                      \
	X(bad_signature, "A signature that does not fit")                                          \
	X(bad_claims, "Claims that are no JSON object, or have a member twice")                    \
	X(claim_missing, "iss, sub, aud, exp or iat is missing")                                   \
	X(claim_type, "A claim of the wrong type or length")                                       \
	X(wrong_issuer, "A token of another issuer (iss)")                                         \
	X(wrong_audience, "A token for another client (aud)")                                      \
	X(wrong_party, "A token that was given to another client (azp)")                           \
	X(expired, "A token whose time is over (exp)")                                             \
	X(not_yet, "A token whose time has not come (nbf)")                                        \
	X(issued_later, "A token issued in the future (iat)")                                      \
	X(nonce_missing, "No nonce")                                                               \
	X(wrong_nonce, "A token of another sign-in (nonce)")

#define JWS_FAULT(name, help) JWS_##name,
enum jws_fault { JWS_OK, JWS_FAULTS(JWS_FAULT) JWS_FAULT_COUNT };
#undef JWS_FAULT

/* Tells a fault's name: "wrong_nonce". */
const char *jws_fault_name(enum jws_fault f);

/* Reads a token, checks its signature with the right one of the keys, and gives out its payload, as
 * yet unread, in the arena. */
enum jws_fault jws_open(
	struct arena *a, struct span text, const struct jwk_set *keys, struct span *payload);

#endif
