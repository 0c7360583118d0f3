/* The HTTP server against clients that are slow, many, large, or never go away. */
#include <sys/resource.h>
#include <sys/wait.h>

#include "server/http_conn.h"
#include "tests/server/http_peer.h"

#define GET(path) "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define MARGIN    4000 /* ms: a deadline never comes early, but a busy machine may be late */

static void start(struct server *s, struct http_limits limits)
{
	server_start(s, &limits, NULL);
}

/* The usual ones, but of time: what these tests wait for. */
static struct http_limits tight_limits;

static int limits_tighten(void **state)
{
	(void)state;
	tight_limits = usual_limits;
	tight_limits.head_ms = 300;
	tight_limits.body_ms = 400;
	tight_limits.answer_ms = 5000;
	tight_limits.file_ms = 400;
	tight_limits.idle_ms = 600;
	return 0;
}

/* Says a byte now and then until the server closes or ms are over; tells how long it took. */
static int drip(struct server *s, struct client *c, const char *text, int every_ms, int ms)
{
	uint64_t begun = clock_mono_ms(), next = begun;

	while (!c->eof && clock_mono_ms() < begun + (uint64_t)ms) {
		if (clock_mono_ms() >= next && *text) {
			send(c->fd, text++, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
			next += (uint64_t)every_ms;
		}
		server_turn(s);
		client_read(c);
		if (client_count(c, "Connection: close"))
			break;
	}
	return (int)(clock_mono_ms() - begun);
}

static void a_dripping_head_is_cut_at_its_deadline(void **state)
{
	struct server s;
	struct client c;
	int ms;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	ms = drip(&s, &c, "GET /aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20,
		6000);
	assert_in_range(ms, tight_limits.head_ms - 60, tight_limits.head_ms + MARGIN);
	assert_int_equal(client_count(&c, "HTTP/1.1 408 Request Timeout"), 1);
	assert_string_equal(s.seen.code, "request_timeout");
	client_close(&c);
	server_stop(&s);
}

static void a_silent_connection_ends_without_a_word(void **state)
{
	struct server s;
	struct client c;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	assert_true(client_wait_end(&s, &c, tight_limits.head_ms + MARGIN));
	assert_int_equal(c.got.len, 0);
	assert_int_equal(s.seen.refusals, 0);
	client_close(&c);
	server_stop(&s);
}

static void a_dripping_body_is_cut_at_its_deadline(void **state)
{
	struct server s;
	struct client c;
	int ms;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	client_say(&s, &c, "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");
	ms = drip(&s, &c, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 20, 6000);
	assert_in_range(ms, tight_limits.body_ms - 60, tight_limits.body_ms + MARGIN);
	assert_int_equal(client_count(&c, "HTTP/1.1 408"), 1);
	client_close(&c);
	server_stop(&s);
}

static void an_idle_connection_is_closed(void **state)
{
	struct server s;
	struct client c;
	uint64_t begun;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	client_say(&s, &c, GET("/a"));
	assert_true(client_wait(&s, &c, "200 OK", 1, 1000));
	begun = clock_mono_ms();
	assert_true(client_wait_end(&s, &c, 6000));
	assert_in_range(
		clock_mono_ms() - begun, tight_limits.idle_ms - 60, tight_limits.idle_ms + MARGIN);
	client_close(&c);
	server_stop(&s);
}

static void an_answer_that_is_not_taken_is_dropped(void **state)
{
	struct server s;
	struct client c;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	client_say(&s, &c, GET("/big"));
	for (uint64_t end = clock_mono_ms() + (uint64_t)tight_limits.answer_ms + MARGIN;
		!s.seen.dropped && clock_mono_ms() < end;)
		server_run(&s, 20);
	assert_int_equal(s.seen.released, 1);
	assert_int_equal(s.seen.dropped, 1);
	assert_int_equal(http_conns(s.http), 0);
	client_close(&c);
	server_stop(&s);
}

static void a_request_that_is_waited_for_has_no_deadline(void **state)
{
	struct server s;
	struct client c;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	client_say(&s, &c, GET("/hold"));
	server_run(&s, 800);
	assert_int_equal(s.seen.gones, 0);
	reply_text(s.seen.held, 200, "at last");
	assert_true(client_wait(&s, &c, "\r\n\r\nat last", 1, 1000));
	client_close(&c);
	server_stop(&s);
}

static void sizes_are_bounded(void **state)
{
	static const struct {
		const char *text, *code;
		int status;
	} rows[] = {
		{ "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n", "body_too_large",
			413 },
		{ "POST /e HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n186a1\r\n",
			"body_too_large", 413 },
		{ "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999999999999\r\n\r\n",
			"body_too_large", 413 },
		{ "GET /%05000d HTTP/1.1\r\nHost: x\r\n\r\n", "target_too_long", 414 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nA: %05000d\r\n\r\n", "head_too_large", 431 },
		{ "GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n", "expectation_failed", 417 },
		{ "BREW / HTTP/1.1\r\nHost: x\r\n\r\n", "method_not_implemented", 501 },
		{ "GET / HTTP/3.0\r\nHost: x\r\n\r\n", "version_not_supported", 505 },
	};
	struct server s;

	(void)state;
	start(&s, tight_limits);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *zeros = strstr(rows[i].text, "%05000d");
		struct str text = { 0 };
		char line[32];
		struct client c;

		str_add_bytes(&text, rows[i].text,
			zeros ? (size_t)(zeros - rows[i].text) : strlen(rows[i].text));
		if (zeros)
			str_printf(&text, "%05000d%s", 0, zeros + 7);
		snprintf(line, sizeof(line), "HTTP/1.1 %d ", rows[i].status);
		client_open(&s, &c);
		client_send(&s, &c, text.data, text.len);
		assert_true(client_wait(&s, &c, line, 1, 1000));
		assert_string_equal(s.seen.code, rows[i].code);
		assert_int_equal(client_count(&c, "Connection: close"), 1);
		client_close(&c);
		str_free(&text);
	}
	assert_int_equal(s.seen.readies, 0);
	server_stop(&s);
}

static void a_refused_client_may_finish_its_sentence(void **state)
{
	static char rest[20000];
	struct server s;
	struct client c;

	(void)state;
	start(&s, tight_limits);
	client_open(&s, &c);
	client_say(&s, &c, "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n");
	server_run(&s, 50);
	for (int i = 0; i < 5; i++) { /* a reset would fail the second one */
		assert_int_equal(send(c.fd, rest, sizeof(rest), MSG_NOSIGNAL), sizeof(rest));
		server_run(&s, 20);
	}
	assert_true(client_wait(&s, &c, "HTTP/1.1 413 ", 1, 100));
	assert_int_equal(http_conns(s.http), 1);
	client_close(&c);
	server_run(&s, 20);
	assert_int_equal(http_conns(s.http), 0);
	server_stop(&s);
}

static void bodies_in_memory_have_a_budget_together(void **state)
{
	struct http_limits limits = tight_limits;
	struct server s;
	struct client c[4];
	char body[30000];

	(void)state;
	limits.body_total_max = 100000;
	limits.body_ms = 5000;
	start(&s, limits);
	memset(body, 'a', sizeof(body));
	for (int i = 0; i < 4; i++) {
		client_open(&s, &c[i]);
		client_say(
			&s, &c[i], "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 30001\r\n\r\n");
		client_send(&s, &c[i], body, sizeof(body));
		server_run(&s, 20);
	}
	assert_true(client_wait(&s, &c[3], "HTTP/1.1 503 ", 1, 1000));
	assert_string_equal(s.seen.code, "overloaded");
	for (int i = 0; i < 3; i++) {
		client_say(&s, &c[i], "b");
		assert_true(client_wait(&s, &c[i], "HTTP/1.1 200 ", 1, 1000));
	}
	client_close(&c[3]);
	client_open(&s, &c[3]);
	client_say(&s, &c[3], "POST /e HTTP/1.1\r\nHost: x\r\nContent-Length: 30001\r\n\r\n");
	client_send(&s, &c[3], body, sizeof(body));
	client_say(&s, &c[3], "b");
	assert_true(client_wait(&s, &c[3], "HTTP/1.1 200 ", 1, 1000));
	for (int i = 0; i < 4; i++)
		client_close(&c[i]);
	server_stop(&s);
}

/* Opens so many connections of which the last is beyond the caps, and looks what becomes of it. */
static void cap_try(struct http_limits limits, int cap)
{
	struct server s;
	struct client c[8];

	start(&s, limits);
	for (int i = 0; i <= cap; i++) {
		client_open(&s, &c[i]);
		client_say(&s, &c[i], GET("/hold"));
		server_run(&s, 10);
	}
	assert_true(client_wait(&s, &c[cap], "HTTP/1.1 503 ", 1, 1000));
	assert_string_equal(s.seen.code, "too_many_connections");
	assert_int_equal(s.seen.readies, cap);
	client_close(&c[cap]);
	client_close(&c[0]);
	reply_text(s.seen.held, 200, "held");
	server_run(&s, 20);
	for (int i = 1; i < cap; i++)
		client_close(&c[i]);
	server_run(&s, 20);
	http_free(s.http);
	event_base_free(s.base);
	free(s.big);
}

static void connections_are_capped_in_all(void **state)
{
	struct http_limits limits = tight_limits;

	(void)state;
	limits.conns_max = 1;
	cap_try(limits, 1);
}

static void an_idle_connection_makes_room_for_a_new_one(void **state)
{
	struct http_limits limits = tight_limits;
	struct server s;
	struct client c[3];

	(void)state;
	limits.conns_max = 2;
	start(&s, limits);
	for (int i = 0; i < 3; i++) {
		client_open(&s, &c[i]);
		client_say(&s, &c[i], GET("/a"));
		assert_true(client_wait(&s, &c[i], "200 OK", 1, 1000));
	}
	assert_true(client_wait_end(&s, &c[0], 100));
	assert_int_equal(http_conns(s.http), 2);
	assert_int_equal(s.seen.refusals, 0);
	for (int i = 0; i < 3; i++)
		client_close(&c[i]);
	server_stop(&s);
}

static void connections_are_capped_per_address(void **state)
{
	struct http_limits limits = tight_limits;

	(void)state;
	limits.conns_per_address_max = 1;
	cap_try(limits, 1);
}

static void a_flood_beyond_the_caps_is_ended_at_once(void **state)
{
	struct http_limits limits = tight_limits;
	struct server s;
	struct client c[100];
	int ended = 0;

	(void)state;
	limits.conns_per_address_max = 10;
	limits.head_ms = 10000;
	start(&s, limits);
	for (int i = 0; i < 100; i++) {
		client_open(&s, &c[i]);
		server_run(&s, 1);
	}
	server_run(&s, 50);
	for (int i = 0; i < 100; i++) {
		client_read(&c[i]);
		ended += c[i].eof;
	}
	assert_int_equal(ended, 90);
	assert_int_equal(http_conns(s.http) <= 10 + 32, true);
	for (int i = 0; i < 100; i++)
		client_close(&c[i]);
	server_run(&s, 50);
	assert_int_equal(http_conns(s.http), 0);
	server_stop(&s);
}

/* Asks with lines in its head; the address that the service saw stands in s->seen afterwards. */
static void ask(struct server *s, const char *lines)
{
	struct client c;

	client_open(s, &c);
	client_say(s, &c, "GET /x HTTP/1.1\r\nHost: x\r\n");
	client_say(s, &c, lines);
	client_say(s, &c, "\r\n");
	assert_true(client_wait(s, &c, "200 OK", 1, 1000));
	client_close(&c);
}

static void a_trusted_proxy_counts_for_no_address(void **state)
{
	struct http_limits limits = tight_limits;
	struct server s;
	struct client c[8];

	(void)state;
	limits.conns_per_address_max = 1;
	assert_true(networks_parse("127.0.0.1", &limits.forwarded.trusted));
	start(&s, limits);
	for (size_t i = 0; i < sizeof(c) / sizeof(c[0]); i++) {
		client_open(&s, &c[i]);
		client_say(&s, &c[i], GET("/a"));
		assert_true(client_wait(&s, &c[i], "200 OK", 1, 1000));
	}
	for (size_t i = 0; i < sizeof(c) / sizeof(c[0]); i++)
		client_close(&c[i]);
	server_stop(&s);
}

static void the_client_is_whom_a_trusted_proxy_speaks_for(void **state)
{
	static const struct {
		const char *trusted, *lines, *address;
	} rows[] = {
		{ "127.0.0.0/8", "", "127.0.0.1" },
		{ "127.0.0.0/8", "X-Forwarded-For: 203.0.113.7\r\n", "203.0.113.7" },
		{ "127.0.0.0/8", "X-Forwarded-For: 198.51.100.1, 2001:db8::7\r\n", "2001:db8::7" },
		{ "127.0.0.0/8", "X-Forwarded-For: garbage\r\n", "127.0.0.1" },
		{ "127.0.0.0/8", "X-Real-IP: 203.0.113.7\r\n", "127.0.0.1" },
		{ "10.0.0.0/8", "X-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1" },
		{ "unix", "X-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1" },
		{ "", "X-Forwarded-For: 203.0.113.7\r\n", "127.0.0.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct http_limits limits = tight_limits;
		struct server s;

		limits.forwarded.header = FORWARDED_X_FORWARDED_FOR;
		assert_true(networks_parse(rows[i].trusted, &limits.forwarded.trusted));
		start(&s, limits);
		ask(&s, rows[i].lines);
		assert_string_equal(s.seen.address, rows[i].address);
		server_stop(&s);
	}
}

static uint64_t cpu_us(void)
{
	struct rusage usage;

	getrusage(RUSAGE_SELF, &usage);
	return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000u +
	       (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Counts what was written to a file. */
static int lines_count(int fd)
{
	char bytes[65536];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	int lines = 0;

	for (ssize_t i = 0; i < n; i++)
		lines += bytes[i] == '\n';
	return n == sizeof(bytes) ? 1000000 : lines;
}

/* Opens connections from another process, since this one will have no descriptors left. */
static pid_t clients_fork(int port, int count, int ms)
{
	struct sockaddr_in sa = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)port) };
	pid_t pid = fork();

	if (pid)
		return pid;
	for (int i = 0; i < count; i++)
		if (connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&sa, sizeof(sa)) !=
			0)
			_exit(1);
	usleep((useconds_t)ms * 1000);
	_exit(0);
}

