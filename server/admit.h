/* Whether a request is let in: fair use, by the buckets of limit.h.
 *
 * Who is known pays from a bucket of their own: a session, an API key, a gateway whose signature
 * fits. A credential is known once the database has taken it, and has a bucket from then on; until
 * then, as without one, the address pays.  So nobody gets further buckets by making credentials up,
 * and an office behind one address does not share one. */
#ifndef PAKN_ADMIT_H
#define PAKN_ADMIT_H

#include <stdbool.h>

#include "server/limit.h"

struct req;

/* What a request has taken; part of struct req, all zero at first. */
struct admission {
	struct limit_state shown; /* of the bucket that has least left; counted false: none */
	enum { PAID_BY_NOBODY, PAID_BY_ADDRESS, PAID_BY_CREDENTIAL } paid_by;
	bool flag;          /* a token of limit_flag was paid */
	const char *phone;  /* the hash that paid; NULL: none did */
	const char *looker; /* the hash of the phone that asks in a message; NULL: who paid does */
	bool lookup;        /* a token of limit_miss is held until its code is found */
};

/* Takes what the request costs.  False with the problem noted, where there is not so much. */
bool admit(struct req *r);

/* The same of a request that is signed, in two steps: before the signature is looked at, and when
 * it fits.  In between the address pays. */
bool admit_unsigned(struct req *r);
bool admit_signed(struct req *r);

/* Takes a token of the phone that a report leaves, by its hash (NULL: none is left).  Operators
 * write down what others say, importers what was long ago, and who has signed in has proved the
 * phone: they do not pay. */
bool admit_phone(struct req *r, const char *phone_hash, bool dated);

/* Holds a token of a phone that looks up a code in a message.  It goes back unless "unknown_code"
 * is noted as the problem. */
bool admit_lookup(struct req *r, const char *phone_hash);

/* Notes that the code that was looked up is one: the token goes back. */
void admit_found(struct req *r);

/* Tells whether the database has taken the credential: where its statement is told of it, and the
 * answer is good and not just a promise (202). */
bool admit_proved(const struct req *r, int status);

/* Settles at the request's end: what missed has paid, what we could not do is given back, and a
 * credential that was good is known from now on. */
void admit_settle(struct req *r, int status);

#endif
