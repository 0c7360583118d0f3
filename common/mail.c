#include "common/mail.h"

#include <string.h>
#include <time.h>

#include "common/base64.h"

#define WORD_BYTES 39 /* of an encoded word: its line keeps to 76 characters (RFC 2047, 2) */
#define PLAIN_MAX  60 /* characters of a phrase that is not encoded */
#define LINE_MAX   75 /* of quoted-printable, without the soft break (RFC 2045, 6.7) */
#define VIETNAM_S  (7 * 3600)

/* What a display name must not have as it is (RFC 5322, 3.2.3). */
#define SPECIALS "()<>[]:;@\\,.\""

static bool is_continued(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* Tells whether a phrase can stand in a header as it is. */
static bool is_plain(const char *text, const char *specials)
{
	for (const char *c = text; *c; c++)
		if (!is_printable(*c) || strchr(specials, *c))
			return false;
	return !strstr(text, "=?") && strlen(text) <= PLAIN_MAX;
}

/* Tells how much of a text fits into one encoded word without cutting a character. */
static size_t word_len(const char *text)
{
	size_t len = strnlen(text, WORD_BYTES);

	while (len > WORD_BYTES - 4 && is_continued(text[len]))
		len--;
	return len;
}

/* Adds one encoded word of some bytes, in which controls are spaces. */
static void word_add(struct str *out, const char *text, size_t len)
{
	char bytes[WORD_BYTES], encoded[BASE64_LEN(WORD_BYTES) + 1];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (unsigned char)text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i];
	base64_encode(bytes, len, encoded);
	str_add(out, "=?UTF-8?B?");
	str_add(out, encoded);
	str_add(out, "?=");
}

/* Adds a phrase: as it is, or in encoded words (RFC 2047), a line each. */
static void phrase_add(struct str *out, const char *text, const char *specials)
{
	if (is_plain(text, specials)) {
		str_add(out, text);
		return;
	}
	for (size_t len; *text; text += len) {
		len = word_len(text);
		word_add(out, text, len);
		if (text[len])
			str_add(out, "\r\n ");
	}
}

/* Adds what has no place for encoded words: an address or a URL, without what is not ASCII. */
static void token_add(struct str *out, const char *text)
{
	for (; *text; text++)
		if (is_printable(*text) && *text != ' ' && *text != '<' && *text != '>')
			str_add_char(out, *text);
}

/* Adds a token in angle brackets, which ends its line. */
static void bracketed_add(struct str *out, const char *token, const char *rest)
{
	str_add_char(out, '<');
	token_add(out, token);
	token_add(out, rest);
	str_add(out, ">\r\n");
}

static void date_add(struct str *out, int64_t at)
{
	time_t seconds = (time_t)at + VIETNAM_S;
	char text[64];
	struct tm t;

	gmtime_r(&seconds, &t);
	strftime(text, sizeof(text), "Date: %a, %d %b %Y %H:%M:%S +0700\r\n", &t);
	str_add(out, text);
}

/* Adds the headers, with those that keep machines from answering (RFC 3834), and lists apart (RFC
 * 2919). */
static void headers_add(struct str *out, const struct mail *m)
{
	const char *at = strchr(m->from, '@'), *domain = at ? at + 1 : "localhost";

	str_add(out, "From: ");
	phrase_add(out, m->from_name, SPECIALS);
	str_add(out, *m->from_name ? " " : "");
	bracketed_add(out, m->from, "");
	str_add(out, "To: ");
	bracketed_add(out, m->to, "");
	str_add(out, "Subject: ");
	phrase_add(out, m->subject, "");
	str_add(out, "\r\n");
	date_add(out, m->at);
	str_add(out, "Message-ID: <");
	token_add(out, m->id);
	str_add_char(out, '@');
	token_add(out, domain);
	str_add(out, ">\r\nList-Id: ");
	bracketed_add(out, "pakn.", domain);
	if (m->help) {
		str_add(out, "List-Help: ");
		bracketed_add(out, m->help, "");
	}
	str_add(out, "Auto-Submitted: auto-generated\r\n"
		     "X-Auto-Response-Suppress: All\r\n"
		     "MIME-Version: 1.0\r\n"
		     "Content-Type: text/plain; charset=utf-8\r\n"
		     "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
}

/* Tells whether a byte of a line stands for itself; the last one of a line may not be a blank. */
static bool is_literal(char c, bool last)
{
	return c == ' ' || c == '\t' ? !last : is_printable(c) && c != '=';
}

/* Adds one line of the text in quoted-printable. */
static void line_add(struct str *out, const char *line, size_t len)
{
	size_t used = 0;

	for (size_t i = 0; i < len; i++) {
		bool literal = is_literal(line[i], i + 1 == len);
		size_t wanted = literal ? 1 : 3;

		if (used + wanted > LINE_MAX) {
			str_add(out, "=\r\n");
			used = 0;
		}
		if (literal)
			str_add_char(out, line[i]);
		else
			str_printf(out, "=%02X", (unsigned char)line[i]);
		used += wanted;
	}
	str_add(out, "\r\n");
}

void mail_write(struct str *out, const struct mail *m)
{
	headers_add(out, m);
	for (const char *line = m->text, *end; *line; line = *end ? end + 1 : end) {
		end = strchrnul(line, '\n');
		line_add(out, line, (size_t)(end - line));
	}
}
