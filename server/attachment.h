/* Photos, videos and documents: taken from whoever sends them, given to who may see them.  The
 * database decides who that is; the bytes lie in files (files.h). */
#ifndef PAKN_ATTACHMENT_H
#define PAKN_ATTACHMENT_H

#include "server/db.h"

struct req;

struct attachment_taking;

/* Called exactly once with what came of noting the file.  res is gone when it returns. */
typedef void attachment_taken(struct attachment_taking *t, struct db_result *res);

/* A file on its way to its row. */
struct attachment_taking {
	struct req *req;
	const char *id;           /* of the row */
	const char *operation_id; /* NULL: that of the request */
	const char *digest;       /* of who brings it; NULL: nobody */
	attachment_taken *done;   /* not called where the file is refused: then the request is */
};

/* Has a file looked into and noted; fd stays the caller's. */
void attachment_take(struct attachment_taking *t, int fd);

/* Flows of routes: a file that has come, one that is asked for, and a picture of which parts shall
 * be covered. */
void attachment_add_run(struct req *r);
void attachment_show_run(struct req *r);
void attachment_cover_run(struct req *r);

#endif
