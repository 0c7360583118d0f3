/* The Range header: what of a file is meant. */
#include "common/byte_range.h"
#include "tests/common/unit.h"

static const struct {
	const char *header;
	uint64_t size;
	enum byte_range meant;
	uint64_t offset, len;
} cases[] = {
	{ "", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=0-9", 10, BYTE_RANGE_PART, 0, 10 },
	{ "bytes=0-0", 10, BYTE_RANGE_PART, 0, 1 },
	{ " bytes=2-4 ", 10, BYTE_RANGE_PART, 2, 3 },
	{ "bytes=9-", 10, BYTE_RANGE_PART, 9, 1 },
	{ "bytes=3-99", 10, BYTE_RANGE_PART, 3, 7 },
	{ "bytes=-3", 10, BYTE_RANGE_PART, 7, 3 },
	{ "bytes=-99", 10, BYTE_RANGE_PART, 0, 10 },
	{ "bytes=10-", 10, BYTE_RANGE_NONE, 0, 0 },
	{ "bytes=999999999999999999-", 10, BYTE_RANGE_NONE, 0, 0 },
	{ "bytes=-0", 10, BYTE_RANGE_NONE, 0, 0 },
	{ "bytes=0-", 0, BYTE_RANGE_NONE, 0, 0 },
	{ "bytes=-5", 0, BYTE_RANGE_NONE, 0, 0 },
	{ "bytes=4-2", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=0-1,4-5", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=-", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=x-", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=1", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=1-2x", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "bytes=9999999999999999999-", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "Bytes=1-2", 10, BYTE_RANGE_ALL, 0, 0 },
	{ "lines=1-2", 10, BYTE_RANGE_ALL, 0, 0 },
};

static void a_header_means_a_part_or_all_or_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t offset = 0, len = 0;

		print_message("%s of %d\n", cases[i].header, (int)cases[i].size);
		assert_int_equal(
			byte_range_read(span_of(cases[i].header), cases[i].size, &offset, &len),
			cases[i].meant);
		assert_int_equal(offset, cases[i].offset);
		assert_int_equal(len, cases[i].len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_header_means_a_part_or_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
