/* Whether a PDF is signed, as far as that is looked at: the dictionary, its range, and what lies in
 * the gap. */
#include "tests/common/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/pdf_signature.h"

#define HEAD  "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n"
#define TAIL  "\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#define OPEN  "7 0 obj<</Type /Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"
#define HEX   "<3082010A00FF30820000>"
#define RANGE "/ByteRange [0 # # #]"

/* Writes a range, with the numbers that fit in the place of each #. */
static void range_write(char *out, size_t size, const char *form, const size_t numbers[3])
{
	size_t len = 0;

	for (int n = 0; *form; form++)
		len += (size_t)(*form == '#' ? snprintf(out + len, size - len, "%zu", numbers[n++])
					     : snprintf(out + len, size - len, "%c", *form));
}

/* A PDF of some parts around the gap; range: how it is written, with the numbers that fit. */
static char *signed_by(const char *before, const char *gap, const char *behind, const char *range)
{
	char *file = NULL, said[100] = "";
	size_t begins = 0, ends = 0, len = 0;

	for (int i = 0; i < 3; i++) { /* the range is part of what it measures */
		range_write(
			said, sizeof(said), range, (const size_t[]){ begins, ends, len - ends });
		free(file);
		assert_true(asprintf(&file, "%s%s%s/Contents %s%s%s", HEAD, before, said, gap,
				    behind, TAIL) > 0);
		len = strlen(file);
		begins = (size_t)(strstr(file, "/Contents ") - file) + strlen("/Contents ");
		ends = begins + strlen(gap);
	}
	return file;
}

static void a_signature_is_found_by_its_dictionary_its_range_and_its_gap(void **state)
{
	static const struct {
		const char *what, *before, *gap, *behind, *range;
		bool is_signed;
	} rows[] = {
		{ "as signers write it", OPEN, HEX, ">>endobj", RANGE, true },
		{ "the type behind the gap", "7 0 obj<</Filter/X", HEX, "/Type/Sig>>endobj", RANGE,
			true },
		{ "spaces wherever they may be", "7 0 obj<</Type\n/Sig ", "<30 82\n01 0A 00>",
			">>\nendobj", "/ByteRange\n[ 0\t# #\r\n# ]", true },
		{ "another type that begins alike", "7 0 obj<</Type/SigRef", HEX, ">>endobj", RANGE,
			false },
		{ "no type", "7 0 obj<</Filter/X", HEX, ">>endobj", RANGE, false },
		{ "the type of an object before", "6 0 obj<</Type/Sig>>endobj 7 0 obj<<", HEX,
			">>endobj", RANGE, false },
		{ "the type of an object behind", "7 0 obj<<", HEX,
			">>endobj 8 0 obj<</Type/Sig>>endobj", RANGE, false },
		{ "room for a signature that nobody has filled", OPEN, "<00000000000000000000>",
			">>endobj", RANGE, false },
		{ "no hexadecimal digits", OPEN, "<30ZZ0000000000000000>", ">>endobj", RANGE,
			false },
		{ "not closed", OPEN, "<3082010A00FF30820000", ">>endobj", RANGE, false },
		{ "a range that does not begin with the file", OPEN, HEX, ">>endobj",
			"/ByteRange [1 # # #]", false },
		{ "a range that goes beyond the file", OPEN, HEX, ">>endobj",
			"/ByteRange [0 # # 9#]", false },
		{ "a range without a gap", OPEN, HEX, ">>endobj", "/ByteRange [0 # 1 1]", false },
		{ "numbers without end", OPEN, HEX, ">>endobj",
			"/ByteRange [0 # # 9999999999999999999999#]", false },
		{ "three numbers", OPEN, HEX, ">>endobj", "/ByteRange [0 # #]", false },
		{ "a name instead of numbers", OPEN, HEX, ">>endobj", "/ByteRange /X", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *file = signed_by(rows[i].before, rows[i].gap, rows[i].behind, rows[i].range);

		if (pdf_is_signed(span_of(file)) != rows[i].is_signed)
			fail_msg("%s: %s", rows[i].what, file);
		free(file);
	}
}

static void a_file_that_ends_anywhere_is_read_no_further(void **state)
{
	char *file = signed_by(OPEN, HEX, ">>endobj", RANGE);
	size_t len = strlen(file);

	(void)state;
	for (size_t n = 0; n < len; n++) {
		char *part = malloc(n + !n);

		memcpy(part, file, n);
		assert_false(pdf_is_signed((struct span){ part, n }));
		free(part);
	}
	assert_true(pdf_is_signed(span_of(file)));
	free(file);
}

static void the_last_of_several_ranges_counts_as_well(void **state)
{
	char *last = signed_by(OPEN, HEX, ">>endobj", RANGE), *file = NULL;

	(void)state;
	/* In a comment behind the end, where it moves nothing. */
	assert_true(asprintf(&file, "%s%%/ByteRange [0 1 2 3]", last) > 0);
	assert_true(pdf_is_signed(span_of(file)));
	free(file);
	free(last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_is_found_by_its_dictionary_its_range_and_its_gap),
		cmocka_unit_test(a_file_that_ends_anywhere_is_read_no_further),
		cmocka_unit_test(the_last_of_several_ranges_counts_as_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
