/* A server on the loopback with a service made for tests, and clients that talk to it byte by byte.
 * Everything runs in one process: whoever waits turns the server's loop meanwhile. */
#ifndef PAKN_TESTS_HTTP_PEER_H
#define PAKN_TESTS_HTTP_PEER_H

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/clock.h"
#include "common/str.h"
#include "server/http.h"

#define BIG_LEN  (8u << 20)
#define PATIENCE 8 /* times as long as they say waits take on a busy machine, before they fail */

/* What the service saw. */
struct seen {
	int requests, readies, gones, refusals, dones, dropped, released;
	int status;    /* of the last request that was done */
	char code[40]; /* of the last refusal */
	char trace_id[33];
	char address[IP_TEXT_SIZE];
	char authorization[400]; /* of the last request */
	uint64_t body_len;
	struct http_request *held; /* the last request for /hold */
};

struct server {
	struct event_base *base;
	struct http *http;
	int port;
	char *big;
	struct seen seen;
};

struct client {
	int fd;
	bool eof;
	struct str got;
};

static const struct http_limits usual_limits = {
	.head_max = 4096,
	.body_total_max = 1 << 20,
	.conns_max = 50,
	.conns_per_address_max = 40,
	/* Longer than anything here takes, be the machine as busy as it may. */
	.head_ms = 60000,
	.body_ms = 60000,
	.answer_ms = 60000,
	.file_ms = 60000,
	.body_directory = "/var/tmp",
	.idle_ms = 60000,
};

static inline void reply_text(struct http_request *r, int status, const char *text)
{
	struct http_answer a = {
		.status = status, .content_type = "text/plain", .body = span_of(text)
	};

	http_reply(r, &a);
}

static inline bool service_head(struct http_request *r, void *arg)
{
	struct span authorization = http_header_find(r, "authorization");
	struct server *s = arg;

	s->seen.requests++;
	snprintf(s->seen.authorization, sizeof(s->seen.authorization), "%.*s",
		(int)authorization.len, authorization.data ? authorization.data : "");
	memcpy(s->seen.trace_id, r->trace_id, sizeof(r->trace_id));
	memcpy(s->seen.address, r->address, sizeof(r->address));
	r->label = "test";
	r->body_max = span_eq(r->path, "/disk") ? 64u << 20 : 100000;
	r->body_to_disk = span_eq(r->path, "/disk");
	if (!span_eq(r->path, "/refuse"))
		return true;
	reply_text(r, 401, "refused");
	return false;
}

static inline void big_released(void *arg)
{
	struct server *s = arg;

	s->seen.released++;
}

static inline void later_reply(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	reply_text(arg, 200, "later");
}

static inline void reply_big(struct server *s, struct http_request *r)
{
	struct http_answer a = { .status = 200,
		.content_type = "application/octet-stream",
		.body = { s->big, BIG_LEN },
		.release = big_released,
		.release_arg = s };

	http_reply(r, &a);
}

/* Answers with the sum of the file's bytes. */
static inline void reply_disk(struct http_request *r)
{
	unsigned char bytes[65536];
	char text[64];
	uint64_t sum = 0, len = 0;
	ssize_t n;

	while (r->body_fd >= 0 && (n = read(r->body_fd, bytes, sizeof(bytes))) > 0)
		for (ssize_t i = 0; i < n; i++, len++)
			sum += bytes[i];
	snprintf(text, sizeof(text), "%llu bytes, sum %llu", (unsigned long long)len,
		(unsigned long long)sum);
	reply_text(r, 200, text);
}

static inline void reply_echo(struct http_request *r)
{
	struct http_header headers[] = { { span_of("X-Path"), r->path } };
	struct http_answer a = { .status = 200,
		.content_type = "text/plain",
		.headers = headers,
		.header_count = 1,
		.body = r->body };

	http_reply(r, &a);
}

static inline void service_ready(struct http_request *r, void *arg)
{
	static const struct timeval soon = { 0, 20000 };
	struct http_answer nothing = { .status = 204 };
	struct server *s = arg;

	s->seen.readies++;
	s->seen.body_len = r->body_len;
	if (span_eq(r->path, "/hold") || span_eq(r->path, "/poll"))
		s->seen.held = r;
	else if (span_eq(r->path, "/later"))
		event_base_once(s->base, -1, EV_TIMEOUT, later_reply, r, &soon);
	else if (span_eq(r->path, "/big"))
		reply_big(s, r);
	else if (span_eq(r->path, "/disk"))
		reply_disk(r);
	else if (span_eq(r->path, "/nothing"))
		http_reply(r, &nothing);
	else
		reply_echo(r);
}

