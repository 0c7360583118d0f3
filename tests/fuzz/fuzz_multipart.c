/* Any body under any boundary: texts lie in it one behind the other, and the file up to its end. */
#include <assert.h>
#include <stdint.h>

#include "common/multipart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span all = { (const char *)data, len }, boundary;
	size_t line = 0, at = 0;
	uint64_t stop;
	struct multipart_part part;

	while (line < len && data[line] != '\n')
		line++;
	if (line == len || !multipart_boundary((struct span){ all.data, line }, &boundary))
		return 0;
	all = span_skip(all, line + 1);
	while (multipart_next(all, boundary, &at, &part)) {
		assert(at >= part.start && at <= all.len && part.start + part.text.len <= all.len);
		if (part.is_file)
			break;
	}
	if (multipart_end(all, all.len, boundary, &stop))
		assert(stop < all.len);
	return 0;
}
