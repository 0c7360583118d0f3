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

/* Makes the setting of a new hash, with a salt of its own, for passwords_rehash(). */
void password_setting(char out[PASSWORD_HASH_SIZE]);

/* Tells whether something is under way that goes before sign-ins.  Asked on the loop. */
typedef bool passwords_busy(void *arg);

/* One thread with a low priority, which rests after each hash while busy() says so. */
struct passwords *passwords_new(struct event_base *base, passwords_busy *busy, void *arg);
void passwords_free(struct passwords *p);

/* hash: of the password, whole, as password_hash() writes it; NULL where the setting makes no
 * sense. Gone when the callback returns.  Called exactly once per accepted passwords_rehash(),
 * never from inside it. */
typedef void password_done(void *arg, const char *hash);

/* Hashes a password with the setting and the salt of another hash: the text of that hash without
 * its last part, "$argon2id$v=19$m=19456,t=2,p=1$<salt>".  Both texts must stay until done is
 * called.  False: so many wait that it would take too long; nothing will be called. */
bool passwords_rehash(struct passwords *p, const char *setting, const char *password,
	password_done *done, void *arg);

/* Tells in how many seconds what waits now will be done. */
int passwords_wait_s(const struct passwords *p);

#endif
