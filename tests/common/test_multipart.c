#include "common/multipart.h"

#include "tests/common/unit.h"

#define PART(headers, content) "--xY\r\n" headers "\r\n\r\n" content "\r\n"
#define TEXT(name, content)    PART("Content-Disposition: form-data; name=\"" name "\"", content)
#define FILE_PART(content)                                                                         \
	PART("content-disposition: form-data; name=file; filename=\"a;b.jpg\"\r\n"                 \
	     "Content-Type: image/jpeg",                                                           \
		content)

static const struct span boundary = { "xY", 2 };

static void the_boundary_of_a_form_is_found(void **state)
{
	static const struct {
		const char *type, *boundary;
	} cases[] = {
		{ "multipart/form-data; boundary=xY", "xY" },
		{ "Multipart/Form-Data;boundary=\"x Y\"", "x Y" },
		{ "multipart/form-data; charset=utf-8; Boundary=----W1", "----W1" },
		{ "multipart/form-data", NULL },
		{ "multipart/form-data; boundary=", NULL },
		{ "multipart/mixed; boundary=x", NULL },
		{ "application/json", NULL },
		{ "multipart/form-data; boundary="
		  "01234567890123456789012345678901234567890123456789012345678901234567890",
			NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span found;

		assert_int_equal(multipart_boundary(span_of(cases[i].type), &found),
			cases[i].boundary != NULL);
		if (cases[i].boundary)
			assert_true(span_eq(found, cases[i].boundary));
	}
}

static void texts_come_first_and_the_file_is_the_rest(void **state)
{
	static const char body[] = TEXT("text", "h\r\n--x\r\nai") TEXT("key", "")
		FILE_PART("\xff\xd8\r\n--xY\r\n") "--xY--\r\n";
	struct span front = { body, sizeof(body) - 1 };
	struct multipart_part part;
	size_t at = 0;
	uint64_t stop;

	(void)state;
	assert_true(multipart_next(front, boundary, &at, &part));
	assert_true(span_eq(part.name, "text") && span_eq(part.text, "h\r\n--x\r\nai"));
	assert_true(multipart_next(front, boundary, &at, &part));
	assert_true(span_eq(part.name, "key") && !part.text.len && !part.is_file);
	assert_true(multipart_next(front, boundary, &at, &part));
	assert_true(span_eq(part.name, "file") && part.is_file);
	assert_true(multipart_end(front, front.len, boundary, &stop));
	assert_int_equal(stop - part.start, 10);
	assert_memory_equal(body + part.start, "\xff\xd8\r\n--xY\r\n", 10);
	assert_false(multipart_next((struct span){ body, part.start - 1 }, boundary, &at, &part));
}

static void what_is_not_whole_is_no_part(void **state)
{
	static const char *const bodies[] = {
		"",
		"--xY",
		"--xY--\r\n",
		"--xZ\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--xZ--",
		"--xY\r\nContent-Disposition: form-data; name=a\r\n\r\nb",
		"--xY\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--xZ--\r\n",
		"--xY\r\nContent-Disposition: form-data\r\n\r\nb\r\n--xY--\r\n",
		"--xY\r\nContent-Disposition: attachment; name=a\r\n\r\nb\r\n--xY--\r\n",
		"--xY\r\n\r\nb\r\n--xY--\r\n",
		"--xY\nContent-Disposition: form-data; name=a\n\nb\n--xY--\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct multipart_part part;
		size_t at = 0;

		assert_false(multipart_next(span_of(bodies[i]), boundary, &at, &part));
	}
}

static void a_body_that_was_cut_has_no_end(void **state)
{
	static const struct {
		const char *end;
		int stop; /* -1: none */
	} cases[] = {
		{ "abc\r\n--xY--\r\n", 3 },
		{ "abc\r\n--xY--", 3 },
		{ "\r\n--xY--", 0 },
		{ "abc\r\n--xY-", -1 },
		{ "abc\r\n--xY\r\n", -1 },
		{ "abc--xY--", -1 },
		{ "--", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span end = span_of(cases[i].end);
		uint64_t stop;

		assert_int_equal(multipart_end(end, end.len, boundary, &stop), cases[i].stop >= 0);
		if (cases[i].stop >= 0)
			assert_int_equal(stop, cases[i].stop);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_boundary_of_a_form_is_found),
		cmocka_unit_test(texts_come_first_and_the_file_is_the_rest),
		cmocka_unit_test(what_is_not_whole_is_no_part),
		cmocka_unit_test(a_body_that_was_cut_has_no_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
