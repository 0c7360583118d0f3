/* Reads the Range header (RFC 9110, 14.1.2): one range of bytes. */
#ifndef PAKN_BYTE_RANGE_H
#define PAKN_BYTE_RANGE_H

#include <stdint.h>

#include "common/span.h"

enum byte_range {
	BYTE_RANGE_ALL,  /* none is asked for, or nothing that is understood: all of it */
	BYTE_RANGE_PART, /* offset and len are set */
	BYTE_RANGE_NONE, /* no byte of it exists */
};

/* Of a file of so many bytes.  Several ranges at once are answered with all of it. */
enum byte_range byte_range_read(struct span header, uint64_t size, uint64_t *offset, uint64_t *len);

#endif
