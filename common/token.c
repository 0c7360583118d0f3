#include "common/token.h"

#include <limits.h>

#include "common/base64url.h"
#include "common/digits.h"
#include "common/fatal.h"
#include "common/random.h"
#include "common/refcode.h"

#define SECRET_BYTES 32
#define SECRET_CHARS BASE64URL_LEN(SECRET_BYTES)

/* Cuts off what stands before the next underscore; false where there is none. */
static bool cut(struct span *rest, struct span *word)
{
	const char *end = memchr(rest->data, '_', rest->len);

	if (!end)
		return false;
	*word = (struct span){ rest->data, (size_t)(end - rest->data) };
	*rest = span_skip(*rest, word->len + 1);
	return true;
}

static bool parse_kind(struct span word, char *kind)
{
	if (word.len != 3 || !span_starts(word, "pk"))
		return false;
	*kind = word.data[2];
	return *kind == TOKEN_SESSION || *kind == TOKEN_KEY || *kind == TOKEN_CITIZEN ||
	       *kind == TOKEN_REPORT || *kind == TOKEN_LINK;
}

/* Reads a positive number without leading zeros. */
static bool parse_tenant(struct span word, int *tenant_id)
{
	long long number = 0;

	if (!word.len || word.len > 10 || word.data[0] == '0')
		return false;
	for (size_t i = 0; i < word.len; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		number = number * 10 + (word.data[i] - '0');
	}
	*tenant_id = (int)(number <= INT_MAX ? number : 0);
	return number <= INT_MAX;
}

/* Tells whether word is the code of a report without its hyphens, in canonical form. */
static bool is_bare_code(struct span word)
{
	char code[REFCODE_TEXT_SIZE];

	return word.len == 11 && refcode_normalise(word, code) && !memcmp(code, word.data, 4) &&
	       !memcmp(code + 5, word.data + 4, 4) && !memcmp(code + 10, word.data + 8, 3);
}

static bool parse_principal(struct span word, char kind, char *principal)
{
	if (!word.len || word.len > TOKEN_PRINCIPAL_MAX)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		char c = word.data[i], letter = (char)(c | 0x20);

		if (c != '-' && (c < '0' || c > '9') && (letter < 'a' || letter > 'z'))
			return false;
	}
	memcpy(principal, word.data, word.len);
	principal[word.len] = '\0';
	return kind != TOKEN_REPORT || is_bare_code(word);
}

/* Tells whether text is 32 bytes in base64url. */
static bool is_secret(struct span text)
{
	unsigned char bytes[SECRET_CHARS];
	size_t len;

	return text.len == SECRET_CHARS && base64url_decode(text, bytes, &len);
}

bool token_parse(struct span text, struct token *out)
{
	struct span rest = text, kind, tenant, principal;

	if (text.len >= TOKEN_TEXT_SIZE || !cut(&rest, &kind) || !cut(&rest, &tenant) ||
		!cut(&rest, &principal) || !parse_kind(kind, &out->kind) ||
		!parse_tenant(tenant, &out->tenant_id) ||
		!parse_principal(principal, out->kind, out->principal) || !is_secret(rest))
		return false;
	digest_sha256(text.data, text.len, out->digest);
	return true;
}

/* Writes the text around 32 bytes, and its digest. */
static void write_token(char kind, int tenant_id, const char *principal,
	const unsigned char bytes[SECRET_BYTES], char *out, unsigned char *digest)
{
	char checked[TOKEN_PRINCIPAL_MAX + 1], *end = stpcpy(out, "pk");

	*end++ = kind;
	if (tenant_id <= 0 || !parse_kind((struct span){ out, 3 }, &kind) ||
		!parse_principal(span_of(principal), kind, checked))
		fatal("token: a kind, tenant or principal that cannot stand in one");
	*end++ = '_';
	end = digits_put(end, (unsigned)tenant_id);
	*end++ = '_';
	end = stpcpy(end, principal);
	*end++ = '_';
	base64url_encode(bytes, SECRET_BYTES, end);
	digest_sha256(out, strlen(out), digest);
}

void token_mint(char kind, int tenant_id, const char *principal, char out[TOKEN_TEXT_SIZE],
	unsigned char digest[DIGEST_SIZE])
{
	unsigned char bytes[SECRET_BYTES];

	random_bytes(bytes, sizeof(bytes));
	write_token(kind, tenant_id, principal, bytes, out, digest);
}

void token_mint_secret(const unsigned char key[32], int tenant_id, const char *code,
	char out[TOKEN_TEXT_SIZE], unsigned char digest[DIGEST_SIZE])
{
	unsigned char bytes[SECRET_BYTES];
	char tenant[DIGITS_MAX + 1], principal[TOKEN_PRINCIPAL_MAX + 1];
	size_t len = 0;

	for (; *code && len < TOKEN_PRINCIPAL_MAX; code++)
		if (*code != '-')
			principal[len++] = *code;
	principal[len] = '\0';
	digits_put(tenant, (unsigned)tenant_id);
	digest_hmac_framed(key, 32,
		(struct span[]){ span_of("secret"), span_of(tenant), span_of(principal) }, 3,
		bytes);
	write_token(TOKEN_REPORT, tenant_id, principal, bytes, out, digest);
}
