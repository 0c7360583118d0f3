#include "common/http_parse.h"

#include "common/http_chars.h"

/* Notes the first thing that is wrong. */
static bool refuse(struct http_head *head, int status, const char *code)
{
	head->refusal = (struct http_refusal){ status, code };
	return false;
}

/* Reads "HTTP/1.1".  Any other well-formed version is one that we do not speak. */
static bool version_read(struct http_head *head, struct span text)
{
	if (text.len != 8 || !span_starts(text, "HTTP/") || !http_is(text.data[5], HTTP_DIGIT) ||
		text.data[6] != '.' || !http_is(text.data[7], HTTP_DIGIT))
		return refuse(head, 400, "bad_request_line");
	if (text.data[5] != '1' || text.data[7] > '1')
		return refuse(head, 505, "version_not_supported");
	head->minor = text.data[7] - '0';
	head->keep_alive = head->minor == 1;
	return true;
}

static const struct {
	const char *name;
	size_t len;
	enum http_method method;
} methods[] = {
	{ "GET", 3, HTTP_GET },
	{ "POST", 4, HTTP_POST },
	{ "HEAD", 4, HTTP_HEAD },
	{ "PUT", 3, HTTP_PUT },
	{ "PATCH", 5, HTTP_PATCH },
	{ "DELETE", 6, HTTP_DELETE },
	{ "OPTIONS", 7, HTTP_OPTIONS },
};

const char *http_method_name(enum http_method method)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (methods[i].method == method)
			return methods[i].name;
	return "other";
}

static bool method_read(struct http_head *head, struct span text)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
		if (text.len == methods[i].len && !memcmp(text.data, methods[i].name, text.len)) {
			head->method = methods[i].method;
			return true;
		}
	}
	return refuse(head, 501, "method_not_implemented");
}

static bool target_read(struct http_head *head, struct span text)
{
	struct span path, query;

	if (!http_target_read(text, &head->host, &path, &query))
		return refuse(head, 400, "bad_target");
	if (path.len > HTTP_PATH_MAX)
		return refuse(head, 414, "target_too_long");
	if (path.data[0] == '*' && head->method != HTTP_OPTIONS)
		return refuse(head, 400, "bad_target");
	head->path = path;
	head->query = query;
	return true;
}

/* Reads "GET /path HTTP/1.1": exactly one space in both places. */
static bool request_line_read(struct http_head *head, struct span line)
{
	struct span method = { line.data, http_run(line.data, line.len, HTTP_TOKEN) };
	struct span rest = span_skip(line, method.len), target;
	const char *space;

	if (!method.len || !rest.len || rest.data[0] != ' ')
		return refuse(head, 400, "bad_request_line");
	rest = span_skip(rest, 1);
	space = memchr(rest.data, ' ', rest.len);
	if (!space || space == rest.data)
		return refuse(head, 400, "bad_request_line");
	target = (struct span){ rest.data, (size_t)(space - rest.data) };
	return version_read(head, span_skip(rest, target.len + 1)) && method_read(head, method) &&
	       target_read(head, target);
}

/* A list of digits that is a number to every reader: no sign, no leading zero, no comma. */
static bool content_length_read(struct http_head *head, struct span value)
{
	uint64_t number = 0;

	if (!value.len || http_run(value.data, value.len, HTTP_DIGIT) != value.len ||
		(value.data[0] == '0' && value.len > 1))
		return refuse(head, 400, "bad_framing");
	if (value.len > 18)
		return refuse(head, 413, "body_too_large");
	for (size_t i = 0; i < value.len; i++)
		number = number * 10 + (uint64_t)(value.data[i] - '0');
	head->content_length = number;
	head->framing = number ? HTTP_BODY_LENGTH : HTTP_BODY_NONE;
	return true;
}

static bool transfer_encoding_read(struct http_head *head, struct span value)
{
	if (head->minor == 0 || !span_eq(value, "chunked"))
		return refuse(head, 400, "bad_framing");
	head->framing = HTTP_BODY_CHUNKED;
	return true;
}

/* In the absolute form of the target the host stands twice: both must agree. */
static bool host_read(struct http_head *head, struct span value)
{
	if (!http_host_valid(value))
		return refuse(head, 400, "bad_host");
	if (head->host.len && (head->host.len != value.len ||
				      strncasecmp(head->host.data, value.data, value.len) != 0))
		return refuse(head, 400, "bad_host");
	head->host = value;
	return true;
}

