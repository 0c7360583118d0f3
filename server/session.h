/* POST /api/v1/session: looks up how the password is hashed, hashes it off the loop, opens a
 * session if the database finds the same hash. */
#ifndef PAKN_SESSION_H
#define PAKN_SESSION_H

struct req;

/* The route's flow. */
void session_run(struct req *r);

#endif
