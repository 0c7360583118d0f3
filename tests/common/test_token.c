#include "common/token.h"

#include <limits.h>
#include <stdio.h>

#include "common/backoff.h"
#include "tests/common/unit.h"

#define SECRET "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const unsigned char key[32] = "a key of thirty-two bytes, yes.";

static void a_minted_credential_is_read_again(void **state)
{
	static const struct {
		char kind;
		int tenant_id;
		const char *principal;
	} cases[] = {
		{ TOKEN_SESSION, 24, "1" },
		{ TOKEN_KEY, 1, "018f3c1e-7b1a-7c3e-8f5a-01234567" },
		{ TOKEN_REPORT, INT_MAX, "10000000002" },
		{ TOKEN_KEY, 92, "abcdefghijklmnopqrstuvwxyz012345" },
	};
	unsigned char digest[DIGEST_SIZE];
	char text[TOKEN_TEXT_SIZE];
	struct token token;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		token_mint(cases[i].kind, cases[i].tenant_id, cases[i].principal, text, digest);
		assert_true(token_parse(span_of(text), &token));
		assert_int_equal(token.kind, cases[i].kind);
		assert_int_equal(token.tenant_id, cases[i].tenant_id);
		assert_string_equal(token.principal, cases[i].principal);
		assert_memory_equal(token.digest, digest, DIGEST_SIZE);
	}
}

static void no_two_minted_credentials_are_equal(void **state)
{
	unsigned char a[DIGEST_SIZE], b[DIGEST_SIZE];
	char text[TOKEN_TEXT_SIZE];

	(void)state;
	token_mint(TOKEN_SESSION, 24, "7", text, a);
	token_mint(TOKEN_SESSION, 24, "7", text, b);
	assert_memory_not_equal(a, b, DIGEST_SIZE);
}

static void only_the_exact_form_is_read(void **state)
{
	static const char *const refused[] = {
		"",
		"pks",
		"pks_24_7",
		"pks_24_7_",
		"pks_24_7_" SECRET "A",
		"pks_24__" SECRET,
		"pks__7_" SECRET,
		"pks_0_7_" SECRET,
		"pks_024_7_" SECRET,
		"pks_-1_7_" SECRET,
		"pks_+1_7_" SECRET,
		"pks_2147483648_7_" SECRET,
		"pks_99999999999_7_" SECRET,
		"pkx_24_7_" SECRET,
		"PKs_24_7_" SECRET,
		"pk_24_7_" SECRET,
		" pks_24_7_" SECRET,
		"pks_24_7_" SECRET " ",
		"pks_24_a.b_" SECRET,
		"pks_24_a b_" SECRET,
		"pks_24_123456789012345678901234567890123_" SECRET,
		"pks_24_7_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB", /* spare bits */
		"pks_24_7_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
		"pks_24_7_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/A",
		"pkr_24_10000000003_" SECRET,   /* its check symbol is wrong */
		"pkr_24_1000-0000-002_" SECRET, /* with hyphens */
		"pkr_24_i0000000002_" SECRET,   /* not canonical */
		"pkr_24_7_" SECRET,
	};
	struct token token;

	(void)state;
	assert_true(token_parse(span_of("pks_24_7_" SECRET), &token));
	assert_true(token_parse(span_of("pkr_24_10000000002_" SECRET), &token));
	for (size_t i = 0; i < COUNT(refused); i++)
		if (token_parse(span_of(refused[i]), &token))
			fail_msg("was accepted: %s", refused[i]);
	assert_false(token_parse((struct span){ "pks_24_7_" SECRET "\0", 53 }, &token));
}

static void the_digest_is_sha256_of_the_whole_text(void **state)
{
	unsigned char expected[DIGEST_SIZE];
	struct token token;
	const char *text = "pks_24_7_" SECRET;

	(void)state;
	digest_sha256(text, strlen(text), expected);
	assert_true(token_parse(span_of(text), &token));
	assert_memory_equal(token.digest, expected, DIGEST_SIZE);
}

/* Secrets are permanent: this one was computed by Python's hmac over the same framing. */
static void the_secret_of_a_code_never_changes(void **state)
{
	unsigned char digest[DIGEST_SIZE];
	char text[TOKEN_TEXT_SIZE];

	(void)state;
	token_mint_secret(key, 24, "1000-0000-002", text, digest);
	assert_string_equal(text, "pkr_24_10000000002_zvvDifY5lqxZ1m7GI_-bUzUDEP4rmud4XdoaZIOOcxI");
}

