/* HTTP over real sockets: requests, answers, and the order of both. */
#include "tests/server/http_peer.h"

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

static int setup(void **state)
{
	struct server *s = calloc(1, sizeof(*s));

	server_start(s, &usual_limits, NULL);
	*state = s;
	return 0;
}

static int teardown(void **state)
{
	server_stop(*state);
	free(*state);
	return 0;
}

static void an_answer_has_the_headers_that_protect(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c, LAST("/a"));
	assert_true(strstr(c.got.data, "HTTP/1.1 200 OK\r\n") == c.got.data);
	assert_int_equal(client_count(&c, "\r\nDate: "), 1);
	assert_int_equal(client_count(&c, " GMT\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\nContent-Length: 0\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\nX-Content-Type-Options: nosniff\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\nCache-Control: no-store\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\nConnection: close\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\nX-Path: /a\r\n"), 1);
	client_close(&c);
}

static void pipelined_requests_are_answered_in_order(void **state)
{
	struct server *s = *state;
	struct client c;
	const char *a, *b, *later, *d;

	client_whole(s, &c, GET("/a") GET("/b") GET("/later") LAST("/d"));
	a = strstr(c.got.data, "X-Path: /a");
	b = strstr(c.got.data, "X-Path: /b");
	later = strstr(c.got.data, "\r\n\r\nlater");
	d = strstr(c.got.data, "X-Path: /d");
	assert_true(a && a < b && b < later && later < d);
	assert_int_equal(client_count(&c, "HTTP/1.1 200 OK"), 4);
	client_close(&c);
}

static void a_connection_serves_one_request_after_another(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	for (int i = 1; i <= 20; i++) {
		client_say(s, &c, i % 2 ? GET("/a") : GET("/later"));
		assert_true(client_wait(s, &c, "HTTP/1.1 200 OK", i, 1000));
	}
	assert_false(c.eof);
	assert_int_equal(http_conns(s->http), 1);
	client_close(&c);
}

static void head_gets_the_length_and_no_body(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c, "HEAD /later HTTP/1.1\r\nHost: x\r\n\r\n" LAST("/b"));
	assert_int_equal(client_count(&c, "Content-Length: 5\r\n"), 1);
	assert_int_equal(client_count(&c, "\r\n\r\nlater"), 0);
	assert_int_equal(client_count(&c, "X-Path: /b"), 1);
	client_close(&c);
}

static void no_content_has_no_length(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c, GET("/nothing") LAST("/b"));
	assert_int_equal(client_count(&c, "HTTP/1.1 204 No Content"), 1);
	assert_int_equal(client_count(&c, "Content-Length"), 1);
	client_close(&c);
}

static void a_body_comes_whole_however_it_is_sent(void **state)
{
	static const char *const requests[] = {
		"POST /e HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
		"11\r\n\r\nhello world",
		"POST /e HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: "
		"chunked\r\n\r\n"
		"5\r\nhello\r\n1;x=y\r\n \r\n5\r\nworld\r\n0\r\nTrailer: t\r\n\r\n",
	};
	struct server *s = *state;

	for (size_t i = 0; i < 4; i++) {
		const char *text = requests[i / 2];
		struct client c;

		client_open(s, &c);
		for (size_t at = 0, len = strlen(text), step = i % 2 ? 1 : len; at < len;
			at += step)
			client_send(s, &c, text + at, step);
		assert_true(client_wait_end(s, &c, 2000));
		assert_int_equal(client_count(&c, "\r\n\r\nhello world"), 1);
		assert_int_equal(s->seen.body_len, 11);
		client_close(&c);
	}
}

static void a_client_that_asks_is_told_to_continue(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c,
		"POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
		"Expect: 100-continue\r\n\r\n");
	assert_true(client_wait(s, &c, "HTTP/1.1 100 Continue\r\n\r\n", 1, 1000));
	client_say(s, &c, "ok");
	assert_true(client_wait(s, &c, "\r\n\r\nok", 1, 1000));
	client_close(&c);
}

static void a_refused_client_that_asks_is_not_told_to_continue(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c,
		"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
		"Expect: 100-continue\r\n\r\n");
	assert_int_equal(client_count(&c, "100 Continue"), 0);
	assert_int_equal(client_count(&c, "HTTP/1.1 401 Unauthorized"), 1);
	assert_int_equal(client_count(&c, "Connection: close"), 1);
	client_close(&c);
}

static void a_refusal_before_a_body_at_hand_keeps_the_connection(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c,
		"POST /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 40\r\n\r\n"
		"GET /smuggled HTTP/1.1\r\nHost: smuggle\r\n\r" LAST("/b"));
	assert_int_equal(client_count(&c, "HTTP/1.1 401"), 1);
	assert_int_equal(client_count(&c, "X-Path: /smuggled"), 0);
	assert_int_equal(client_count(&c, "X-Path: /b"), 1);
	client_close(&c);
}

