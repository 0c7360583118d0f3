/* Which new passwords are refused, and why. */
#include <string.h>

#include "common/password_rule.h"
#include "tests/common/unit.h"

#define WORDS "le.thi.thu Lê Thị Thu UB09187 UBND P. Kinh Bắc bacninh Tỉnh Bắc Ninh"

/* Passwords, and what is wrong with each; NULL: nothing. */
static const struct {
	const char *password, *fault;
} cases[] = {
	{ "", "too_short" },
	{ "ngắn quá", "too_short" },
	{ "chín ký tự", NULL }, /* ten characters, more bytes */
	{ "chínkýtựđ", "too_short" },
	{ "\xff\xfe then some more", "bad_format" },
	/* what everybody tries first */
	{ "password123", "common_password" },
	{ "P@ssw0rd2026!", "common_password" },
	{ "qwertyuiop", "common_password" },
	{ "1234567890", "common_password" },
	{ "0912345678", "common_password" },
	{ "01/05/1975 ", "common_password" },
	{ "aaaaaaaaaaaaaaaa", "common_password" },
	{ "abcdefghijkl", "common_password" },
	{ "Matkhau@2026", "common_password" },
	{ "mật khẩu 123", "common_password" },
	{ "anhyeuem1314", "common_password" },
	{ "admin@123456", "common_password" },
	{ "quantri12345", "common_password" },
	{ "Phananh1022!", "common_password" },
	/* one's own names */
	{ "Le.Thi.Thu.2026", "common_password" },
	{ "BacNinh@2026", "common_password" },
	{ "KinhBắc123456", "common_password" },
	{ "ub09187-ub09187", "common_password" },
	/* good ones */
	{ "con đường làng gạch đỏ", NULL },
	{ "cây đa bến nước sân đình", NULL },
	{ "correct horse battery", NULL },
	{ "7h!kQ2-xw9Lm", NULL },
	{ "5831904726518390", NULL },
	{ "\xd1\x80\xd0\xb5\xd0\xba\xd0\xb0 \xd0\xb8 \xd0\xb3\xd0\xbe\xd1\x80\xd0\xb0 "
	  "\xd1\x81\xd0\xbd",
		NULL },
};

static void each_password_gets_what_it_deserves(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *fault = password_fault(a, cases[i].password, WORDS);

		if ((fault == NULL) != (cases[i].fault == NULL) ||
			(fault && strcmp(fault, cases[i].fault) != 0))
			fail_msg("%s: %s", cases[i].password, fault ? fault : "fine");
	}
	arena_free(a);
}

static void the_longest_password_has_two_hundred_characters(void **state)
{
	struct arena *a = arena_new();
	char text[3 * (PASSWORD_MAX + 1) + 1] = "";

	(void)state;
	for (size_t i = 0; i < PASSWORD_MAX; i++)
		strcat(text, i % 3 ? "ạ" : "k");
	assert_null(password_fault(a, text, WORDS));
	strcat(text, "m");
	assert_string_equal(password_fault(a, text, WORDS), "too_long");
	arena_free(a);
}

static void words_of_the_account_are_its_own_matter(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_null(password_fault(a, "KinhBắc123456", ""));
	arena_free(a);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_password_gets_what_it_deserves),
		cmocka_unit_test(the_longest_password_has_two_hundred_characters),
		cmocka_unit_test(words_of_the_account_are_its_own_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
