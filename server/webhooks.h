/* Webhooks: the flows of those routes that show a secret, this once. */
#ifndef PAKN_WEBHOOKS_H
#define PAKN_WEBHOOKS_H

struct req;

void webhook_add_run(struct req *r);
void webhook_rotate_run(struct req *r);

#endif
