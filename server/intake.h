/* POST /api/v1/reports: mints the code and the secret, joins the batch, answers after its commit.
 */
#ifndef PAKN_INTAKE_H
#define PAKN_INTAKE_H

struct req;

/* The route's flow. */
void intake_run(struct req *r);

#endif
