#include "common/seal.h"

#include <string.h>

#include "tests/common/unit.h"

#define HEX_A "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define HEX_B "f00102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f"
#define HEX_C "e00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static const struct seal_place place = { 24, { "sixteen bytes id" }, "phone" };
static const char text[] = "+84903123456";
#define TEXT_LEN   (sizeof(text) - 1)
#define SEALED_LEN (TEXT_LEN + SEAL_OVERHEAD)

static struct seal_keys keys_of(const char *list)
{
	struct seal_keys k;

	assert_true(seal_keys_parse(list, &k));
	return k;
}

static bool opens(
	const struct seal_keys *k, const struct seal_place *p, const void *sealed, size_t len)
{
	unsigned char out[256];

	return seal_open(k, p, (struct span){ sealed, len }, out) && len == SEALED_LEN &&
	       !memcmp(out, text, TEXT_LEN);
}

static void keys_are_read_with_their_numbers(void **state)
{
	struct seal_keys k = keys_of("65535:" HEX_B ",1:" HEX_A);

	(void)state;
	assert_int_equal(k.count, 2);
	assert_int_equal(k.keys[0].id, 65535);
	assert_int_equal(k.keys[0].bytes[0], 0xf0);
	assert_int_equal(k.keys[0].bytes[10], 0x0a);
	assert_int_equal(k.keys[1].id, 1);
	assert_int_equal(k.keys[1].bytes[31], 0x1f);
}

static void what_is_no_list_of_keys_is_refused(void **state)
{
	static const char *const refused[] = { "", ",", HEX_A, "1:" HEX_A ",", ",1:" HEX_A,
		"0:" HEX_A, "65536:" HEX_A, "-1:" HEX_A, " 1:" HEX_A, "+1:" HEX_A, "x:" HEX_A,
		"1:" HEX_A "00", "1:abc", "1:" HEX_A " ", "1:" HEX_A ",1:" HEX_B,
		"1:" HEX_A ";2:" HEX_B, "99999999999999999999:" HEX_A };
	struct seal_keys k;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(seal_keys_parse(refused[i], &k));
}

static void what_was_sealed_opens_and_never_looks_alike_twice(void **state)
{
	struct seal_keys k = keys_of("258:" HEX_A);
	unsigned char first[SEALED_LEN], second[SEALED_LEN];

	(void)state;
	seal_close(&k, &place, span_of(text), first);
	seal_close(&k, &place, span_of(text), second);
	assert_memory_equal(first, "\x01\x02", 2);
	assert_true(opens(&k, &place, first, SEALED_LEN));
	assert_true(opens(&k, &place, second, SEALED_LEN));
	assert_memory_not_equal(first + 2, second + 2, GCM_NONCE_SIZE);
	assert_memory_not_equal(first + 14, second + 14, TEXT_LEN);
}

static void an_empty_text_is_sealed_too(void **state)
{
	struct seal_keys k = keys_of("1:" HEX_A);
	unsigned char sealed[SEAL_OVERHEAD], out[1];

	(void)state;
	seal_close(&k, &place, span_of(""), sealed);
	assert_true(seal_open(&k, &place, (struct span){ (char *)sealed, sizeof(sealed) }, out));
}

static void no_bit_may_change(void **state)
{
	struct seal_keys k = keys_of("1:" HEX_A ",3:" HEX_A);
	unsigned char sealed[SEALED_LEN];

	(void)state;
	seal_close(&k, &place, span_of(text), sealed);
	for (size_t i = 0; i < 8 * SEALED_LEN; i++) {
		sealed[i / 8] ^= (unsigned char)(1 << i % 8);
		assert_false(opens(&k, &place, sealed, SEALED_LEN));
		sealed[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	for (size_t len = 0; len < SEALED_LEN; len++)
		assert_false(opens(&k, &place, sealed, len));
	assert_true(opens(&k, &place, sealed, SEALED_LEN));
}

static void it_opens_in_no_other_place(void **state)
{
	const struct seal_place elsewhere[] = { { 25, place.report_id, "phone" },
		{ 24, { "sixteen bytes iD" }, "phone" }, { 24, place.report_id, "name" },
		{ 24, place.report_id, "phone2" } };
	struct seal_keys k = keys_of("1:" HEX_A);
	unsigned char sealed[SEALED_LEN];

	(void)state;
	seal_close(&k, &place, span_of(text), sealed);
	for (size_t i = 0; i < COUNT(elsewhere); i++)
		assert_false(opens(&k, &elsewhere[i], sealed, SEALED_LEN));
}

static void another_key_of_the_same_number_does_not_open(void **state)
{
	struct seal_keys k = keys_of("1:" HEX_A), other = keys_of("1:" HEX_C);
	unsigned char sealed[SEALED_LEN];

	(void)state;
	seal_close(&k, &place, span_of(text), sealed);
	assert_false(opens(&other, &place, sealed, SEALED_LEN));
	assert_true(opens(&k, &place, sealed, SEALED_LEN));
}

static void a_new_key_seals_while_the_old_one_still_opens(void **state)
{
	struct seal_keys old = keys_of("1:" HEX_A), both = keys_of("2:" HEX_B ",1:" HEX_A),
			 new = keys_of("2:" HEX_B);
	unsigned char before[SEALED_LEN], after[SEALED_LEN];

	(void)state;
	seal_close(&old, &place, span_of(text), before);
	seal_close(&both, &place, span_of(text), after);
	assert_true(opens(&both, &place, before, SEALED_LEN));
	assert_true(opens(&both, &place, after, SEALED_LEN));
	assert_false(opens(&new, &place, before, SEALED_LEN));
	assert_true(opens(&new, &place, after, SEALED_LEN));
	assert_false(seal_is_current(&both, (struct span){ (char *)before, SEALED_LEN }));
	assert_true(seal_is_current(&both, (struct span){ (char *)after, SEALED_LEN }));
	assert_false(seal_is_current(&both, (struct span){ (char *)after, 2 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_read_with_their_numbers),
		cmocka_unit_test(what_is_no_list_of_keys_is_refused),
		cmocka_unit_test(what_was_sealed_opens_and_never_looks_alike_twice),
		cmocka_unit_test(an_empty_text_is_sealed_too),
		cmocka_unit_test(no_bit_may_change),
		cmocka_unit_test(it_opens_in_no_other_place),
		cmocka_unit_test(another_key_of_the_same_number_does_not_open),
		cmocka_unit_test(a_new_key_seals_while_the_old_one_still_opens),
	};
	return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
