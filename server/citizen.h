/* Citizens without an account: a code to their phone, the session that it opens, and the secret of
 * a report again. */
#ifndef PAKN_CITIZEN_H
#define PAKN_CITIZEN_H

struct req;

/* The flows of some routes of their own. */
void citizen_code_run(struct req *r);
void citizen_session_run(struct req *r);
void citizen_secret_run(struct req *r);

#endif
