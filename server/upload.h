/* Files that come in: who may send how much, and how many at once.  What becomes of them:
 * attachment.c. */
#ifndef PAKN_UPLOAD_H
#define PAKN_UPLOAD_H

#include <stdbool.h>

struct config;
struct req;
struct uploads;

struct uploads *uploads_new(const struct config *c);
void uploads_free(struct uploads *u);

/* Decides by the head of a request whether its body may come, and has it go to disk; or notes the
 * problem. */
bool upload_admit(struct req *r);

/* Counts it out; harmless for what was not admitted. */
void upload_leave(struct req *r);

#endif
