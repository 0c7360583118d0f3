/* Whatever refcode_normalise() and token_parse() accept is canonical or becomes so at once; what
 * refcode_format() writes is accepted. */
#include <stdint.h>
#include <stdlib.h>

#include "common/refcode.h"
#include "common/token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = { (const char *)data, size };
	char code[REFCODE_TEXT_SIZE], again[REFCODE_TEXT_SIZE];
	uint64_t bits = 0;
	struct token token;

	if (refcode_normalise(in, code) &&
		(!refcode_normalise(span_of(code), again) ||
			strlen(code) != REFCODE_TEXT_SIZE - 1 || strcmp(code, again) != 0))
		abort();
	memcpy(&bits, data, size < sizeof(bits) ? size : sizeof(bits));
	refcode_format(bits, code);
	if (!refcode_normalise(span_of(code), again) || strcmp(code, again) != 0)
		abort();
	if (token_parse(in, &token) &&
		(token.tenant_id <= 0 || !*token.principal || size >= TOKEN_TEXT_SIZE))
		abort();
	return 0;
}
