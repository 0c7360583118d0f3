/* Passwords: Argon2id (RFC 9106), computed by a thread, since one takes tens of milliseconds. */
#ifndef PAKN_PASSWORD_H
#define PAKN_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct passwords;

#define PASSWORD_HASH_SIZE 128

/* Hashes a password with a new salt, in the PHC string form.  Blocks. */
void password_hash(const char *password, char out[PASSWORD_HASH_SIZE]);

struct passwords *passwords_new(struct event_base *base);
void passwords_free(struct passwords *p);

/* Called exactly once per accepted passwords_check(), never from inside it. */
typedef void password_done(void *arg, bool right);

/* Checks a password against a hash; a hash of NULL takes as long and is always wrong, so that an
 * unknown name cannot be told from a wrong password.  Both texts must stay until done is called.
 * False: too many are waiting, nothing will be called. */
bool passwords_check(struct passwords *p, const char *hash, const char *password,
	password_done *done, void *arg);

#endif
