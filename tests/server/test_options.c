/* Options from a table: what is given, what is refused, what is suggested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "server/commands.h"
#include "server/options.h"

static const struct option_row rows[] = {
	{ "role", "ROLE", "what the user may do" },
	{ "dry-run", NULL, "change nothing" },
	{ 0 },
};

static const struct usage usage = {
	.command = "user",
	.arguments = "add NAME",
	.summary = "Makes a user.",
	.rows = rows,
};

#define WORDS_MAX 8

struct outcome {
	struct options options;
	bool go;
	char said[2048]; /* stdout and stderr */
};

/* Runs options_read() over words and catches what it says. */
static void read_words(struct outcome *out, const char *const *words)
{
	char *argv[WORDS_MAX + 1] = { 0 };
	FILE *said = tmpfile();
	int argc = 0, saved_out = dup(1), saved_err = dup(2);

	assert_non_null(said);
	for (; words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc];
	fflush(stdout);
	dup2(fileno(said), 1);
	dup2(fileno(said), 2);
	out->go = options_read(&out->options, &usage, argc, argv);
	fflush(stdout);
	dup2(saved_out, 1);
	dup2(saved_err, 2);
	close(saved_out);
	close(saved_err);
	rewind(said);
	out->said[fread(out->said, 1, sizeof(out->said) - 1, said)] = '\0';
	fclose(said);
}

static void reads_options_and_words_in_any_order(void **state)
{
	static const char *const words[] = { "user", "add", "--role=staff", "lan", "--dry-run",
		"--config", "/x.conf", NULL };
	struct outcome out;

	(void)state;
	read_words(&out, words);
	assert_true(out.go);
	assert_string_equal(options_value(&out.options, "role"), "staff");
	assert_string_equal(options_value(&out.options, "dry-run"), "");
	assert_string_equal(options_config_path(&out.options), "/x.conf");
	assert_int_equal(out.options.first, 5);
	assert_string_equal(out.said, "");
}

static void leaves_out_what_was_not_given(void **state)
{
	static const char *const words[] = { "user", "--", "--role", NULL };
	struct outcome out;

	(void)state;
	read_words(&out, words);
	assert_true(out.go);
	assert_null(options_value(&out.options, "role"));
	assert_null(options_value(&out.options, "dry-run"));
	assert_int_equal(out.options.first, 2);
}

static void says_what_is_wrong_and_ends_with_2(void **state)
{
	static const struct {
		const char *words[4];
		const char *expected;
	} cases[] = {
		{ { "user", "--rol=x" }, NULL }, /* an unambiguous beginning is good */
		{ { "user", "--roel=x" }, "unknown option --roel=x; did you mean --role?" },
		{ { "user", "--zzzzzzzz" }, "unknown option --zzzzzzzz\n" },
		{ { "user", "-x" }, "unknown option -x" },
		{ { "user", "--role" }, "--role needs a value" },
		{ { "user", "--dry-run=1" }, "--dry-run takes no value" },
	};
	struct outcome out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		read_words(&out, cases[i].words);
		assert_int_equal(out.go, !cases[i].expected);
		if (!cases[i].expected)
			continue;
		assert_int_equal(out.options.exit_code, COMMAND_MISUSED);
		if (!strstr(out.said, cases[i].expected))
			fail_msg("expected \"%s\", got \"%s\"", cases[i].expected, out.said);
		assert_non_null(strstr(out.said, "See: pakn user --help"));
	}
}

static void makes_the_help_from_the_table(void **state)
{
	static const char *const words[] = { "user", "--help", NULL };
	struct outcome out;

	(void)state;
	read_words(&out, words);
	assert_false(out.go);
	assert_int_equal(out.options.exit_code, COMMAND_DONE);
	assert_non_null(strstr(out.said, "Usage: pakn user [options] add NAME\n\nMakes a user.\n"));
	for (int i = 0; rows[i].name; i++)
		assert_non_null(strstr(out.said, rows[i].help));
	assert_non_null(strstr(out.said, "--role ROLE "));
	assert_non_null(strstr(out.said, "--config FILE "));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_options_and_words_in_any_order),
		cmocka_unit_test(leaves_out_what_was_not_given),
		cmocka_unit_test(says_what_is_wrong_and_ends_with_2),
		cmocka_unit_test(makes_the_help_from_the_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
