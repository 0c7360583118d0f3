#include "common/totp.h"

#include <ctype.h>
#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <string.h>

#include "common/fatal.h"
#include "common/random.h"

#define DIGITS_MODULUS 1000000
#define RECOVERY_CHARS 16

/* Crockford's: without I, L, O and U. */
static const char recovery_alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void totp_code(const unsigned char secret[TOTP_SECRET_SIZE], int64_t step, char out[TOTP_CODE_SIZE])
{
	unsigned char counter[8], mac[EVP_MAX_MD_SIZE];
	unsigned len, at;
	uint32_t number;

	for (int i = 0; i < 8; i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	if (!HMAC(EVP_sha1(), secret, TOTP_SECRET_SIZE, counter, sizeof(counter), mac, &len))
		fatal("openssl: no HMAC-SHA-1");
	/* Dynamic truncation (RFC 4226, 5.3). */
	at = mac[len - 1] & 0x0f;
	number = (uint32_t)(mac[at] & 0x7f) << 24 | (uint32_t)mac[at + 1] << 16 |
		 (uint32_t)mac[at + 2] << 8 | mac[at + 3];
	snprintf(out, TOTP_CODE_SIZE, "%06u", number % DIGITS_MODULUS);
}

bool totp_match(const unsigned char secret[TOTP_SECRET_SIZE], const char *code, int64_t seconds,
	int64_t *step)
{
	bool found = false;

	if (strlen(code) != TOTP_CODE_SIZE - 1)
		return false;
	for (int64_t s = seconds / TOTP_SECONDS - 1; s <= seconds / TOTP_SECONDS + 1; s++) {
		char right[TOTP_CODE_SIZE];

		totp_code(secret, s, right);
		if (!CRYPTO_memcmp(code, right, TOTP_CODE_SIZE)) {
			*step = s;
			found = true;
		}
	}
	return found;
}

void totp_secret_text(const unsigned char secret[TOTP_SECRET_SIZE], char out[TOTP_SECRET_TEXT_SIZE])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	uint32_t bits = 0;
	int count = 0;

	for (size_t i = 0; i < TOTP_SECRET_SIZE; i++) {
		bits = bits << 8 | secret[i];
		for (count += 8; count >= 5; count -= 5)
			*out++ = alphabet[bits >> (count - 5) & 31];
	}
	*out = '\0';
}

/* Adds a part of an address, percent-encoded. */
static void add_encoded(struct str *out, const char *text)
{
	for (const char *c = text; *c; c++)
		if (isalnum((unsigned char)*c) || strchr("-._~", *c))
			str_add_char(out, *c);
		else
			str_printf(out, "%%%02X", (unsigned char)*c);
}

void totp_uri(struct str *out, const char *issuer, const char *account, const char *secret_text)
{
	str_add(out, "otpauth://totp/");
	add_encoded(out, issuer);
	str_add_char(out, ':');
	add_encoded(out, account);
	str_printf(out, "?secret=%s&issuer=", secret_text);
	add_encoded(out, issuer);
	str_printf(out, "&algorithm=SHA1&digits=%d&period=%d", TOTP_CODE_SIZE - 1, TOTP_SECONDS);
}

/* Writes the characters in groups of four. */
static void group(const char chars[RECOVERY_CHARS], char out[RECOVERY_SIZE])
{
	for (size_t i = 0; i < RECOVERY_CHARS; i++) {
		if (i && i % 4 == 0)
			*out++ = '-';
		*out++ = chars[i];
	}
	*out = '\0';
}

void recovery_mint(char out[RECOVERY_SIZE])
{
	char chars[RECOVERY_CHARS];

	random_bytes(chars, sizeof(chars));
	for (size_t i = 0; i < sizeof(chars); i++)
		chars[i] = recovery_alphabet[chars[i] & 31];
	group(chars, out);
}

/* Reads a character that is easily mistaken as the one that is meant. */
static char meant(char c)
{
	c = (char)toupper((unsigned char)c);
	return c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
}

bool recovery_normalise(struct span text, char out[RECOVERY_SIZE])
{
	char chars[RECOVERY_CHARS];
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = meant(text.data[i]);

		if (c == ' ' || c == '-')
			continue;
		if (!c || !strchr(recovery_alphabet, c) || count == sizeof(chars))
			return false;
		chars[count++] = c;
	}
	if (count != sizeof(chars))
		return false;
	group(chars, out);
	return true;
}
