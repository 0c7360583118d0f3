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
#include "tests/common/http_samples.h"

#define HEAD_MAX 16384
#define BODY_MAX 1024

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
		{ "GET /", "b", HTTP_PATH_MAX - 1, " HTTP/1.1\r\nHost: x\r\n\r\n", 0 },
		{ "GET /", "b", HTTP_PATH_MAX, " HTTP/1.1\r\nHost: x\r\n\r\n", 414 },
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