static int descriptors_open(void)
{
	int count = 0;

	for (int fd = 0; fd < 1024; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

/* Waits in the loop, as the daemon does, and so shows what it costs. */
static void loop_for(struct server *s, int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	event_base_loopexit(s->base, &wait);
	event_base_dispatch(s->base);
}

/* The child: few descriptors, many clients.  Its exit status says what was wrong. */
static int starved_run(int log_fd)
{
	struct http_limits limits = tight_limits;
	struct server s;
	struct rlimit few;
	uint64_t cpu;
	pid_t clients;

	dup2(log_fd, STDERR_FILENO);
	limits.head_ms = 10000;
	server_start(&s, &limits, NULL);
	clients = clients_fork(s.port, 40, 1200);
	few.rlim_cur = few.rlim_max = (rlim_t)descriptors_open() + 10;
	setrlimit(RLIMIT_NOFILE, &few);
	cpu = cpu_us();
	loop_for(&s, 1000);
	if (cpu_us() - cpu > 300000)
		return 2;
	if (http_conns(s.http) < 5)
		return 3;
	if (lines_count(log_fd) < 1 || lines_count(log_fd) > 4)
		return 4;
	waitpid(clients, NULL, 0);
	loop_for(&s, 500);
	return http_conns(s.http) == 0 ? 0 : 5;
}

static void a_server_without_descriptors_stays_calm(void **state)
{
	char name[] = "/tmp/pakn-test-XXXXXX";
	int log_fd = mkstemp(name), status;
	pid_t pid;

	(void)state;
	assert_true(log_fd >= 0);
	unlink(name);
	pid = fork();
	if (pid == 0)
		_exit(starved_run(log_fd));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	close(log_fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_dripping_head_is_cut_at_its_deadline),
		cmocka_unit_test(a_silent_connection_ends_without_a_word),
		cmocka_unit_test(a_dripping_body_is_cut_at_its_deadline),
		cmocka_unit_test(an_idle_connection_is_closed),
		cmocka_unit_test(an_answer_that_is_not_taken_is_dropped),
		cmocka_unit_test(a_request_that_is_waited_for_has_no_deadline),
		cmocka_unit_test(sizes_are_bounded),
		cmocka_unit_test(a_refused_client_may_finish_its_sentence),
		cmocka_unit_test(bodies_in_memory_have_a_budget_together),
		cmocka_unit_test(connections_are_capped_in_all),
		cmocka_unit_test(an_idle_connection_makes_room_for_a_new_one),
		cmocka_unit_test(connections_are_capped_per_address),
		cmocka_unit_test(a_trusted_proxy_counts_for_no_address),
		cmocka_unit_test(the_client_is_whom_a_trusted_proxy_speaks_for),
		cmocka_unit_test(a_flood_beyond_the_caps_is_ended_at_once),
		cmocka_unit_test(a_server_without_descriptors_stays_calm),
	};

	return cmocka_run_group_tests(tests, limits_tighten, NULL);
}
