#include "server/replay_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/common/unit.h"

#define PATH_SIZE 40

/* Writes a file of its own; the caller unlinks it. */
static void file_make(char path[PATH_SIZE], const char *text, size_t len)
{
	int fd;

	snprintf(path, PATH_SIZE, "/tmp/test_replay_file.XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), (ssize_t)len);
	close(fd);
}

#define HEAD "description\tlat\tlon\n"

/* What the lines of a file become: its number and the body, or what is wrong with it. */
static const struct {
	const char *text;
	struct {
		size_t line;
		const char *body, *fault;
	} lines[4];
} files[] = {
	{ "{\"description\":\"x\"}\n", { { 1, "{\"description\":\"x\"}", NULL } } },
	{ "{\"a\":1}", { { 1, "{\"a\":1}", NULL } } },
	{ "\xef\xbb\xbf{\"a\":1}\r\n", { { 1, "{\"a\":1}", NULL } } },
	{ "\n \t\n{\"a\":1}\n\n\r\nnonsense\n{\"b\":2}\n",
		{ { 3, "{\"a\":1}", NULL }, { 6, "nonsense", NULL }, { 7, "{\"b\":2}", NULL } } },
	{ HEAD "a b c\t21.5\t106\n",
		{ { 2, "{\"description\":\"a b c\",\"location\":{\"lat\":21.5,\"lon\":106}}",
			NULL } } },
	{ "\xef\xbb\xbf" HEAD "a\t\t\r\nb\n", { { 2, "{\"description\":\"a\"}", NULL },
						      { 3, "{\"description\":\"b\"}", NULL } } },
	{ HEAD "\n\nd \" \\ e\\tf\\ng\\\\h\\x\t1\t2\t\t\n",
		{ { 4,
			"{\"description\":\"d \\\" \\\\ e\\tf\\ng\\\\h\\\\x\","
			"\"location\":{\"lat\":1,\"lon\":2}}",
			NULL } } },
	{ HEAD "a\t1,5\t0x2\n",
		{ { 2, "{\"description\":\"a\",\"location\":{\"lat\":\"1,5\",\"lon\":\"0x2\"}}",
			NULL } } },
	{ HEAD "a\t1\t2\tmore\nb\xff\nc\n",
		{ { 2, NULL, "more cells than the header has columns" }, { 3, NULL, "not UTF-8" },
			{ 4, "{\"description\":\"c\"}", NULL } } },
	{ HEAD "\t1\n", { { 2, "{\"location\":{\"lat\":1}}", NULL } } },
	{ "phone\tpublish\tlat\temail\tanonymous\tname\tdescription\tarea_code\n"
	  "0903\tYES\t1\ta@b.vn\t0\tLê\tx\t09187\n",
		{ { 2,
			"{\"description\":\"x\",\"location\":{\"lat\":1},\"area_code\":\"09187\","
			"\"contact\":{\"name\":\"Lê\",\"phone\":\"0903\",\"email\":\"a@b.vn\"},"
			"\"publish\":true,\"anonymous\":false}",
			NULL } } },
	{ "email\tdescription\tpublish\n\tx\tmaybe\ny\t\t\n",
		{ { 2, "{\"description\":\"x\",\"publish\":\"maybe\"}", NULL },
			{ 3, "{\"contact\":{\"email\":\"y\"}}", NULL } } },
	{ HEAD, { { 0 } } },
};

static void lines_become_bodies_with_their_numbers(void **state)
{
	struct str body = { 0 }, error = { 0 };
	struct replay_file f;
	char path[PATH_SIZE];
	const char *fault;

	(void)state;
	for (size_t i = 0; i < COUNT(files); i++) {
		file_make(path, files[i].text, strlen(files[i].text));
		assert_true(replay_file_open(&f, path, &error));
		for (size_t n = 0; files[i].lines[n].line; n++) {
			assert_true(replay_file_next(&f, &body, &fault));
			assert_int_equal(f.line, files[i].lines[n].line);
			if (files[i].lines[n].fault)
				assert_string_equal(fault, files[i].lines[n].fault);
			else
				assert_string_equal(body.data, files[i].lines[n].body);
			assert_int_equal(!fault, !files[i].lines[n].fault);
		}
		assert_false(replay_file_next(&f, &body, &fault));
		assert_int_equal(replay_file_percent(&f), 100);
		replay_file_close(&f);
		unlink(path);
	}
	str_free(&body);
	str_free(&error);
}

static const struct {
	const char *text, *error;
} wrong[] = {
	{ "", "is empty" },
	{ "lat\tlon\n1\t2\n", "no column description" },
	{ "description\tdescribe\n", "there is no column \"describe\"; there are: category kind" },
	{ "description\tlat\tdescription\n", "column description is there twice" },
	{ "\n\ndescription\n", "there is no column \"\"" },
	{ "[1]\n", "there is no column \"[1]\"" },
	{ "descri\xffption\n", "there is no column" },
};

static void a_file_that_is_none_is_refused_with_a_sentence(void **state)
{
	struct str error = { 0 };
	struct replay_file f;
	char path[PATH_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		file_make(path, wrong[i].text, strlen(wrong[i].text));
		str_clear(&error);
		assert_false(replay_file_open(&f, path, &error));
		assert_non_null(strstr(error.data, wrong[i].error));
		unlink(path);
	}
	str_clear(&error);
	assert_false(replay_file_open(&f, "/nowhere/at/all", &error));
	assert_non_null(strstr(error.data, "cannot read /nowhere/at/all: No such file"));
	str_clear(&error);
	assert_false(replay_file_open(&f, "/tmp", &error));
	assert_non_null(strstr(error.data, "/tmp is no regular file"));
	str_free(&error);
}

static void keys_are_uuids_that_come_from_seed_line_and_step_alone(void **state)
{
	static const struct {
		const char *seed;
		size_t line, step;
	} sources[] = { { "a", 1, 0 }, { "a", 2, 0 }, { "b", 1, 0 }, { "a1", 1, 0 }, { "", 11, 0 },
		{ "a", 11, 0 }, { "a", 1, 1 }, { "a", 1, 2 }, { "a", 1, 12 }, { "a", 11, 2 } };
	char keys[COUNT(sources)][UUID_TEXT_SIZE], again[UUID_TEXT_SIZE];
	struct uuid uuid;

	(void)state;
	for (size_t i = 0; i < COUNT(sources); i++) {
		replay_file_key(
			span_of(sources[i].seed), sources[i].line, sources[i].step, keys[i]);
		replay_file_key(span_of(sources[i].seed), sources[i].line, sources[i].step, again);
		assert_string_equal(keys[i], again);
		assert_true(uuid_parse(span_of(keys[i]), &uuid));
		assert_int_equal(keys[i][14], '8');
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(keys[i], keys[j]);
	}
}

static void the_seed_of_a_file_is_its_digest(void **state)
{
	struct str seed = { 0 }, error = { 0 };
	struct replay_file f;
	char path[PATH_SIZE];

	(void)state;
	file_make(path, "{}\n", 3);
	assert_true(replay_file_open(&f, path, &error));
	replay_file_seed(&f, &seed);
	/* printf '{}\n' | sha256sum */
	assert_string_equal(
		seed.data, "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356");
	replay_file_close(&f);
	unlink(path);
	str_free(&seed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_become_bodies_with_their_numbers),
		cmocka_unit_test(a_file_that_is_none_is_refused_with_a_sentence),
		cmocka_unit_test(keys_are_uuids_that_come_from_seed_line_and_step_alone),
		cmocka_unit_test(the_seed_of_a_file_is_its_digest),
	};

	return cmocka_run_group_tests_name("replay_file", tests, NULL, NULL);
}
