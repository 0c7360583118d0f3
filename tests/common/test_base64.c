/* Base64 with padding against RFC 4648, and what only resembles it. */
#include <string.h>

#include "common/base64.h"
#include "tests/common/unit.h"

/* RFC 4648, 10; and two that need the last signs of the alphabet. */
static const struct {
	const char *bytes, *text;
} vectors[] = { { "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
	{ "\xff\xef\xbe", "/+++" }, { "\xfb\xff", "+/8=" } };

static void bytes_and_text_are_those_of_the_standard(void **state)
{
	char text[16];
	unsigned char bytes[6];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		size_t expected = strlen(vectors[i].bytes);

		base64_encode(vectors[i].bytes, expected, text);
		assert_string_equal(text, vectors[i].text);
		assert_int_equal(strlen(text), BASE64_LEN(expected));
		assert_true(base64_decode(span_of(text), bytes, sizeof(bytes), &len));
		assert_int_equal(len, expected);
		assert_memory_equal(bytes, vectors[i].bytes, len);
	}
}

static void what_nobody_would_write_is_refused(void **state)
{
	static const char *const texts[] = { "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "====", "=",
		"Zm9v=", "Zm-v", "Zm_v", "Zm 9v", "Z=g=", "Zm9v\n", "Zm9vYmFyZg==" };
	unsigned char bytes[6];
	size_t len;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_false(base64_decode(span_of(texts[i]), bytes, sizeof(bytes), &len));
	assert_false(base64_decode((struct span){ "Zm\0v", 4 }, bytes, sizeof(bytes), &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_and_text_are_those_of_the_standard),
		cmocka_unit_test(what_nobody_would_write_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
