/* Who asks, as far as C can tell: which province, which credential, which key.  What the credential
 * is worth is decided in SQL, where the data is. */
#ifndef PAKN_AUTH_H
#define PAKN_AUTH_H

#include <stdbool.h>

struct req;

/* Finds the province by the Host name.  False (with the problem noted) where none is known. */
bool auth_tenant(struct req *r);

/* Reads Authorization: Bearer; the credential names its province itself. */
bool auth_credential(struct req *r);

/* Reads the credential out of a path that a message has brought (:link); it names its province
 * itself.  What is none is nothing there. */
bool auth_link(struct req *r);

/* Reads Idempotency-Key. */
bool auth_key(struct req *r);

/* Reads Authorization: Basic (RFC 7617), whose password is the secret of the gateway that the path
 * names; only from the networks of gateways. */
bool auth_shown(struct req *r);

/* Checks the signature of the gateway that the path names (common/webhook.h), whose webhook-id is
 * the idempotency key; then goes on, or refuses: an unknown gateway as a wrong signature. */
void auth_signature(struct req *r, void (*then)(struct req *r));

#endif
