/* Tables that are taken away: what each format makes of the same lines, and what is no whole table.
 */
#include "server/sheet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "server/files.h"
#include "tests/common/unit.h"

#define HEAD                                                                                       \
	"{\"name\":\"Bảng\",\"title\":\"Bảng\",\"columns\":["                                  \
	"{\"key\":\"name\",\"kind\":\"text\",\"title\":\"Tên\",\"width\":\"9\"},"                 \
	"{\"key\":\"n\",\"kind\":\"count\",\"title\":\"Số\",\"width\":\"9\"},"                   \
	"{\"key\":\"rate\",\"kind\":\"percent\",\"title\":\"Tỷ lệ\",\"width\":\"9\"},"         \
	"{\"key\":\"at\",\"kind\":\"instant\",\"title\":\"Lúc\",\"width\":\"9\"}]}\n"
#define NOTES                                                                                      \
	"{\"name\":\"Ghi chú\",\"title\":\"Ghi chú\",\"notes\":true,\"columns\":["               \
	"{\"key\":\"what\",\"kind\":\"text\",\"title\":\"Mục\",\"width\":\"9\"}]}\n"
#define BOM       "\xEF\xBB\xBF"
#define CSV_HEAD  BOM "name,n,rate,at\r\n"
#define NONE      ",—,\r\n"
#define ROWS_MAX  3
#define ROWS_MUCH 1048576 /* one more than a sheet of a workbook has beside its head */

/* Writes a table of these lines in a format; the text of the file is the caller's. */
static char *written(const char *format, const char *lines, struct sheet_answer *a)
{
	int in = file_unnamed("/tmp"), out = file_unnamed("/tmp");
	struct stat found;
	char *text;

	assert_int_equal(write(in, lines, strlen(lines)), strlen(lines));
	lseek(in, 0, SEEK_SET);
	*a = sheet_write(sheet_format_find(format), in, out, "/tmp", ROWS_MAX);
	assert_int_equal(fstat(out, &found), 0);
	text = calloc(1, (size_t)found.st_size + 1);
	assert_int_equal(pread(out, text, (size_t)found.st_size, 0), found.st_size);
	close(in);
	close(out);
	return text;
}

static void test_a_cell_is_written_as_its_kind_wants(void **state)
{
	static const struct {
		const char *row, *csv;
	} cases[] = {
		{ "[\"Sở Xây dựng\", 12, 91.67, \"2026-01-31T08:30:15+07:00\"]",
			"\"Sở Xây dựng\",12,91.67,2026-01-31 08:30:15\r\n" },
		{ "[null, null, null, null]", "," NONE },
		{ "[\"a,b\", 0, 0, null]", "\"a,b\",0,0,\r\n" },
		{ "[\"nói \\\"thế\\\"\", null, null, null]", "\"nói \"\"thế\"\"\"," NONE },
		{ "[\"hai\\ndòng\", null, null, null]", "\"hai\ndòng\"," NONE },
		{ "[\"=1+1\", null, null, null]", "\"'=1+1\"," NONE },
		{ "[\"+84\", null, null, null]", "\"'+84\"," NONE },
		{ "[\"-1\", -1, null, null]", "\"'-1\",-1,—,\r\n" },
		{ "[\"@x\", null, null, null]", "\"'@x\"," NONE },
		{ "[\"\\t=1\", null, null, null]", "\"'\t=1\"," NONE },
		{ "[\"\\r=1\", null, null, null]", "\"'\r=1\"," NONE },
		{ "[\"\\n=1\", null, null, null]", "\"'\n=1\"," NONE },
		{ "[\"＝1\", null, null, null]", "\"'＝1\"," NONE },
		{ "[\"＋1\", null, null, null]", "\"'＋1\"," NONE },
		{ "[\"－1\", null, null, null]", "\"'－1\"," NONE },
		{ "[\"＠1\", null, null, null]", "\"'＠1\"," NONE },
		{ "[\"a=1\", null, null, null]", "\"a=1\"," NONE },
		{ "[\"—\", \"=2\", null, null]", "\"—\",\"'=2\",—,\r\n" },
	};
	struct sheet_answer a;
	char lines[1024], expected[1024], *text;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(lines, sizeof(lines), HEAD "%s\n.\n", cases[i].row);
		snprintf(expected, sizeof(expected), CSV_HEAD "%s", cases[i].csv);
		text = written("csv", lines, &a);
		assert_string_equal(text, expected);
		assert_int_equal(a.outcome, SHEET_WRITTEN);
		assert_int_equal(a.rows, 1);
		free(text);
	}
}

