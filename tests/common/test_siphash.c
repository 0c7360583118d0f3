/* SipHash-2-4 against the vectors of its authors (vectors.h of the reference). */
#include "tests/common/unit.h"

#include "common/siphash.h"

static void gives_what_the_authors_give(void **state)
{
	static const struct {
		size_t len; /* of the input 00 01 02 ... under the key 00 ... 0f */
		uint64_t hash;
	} cases[] = {
		{ 0, 0x726fdb47dd0e0e31 },
		{ 1, 0x74f839c593dc67fd },
		{ 7, 0xab0200f58b01d137 },
		{ 8, 0x93f5f5799a932462 },
		{ 15, 0xa129ca6149be45e5 },
		{ 16, 0x3f2acc7f57c29bdb },
		{ 63, 0x958a324ceb064572 },
	};
	unsigned char key[SIPHASH_KEY_SIZE], in[64];

	(void)state;
	for (unsigned char i = 0; i < sizeof(in); i++)
		in[i] = i;
	memcpy(key, in, sizeof(key));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
			siphash(key, (struct span){ (char *)in, cases[i].len }), cases[i].hash);
}

static void another_key_gives_another_hash(void **state)
{
	static const unsigned char one[SIPHASH_KEY_SIZE] = { 1 }, other[SIPHASH_KEY_SIZE] = { 2 };

	(void)state;
	assert_int_not_equal(siphash(one, span_of("x")), siphash(other, span_of("x")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_what_the_authors_give),
		cmocka_unit_test(another_key_gives_another_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
