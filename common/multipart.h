/* Forms with a file (multipart/form-data, RFC 7578), as browsers send them, with the file last: its
 * content is all that is behind its head, up to the delimiter that ends the body.  So a file of any
 * length is found by the front and the end of the body alone.
 *
 *   --B CRLF headers CRLF CRLF text CRLF --B CRLF ... CRLF CRLF file CRLF --B-- CRLF */
#ifndef PAKN_MULTIPART_H
#define PAKN_MULTIPART_H

#include <stdbool.h>
#include <stdint.h>

#include "common/span.h"

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define MULTIPART_END_MAX      (MULTIPART_BOUNDARY_MAX + 8)

/* Reads the boundary out of a Content-Type; false where that is no multipart/form-data. */
bool multipart_boundary(struct span content_type, struct span *boundary);

struct multipart_part {
	struct span name; /* as it is written; the quotes taken off */
	bool is_file;     /* a file name is given, of whatever content */
	size_t start;     /* of the content, in the body */
	struct span text; /* of a part that is no file */
};

/* Reads the part at an offset of the front, and goes on to the next.  False where there is none
 * that is whole and well-formed.  The part that is a file is the last one. */
bool multipart_next(
	struct span front, struct span boundary, size_t *at, struct multipart_part *part);

/* Tells where the content of the last part ends, by the last bytes of a body of so many; false
 * where the body does not end as it must. */
bool multipart_end(struct span end, uint64_t total, struct span boundary, uint64_t *stop);

#endif