static bool expect_read(struct http_head *head, struct span value)
{
	if (!span_eq_nocase(value, "100-continue"))
		return refuse(head, 417, "expectation_failed");
	head->expect_continue = head->minor == 1;
	return true;
}

/* Reads a list of tokens and looks for "close". */
static bool connection_read(struct http_head *head, struct span value)
{
	while (value.len) {
		const char *comma = memchr(value.data, ',', value.len);
		size_t len = comma ? (size_t)(comma - value.data) : value.len;
		struct span word = span_trim((struct span){ value.data, len });

		if (http_run(word.data, word.len, HTTP_TOKEN) != word.len)
			return refuse(head, 400, "bad_header");
		if (span_eq_nocase(word, "close"))
			head->keep_alive = false;
		value = span_skip(value, comma ? len + 1 : len);
	}
	return true;
}

#define ROW(name, may_repeat, read)                                                                \
	{                                                                                          \
		name, sizeof(name) - 1, may_repeat, read                                           \
	}

/* Headers that we read here, and those that may come only once: with two of them, one reader
 * believes the first and another the last. */
static const struct known {
	const char *name; /* in lower case */
	size_t len;
	bool may_repeat;
	bool (*read)(struct http_head *head, struct span value);
} known[] = {
	ROW("content-length", false, content_length_read),
	ROW("transfer-encoding", false, transfer_encoding_read),
	ROW("host", false, host_read),
	ROW("expect", false, expect_read),
	ROW("connection", true, connection_read),
	ROW("authorization", false, NULL),
	ROW("content-encoding", false, NULL),
	ROW("content-range", false, NULL),
	ROW("content-type", false, NULL),
	ROW("cookie", false, NULL),
	ROW("date", false, NULL),
	ROW("from", false, NULL),
	ROW("idempotency-key", false, NULL),
	ROW("if-match", false, NULL),
	ROW("if-modified-since", false, NULL),
	ROW("if-none-match", false, NULL),
	ROW("if-range", false, NULL),
	ROW("if-unmodified-since", false, NULL),
	ROW("last-event-id", false, NULL),
	ROW("max-forwards", false, NULL),
	ROW("origin", false, NULL),
	ROW("prefer", false, NULL),
	ROW("proxy-authorization", false, NULL),
	ROW("range", false, NULL),
	ROW("referer", false, NULL),
	ROW("traceparent", false, NULL),
	ROW("user-agent", false, NULL),
	ROW("x-request-id", false, NULL),
};

#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))
_Static_assert(KNOWN_COUNT <= 64, "a bit each in http_head.seen");

#define SEEN_LENGTH   1u /* rows 0, 1, 2 of the table above */
#define SEEN_ENCODING 2u
#define SEEN_HOST     4u

/* Hands a header to its row, where it has one, and refuses a second one of its kind. */
static bool header_note(struct http_head *head, const struct http_header *h)
{
	char first = (char)(h->name.data[0] | 0x20);

	for (size_t i = 0; i < KNOWN_COUNT; i++) {
		const struct known *row = &known[i];

		if (row->len != h->name.len || row->name[0] != first ||
			strncasecmp(row->name, h->name.data, row->len) != 0)
			continue;
		if (head->seen >> i & 1 && !row->may_repeat)
			return refuse(head, 400,
				i < 2    ? "bad_framing"
				: i == 2 ? "bad_host"
					 : "bad_header");
		head->seen |= (uint64_t)1 << i;
		return !row->read || row->read(head, h->value);
	}
	return true;
}

/* Reads "Name: value\r\n" and moves on; there is a "\r\n" at the end of the data.  A line that
 * begins with a space (RFC 9112, 5.2: obs-fold) has no name. */
static bool header_read(struct http_head *head, const char **at, const char *end)
{
	struct http_header *h = &head->headers[head->header_count];
	const char *colon = *at + http_run(*at, (size_t)(end - *at), HTTP_TOKEN);
	const char *stop;

	if (head->header_count == HTTP_HEADERS_MAX)
		return refuse(head, 431, "head_too_large");
	if (colon == *at || *colon != ':')
		return refuse(head, 400, "bad_header");
	stop = colon + 1 + http_run(colon + 1, (size_t)(end - colon) - 1, HTTP_VALUE);
	if (*stop != '\r' || stop[1] != '\n')
		return refuse(head, 400, "bad_header");
	h->name = (struct span){ *at, (size_t)(colon - *at) };
	h->value = span_trim((struct span){ colon + 1, (size_t)(stop - colon) - 1 });
	head->header_count++;
	*at = stop + 2;
	return header_note(head, h);
}

