/* POST /api/v1/session: looks the name up, checks the password off the loop, opens a session. */
#ifndef PAKN_SESSION_H
#define PAKN_SESSION_H

struct req;

/* The route's flow. */
void session_run(struct req *r);

#endif
