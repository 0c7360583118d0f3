/* Problem documents: what a client is told, in its language. */
#include <string.h>

#include "server/problem.h"
#include "tests/common/unit.h"

static struct arena *arena;

static int make_arena(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int free_arena(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static void says_it_in_the_language_asked_for(void **state)
{
	const struct problem *p = problem_find("unknown_code");

	(void)state;
	assert_string_equal(problem_document(arena, p, LANG_EN, 0, "ab", NULL, NULL),
		"{\"type\":\"urn:pakn:problem:unknown_code\",\"title\":\"There is no report with "
		"this "
		"code\",\"status\":404,\"code\":\"unknown_code\",\"trace_id\":\"ab\"}");
	assert_non_null(strstr(problem_document(arena, p, LANG_VI, 0, "ab", NULL, NULL),
		"\"title\":\"Không có phản ánh với mã này\""));
}

static void an_unknown_code_is_an_error_of_ours(void **state)
{
	(void)state;
	assert_string_equal(problem_find("no such code")->code, "internal");
	assert_int_equal(problem_find("no such code")->status, 500);
}

static void lists_what_is_wrong_with_the_input(void **state)
{
	struct field_errors errors = { .lang = LANG_EN,
		.count = 1,
		.items = { { "/location/lat", "too_large", "At most 90." } } };

	(void)state;
	assert_non_null(strstr(
		problem_document(arena, problem_find("invalid"), LANG_EN, 0, "ab", NULL, &errors),
		"\"errors\":[{\"pointer\":\"/location/lat\",\"code\":\"too_large\",\"detail\":\"At "
		"most "
		"90.\"}]"));
}

static void explains_what_the_database_found(void **state)
{
	const char *text = problem_document(arena, problem_find("invalid"), LANG_EN, 0, "ab",
		"{\"errors\":[{\"pointer\":\"/"
		"category\",\"code\":\"unknown_category\"}],\"hotline\":\"1022\"}",
		NULL);

	(void)state;
	assert_non_null(strstr(text, "\"detail\":\"There is no category of this code.\""));
	assert_non_null(strstr(text, "\"hotline\":\"1022\""));
}

static void speaks_for_the_province_in_the_same_language(void **state)
{
	const char *members = "{\"detail\":{\"vi\":\"Ngoài tỉnh.\",\"en\":\"Outside.\"}}";
	const struct problem *p = problem_find("out_of_area");

	(void)state;
	assert_non_null(strstr(problem_document(arena, p, LANG_EN, 0, "ab", members, NULL),
		"\"detail\":\"Outside.\""));
	assert_non_null(strstr(problem_document(arena, p, LANG_VI, 0, "ab", members, NULL),
		"\"detail\":\"Ngoài tỉnh.\""));
}

static void picks_the_language_of_words_that_come_in_both(void **state)
{
	const char *members = "{\"errors\":[{\"pointer\":\"/day\",\"code\":\"unknown\","
			      "\"detail\":{\"vi\":\"Không có.\",\"en\":\"Unknown.\"}}]}";
	const struct problem *p = problem_find("invalid");

	(void)state;
	assert_non_null(strstr(problem_document(arena, p, LANG_EN, 0, "ab", members, NULL),
		"\"code\":\"unknown\",\"detail\":\"Unknown.\"}"));
	assert_non_null(strstr(problem_document(arena, p, LANG_VI, 0, "ab", members, NULL),
		"\"code\":\"unknown\",\"detail\":\"Không có.\"}"));
}

static void what_the_database_adds_cannot_replace_what_is_fixed(void **state)
{
	const char *text = problem_document(arena, problem_find("invalid"), LANG_EN, 0, "ab",
		"{\"status\":200,\"code\":\"x\",\"type\":\"y\"}", NULL);

	(void)state;
	assert_non_null(strstr(text, "\"status\":422,\"code\":\"invalid\""));
	assert_null(strstr(text, "\"y\""));
}

static void every_problem_has_a_status_and_both_titles(void **state)
{
	(void)state;
	for (const struct problem *p = problems; p->code; p++) {
		assert_true(p->status >= 400 && p->status < 600);
		assert_true(strlen(p->title[LANG_VI]) > 3 && strlen(p->title[LANG_EN]) > 3);
		assert_ptr_equal(problem_find(p->code), p);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_it_in_the_language_asked_for),
		cmocka_unit_test(an_unknown_code_is_an_error_of_ours),
		cmocka_unit_test(lists_what_is_wrong_with_the_input),
		cmocka_unit_test(explains_what_the_database_found),
		cmocka_unit_test(speaks_for_the_province_in_the_same_language),
		cmocka_unit_test(picks_the_language_of_words_that_come_in_both),
		cmocka_unit_test(what_the_database_adds_cannot_replace_what_is_fixed),
		cmocka_unit_test(every_problem_has_a_status_and_both_titles),
	};

	return cmocka_run_group_tests(tests, make_arena, free_arena);
}
