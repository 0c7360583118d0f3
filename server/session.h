/* Sessions of staff: sign-in, the second factor, another password.  Passwords are hashed by a
 * thread (password.h), codes are checked here; what either is worth is decided in SQL. */
#ifndef PAKN_SESSION_H
#define PAKN_SESSION_H

#include <stdbool.h>

struct db_result;
struct req;

/* The flows of some routes of their own. */
void session_run(struct req *r);
void session_factor_run(struct req *r);
void session_totp_run(struct req *r);
void session_totp_confirm_run(struct req *r);
void session_recovery_run(struct req *r);
void session_password_run(struct req *r);

/* Tells whether a look-up failed, or says in that column that one has to wait: then the problem is
 * noted. */
bool session_waits(struct req *r, const struct db_result *res, int column);

/* Gives the password of an input field in normal form C: however it was typed, it is the same. */
const char *session_password_text(struct req *r, const char *field);

/* Has a password hashed (passwords_rehash).  False: too many wait, which is noted. */
bool session_hash(struct req *r, const char *setting, const char *password,
	void (*done)(void *arg, const char *hash), void *arg);

#endif