static void a_big_answer_is_sent_from_where_it_lies(void **state)
{
	struct server *s = *state;
	struct client c;
	const char *body;

	client_whole(s, &c, LAST("/big"));
	body = strstr(c.got.data, "\r\n\r\n") + 4;
	assert_int_equal(c.got.len - (size_t)(body - c.got.data), BIG_LEN);
	assert_int_equal(memcmp(body, s->big, BIG_LEN), 0);
	assert_int_equal(s->seen.released, 1);
	client_close(&c);
}

static void a_big_body_goes_to_disk(void **state)
{
	const size_t len = 20u << 20;
	struct server *s = *state;
	struct client c;
	char *body = calloc(1, len);

	memset(body, 1, len);
	client_open(s, &c);
	client_say(s, &c, "POST /disk HTTP/1.1\r\nHost: x\r\nContent-Length: 20971520\r\n\r\n");
	client_send(s, &c, body, len);
	assert_true(client_wait(s, &c, "20971520 bytes, sum 20971520", 1, 15000));
	assert_int_equal(s->seen.body_len, len);
	client_close(&c);
	free(body);
}

static void a_half_closed_client_gets_its_answer(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c, GET("/a") GET("/later"));
	shutdown(c.fd, SHUT_WR);
	assert_true(client_wait_end(s, &c, 2000));
	assert_int_equal(client_count(&c, "X-Path: /a"), 1);
	assert_int_equal(client_count(&c, "\r\n\r\nlater"), 1);
	client_close(&c);
}

static void a_client_that_leaves_is_noticed_at_once(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c, GET("/hold"));
	server_run(s, 20);
	assert_non_null(s->seen.held);
	assert_int_equal(s->seen.gones, 0);
	client_close(&c);
	server_run(s, 20);
	assert_int_equal(s->seen.gones, 1);
	reply_text(s->seen.held, 200, "too late");
	server_run(s, 20);
	assert_int_equal(s->seen.dones, 1);
	assert_int_equal(http_requests(s->http), 0);
	client_open(s, &c);
	client_say(s, &c, GET("/a"));
	assert_true(client_wait(s, &c, "200 OK", 1, 1000));
	assert_int_equal(http_conns(s->http), 1);
	client_close(&c);
}

static void a_client_that_resets_is_dropped_at_once(void **state)
{
	static const struct linger hard = { 1, 0 };
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c, GET("/hold"));
	server_run(s, 20);
	setsockopt(c.fd, SOL_SOCKET, SO_LINGER, &hard, sizeof(hard));
	client_close(&c);
	server_run(s, 20);
	assert_int_equal(s->seen.gones, 1);
	assert_int_equal(http_conns(s->http), 0);
	assert_int_equal(http_requests(s->http), 1);
	reply_text(s->seen.held, 200, "too late");
	server_run(s, 5);
	assert_int_equal(s->seen.dropped, 1);
	assert_int_equal(http_requests(s->http), 0);
}

static void whoever_leaves_a_long_poll_frees_it(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c, GET("/poll"));
	server_run(s, 20);
	assert_int_equal(http_requests(s->http), 1);
	shutdown(c.fd, SHUT_WR);
	assert_true(client_wait(s, &c, "nothing new", 1, 1000));
	client_close(&c);
	server_run(s, 20);
	assert_int_equal(s->seen.gones, 1);
	assert_int_equal(http_requests(s->http), 0);
	assert_int_equal(http_conns(s->http), 0);
}

static void a_client_that_leaves_in_its_body_is_only_counted(void **state)
{
	struct server *s = *state;
	struct client c;

	client_open(s, &c);
	client_say(s, &c, "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf");
	server_run(s, 20);
	client_close(&c);
	server_run(s, 20);
	assert_int_equal(s->seen.readies + s->seen.gones, 0);
	assert_int_equal(s->seen.dropped, 1);
}

static void a_smuggler_gets_one_answer_and_no_more(void **state)
{
	static const char *const attacks[] = {
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 37\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nA: b\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\n",
		"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
		"GET / HTTP/1.1\r\n\r\n",
		"GET /admin%00x HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET /../admin HTTP/1.1\r\nHost: x\r\n\r\n",
		"GET / HTTP/1.100\r\nHost: x\r\n\r\n",
	};
	struct server *s = *state;

	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		struct client c;

		client_open(s, &c);
		client_say(s, &c, attacks[i]);
		client_say(s, &c, GET("/smuggled"));
		assert_true(client_wait(s, &c, "\r\n\r\nbad_", 1, 1000));
		shutdown(c.fd, SHUT_WR);
		assert_true(client_wait_end(s, &c, 1000));
		assert_int_equal(client_count(&c, "HTTP/1.1 400 Bad Request"), 1);
		assert_int_equal(client_count(&c, "HTTP/1.1 "), 1);
		assert_int_equal(client_count(&c, "Connection: close"), 1);
		client_close(&c);
	}
	assert_int_equal(s->seen.readies, 0);
}