static inline void service_gone(struct http_request *r, void *arg)
{
	struct server *s = arg;

	s->seen.gones++;
	if (span_eq(r->path, "/poll"))
		reply_text(r, 200, "nothing new");
}

static inline void service_refuse(struct http_request *r, int status, const char *code, void *arg)
{
	struct server *s = arg;

	s->seen.refusals++;
	s->seen.requests += !*r->label; /* it never came to service_head() */
	snprintf(s->seen.code, sizeof(s->seen.code), "%s", code);
	reply_text(r, status, code);
}

static inline void service_done(
	const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg)
{
	struct server *s = arg;

	(void)r;
	(void)us;
	assert_true(bytes > 0 || status == 0);
	s->seen.dones++;
	s->seen.dropped += status == 0;
	s->seen.status = status;
}

/* Binds a free port of the loopback. */
static inline int listen_loopback(int *port)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(sa);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(listen(fd, 128), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&sa, &len), 0);
	*port = ntohs(sa.sin_port);
	return fd;
}

static inline void server_start(
	struct server *s, const struct http_limits *limits, struct ssl_ctx_st *tls)
{
	struct http_service service = { service_head, service_ready, service_gone, service_refuse,
		NULL, service_done, s };
	int fd;

	*s = (struct server){ .base = event_base_new(), .big = calloc(1, BIG_LEN) };
	for (size_t i = 0; i < BIG_LEN; i++)
		s->big[i] = (char)('a' + i % 26);
	s->http = http_new(s->base, limits, &service);
	fd = listen_loopback(&s->port);
	http_listen(s->http, fd, tls);
}

static inline void server_turn(struct server *s)
{
	event_base_loop(s->base, EVLOOP_NONBLOCK);
}

/* Turns the loop for a while: often enough, too, where the machine lets it run seldom. */
static inline void server_run(struct server *s, int ms)
{
	uint64_t end = clock_mono_ms() + (uint64_t)ms;

	for (int turns = 0; turns < ms || clock_mono_ms() < end; turns++) {
		server_turn(s);
		usleep(500);
	}
}

/* Ends the server and checks that no request was forgotten. */
static inline void server_stop(struct server *s)
{
	http_free(s->http);
	server_turn(s);
	assert_int_equal(s->seen.dones, s->seen.requests);
	event_base_free(s->base);
	free(s->big);
}

static inline void client_open(struct server *s, struct client *c)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)s->port) };

	*c = (struct client){ .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) };
	assert_true(c->fd >= 0);
	assert_int_equal(connect(c->fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
	assert_int_equal(fcntl(c->fd, F_SETFL, O_NONBLOCK), 0);
}

static inline void client_close(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
	str_free(&c->got);
}

/* Takes what is there. */
static inline void client_read(struct client *c)
{
	char bytes[65536];
	ssize_t n;

	while (!c->eof && (n = recv(c->fd, bytes, sizeof(bytes), MSG_DONTWAIT)) != -1) {
		str_add_bytes(&c->got, bytes, (size_t)n);
		c->eof = n == 0;
	}
	if (!c->eof && errno != EAGAIN)
		c->eof = true;
}

/* Writes everything, turning the loop while the socket is full; stops where the server has closed.
 */
static inline void client_send(struct server *s, struct client *c, const char *data, size_t len)
{
	while (len) {
		ssize_t n = send(c->fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		server_turn(s);
		if (n < 0 && errno != EAGAIN)
			return;
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
}

static inline void client_say(struct server *s, struct client *c, const char *text)
{
	client_send(s, c, text, strlen(text));
}

static inline int client_count(const struct client *c, const char *text)
{
	const char *at = c->got.data;
	int count = 0;

	for (; at && (at = strstr(at, text)); at++)
		count++;
	return count;
}

/* Reads until the text was seen so many times, the server has closed, or ms are over; tells whether
 * the text was there that often. */
static inline bool client_wait(
	struct server *s, struct client *c, const char *text, int times, int ms)
{
	uint64_t end = clock_mono_ms() + PATIENCE * (uint64_t)ms;

	while (client_count(c, text) < times && !c->eof && clock_mono_ms() < end) {
		server_turn(s);
		client_read(c);
	}
	return client_count(c, text) >= times;
}

/* Reads until the server has closed; tells whether it has, within ms. */
static inline bool client_wait_end(struct server *s, struct client *c, int ms)
{
	uint64_t end = clock_mono_ms() + PATIENCE * (uint64_t)ms;

	while (!c->eof && clock_mono_ms() < end) {
		server_turn(s);
		client_read(c);
	}
	return c->eof;
}

/* Opens, says, and reads to the end of the connection. */
static inline void client_whole(struct server *s, struct client *c, const char *text)
{
	client_open(s, c);
	client_say(s, c, text);
	assert_true(client_wait_end(s, c, 3000));
}

#endif
