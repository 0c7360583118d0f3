/* Whatever phone_normalise() accepts is +84 and nine or ten digits, and stays as it is when it is
 * read again; a mask shows no more than three of its own digits. */
#include <stdint.h>
#include <stdlib.h>

#include "common/phone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { (const char *)data, size };
	char out[PHONE_TEXT_SIZE], again[PHONE_TEXT_SIZE], mask[PHONE_TEXT_SIZE];
	size_t len;

	if (!phone_normalise(in, out))
		return 0;
	len = strlen(out);
	if (len < 12 || len > 13 || strncmp(out, "+84", 3) != 0 ||
		strspn(out + 1, "0123456789") != len - 1)
		abort();
	if (!phone_normalise(span_of(out), again) || strcmp(out, again) != 0)
		abort();
	phone_mask(out, mask);
	if (strlen(mask) != len || strspn(mask + 3, "*") != len - 6)
		abort();
	return 0;
}
