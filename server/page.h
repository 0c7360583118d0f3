/* Pages for browsers: those that come from a message, and what everybody may read.  What is on them
 * comes out of the database; here is what goes around it. */
#ifndef PAKN_PAGE_H
#define PAKN_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/fields.h"
#include "common/http_parse.h"

struct problem;
struct req;
struct route;

#define PAGE_MEDIA   "text/html; charset=utf-8"
#define PAGE_HEADERS 3

/* Tells whether a route answers with pages, refusals too; NULL: no. */
bool page_wanted(const struct route *route);

/* Writes the headers of a page, PAGE_HEADERS of them: nothing on it comes from elsewhere or runs,
 * no other site frames it, and where it lies, which may have the credential, is told to nobody;
 * such a page is not to be found by searching. */
size_t page_headers(const struct route *route, struct http_header *out);

/* Makes a page that says why something could not be done. */
char *page_problem(struct arena *a, const struct problem *p, enum lang lang,
	const struct field_errors *errors);

/* The style of all pages, and their icon, for which browsers would ask elsewhere in vain. */
void page_style_run(struct req *r);
void page_icon_run(struct req *r);

#endif
