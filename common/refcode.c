#include "common/refcode.h"

#include <ctype.h>

#include "common/digest.h"
#include "common/digits.h"
#include "common/random.h"

#define DATA_SYMBOLS 10
#define SYMBOLS      (DATA_SYMBOLS + 1)

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/* Multiplies by alpha, a root of x^5 + x^2 + 1. */
static unsigned times_alpha(unsigned x)
{
	x <<= 1;
	return x & 32u ? x ^ 37u : x;
}

/* Sums alpha^(i+1) * symbol i.  The powers 1 to 10 and the 0 of the check symbol itself are all
 * different, which is what makes a swap of any two symbols visible. */
static unsigned check_symbol(const unsigned char symbols[DATA_SYMBOLS])
{
	unsigned sum = 0;

	for (int i = DATA_SYMBOLS - 1; i >= 0; i--)
		sum = times_alpha(sum ^ symbols[i]);
	return sum;
}

/* Writes symbols in groups of 4, 4 and 3. */
static void write_code(const unsigned char symbols[SYMBOLS], char out[REFCODE_TEXT_SIZE])
{
	for (int i = 0; i < SYMBOLS; i++) {
		if (i == 4 || i == 8)
			*out++ = '-';
		*out++ = alphabet[symbols[i]];
	}
	*out = '\0';
}

void refcode_format(uint64_t bits50, char out[REFCODE_TEXT_SIZE])
{
	unsigned char symbols[SYMBOLS];

	for (int i = 0; i < DATA_SYMBOLS; i++)
		symbols[i] = bits50 >> (45 - 5 * i) & 31u;
	symbols[DATA_SYMBOLS] = (unsigned char)check_symbol(symbols);
	write_code(symbols, out);
}

/* Reads one symbol; -1 where it is none. */
static int symbol_value(char c)
{
	const char *at;

	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'I' || c == 'L')
		c = '1';
	if (c == 'O')
		c = '0';
	at = c ? strchr(alphabet, c) : NULL;
	return at ? (int)(at - alphabet) : -1;
}

/* Reads the symbols of a code; false where there are not as many, or others. */
static bool symbols_read(struct span in, unsigned char symbols[SYMBOLS])
{
	size_t count = 0;

	for (size_t i = 0; i < in.len; i++) {
		int value = symbol_value(in.data[i]);

		if (in.data[i] == '-' || in.data[i] == ' ')
			continue;
		if (value < 0 || count == SYMBOLS)
			return false;
		symbols[count++] = (unsigned char)value;
	}
	return count == SYMBOLS;
}

bool refcode_normalise(struct span in, char out[REFCODE_TEXT_SIZE])
{
	unsigned char symbols[SYMBOLS];

	if (!symbols_read(in, symbols) || check_symbol(symbols) != symbols[DATA_SYMBOLS])
		return false;
	write_code(symbols, out);
	return true;
}

bool refcode_shaped(struct span in)
{
	unsigned char symbols[SYMBOLS];

	return symbols_read(in, symbols);
}

bool refcode_key(struct span in, char out[REFCODE_KEY_SIZE])
{
	size_t len = 0;
	bool divided = false;

	if (refcode_normalise(in, out))
		return true;
	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = (unsigned char)in.data[i];

		if (c && strchr(" -./_:", c)) {
			divided = len > 0;
			continue;
		}
		if (c > 0x7f || !isalnum(c) || len + divided + 1 >= REFCODE_KEY_SIZE)
			return false;
		if (divided)
			out[len++] = '-';
		divided = false;
		out[len++] = (char)toupper(c);
	}
	out[len] = '\0';
	return len > 0;
}

void refcode_mint(const unsigned char key[32], int tenant_id, const char *caller,
	const char *idempotency_key, unsigned counter, char out[REFCODE_TEXT_SIZE])
{
	unsigned char digest[DIGEST_SIZE];
	char tenant[DIGITS_MAX + 1], count[DIGITS_MAX + 1];
	uint64_t bits = 0;

	if (!idempotency_key) {
		refcode_format(random_u64(), out);
		return;
	}
	digits_put(tenant, (unsigned)tenant_id);
	digits_put(count, counter);
	digest_hmac_framed(key, 32,
		(struct span[]){ span_of("code"), span_of(tenant), span_of(caller),
			span_of(idempotency_key), span_of(count) },
		5, digest);
	for (int i = 0; i < 8; i++)
		bits = bits << 8 | digest[i];
	refcode_format(bits >> 14, out);
}

void refcode_for_secret(
	const unsigned char key[32], int tenant_id, const char *code, char out[REFCODE_TEXT_SIZE])
{
	if (!refcode_normalise(span_of(code), out))
		refcode_mint(key, tenant_id, "older system", code, 0, out);
}
