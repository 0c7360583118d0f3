#include "common/byte_range.h"

#define UNIT        "bytes="
#define DIGITS_MOST 18 /* fit 64 bits */

/* Takes a number off the front; false where there is none, or one that nobody has. */
static bool number_take(struct span *s, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	while (i < s->len && s->data[i] >= '0' && s->data[i] <= '9') {
		*number = *number * 10 + (uint64_t)(s->data[i] - '0');
		if (++i > DIGITS_MOST)
			return false;
	}
	*s = span_skip(*s, i);
	return i > 0;
}

/* Cuts the last so many bytes out. */
static enum byte_range range_last(uint64_t count, uint64_t size, uint64_t *offset, uint64_t *len)
{
	if (!count || !size)
		return BYTE_RANGE_NONE;
	*len = count < size ? count : size;
	*offset = size - *len;
	return BYTE_RANGE_PART;
}

static enum byte_range range_between(
	uint64_t first, uint64_t last, uint64_t size, uint64_t *offset, uint64_t *len)
{
	if (last < first)
		return BYTE_RANGE_ALL; /* no range at all */
	if (first >= size)
		return BYTE_RANGE_NONE;
	*offset = first;
	*len = (last < size ? last + 1 : size) - first;
	return BYTE_RANGE_PART;
}

enum byte_range byte_range_read(struct span header, uint64_t size, uint64_t *offset, uint64_t *len)
{
	struct span s = span_trim(header);
	uint64_t first, last = UINT64_MAX;
	bool has_first;

	if (!span_starts(s, UNIT))
		return BYTE_RANGE_ALL;
	s = span_skip(s, strlen(UNIT));
	has_first = number_take(&s, &first);
	if (!s.len || s.data[0] != '-')
		return BYTE_RANGE_ALL;
	s = span_skip(s, 1);
	if ((s.len && !number_take(&s, &last)) || s.len || (!has_first && last == UINT64_MAX))
		return BYTE_RANGE_ALL;
	return has_first ? range_between(first, last, size, offset, len)
			 : range_last(last, size, offset, len);
}