static void test_csv_is_the_first_sheet_and_json_all_of_them(void **state)
{
	struct sheet_answer a;
	char *text = written("csv", HEAD "[\"a\",1,2,null]\n" NOTES "[\"x\"]\n.\n", &a);

	(void)state;
	assert_string_equal(text, CSV_HEAD "\"a\",1,2,\r\n");
	assert_int_equal(a.rows, 1);
	free(text);
	text = written("json", HEAD "[\"a\\\"\",1,2,null]\n" NOTES "[\"x\"]\n[\"y\"]\n.\n", &a);
	assert_string_equal(text,
		"{\"sheets\":[\n"
		"{\"name\":\"Bảng\",\"title\":\"Bảng\",\"columns\":["
		"{\"key\":\"name\",\"title\":\"Tên\"},"
		"{\"key\":\"n\",\"title\":\"Số\"},{\"key\":\"rate\",\"title\":\"Tỷ lệ\"},"
		"{\"key\":\"at\",\"title\":\"Lúc\"}],\"rows\":[\n"
		"{\"name\":\"a\\\"\",\"n\":1,\"rate\":2,\"at\":null}\n]},\n"
		"{\"name\":\"Ghi chú\",\"title\":\"Ghi chú\",\"columns\":["
		"{\"key\":\"what\",\"title\":\"Mục\"}],\"rows\":[\n"
		"{\"what\":\"x\"},\n{\"what\":\"y\"}\n]}]}\n");
	free(text);
}

static void test_a_table_without_its_end_is_none_and_one_too_long_is_told(void **state)
{
	static const struct {
		const char *lines;
		enum sheet_outcome outcome;
	} cases[] = {
		{ "", SHEET_AWAY },
		{ HEAD, SHEET_AWAY },
		{ HEAD "[\"a\",1,2,null]\n", SHEET_AWAY },
		{ HEAD ".\n", SHEET_WRITTEN },
		{ NOTES "[\"1\"]\n[\"2\"]\n[\"3\"]\n" HEAD "[\"4\",1,1,null]\n.\n", SHEET_WRITTEN },
		{ NOTES "[\"1\"]\n[\"2\"]\n[\"3\"]\n[\"4\"]\n.\n", SHEET_TOO_LONG },
	};
	static const char *const formats[] = { "csv", "json", "xlsx" };
	struct sheet_answer a;

	(void)state;
	assert_null(sheet_format_find("doc"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(formats[0]); f++) {
			free(written(formats[f], cases[i].lines, &a));
			assert_int_equal(a.outcome, cases[i].outcome);
		}
}

/* Gives more rows than a sheet of a workbook has, then the end. */
static void much_give(int fd)
{
	FILE *lines = fdopen(fd, "w");

	fputs(NOTES, lines);
	for (int i = 0; i < ROWS_MUCH; i++)
		fputs("[\"x\"]\n", lines);
	fputs(".\n", lines);
	fclose(lines);
	_exit(0);
}

/* Tells whether a workbook has a part of this name: names stand in it as they are. */
static bool has_part(int file, const char *name)
{
	static char tail[4096];
	struct stat found;
	ssize_t len;

	assert_int_equal(fstat(file, &found), 0);
	len = pread(file, tail, sizeof(tail), found.st_size - (off_t)sizeof(tail));
	return memmem(tail, (size_t)len, name, strlen(name)) != NULL;
}

static void test_what_is_more_than_a_sheet_holds_goes_on_in_the_next(void **state)
{
	int ends[2], out = file_unnamed("/tmp");
	struct sheet_answer a;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	if ((pid = fork()) == 0)
		much_give(ends[1]);
	close(ends[1]);
	a = sheet_write(&sheet_xlsx, ends[0], out, "/tmp", ROWS_MUCH);
	assert_int_equal(a.outcome, SHEET_WRITTEN);
	assert_int_equal(a.rows, ROWS_MUCH);
	assert_true(has_part(out, "xl/worksheets/sheet2.xml"));
	assert_false(has_part(out, "xl/worksheets/sheet3.xml"));
	waitpid(pid, NULL, 0);
	close(ends[0]);
	close(out);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_cell_is_written_as_its_kind_wants),
		cmocka_unit_test(test_csv_is_the_first_sheet_and_json_all_of_them),
		cmocka_unit_test(test_a_table_without_its_end_is_none_and_one_too_long_is_told),
		cmocka_unit_test(test_what_is_more_than_a_sheet_holds_goes_on_in_the_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
