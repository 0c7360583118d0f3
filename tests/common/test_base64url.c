/* Base64url: one text for some bytes, and no other. */
#include "common/base64url.h"

#include <string.h>

#include "tests/common/unit.h"

static const struct {
	const char *bytes, *text;
} pairs[] = {
	{ "", "" },
	{ "f", "Zg" },
	{ "fo", "Zm8" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg" },
	{ "\xff\xef\xbe", "_---" },
	{ "\x03\xec\xff\xe0\xc1", "A-z_4ME" },
};

static void bytes_become_the_text_of_the_rfc_and_back(void **state)
{
	unsigned char bytes[16];
	char text[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		base64url_encode(pairs[i].bytes, strlen(pairs[i].bytes), text);
		assert_string_equal(text, pairs[i].text);
		assert_int_equal(strlen(text), BASE64URL_LEN(strlen(pairs[i].bytes)));
		assert_true(base64url_decode(span_of(pairs[i].text), bytes, &len));
		assert_int_equal(len, strlen(pairs[i].bytes));
		assert_memory_equal(bytes, pairs[i].bytes, len);
	}
}

static void any_other_text_is_refused(void **state)
{
	static const char *const others[] = { "Z", "Zg==", "Zg=", "Zh", "Zm9", "Zm8-Z", "Zm 8",
		"Zm+v", "Zm/v", "Zm9v\n", "Zm9vYh" };
	unsigned char bytes[16];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(others); i++)
		assert_false(base64url_decode(span_of(others[i]), bytes, &len));
	assert_false(base64url_decode((struct span){ "Zg\0", 3 }, bytes, &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_become_the_text_of_the_rfc_and_back),
		cmocka_unit_test(any_other_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
