#include "server/replay_work.h"

#include <stdio.h>
#include <string.h>

#include "tests/common/unit.h"

static const struct {
	const char *line, *body, *fault;
	struct {
		const char *name, *body;
	} actions[3];
} lines[] = {
	{ "{\"description\":\"x\"}", "{\"description\":\"x\"}", NULL, { { 0 } } },
	{ "{ \"a\" : 1.50 , \"work\" : [ ] }", "{\"a\":1.50}", NULL, { { 0 } } },
	{ "{\"work\":[{\"action\":\"accept\"},"
	  "{\"text\":\"Đã "
	  "\\\"xong\\\"/\\n\",\"action\":\"send-back\",\"at\":\"t\"}],\"lat\":21.10}",
		"{\"lat\":21.10}", NULL,
		{ { "accept", "{}" },
			{ "send-back", "{\"text\":\"Đã \\\"xong\\\"/\\n\",\"at\":\"t\"}" } } },
	/* What is no such line goes as it is, and the service says what is wrong with it. */
	{ "{\"attributes\": {\"work\": 1}}", "{\"attributes\": {\"work\": 1}}", NULL, { { 0 } } },
	{ "[\"work\"]", "[\"work\"]", NULL, { { 0 } } },
	{ "{\"work\":[]", "{\"work\":[]", NULL, { { 0 } } },
	{ "{\"work\":[],\"work\":[]}", "{\"work\":[],\"work\":[]}", NULL, { { 0 } } },
	{ "{\"work\":{}}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":null}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":[1]}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":[{}]}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":[{\"action\":1}]}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":[{\"action\":\"\"}]}", "{}", "work is no list", { { 0 } } },
	{ "{\"work\":[{\"action\":\"accept\"},{\"action\":\"../x\"}]}", "{}", "work is no list",
		{ { 0 } } },
};

static void work_is_taken_out_of_a_line_action_by_action(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct str body = { 0 };
		struct replay_work w;
		const char *fault;

		str_add(&body, lines[i].line);
		fault = replay_work_take(&w, &body);
		assert_string_equal(body.data, lines[i].body);
		assert_int_equal(!fault, !lines[i].fault);
		if (fault)
			assert_non_null(strstr(fault, lines[i].fault));
		for (size_t n = 0; lines[i].actions[n].name; n++) {
			assert_true(w.begun < w.count);
			assert_string_equal(replay_work_begin(&w, &body), lines[i].actions[n].name);
			assert_string_equal(body.data, lines[i].actions[n].body);
		}
		assert_int_equal(w.begun, w.count);
		replay_work_end(&w);
		str_free(&body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_is_taken_out_of_a_line_action_by_action),
	};

	return cmocka_run_group_tests_name("replay_work", tests, NULL, NULL);
}
