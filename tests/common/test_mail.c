/* A message of electronic mail: what a server takes, and what nobody can put into it. */
#include "tests/common/unit.h"

#include <string.h>

#include "common/mail.h"

static const struct mail plain = { .from = "phananh@example.vn",
	.from_name = "PAKN",
	.to = "dan@example.vn",
	.id = "018f0000-0000-7000-8000-000000000000",
	.at = 1795392000,
	.subject = "Report 7K3M",
	.text = "Hello\n" };

static struct str written(const struct mail *m)
{
	struct str out = { 0 };

	mail_write(&out, m);
	return out;
}

static void a_message_is_written_in_full(void **state)
{
	struct str out = written(&plain);

	(void)state;
	assert_string_equal(out.data,
		"From: PAKN <phananh@example.vn>\r\n"
		"To: <dan@example.vn>\r\n"
		"Subject: Report 7K3M\r\n"
		"Date: Mon, 23 Nov 2026 07:00:00 +0700\r\n"
		"Message-ID: <018f0000-0000-7000-8000-000000000000@example.vn>\r\n"
		"List-Id: <pakn.example.vn>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"X-Auto-Response-Suppress: All\r\n"
		"MIME-Version: 1.0\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Transfer-Encoding: quoted-printable\r\n"
		"\r\n"
		"Hello\r\n");
	str_free(&out);
}

/* A header of a message, up to its end, without the folding; NULL: it has none. */
static char *header_of(const struct str *out, const char *name)
{
	static char value[4096];
	const char *at = strstr(out->data, name);
	size_t len = 0;

	if (!at)
		return NULL;
	for (at += strlen(name); strncmp(at, "\r\n", 2) != 0 || at[2] == ' '; at++)
		if (*at != '\r' && *at != '\n')
			value[len++] = *at;
	value[len] = '\0';
	return value;
}

static void words_of_other_letters_are_encoded(void **state)
{
	static const struct {
		const char *subject, *encoded;
	} cases[] = {
		{ "Đã nhận", "=?UTF-8?B?xJDDoyBuaOG6rW4=?=" },
		{ "=?UTF-8?Q?x?=", "=?UTF-8?B?PT9VVEYtOD9RP3g/PQ==?=" },
		/* The first word ends before the character that would not fit. */
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaậb",
			"=?UTF-8?B?YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYQ==?= "
			"=?UTF-8?B?4bqtYg==?=" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mail m = plain;
		struct str out;

		m.subject = cases[i].subject;
		out = written(&m);
		assert_string_equal(header_of(&out, "\r\nSubject: "), cases[i].encoded);
		str_free(&out);
	}
}

static void no_line_is_too_long(void **state)
{
	char long_text[1001];
	struct mail m = plain;
	struct str out;

	(void)state;
	for (size_t i = 0; i < 1000; i += 2)
		memcpy(long_text + i, "đ", 2);
	long_text[1000] = '\0';
	m.subject = m.from_name = m.text = long_text;
	out = written(&m);
	for (const char *line = out.data; *line; line = strstr(line, "\r\n") + 2)
		assert_in_range(strcspn(line, "\r"), 0, 76);
	str_free(&out);
}

static void nothing_adds_a_header(void **state)
{
	static const char *const bad[] = { "x\r\nBcc: a@example.vn", "x\nBcc: a@example.vn",
		"x\rBcc: a@example.vn", "x\r\n\r\nBcc: a@example.vn", "x>\r\nBcc: <a@example.vn" };

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++)
		for (int place = 0; place < 6; place++) {
			struct mail m = plain;
			const char **const places[] = { &m.subject, &m.from_name, &m.to, &m.from,
				&m.id, &m.help };
			struct str out;

			*places[place] = bad[i];
			out = written(&m);
			assert_null(strstr(out.data, "\nBcc"));
			assert_null(strstr(out.data, "\rBcc"));
			assert_int_equal(strstr(out.data, "\r\n\r\n") - out.data + 4 + 7, out.len);
			str_free(&out);
		}
}

static void the_text_is_quoted_printable(void **state)
{
	static const struct {
		const char *text, *encoded;
	} cases[] = {
		{ "", "" },
		{ "a", "a\r\n" },
		{ "a\nb\n", "a\r\nb\r\n" },
		{ "a\n\nb", "a\r\n\r\nb\r\n" },
		{ "đ", "=C4=91\r\n" },
		{ "a=b", "a=3Db\r\n" },
		{ "blank \n", "blank=20\r\n" },
		{ "tab\t", "tab=09\r\n" },
		{ ".\n", ".\r\n" },
		{ "a\rb", "a=0Db\r\n" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaađ",
			"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
			"a="
			"\r\n=C4=91\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct mail m = plain;
		struct str out;

		m.text = cases[i].text;
		out = written(&m);
		assert_string_equal(strstr(out.data, "\r\n\r\n") + 4, cases[i].encoded);
		str_free(&out);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_written_in_full),
		cmocka_unit_test(words_of_other_letters_are_encoded),
		cmocka_unit_test(no_line_is_too_long),
		cmocka_unit_test(nothing_adds_a_header),
		cmocka_unit_test(the_text_is_quoted_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
