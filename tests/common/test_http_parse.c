/* The HTTP reader against tables of heads and bodies, each in one piece and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "common/http_parse.h"
#include "common/str.h"

#define HEAD_MAX 16384
#define BODY_MAX 1024

struct sample {
	struct span bytes;
	int status; /* 0: accepted */
	const char *code;
};

#define BYTES(text)                                                                                \
	{                                                                                          \
		text, sizeof(text) - 1                                                             \
	}
#define GOOD(text)                                                                                 \
	{                                                                                          \
		BYTES(text), 0, NULL                                                               \
	}
#define BAD(text, status, code)                                                                    \
	{                                                                                          \
		BYTES(text), status, code                                                          \
	}

#define GET             "GET / HTTP/1.1\r\nHost: x\r\n"
#define POST            "POST /a HTTP/1.1\r\nHost: x\r\n"
#define LINE(line)      BAD(line "\r\nHost: x\r\n\r\n", 400, "bad_request_line")
#define PATH(path)      BAD("GET " path " HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_target")
#define HOST(host)      BAD("GET / HTTP/1.1\r\nHost: " host "\r\n\r\n", 400, "bad_host")
#define FRAME(lines)    BAD(POST lines "\r\n", 400, "bad_framing")
#define LINES(lines)    BAD(GET lines "\r\n", 400, "bad_header")
#define PATH_GOOD(path) GOOD("GET " path " HTTP/1.1\r\nHost: x\r\n\r\n")
#define HOST_GOOD(host) GOOD("GET / HTTP/1.1\r\nHost: " host "\r\n\r\n")
#define TEXT32          "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct sample request_lines[] = {
	GOOD("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("POST / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("PUT / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("PATCH / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("OPTIONS / HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
	GOOD("GET / HTTP/1.0\r\nHost: x\r\n\r\n"),
	GOOD("GET / HTTP/1.0\r\n\r\n"),
	GOOD("\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"),
	LINE("\r\n\r\nGET / HTTP/1.1"),
	LINE("GET /"),
	LINE("GET"),
	LINE(""),
	LINE(" GET / HTTP/1.1"),
	LINE("GET  / HTTP/1.1"),
	LINE("GET /  HTTP/1.1"),
	LINE("GET / HTTP/1.1 "),
	LINE("GET\t/ HTTP/1.1"),
	LINE("GET /\tHTTP/1.1"),
	LINE("GET / a HTTP/1.1"),
	LINE("GET  HTTP/1.1"),
	LINE("GE(T / HTTP/1.1"),
	LINE("G\0T / HTTP/1.1"),
	LINE("GET / HTTP/1.1\r"),
	LINE("GET / http/1.1"),
	LINE("GET / HTTP/1"),
	LINE("GET / HTTP/1."),
	LINE("GET / HTTP/1.10"),
	LINE("GET / HTTP/1.-1"),
	LINE("GET / HTTP/1.100"),
	LINE("GET / HTTP/+1.1"),
	LINE("GET / HTTP/11"),
	LINE("GET / HTTP/1,1"),
	LINE("GET / HTTPS/1.1"),
	LINE("GET / HTTP/1.1\v"),
	LINE("GET / HTTP/1.1\0"),
	LINE("\x16\x03\x01\x02\x00\x01"),
	BAD("\x16\x03\x01", 400, "bad_request_line"),
	BAD("GET / HTTP/1.1\nHost: x\n\n", 400, "bad_request_line"),
	BAD("\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_request_line"),
	BAD("GET / HTTP/1.2\r\nHost: x\r\n\r\n", 505, "version_not_supported"),
	BAD("GET / HTTP/0.9\r\nHost: x\r\n\r\n", 505, "version_not_supported"),
	BAD("GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505, "version_not_supported"),
	BAD("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "version_not_supported"),
	BAD("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "method_not_implemented"),
	BAD("CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", 501, "method_not_implemented"),
	BAD("get / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "method_not_implemented"),
	BAD("GETT / HTTP/1.1\r\nHost: x\r\n\r\n", 501, "method_not_implemented"),
};

static const struct sample targets[] = {
	PATH_GOOD("/a/b/c"),
	PATH_GOOD("/a/"),
	PATH_GOOD("/a?"),
	PATH_GOOD("/a?b=c&d=%E1%BA%A3/?"),
	PATH_GOOD("/a%20b/%C4%91"),
	PATH_GOOD("/.well-known/x..y/.../a.b"),
	PATH_GOOD("/a:b@c;d=e,f!$&'()*+~_-"),
	PATH_GOOD("/?a=..//../"),
	PATH_GOOD("http://x/a"),
	PATH_GOOD("https://X/"),
	PATH("a"),
	PATH("*"),
	PATH("?a"),
	PATH("//"),
	PATH("//x/a"),
	PATH("/a//b"),
	PATH("/a//"),
	PATH("/."),
	PATH("/.."),
	PATH("/../a"),
	PATH("/a/./b"),
	PATH("/a/../b"),
	PATH("/a/.."),
	PATH("/%2e%2e/a"),
	PATH("/.%2E"),
	PATH("/%2e"),
	PATH("/a%2fb"),
	PATH("/a%5Cb"),
	PATH("/a\\b"),
	PATH("/a%00"),
	PATH("/admin%00x"),
	PATH("/a%0d%0ab"),
	PATH("/a%7f"),
	PATH("/a%"),
	PATH("/a%2"),
	PATH("/a%zz"),
	PATH("/a%2\xff"),
	PATH("/a#b"),
	PATH("/a\"b"),
	PATH("/a<b>"),
	PATH("/a|b"),
	PATH("/a[b]"),
	PATH("/\x01"),
	PATH("/\x7f"),
	PATH("/a\rb"),
	PATH("/a\0b"),
	PATH("/\xc4\x91"),
	PATH("/a?b=%00"),
	PATH("/a?b=%"),
	PATH("/a?b=%g0"),
	PATH("/a?b=\xc4\x91"),
	PATH("/a?b=c#d"),
	PATH("/a?\x02"),
	PATH("ftp://x/a"),
	PATH("http://x"),
	PATH("http:///a"),
	PATH("http://u@x/a"),
	PATH("x:80"),
	BAD("GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, "bad_host"),
};

static const struct sample hosts[] = {
	HOST_GOOD("pakn.example"),
	HOST_GOOD("pakn.example:8443"),
	HOST_GOOD("127.0.0.1:1"),
	HOST_GOOD("[::1]"),
	HOST_GOOD("[2001:db8::7.7.7.7]:65535"),
	HOST_GOOD("a_b-c.example."),
	HOST(""),
	HOST("a b"),
	HOST("a,b"),
	HOST("a/b"),
	HOST("u@a"),
	HOST("a:"),
	HOST("a:0"),
	HOST("a:65536"),
	HOST("a:123456"),
	HOST("a:8x"),
	HOST("a:80:80"),
	HOST(":80"),
	HOST(".a"),
	HOST("[::1"),
	HOST("[]"),
	HOST("[::1]x"),
	HOST("[g::1]"),
	HOST("::1"),
	HOST("a%20b"),
	HOST("\xc4\x91.example"),
	HOST("x\r\nHost: x"),
	HOST("x\r\nhost: y"),
	BAD("GET / HTTP/1.1\r\n\r\n", 400, "bad_host"),
	BAD("GET / HTTP/1.1\r\nHostt: x\r\n\r\n", 400, "bad_host"),
	BAD("GET / HTTP/1.0\r\nHost: a b\r\n\r\n", 400, "bad_host"),
};

static const struct sample headers[] = {
	GOOD(GET "A: b\r\n\r\n"),
	GOOD(GET "A:b\r\n\r\n"),
	GOOD(GET "A:\t b \t\r\n\r\n"),
	GOOD(GET "A:\r\n\r\n"),
	GOOD(GET "A: b\tc \"d\" \xc4\x91\r\n\r\n"),
	GOOD(GET "!#$%&'*+-.^_`|~9z: b\r\n\r\n"),
	GOOD(GET "Accept: a\r\nAccept: b\r\n\r\n"),
	GOOD(GET "Connection: close\r\nConnection: x\r\n\r\n"),
	GOOD(GET "Connection: , keep-alive ,,\tTE\r\n\r\n"),
	GOOD(POST "Content-Length: 1\r\nExpect: 100-Continue\r\n\r\n"),
	LINES("A : b\r\n"),
	LINES("A\t: b\r\n"),
	LINES(": b\r\n"),
	LINES("A\r\n"),
	LINES("A b\r\n"),
	LINES(" A: b\r\n"),
	LINES("A: b\r\n c\r\n"),
	LINES("A: b\r\n\tc\r\n"),
	LINES("A(: b\r\n"),
	LINES("A\0: b\r\n"),
	LINES("\xc4\x91: b\r\n"),
	LINES("A\x7f: b\r\n"),
	LINES("A: b\0c\r\n"),
	LINES("A: b\x01\r\n"),
	LINES("A: b\x7f\r\n"),
	LINES("A: b\x1b[31m\r\n"),
	LINES("A: b\rc\r\n"),
	LINES("A: b\r\r\n"),
	LINES("\rA: b\r\n"),
	LINES("A: b\nC: d\r\n"),
	LINES("A: b\n"),
	LINES("Connection: a b\r\n"),
	LINES("Content-Type: a/b\r\nContent-Type: a/b\r\n"),
	LINES("Authorization: Bearer a\r\nauthorization: Bearer b\r\n"),
	LINES("Idempotency-Key: a\r\nIDEMPOTENCY-KEY: a\r\n"),
	LINES("If-Match: \"1\"\r\nIf-Match: \"2\"\r\n"),
	LINES("Prefer: wait=1\r\nPrefer: wait=2\r\n"),
	LINES("Traceparent: a\r\nTraceparent: a\r\n"),
	LINES("Expect: 100-continue\r\nExpect: 100-continue\r\n"),
	LINES("Cookie: a=b\r\nCookie: c=d\r\n"),
	BAD(GET "A: b\r\n\n", 400, "bad_header"),
	BAD(GET "Expect: 200-ok\r\n\r\n", 417, "expectation_failed"),
	BAD(GET "Expect:\r\n\r\n", 417, "expectation_failed"),
};

static const struct sample framings[] = {
	GOOD(POST "Content-Length: 0\r\n\r\n"),
	GOOD(POST "Content-Length: 10\r\n\r\n"),
	GOOD(POST "content-length:999999999999999999\r\n\r\n"),
	GOOD(POST "Transfer-Encoding: chunked\r\n\r\n"),
	BAD(POST "Content-Length: 1000000000000000000\r\n\r\n", 413, "body_too_large"),
	FRAME("Content-Length: 1\r\nContent-Length: 2\r\n"),
	FRAME("Content-Length: 1\r\nContent-Length: 1\r\n"),
	FRAME("Content-Length: 1, 1\r\n"),
	FRAME("Content-Length:\r\n"),
	FRAME("Content-Length: +5\r\n"),
	FRAME("Content-Length: -5\r\n"),
	FRAME("Content-Length: 05\r\n"),
	FRAME("Content-Length: 0x5\r\n"),
	FRAME("Content-Length: 5 5\r\n"),
	FRAME("Content-Length: 5.\r\n"),
	FRAME("Content-Length: five\r\n"),
	FRAME("Content-Length: \xc2\xb2\r\n"),
	FRAME("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
	FRAME("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n"),
	FRAME("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"),
	FRAME("Transfer-Encoding: chunked, chunked\r\n"),
	FRAME("Transfer-Encoding: gzip, chunked\r\n"),
	FRAME("Transfer-Encoding: gzip\r\n"),
	FRAME("Transfer-Encoding: identity\r\n"),
	FRAME("Transfer-Encoding: xchunked\r\n"),
	FRAME("Transfer-Encoding: \"chunked\"\r\n"),
	FRAME("Transfer-Encoding: chunked;a=b\r\n"),
	FRAME("Transfer-Encoding: Chunked\r\n"),
	FRAME("Transfer-Encoding:\r\n"),
	FRAME("Transfer-Encoding:\r\n chunked\r\n"),
	FRAME("Transfer-Encoding: chunked,\r\n"),
	BAD(POST "Transfer-Encoding: \vchunked\r\n\r\n", 400, "bad_header"),
	BAD(POST "Transfer-Encoding: chunked\0\r\n\r\n", 400, "bad_header"),
	BAD(POST "Transfer-Encoding : chunked\r\n\r\n", 400, "bad_header"),
	BAD(POST "Content-Length: 5\0\r\n\r\n", 400, "bad_header"),
	BAD(POST "Content-Length: \v5\r\n\r\n", 400, "bad_header"),
	BAD("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad_framing"),
};

static const struct sample bodies[] = {
	GOOD("0\r\n\r\n"),
	GOOD("5\r\nhello\r\n0\r\n\r\n"),
	GOOD("1\r\nh\r\n4\r\nello\r\n0\r\n\r\n"),
	GOOD("A\r\n0123456789\r\n00\r\n\r\n"),
	GOOD("a\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n"),
	GOOD("0000000000000005\r\nhello\r\n0\r\n\r\n"),
	GOOD("5;a=b\r\nhello\r\n0;c=\"d e\"\r\n\r\n"),
	GOOD("5\r\nhello\r\n0\r\nA: b\r\nContent-Length: 7\r\n\r\n"),
	GOOD("1;" TEXT32 TEXT32 TEXT32 TEXT32 "\r\nx\r\n0\r\n\r\n"),
	BAD("1;" TEXT32 TEXT32 TEXT32 TEXT32 "a\r\nx\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("\r\n", 400, "bad_framing"),
	BAD("x", 400, "bad_framing"),
	BAD("0x5\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("+5\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("-5\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD(" 5\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("\t5\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5 \r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5 zzz\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\0\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\r\nhello\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\r\nhello0\r\n\r\n", 400, "bad_framing"),
	BAD("5\r\nhello!\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\r\nhello\r\n\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5\r\rhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5;a\nb\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5;a\x01\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("5;a\rb\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("00000000000000005\r\nhello\r\n0\r\n\r\n", 400, "bad_framing"),
	BAD("0\r\n\n", 400, "bad_framing"),
	BAD("0\r\nA\r\n\r\n", 400, "bad_framing"),
	BAD("0\r\n: b\r\n\r\n", 400, "bad_framing"),
	BAD("0\r\n A: b\r\n\r\n", 400, "bad_framing"),
	BAD("0\r\nA: b\n\r\n", 400, "bad_framing"),
	BAD("0\r\nA: b\0\r\n\r\n", 400, "bad_framing"),
	BAD("0\r\n\rx", 400, "bad_framing"),
	BAD("401\r\n", 413, "body_too_large"),
	BAD("ffffffffffffffff\r\n", 413, "body_too_large"),
	BAD("5\r\nhello\r\n3fc\r\n", 413, "body_too_large"),
};

/* Feeds the bytes in pieces of the size given, each time at another place of the memory. */
static enum http_progress head_feed(struct span bytes, size_t piece, struct http_head *head)
{
	struct http_head_reader reader = { 0 };
	enum http_progress progress = HTTP_MORE;
	size_t len = 0;

	while (progress == HTTP_MORE && len < bytes.len) {
		char *copy;

		len = bytes.len - len < piece ? bytes.len : len + piece;
		copy = malloc(len);
		memcpy(copy, bytes.data, len);
		progress = http_head_read(&reader, copy, len, HEAD_MAX, head);
		http_head_rebase(head, copy, bytes.data);
		free(copy);
	}
	return progress;
}

static enum http_progress body_feed(
	struct span bytes, size_t piece, struct http_refusal *refusal, struct str *data)
{
	struct http_chunks chunks;
	enum http_progress progress = HTTP_MORE;
	struct span got;
	size_t at = 0, used;

	http_chunks_init(&chunks, BODY_MAX);
	while (progress == HTTP_MORE && at < bytes.len) {
		size_t len = bytes.len - at < piece ? bytes.len - at : piece;

		progress = http_chunks_read(&chunks, bytes.data + at, len, &used, &got, refusal);
		str_add_bytes(data, got.data, got.len);
		at += used;
	}
	return progress;
}

/* Compares an outcome with what the table wants, and says which row it was. */
static void expect(
	const struct sample *s, enum http_progress progress, const struct http_refusal *refusal)
{
	bool as_wanted = s->status ? progress == HTTP_REFUSED && refusal->status == s->status &&
					     !strcmp(refusal->code, s->code)
				   : progress == HTTP_DONE;

	if (!as_wanted)
		fail_msg("%.*s\ngave %d %d %s", (int)s->bytes.len, s->bytes.data, (int)progress,
			progress == HTTP_REFUSED ? refusal->status : 0,
			progress == HTTP_REFUSED ? refusal->code : "-");
}

static void heads_run(const struct sample *samples, size_t count)
{
	struct http_head head;

	for (size_t i = 0; i < count; i++)
		for (size_t piece = 1; piece <= 4096; piece = piece < 8 ? piece + 1 : piece * 8) {
			enum http_progress progress = head_feed(samples[i].bytes, piece, &head);

			expect(&samples[i], progress, &head.refusal);
			if (progress == HTTP_DONE)
				assert_int_equal(head.size, samples[i].bytes.len);
		}
}

#define RUN(table) heads_run(table, sizeof(table) / sizeof(table[0]))

static void only_canonical_request_lines_are_read(void **state)
{
	(void)state;
	RUN(request_lines);
}

static void paths_that_two_readers_could_take_differently_are_refused(void **state)
{
	(void)state;
	RUN(targets);
}

static void exactly_one_valid_host_is_wanted(void **state)
{
	(void)state;
	RUN(hosts);
}

static void headers_are_tokens_and_printable_values(void **state)
{
	(void)state;
	RUN(headers);
}

static void the_framing_is_beyond_doubt_or_refused(void **state)
{
	(void)state;
	RUN(framings);
}

static void chunks_are_read_strictly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct str whole = { 0 }, pieces = { 0 };
		struct http_refusal refusal = { 0 };

		expect(&bodies[i], body_feed(bodies[i].bytes, 4096, &refusal, &whole), &refusal);
		expect(&bodies[i], body_feed(bodies[i].bytes, 1, &refusal, &pieces), &refusal);
		if (!bodies[i].status)
			assert_int_equal(whole.len, pieces.len);
		str_free(&whole);
		str_free(&pieces);
	}
}

static void the_data_of_chunks_comes_out_in_order(void **state)
{
	static const struct span bytes =
		BYTES("3\r\nabc\r\n1;x\r\nd\r\n2\r\nef\r\n0\r\nT: u\r\n\r\nGET");
	struct http_refusal refusal;
	struct str data = { 0 };

	(void)state;
	assert_int_equal(body_feed(bytes, 5, &refusal, &data), HTTP_DONE);
	assert_string_equal(data.data, "abcdef");
	str_free(&data);
}

static void endless_extensions_and_trailers_are_refused(void **state)
{
	struct http_refusal refusal;
	struct str wire = { 0 }, data = { 0 };

	(void)state;
	for (int i = 0; i < 300; i++)
		str_add(&wire, "1;aaaaaaaaaaaaaaaa\r\nx\r\n");
	assert_int_equal(body_feed(str_span(&wire), 4096, &refusal, &data), HTTP_REFUSED);
	assert_int_equal(refusal.status, 400);
	str_clear(&wire);
	str_add(&wire, "0\r\n");
	for (int i = 0; i < 700; i++)
		str_add(&wire, "A: bb\r\n");
	assert_int_equal(body_feed(str_span(&wire), 4096, &refusal, &data), HTTP_REFUSED);
	assert_int_equal(refusal.status, 400);
	str_free(&wire);
	str_free(&data);
}

/* Makes "first" followed by the same text many times. */
static struct str repeated(const char *first, const char *again, int times, const char *last)
{
	struct str s = { 0 };

	str_add(&s, first);
	while (times--)
		str_add(&s, again);
	str_add(&s, last);
	return s;
}

static void sizes_are_bounded(void **state)
{
	static const struct {
		const char *first, *again;
		int times;
		const char *last;
		int status;
	} rows[] = {
		{ GET, "A: b\r\n", HTTP_HEADERS_MAX - 1, "\r\n", 0 },
		{ GET, "A: b\r\n", HTTP_HEADERS_MAX, "\r\n", 431 },
		{ GET "A: ", "b", HEAD_MAX - 32, "\r\n\r\n", 0 },
		{ GET "A: ", "b", HEAD_MAX - 31, "\r\n\r\n", 431 },
		{ GET "A: ", "b", HEAD_MAX * 2, "", 431 },
		{ "GET /", "b", HTTP_TARGET_MAX - 1, " HTTP/1.1\r\nHost: x\r\n\r\n", 0 },
		{ "GET /", "b", HTTP_TARGET_MAX, " HTTP/1.1\r\nHost: x\r\n\r\n", 414 },
		{ "GET /", "b", HEAD_MAX, "", 414 },
		{ "G", "E", HEAD_MAX, "", 414 },
	};
	struct http_head head;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str s = repeated(rows[i].first, rows[i].again, rows[i].times, rows[i].last);

		for (size_t piece = 61; piece < 100000; piece *= 40) {
			enum http_progress progress = head_feed(str_span(&s), piece, &head);

			assert_int_equal(progress, rows[i].status ? HTTP_REFUSED : HTTP_DONE);
			assert_int_equal(head.refusal.status, rows[i].status);
		}
		str_free(&s);
	}
}

static void a_head_comes_out_with_all_its_parts(void **state)
{
	static const struct span bytes =
		BYTES("POST /api/v1/reports?x=%20y HTTP/1.1\r\nHost: pakn.vn:8080\r\n"
		      "Content-Length: 17\r\nExpect: 100-continue\r\nX-A:  b c \r\n\r\nrest");
	struct http_head head;

	(void)state;
	for (size_t piece = 1; piece < 500; piece += 7) {
		assert_int_equal(head_feed(bytes, piece, &head), HTTP_DONE);
		assert_int_equal(head.method, HTTP_POST);
		assert_true(span_eq(head.path, "/api/v1/reports"));
		assert_true(span_eq(head.query, "x=%20y"));
		assert_true(span_eq(head.host, "pakn.vn:8080"));
		assert_int_equal(head.framing, HTTP_BODY_LENGTH);
		assert_int_equal(head.content_length, 17);
		assert_true(head.keep_alive && head.expect_continue);
		assert_int_equal(head.header_count, 4);
		assert_true(span_eq(head.headers[3].name, "X-A"));
		assert_true(span_eq(head.headers[3].value, "b c"));
		assert_int_equal(head.size, bytes.len - 4);
	}
}

static void keep_alive_follows_version_and_connection(void **state)
{
	static const struct {
		struct span bytes;
		bool keep_alive;
	} rows[] = {
		{ BYTES(GET "\r\n"), true },
		{ BYTES(GET "Connection: keep-alive\r\n\r\n"), true },
		{ BYTES(GET "Connection: Close\r\n\r\n"), false },
		{ BYTES(GET "Connection: TE , close\r\n\r\n"), false },
		{ BYTES(GET "Connection: closed\r\n\r\n"), true },
		{ BYTES("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), false },
	};
	struct http_head head;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(head_feed(rows[i].bytes, 4096, &head), HTTP_DONE);
		assert_int_equal(head.keep_alive, rows[i].keep_alive);
	}
}

static void a_refused_head_still_tells_what_was_asked(void **state)
{
	static const struct span bytes = BYTES("HEAD /a HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n");
	struct http_head head;

	(void)state;
	for (size_t piece = 1; piece < 100; piece += 6) {
		assert_int_equal(head_feed(bytes, piece, &head), HTTP_REFUSED);
		assert_int_equal(head.method, HTTP_HEAD);
		assert_true(span_eq(head.path, "/a"));
	}
}

static void only_clean_headers_may_be_sent(void **state)
{
	(void)state;
	assert_true(http_header_valid(span_of("Location"), span_of("/a")));
	assert_false(http_header_valid(span_of("Location"), span_of("/a\r\nSet-Cookie: b")));
	assert_false(http_header_valid(span_of("Loca tion"), span_of("/a")));
	assert_false(http_header_valid(span_of(""), span_of("/a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_canonical_request_lines_are_read),
		cmocka_unit_test(paths_that_two_readers_could_take_differently_are_refused),
		cmocka_unit_test(exactly_one_valid_host_is_wanted),
		cmocka_unit_test(headers_are_tokens_and_printable_values),
		cmocka_unit_test(the_framing_is_beyond_doubt_or_refused),
		cmocka_unit_test(chunks_are_read_strictly),
		cmocka_unit_test(the_data_of_chunks_comes_out_in_order),
		cmocka_unit_test(endless_extensions_and_trailers_are_refused),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(a_head_comes_out_with_all_its_parts),
		cmocka_unit_test(keep_alive_follows_version_and_connection),
		cmocka_unit_test(a_refused_head_still_tells_what_was_asked),
		cmocka_unit_test(only_clean_headers_may_be_sent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
