/* One action on many cases, which the database does some at a time: each by itself, so that one
 * that is refused harms no other, and no transaction holds many. */
#ifndef PAKN_CASE_BULK_H
#define PAKN_CASE_BULK_H

struct req;

void case_bulk_run(struct req *r);

#endif
