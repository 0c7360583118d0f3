/* Which credentials are in use: noted in memory, told to the database every few seconds, so that a
 * request costs no write.  credential_seen() decides what is worth an update. */
#ifndef PAKN_SEEN_H
#define PAKN_SEEN_H

#include "common/token.h"

struct db;
struct event_base;
struct seen;

struct seen *seen_new(struct event_base *base, struct db *db);

/* Notes that a request with this credential was answered. */
void seen_note(struct seen *s, const struct token *t);
void seen_free(struct seen *s);

#endif
