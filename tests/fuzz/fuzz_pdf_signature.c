/* Any bytes as a PDF, and any bytes put in the place of some of a signed one: it is read no further
 * than it goes, and what is found to be signed has a range and a type. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/pdf_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char good[] =
	"%PDF-1.7\n7 0 obj<</Type/Sig/ByteRange[0 48 60 10]/Contents <3082010A00>>>endobj\n%EOF";

static void look(const char *bytes, size_t len)
{
	/* Of exactly its size, so that reading on is noticed. */
	char *copy = memcpy(malloc(len + !len), bytes, len);

	if (pdf_is_signed((struct span){ copy, len }) &&
		(!memmem(copy, len, "/ByteRange", 10) || !memmem(copy, len, "/Sig", 4)))
		abort();
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char copy[sizeof(good)];
	size_t at = len ? data[0] % sizeof(good) : 0;

	look((const char *)data, len);
	memcpy(copy, good, sizeof(good));
	for (size_t i = 1; i < len && at < sizeof(good); i++)
		copy[at++] = (char)data[i];
	look(copy, sizeof(good) - 1);
	return 0;
}