/* Reads all headers; the last line is the empty one. */
static bool headers_read(struct http_head *head, const char *at, const char *end)
{
	while (at < end - 2)
		if (!header_read(head, &at, end))
			return false;
	return true;
}

/* Checks what only the whole head can show. */
static bool head_check(struct http_head *head)
{
	if ((head->seen & SEEN_LENGTH) && (head->seen & SEEN_ENCODING))
		return refuse(head, 400, "bad_framing");
	if (!(head->seen & SEEN_HOST) && head->minor == 1)
		return refuse(head, 400, "bad_host");
	if (head->framing == HTTP_BODY_NONE)
		head->expect_continue = false;
	return true;
}

/* Sets all but the room for headers to zero. */
static void head_clear(struct http_head *head)
{
	memset(head, 0, offsetof(struct http_head, headers));
	head->path = head->query = head->host = span_of("");
}

/* Looks at the line [r->line, end): HTTP_DONE with the empty line behind the headers. */
static enum http_progress line_read(
	struct http_head_reader *r, const char *data, size_t end, struct http_head *head)
{
	size_t len = end - r->line;

	if (r->headers)
		return len ? HTTP_MORE : HTTP_DONE;
	if (len == 0 && r->line == 0)
		return HTTP_MORE; /* RFC 9112, 2.2: one empty line in front is to be ignored */
	if (!request_line_read(head, (struct span){ data + r->line, len }))
		return HTTP_REFUSED;
	r->request = r->line;
	r->headers = end + 2;
	return HTTP_MORE;
}

/* Finds the next line end and looks at the line before it.  A line feed alone ends no line. */
static enum http_progress scan(
	struct http_head_reader *r, const char *data, const char *feed, struct http_head *head)
{
	size_t at = (size_t)(feed - data);
	enum http_progress progress;

	if (at == r->line || feed[-1] != '\r') {
		refuse(head, 400, r->headers ? "bad_header" : "bad_request_line");
		return HTTP_REFUSED;
	}
	progress = line_read(r, data, at - 1, head);
	r->line = r->scanned = at + 1;
	return progress;
}

/* Says what is missing when no line end is left. */
static enum http_progress scan_stopped(struct http_head_reader *r, const char *data, size_t len,
	size_t max, struct http_head *head)
{
	if (!r->headers && r->line < len && data[r->line] != '\r' &&
		!http_is(data[r->line], HTTP_TOKEN)) {
		refuse(head, 400, "bad_request_line"); /* TLS, or worse: no use to wait */
		return HTTP_REFUSED;
	}
	r->scanned = len < max ? len : max;
	if (len <= max)
		return HTTP_MORE;
	refuse(head, r->headers ? 431 : 414, r->headers ? "head_too_large" : "target_too_long");
	return HTTP_REFUSED;
}

/* Goes through the lines that are complete. */
static enum http_progress lines_read(struct http_head_reader *r, const char *data, size_t len,
	size_t max, struct http_head *head)
{
	size_t bound = len < max ? len : max;
	enum http_progress progress = HTTP_MORE;

	while (progress == HTTP_MORE) {
		const char *feed = memchr(data + r->scanned, '\n', bound - r->scanned);

		if (!feed)
			return scan_stopped(r, data, len, max, head);
		progress = scan(r, data, feed, head);
	}
	return progress;
}

enum http_progress http_head_read(struct http_head_reader *r, const char *data, size_t len,
	size_t max, struct http_head *head)
{
	enum http_progress progress;

	head_clear(head);
	progress = lines_read(r, data, len, max, head);
	if (progress == HTTP_MORE)
		return HTTP_MORE;
	/* The request line may have been read in an earlier call, when its bytes lay elsewhere. */
	if (r->headers && !head->method)
		request_line_read(
			head, (struct span){ data + r->request, r->headers - 2 - r->request });
	if (progress == HTTP_DONE &&
		!(headers_read(head, data + r->headers, data + r->line) && head_check(head)))
		progress = HTTP_REFUSED;
	head->size = progress == HTTP_DONE ? r->line : 0;
	return progress;
}

static void span_rebase(struct span *s, const char *from, const char *to)
{
	s->data = s->len ? to + (s->data - from) : "";
}

void http_head_rebase(struct http_head *head, const char *from, const char *to)
{
	span_rebase(&head->path, from, to);
	span_rebase(&head->query, from, to);
	span_rebase(&head->host, from, to);
	for (size_t i = 0; i < head->header_count; i++) {
		span_rebase(&head->headers[i].name, from, to);
		span_rebase(&head->headers[i].value, from, to);
	}
}
