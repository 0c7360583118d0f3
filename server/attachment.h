/* Photos, videos and documents: taken from whoever sends them, given to who may see them.  The
 * database decides who that is; the bytes lie in files (files.h). */
#ifndef PAKN_ATTACHMENT_H
#define PAKN_ATTACHMENT_H

struct req;

/* Flows of routes: a file that has come, and one that is asked for. */
void attachment_add_run(struct req *r);
void attachment_show_run(struct req *r);

#endif
