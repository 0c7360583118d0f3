/* A table as a file, written page by page on disk, so that its length costs no memory, no slow
 * reader holds a connection of the database, and no error stands in the middle of it. */
#ifndef PAKN_EXPORT_H
#define PAKN_EXPORT_H

struct req;

/* The flow of a route whose action is the name of a format (sheet.h) and whose query answers lines:
 * all, or, with a parameter `after`, a page that is followed by the one behind its cursor `next`.
 */
void export_run(struct req *r);

/* The same, of a list of cases, with it on record who takes it away. */
void export_cases_run(struct req *r);

#endif