static void a_broken_chunk_ends_the_connection(void **state)
{
	struct server *s = *state;
	struct client c;

	client_whole(s, &c,
		"POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: "
		"chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n");
	assert_int_equal(client_count(&c, "HTTP/1.1 400"), 1);
	assert_string_equal(s->seen.code, "bad_framing");
	assert_int_equal(s->seen.readies, 0);
	client_close(&c);
}

static void the_trace_goes_on_or_begins_here(void **state)
{
	struct server *s = *state;
	struct client c;
	char first[33];

	client_whole(s, &c,
		"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\ntraceparent: "
		"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n");
	assert_string_equal(s->seen.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
	client_close(&c);
	client_whole(s, &c, LAST("/"));
	memcpy(first, s->seen.trace_id, sizeof(first));
	assert_int_equal(strlen(first), 32);
	client_close(&c);
	client_whole(s, &c, LAST("/"));
	assert_string_not_equal(s->seen.trace_id, first);
	client_close(&c);
}

static void a_server_that_drains_finishes_what_it_has(void **state)
{
	struct server *s = *state;
	struct client idle, busy, late;

	client_open(s, &idle);
	client_say(s, &idle, GET("/a"));
	assert_true(client_wait(s, &idle, "200 OK", 1, 1000));
	client_open(s, &busy);
	client_say(s, &busy, GET("/hold"));
	server_run(s, 20);
	http_drain(s->http);
	assert_true(client_wait_end(s, &idle, 1000));
	assert_int_equal(http_requests(s->http), 1);
	reply_text(s->seen.held, 200, "held");
	assert_true(client_wait_end(s, &busy, 1000));
	assert_int_equal(client_count(&busy, "Connection: close"), 1);
	assert_int_equal(client_count(&busy, "\r\n\r\nheld"), 1);
	late = (struct client){ .fd = socket(AF_INET, SOCK_STREAM, 0) };
	assert_int_not_equal(
		connect(late.fd,
			(struct sockaddr *)&(struct sockaddr_in){ .sin_family = AF_INET,
				.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				.sin_port = htons((uint16_t)s->port) },
			sizeof(struct sockaddr_in)),
		0);
	client_close(&late);
	client_close(&idle);
	client_close(&busy);
	server_run(s, 20);
	assert_int_equal(http_conns(s->http), 0);
}

static void a_request_may_outlive_its_server(void **state)
{
	struct server *s = calloc(1, sizeof(*s));
	struct client c;

	(void)state;
	server_start(s, &usual_limits, NULL);
	client_open(s, &c);
	client_say(s, &c, GET("/hold"));
	server_run(s, 20);
	http_free(s->http);
	assert_int_equal(s->seen.gones, 1);
	reply_text(s->seen.held, 200, "nobody hears it");
	event_base_free(s->base);
	client_close(&c);
	free(s->big);
	free(s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_has_the_headers_that_protect),
		TEST(pipelined_requests_are_answered_in_order),
		TEST(a_connection_serves_one_request_after_another),
		TEST(head_gets_the_length_and_no_body),
		TEST(no_content_has_no_length),
		TEST(a_body_comes_whole_however_it_is_sent),
		TEST(a_client_that_asks_is_told_to_continue),
		TEST(a_refused_client_that_asks_is_not_told_to_continue),
		TEST(a_refusal_before_a_body_at_hand_keeps_the_connection),
		TEST(a_big_answer_is_sent_from_where_it_lies),
		TEST(a_big_body_goes_to_disk),
		TEST(a_half_closed_client_gets_its_answer),
		TEST(a_client_that_leaves_is_noticed_at_once),
		TEST(a_client_that_resets_is_dropped_at_once),
		TEST(whoever_leaves_a_long_poll_frees_it),
		TEST(a_client_that_leaves_in_its_body_is_only_counted),
		TEST(a_smuggler_gets_one_answer_and_no_more),
		TEST(a_broken_chunk_ends_the_connection),
		TEST(the_trace_goes_on_or_begins_here),
		TEST(a_server_that_drains_finishes_what_it_has),
		cmocka_unit_test(a_request_may_outlive_its_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
