/* What a worker knows of sign-on services: their metadata and keys, fetched when they are first
 * needed and again every ten minutes.  While a service is away, what was known of it is good for a
 * day. */
#ifndef PAKN_OIDC_ISSUERS_H
#define PAKN_OIDC_ISSUERS_H

#include "common/jwk.h"
#include "server/oidc_documents.h"

struct event_base;
struct oidc_issuers;
struct outbound;

/* What is known of one; gone when the callback returns. */
struct oidc_issuer {
	struct oidc_metadata metadata;
	const struct jwk_set *keys;
};

/* issuer NULL: nothing is known, for the reason, a word.  Called exactly once for each question,
 * never from inside it. */
typedef void oidc_issuer_done(void *arg, const struct oidc_issuer *issuer, const char *reason);

/* deadline_ms: for each document. */
struct oidc_issuers *oidc_issuers_new(
	struct event_base *base, struct outbound *outbound, int deadline_ms);

/* Asks what is known of an issuer. */
void oidc_issuers_get(
	struct oidc_issuers *all, const char *issuer, oidc_issuer_done *done, void *arg);

/* The same, after its keys were fetched again, since a token names one that is not known; within a
 * minute of the last time that this was done, they are not. */
void oidc_issuers_renew(
	struct oidc_issuers *all, const char *issuer, oidc_issuer_done *done, void *arg);

/* After outbound_free(). */
void oidc_issuers_free(struct oidc_issuers *all);

#endif
