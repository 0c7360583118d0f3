/* What administrators make that is shown once: a one-time password, an API key. */
#ifndef PAKN_ACCOUNTS_H
#define PAKN_ACCOUNTS_H

struct req;

/* The flows of some routes of their own. */
void account_password_run(struct req *r);
void key_add_run(struct req *r);

#endif
