#include "common/sms_command.h"

#include "tests/common/unit.h"

#define CODE "1000-0000-002" /* its check symbol fits */

static void a_message_is_what_its_keyword_and_its_rest_say(void **state)
{
	static const struct {
		const char *text;
		enum sms_verb verb;
		const char *rest; /* text of a report, code of a look-up, else what is behind it */
	} cases[] = {
		{ "PAKN duong ngap", SMS_REPORT, "duong ngap" },
		{ "pakn: duong ngap", SMS_REPORT, "duong ngap" },
		{ "*PẢKN*- duong\nngap", SMS_REPORT, "*- duong\nngap" },
		{ "PAKN", SMS_NO_TEXT, NULL },
		{ "PAKN :-)", SMS_NO_TEXT, NULL },
		{ "duong ngap", SMS_REPORT, "duong ngap" },
		{ "pakngap duong", SMS_REPORT, "pakngap duong" },
		{ "abc", SMS_REPORT, "abc" },
		{ "TC " CODE, SMS_LOOKUP, CODE },
		{ "tc:" CODE " a", SMS_LOOKUP, CODE },
		{ "Tc(10 00-oooo 0 0 2)", SMS_LOOKUP, CODE },
		{ "TRACUU iooo0000002.", SMS_LOOKUP, CODE },
		{ "TC", SMS_NO_CODE, NULL },
		{ "TC 1000-0000-003", SMS_LOOKUP, "1000-0000-003" },
		{ "TC H12.45/2024", SMS_LOOKUP, "H12-45-2024" },
		{ "TC xa khong lam", SMS_REPORT, "TC xa khong lam" },
		{ "TC xa 5 hai nam khong lam", SMS_REPORT, "TC xa 5 hai nam khong lam" },
		{ CODE, SMS_LOOKUP, CODE },
		{ " 1000 0000 002 ", SMS_LOOKUP, CODE },
		{ "1000-0000-003", SMS_REPORT, "1000-0000-003" },
		{ "TG", SMS_HELP, NULL },
		{ "tg?", SMS_HELP, NULL },
		{ "TG lam viec", SMS_REPORT, "TG lam viec" },
		{ "", SMS_HELP, NULL },
		{ "...", SMS_HELP, NULL },
		{ "\U0001f44d", SMS_HELP, NULL },
		{ "\u4e2d", SMS_REPORT, "\u4e2d" },
		{ "DG " CODE " 5", SMS_RATE, NULL },
		{ "HL " CODE " 1.", SMS_RATE, NULL },
		{ "dg 1000 0000 002 2, van con ngap", SMS_RATE, "van con ngap" },
		{ "DG " CODE " 9", SMS_RATE, NULL },
		{ "DG " CODE " 10", SMS_UNFINISHED, "10" },
		{ "DG " CODE " tot", SMS_UNFINISHED, "tot" },
		{ "DG " CODE, SMS_UNFINISHED, NULL },
		{ "DG", SMS_UNFINISHED, NULL },
		{ "ML " CODE " van con ngap", SMS_REOPEN, "van con ngap" },
		{ "ML " CODE, SMS_UNFINISHED, NULL },
		{ "BS " CODE " o cuoi ngo", SMS_ADD, "o cuoi ngo" },
		{ "BS " CODE " .", SMS_UNFINISHED, NULL },
		{ "Hủy " CODE, SMS_WITHDRAW, NULL },
		{ "HUY " CODE " da tu lam", SMS_WITHDRAW, "da tu lam" },
		{ "HUY", SMS_UNFINISHED, NULL },
		{ "HUY H12.45/2024", SMS_WITHDRAW, NULL },
		{ "Huy hang xom dot rac", SMS_REPORT, "Huy hang xom dot rac" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct sms_command said;

		sms_command_read(a, cases[i].text, &said);
		assert_int_equal(said.verb, cases[i].verb);
		if (said.verb == SMS_REPORT)
			assert_string_equal(said.text, cases[i].rest);
		if (said.verb == SMS_LOOKUP)
			assert_string_equal(said.code, cases[i].rest);
		if (said.verb > SMS_NO_CODE && cases[i].rest)
			assert_string_equal(said.text, cases[i].rest);
		if (said.verb > SMS_NO_CODE && !cases[i].rest)
			assert_null(said.text);
		arena_free(a);
	}
}

static void a_code_that_was_mistyped_and_one_without_a_keyword_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		bool surely, mistyped;
	} cases[] = {
		{ "TC " CODE, true, false },
		{ "TC 1000-0000-003", true, true },
		{ "TC 1000-0000-00", true, false },
		{ "TC H12.45/2024", true, false },
		{ CODE, false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct sms_command said;

		sms_command_read(a, cases[i].text, &said);
		assert_int_equal(said.verb, SMS_LOOKUP);
		assert_int_equal(said.surely, cases[i].surely);
		assert_int_equal(said.mistyped, cases[i].mistyped);
		arena_free(a);
	}
}

static void a_score_is_a_digit_alone_behind_the_code(void **state)
{
	static const struct {
		const char *text;
		char score; /* NUL: none */
	} cases[] = {
		{ "DG " CODE " 5", '5' },
		{ "HL " CODE ": 1.", '1' },
		{ "DG " CODE " 9", '9' },
		{ "dg 1000 0000 002 2, van con ngap", '2' },
		{ "DG " CODE " 10", '\0' },
		{ "DG " CODE " 5a", '\0' },
		{ "ML " CODE " 5", '\0' },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena *a = arena_new();
		struct sms_command said;

		sms_command_read(a, cases[i].text, &said);
		assert_int_equal(said.score, cases[i].score);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_what_its_keyword_and_its_rest_say),
		cmocka_unit_test(a_code_that_was_mistyped_and_one_without_a_keyword_are_told_apart),
		cmocka_unit_test(a_score_is_a_digit_alone_behind_the_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
