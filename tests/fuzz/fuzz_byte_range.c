/* The Range header of any bytes and any file: what is meant lies in the file. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "common/byte_range.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	uint64_t size = 0, offset = 0, part = 0;

	if (len < sizeof(size))
		return 0;
	memcpy(&size, data, sizeof(size));
	if (byte_range_read((struct span){ (const char *)data + sizeof(size), len - sizeof(size) },
		    size, &offset, &part) == BYTE_RANGE_PART)
		assert(part && offset < size && part <= size - offset);
	return 0;
}
