/* Whatever stands in the parts of a message, its headers are those that it shall have, in ASCII and
 * in lines of their own, and its text comes out of the quoted-printable as it went in.  The input:
 * lines of name, address, subject and help, then the text. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const headers[] = { "From: ", "To: ", "Subject: ", "Date: ", "Message-ID: ",
	"List-Id: ", "List-Help: ", "Auto-Submitted: ", "X-Auto-Response-Suppress: ",
	"MIME-Version: ", "Content-Type: ", "Content-Transfer-Encoding: " };

/* Cuts the next line off, without what a C string cannot have. */
static const char *line_next(struct arena *a, struct span *rest)
{
	const char *end = memchr(rest->data, '\n', rest->len);
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	char *line = arena_copy(a, rest->data, len);

	*rest = span_skip(*rest, end ? len + 1 : len);
	return line;
}

/* Tells the value of a hexadecimal digit as the writer writes it. */
static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c < 'A' || c > 'F')
		abort();
	return c - 'A' + 10;
}

/* Checks one header, with its folding, and goes behind it. */
static const char *header_check(const char *at, const char *name)
{
	if (strncmp(at, name, strlen(name)) != 0)
		abort();
	for (; strncmp(at, "\r\n", 2) != 0 || at[2] == ' '; at++)
		if (*at == '\r'       ? at[1] != '\n'
			: *at == '\n' ? at[-1] != '\r'
				      : *at < ' ' || *at > '~')
			abort();
	return at + 2;
}

/* Reads the quoted-printable and compares it with the text, whose last line need not end. */
static void text_check(const char *at, const char *text)
{
	for (size_t used = 0; *at; at++, used++) {
		if (used > 76)
			abort();
		if (!strncmp(at, "=\r\n", 3) || !strncmp(at, "\r\n", 2)) {
			if (*at == '\r' && *text && *text++ != '\n')
				abort();
			at += *at == '=' ? 2 : 1;
			used = (size_t)-1;
		} else if (*at == '=') {
			if ((char)(digit(at[1]) << 4 | digit(at[2])) != *text++)
				abort();
			at += 2;
			used += 2;
		} else if (*at != *text++) {
			abort();
		}
	}
	if (*text)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = { (const char *)data, size };
	struct arena *a = arena_new();
	struct mail m = { .from = "phananh@example.vn", .id = "1", .at = 1 };
	struct str out = { 0 };
	const char *at;

	m.from_name = line_next(a, &rest);
	m.to = line_next(a, &rest);
	m.subject = line_next(a, &rest);
	m.help = line_next(a, &rest);
	m.text = arena_span(a, rest);
	mail_write(&out, &m);
	at = out.data;
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		at = header_check(at, headers[i]);
	if (strncmp(at, "\r\n", 2) != 0)
		abort();
	text_check(at + 2, m.text);
	str_free(&out);
	arena_free(a);
	return 0;
}
