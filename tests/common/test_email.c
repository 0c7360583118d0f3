#include "common/email.h"

#include "tests/common/unit.h"

#define SIXTY_FOUR "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static void addresses_keep_their_local_part_and_lose_capitals_of_the_domain(void **state)
{
	static const char *const cases[][2] = {
		{ "ten@example.vn", "ten@example.vn" },
		{ " Ten.Ho+pakn@Mail.Example.VN ", "Ten.Ho+pakn@mail.example.vn" },
		{ "a@b.co", "a@b.co" },
		{ "o'neil_{x}@a-b.xn--p1ai", "o'neil_{x}@a-b.xn--p1ai" },
		{ SIXTY_FOUR "@example.vn", SIXTY_FOUR "@example.vn" },
	};
	char out[EMAIL_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(email_normalise(span_of(cases[i][0]), out));
		assert_string_equal(out, cases[i][1]);
	}
}

static void other_texts_are_refused(void **state)
{
	static const char *const refused[] = {
		"",
		"@",
		"a",
		"a@",
		"@b.vn",
		"a@b",
		"a@@b.vn",
		"a@b@c.vn",
		".a@b.vn",
		"a.@b.vn",
		"a..b@c.vn",
		"a b@c.vn",
		"\"a\"@b.vn",
		"a@b..vn",
		"a@.vn",
		"a@b.vn.",
		"a@-b.vn",
		"a@b-.vn",
		"a@b.vn-",
		"a@b.v",
		"a@[127.0.0.1]",
		"a@127.0.0.1",
		"a@b_c.vn",
		"đ@b.vn",
		"a@đ.vn",
		"a\n@b.vn",
		"a@b.vn\nBcc: c@d.vn",
		"a,b@c.vn",
		"<a@b.vn>",
		SIXTY_FOUR "a@b.vn",
		"a@" SIXTY_FOUR ".vn",
		"a@" SIXTY_FOUR "." SIXTY_FOUR "." SIXTY_FOUR "." SIXTY_FOUR ".vn",
	};
	char out[EMAIL_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		if (email_normalise(span_of(refused[i]), out))
			fail_msg("was accepted: %s", refused[i]);
	assert_false(email_normalise((struct span){ "a\0@b.vn", 7 }, out));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_keep_their_local_part_and_lose_capitals_of_the_domain),
		cmocka_unit_test(other_texts_are_refused),
	};

	return cmocka_run_group_tests_name("email", tests, NULL, NULL);
}