static void secrets_of_other_tenants_and_codes_differ(void **state)
{
	unsigned char a[DIGEST_SIZE], b[DIGEST_SIZE];
	char text[3][TOKEN_TEXT_SIZE];

	(void)state;
	token_mint_secret(key, 24, "1000-0000-002", text[0], a);
	token_mint_secret(key, 25, "1000-0000-002", text[1], b);
	assert_string_not_equal(strrchr(text[0], '_'), strrchr(text[1], '_'));
	token_mint_secret(key, 24, "0000-0000-000", text[2], b);
	assert_string_not_equal(strrchr(text[0], '_'), strrchr(text[2], '_'));
}

/* Compares a digest with its hexadecimal form. */
static void check_digest(const unsigned char digest[DIGEST_SIZE], const char *expected)
{
	char text[2 * DIGEST_SIZE + 1];

	for (int i = 0; i < DIGEST_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", digest[i]);
	assert_string_equal(text, expected);
}

static void sha256_gives_the_published_values(void **state)
{
	unsigned char out[DIGEST_SIZE];

	(void)state;
	digest_sha256("abc", 3, out); /* FIPS 180-4 */
	check_digest(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_sha256("", 0, out);
	check_digest(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void hmac_gives_the_values_of_rfc_4231(void **state)
{
	struct span parts[] = { span_of("what do ya want "), span_of(""), span_of("for nothing?") };
	unsigned char out[DIGEST_SIZE], other[DIGEST_SIZE];

	(void)state;
	digest_hmac("Jefe", 4, parts, 3, out);
	check_digest(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	/* Another key, then the first one again: the shared context must not remember. */
	digest_hmac("other", 5, parts, 3, other);
	digest_hmac("Jefe", 4, parts, 3, other);
	assert_memory_equal(out, other, DIGEST_SIZE);
}

static void framing_keeps_parts_apart(void **state)
{
	struct span a[] = { span_of("ab"), span_of("c") }, b[] = { span_of("a"), span_of("bc") };
	unsigned char first[DIGEST_SIZE], second[DIGEST_SIZE];

	(void)state;
	digest_hmac("key", 3, a, 2, first);
	digest_hmac("key", 3, b, 2, second);
	assert_memory_equal(first, second, DIGEST_SIZE);
	digest_hmac_framed("key", 3, a, 2, first);
	digest_hmac_framed("key", 3, b, 2, second);
	assert_memory_not_equal(first, second, DIGEST_SIZE);
}

static void back_off_doubles_up_to_its_cap(void **state)
{
	/* A random number that is one less than a multiple of every ceiling + 1 gives the ceiling.
	 */
	static const struct {
		unsigned attempt;
		uint64_t base, cap, most;
	} cases[] = {
		{ 0, 100, 10000, 100 },
		{ 1, 100, 10000, 200 },
		{ 6, 100, 10000, 6400 },
		{ 7, 100, 10000, 10000 },
		{ 63, 100, 10000, 10000 },
		{ 1000, 100, 10000, 10000 },
		{ 0, 20000, 10000, 10000 },
		{ 3, 0, 10000, 0 },
		{ 5, 1, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint64_t most = cases[i].most;

		assert_int_equal(
			backoff_ms(cases[i].attempt, cases[i].base, cases[i].cap, most), most);
		assert_int_equal(
			backoff_ms(cases[i].attempt, cases[i].base, cases[i].cap, most + 1), 0);
		assert_int_equal(backoff_ms(cases[i].attempt, cases[i].base, cases[i].cap, 0), 0);
	}
	assert_true(backoff_ms(70, 1, UINT64_MAX, UINT64_MAX) == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_minted_credential_is_read_again),
		cmocka_unit_test(no_two_minted_credentials_are_equal),
		cmocka_unit_test(only_the_exact_form_is_read),
		cmocka_unit_test(the_digest_is_sha256_of_the_whole_text),
		cmocka_unit_test(the_secret_of_a_code_never_changes),
		cmocka_unit_test(secrets_of_other_tenants_and_codes_differ),
		cmocka_unit_test(sha256_gives_the_published_values),
		cmocka_unit_test(hmac_gives_the_values_of_rfc_4231),
		cmocka_unit_test(framing_keeps_parts_apart),
		cmocka_unit_test(back_off_doubles_up_to_its_cap),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
