/* One-time codes against RFC 6238, and recovery codes as people type them. */
#include <string.h>

#include "common/totp.h"
#include "tests/common/unit.h"

static const unsigned char secret[] = "12345678901234567890";

/* RFC 6238, appendix B: the last six of its eight digits. */
static const struct {
	int64_t seconds;
	const char *code;
} vectors[] = { { 59, "287082" }, { 1111111109, "081804" }, { 1111111111, "050471" },
	{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };

static void the_codes_are_those_of_the_standard(void **state)
{
	char code[TOTP_CODE_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		totp_code(secret, vectors[i].seconds / TOTP_SECONDS, code);
		assert_string_equal(code, vectors[i].code);
	}
}

static void a_code_fits_its_own_step_and_the_neighbours(void **state)
{
	(void)state;
	for (size_t i = 1; i < COUNT(vectors); i++) {
		int64_t at = vectors[i].seconds, step;

		for (int64_t late = -1; late <= 1; late++) {
			assert_true(totp_match(
				secret, vectors[i].code, at + late * TOTP_SECONDS, &step));
			assert_int_equal(step, at / TOTP_SECONDS);
		}
		assert_false(totp_match(secret, vectors[i].code, at + 2 * TOTP_SECONDS, &step));
		assert_false(totp_match(secret, vectors[i].code, at - 2 * TOTP_SECONDS, &step));
	}
}

static void what_is_no_code_fits_nothing(void **state)
{
	static const char *const codes[] = { "", "28708", "2870822", "94287082", "28708x",
		"287083" };
	int64_t step;

	(void)state;
	for (size_t i = 0; i < COUNT(codes); i++)
		assert_false(totp_match(secret, codes[i], 59, &step));
}

static void a_secret_is_told_in_base32(void **state)
{
	char text[TOTP_SECRET_TEXT_SIZE];
	struct str uri = { 0 };

	(void)state;
	totp_secret_text(secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	totp_uri(&uri, "Tỉnh A", "lan.anh", text);
	assert_string_equal(uri.data,
		"otpauth://totp/T%E1%BB%89nh%20A:lan.anh?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
		"&issuer=T%E1%BB%89nh%20A&algorithm=SHA1&digits=6&period=30");
	str_free(&uri);
}

static void a_recovery_code_is_read_as_it_was_made(void **state)
{
	char code[RECOVERY_SIZE], other[RECOVERY_SIZE], read[RECOVERY_SIZE];

	(void)state;
	recovery_mint(code);
	recovery_mint(other);
	assert_string_not_equal(code, other);
	assert_int_equal(strlen(code), RECOVERY_SIZE - 1);
	assert_true(recovery_normalise(span_of(code), read));
	assert_string_equal(read, code);
}

static void a_recovery_code_may_be_typed_carelessly(void **state)
{
	static const char *const good[] = { "0123-4567-89AB-CDEF", "0123456789abcdef",
		" ol23 4567 89ab cdef ", "O i-2-3-4-5-6-7-8-9-a-b-c-d-e-f" };
	static const char *const bad[] = { "", "0123-4567-89AB-CDE", "0123-4567-89AB-CDEF0",
		"0123-4567-89AB-CDEU", "0123-4567-89AB-CDE\xc4\x91", "123456" };
	char read[RECOVERY_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++) {
		assert_true(recovery_normalise(span_of(good[i]), read));
		assert_string_equal(read, "0123-4567-89AB-CDEF");
	}
	for (size_t i = 0; i < COUNT(bad); i++)
		assert_false(recovery_normalise(span_of(bad[i]), read));
	assert_false(recovery_normalise((struct span){ "0123-4567-89AB-CDE\0", 19 }, read));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_codes_are_those_of_the_standard),
		cmocka_unit_test(a_code_fits_its_own_step_and_the_neighbours),
		cmocka_unit_test(what_is_no_code_fits_nothing),
		cmocka_unit_test(a_secret_is_told_in_base32),
		cmocka_unit_test(a_recovery_code_is_read_as_it_was_made),
		cmocka_unit_test(a_recovery_code_may_be_typed_carelessly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
