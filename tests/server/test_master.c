/* The daemon as a whole: it starts, replaces its dead, reloads, drains and ends, with a service of
 * the test's own and a database that cannot be reached. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/un.h>

#include "tests/server/daemon.h"
#include "tests/server/slow_service.h"

#define QUICK "workers = 1\ndatabase = host=/nonexistent dbname=none\n"

static int set_up(void **state)
{
	static struct daemon d;

	daemon_prepare(&d);
	*state = &d;
	return 0;
}

static int tear_down(void **state)
{
	daemon_clean(*state);
	return 0;
}

static void start(struct daemon *d, const char *more)
{
	daemon_configure(d, more);
	daemon_start(d, NULL, NULL);
}

/* Asks a worker who it is; 0: nobody answers. */
static pid_t worker_pid(const struct daemon *d)
{
	char body[32];

	return daemon_get(d->http, "/pid", body, sizeof(body)) == 200 ? atoi(body) : 0;
}

/* Waits for an answer by another worker than this one. */
static void expect_successor(const struct daemon *d, pid_t old)
{
	uint64_t end = clock_mono_ms() + DAEMON_MS;
	pid_t now = 0;

	while ((now == 0 || now == old) && clock_mono_ms() < end) {
		usleep(10000);
		now = worker_pid(d);
	}
	assert_true(now != 0 && now != old);
}

static void serves_and_tells_how_it_is(void **state)
{
	struct daemon *d = *state;
	static char body[1 << 18];

	start(d, QUICK);
	assert_int_equal(daemon_get(d->http, "/", body, sizeof(body)), 200);
	assert_string_equal(body, "ok");
	assert_int_equal(daemon_get(d->http, "/livez", body, sizeof(body)), 200);
	assert_string_equal(body, "ok"); /* the service's: the public side has no admin pages */
	assert_int_equal(daemon_get(d->admin, "/livez", body, sizeof(body)), 200);
	assert_string_equal(body, "{\"status\":\"alive\"}\n");
	assert_int_equal(daemon_get(d->admin, "/readyz", body, sizeof(body)), 503);
	assert_non_null(strstr(body, "{\"status\":\"unready\",\"reason\":\"database: "));
	assert_int_equal(daemon_get(d->admin, "/other", body, sizeof(body)), 404);
	assert_int_equal(daemon_get(d->admin, "/metrics", body, sizeof(body)), 200);
	assert_non_null(strstr(body, "\npakn_process_up{process=\"worker 1\"} 1\n"));
	assert_non_null(strstr(body, "\npakn_process_up{process=\"courier\"} 1\n"));
	assert_non_null(strstr(body,
		"\npakn_http_requests_total{route=\"/test\",method=\"GET\",code=\"2xx\"} 2\n"));
	assert_non_null(strstr(body,
		"\npakn_http_requests_total{route=\"/livez\",method=\"GET\",code=\"2xx\"} 1\n"));
}

static void replaces_a_dead_worker(void **state)
{
	struct daemon *d = *state;
	static char body[1 << 18];
	pid_t first;

	start(d, QUICK);
	for (int death = 1; death <= 2; death++) {
		first = worker_pid(d);
		assert_true(first > 0);
		assert_int_equal(kill(first, SIGKILL), 0);
		expect_successor(d, first);
		assert_int_equal(daemon_logged(d, "\"event\":\"child_died\""), death);
	}
	daemon_expect(d, "\"exit\":-1,\"signal\":9,\"restart_ms\":0}", 1);
	daemon_expect(d, "\"exit\":-1,\"signal\":9,\"restart_ms\":100}", 1);
	assert_int_equal(daemon_get(d->admin, "/metrics", body, sizeof(body)), 200);
	assert_non_null(strstr(body, "\npakn_process_restarts_total{process=\"worker 1\"} 2\n"));
	assert_non_null(strstr(body, "\npakn_process_restarts_total{process=\"courier\"} 0\n"));
}

static void replaces_a_worker_whose_loop_stands_still(void **state)
{
	struct daemon *d = *state;
	pid_t first;

	start(d, QUICK "stall_ms = 1\n"); /* which becomes three seconds */
	first = worker_pid(d);
	assert_int_equal(kill(first, SIGSTOP), 0);
	daemon_expect(d, "\"event\":\"child_stalled\",\"name\":\"worker 1\"", 1);
	expect_successor(d, first);
	assert_int_equal(daemon_logged(d, "\"event\":\"child_stalled\""), 1);
}

/* Until a worker has read what it was asked, and has not answered /slow yet. */
static void let_it_arrive(void)
{
	usleep(800000);
}

static void answers_what_it_accepted_before_it_ends(void **state)
{
	struct daemon *d = *state;
	char body[32];
	int slow, idle;

	start(d, QUICK);
	slow = daemon_connect(d->http);
	idle = daemon_connect(d->http);
	daemon_ask(slow, "/slow");
	let_it_arrive();
	kill(d->pid, SIGTERM);
	daemon_expect(d, "\"event\":\"draining\"", 1);
	usleep(50000);
	assert_int_equal(daemon_answer(slow, body, sizeof(body)), 200);
	assert_string_equal(body, "slow");
	assert_int_equal(daemon_wait(d), 0);
	assert_int_equal(daemon_answer(idle, NULL, 0), 0);
	assert_int_equal(daemon_connect(d->http), -1);
	daemon_expect_none(d, "child_");
}

static void does_not_wait_longer_than_drain_ms(void **state)
{
	struct daemon *d = *state;
	uint64_t began;
	int never;

	start(d, QUICK "drain_ms = 300\n");
	never = daemon_connect(d->http);
	daemon_ask(never, "/never");
	let_it_arrive();
	began = clock_mono_ms();
	kill(d->pid, SIGTERM);
	assert_int_equal(daemon_wait(d), 0);
	assert_in_range(clock_mono_ms() - began, 290, 20000);
	daemon_expect(d, "\"event\":\"child_unfinished\",\"name\":\"worker 1\"", 1);
	close(never);
}

static void stops_at_once_when_told_twice(void **state)
{
	struct daemon *d = *state;
	int never;

	start(d, QUICK "drain_ms = 600000\n");
	never = daemon_connect(d->http);
	daemon_ask(never, "/never");
	let_it_arrive();
	kill(d->pid, SIGINT);
	daemon_expect(d, "\"event\":\"draining\"", 1);
	kill(d->pid, SIGTERM);
	assert_int_equal(daemon_wait(d), 0);
	close(never);
}

static void takes_its_children_along_when_killed(void **state)
{
	struct daemon *d = *state;
	uint64_t end = clock_mono_ms() + DAEMON_MS;
	int fd;

	start(d, QUICK);
	kill(d->pid, SIGKILL);
	assert_int_equal(daemon_wait(d), 128 + SIGKILL);
	while ((fd = daemon_connect(d->http)) >= 0 && clock_mono_ms() < end) {
		close(fd);
		usleep(1000);
	}
	assert_int_equal(fd, -1);
}

static void follows_a_killed_one_on_the_same_address(void **state)
{
	struct daemon *d = *state;
	int port;

	start(d, QUICK);
	port = d->http;
	daemon_configure_at(d, port, QUICK);
	for (int i = 0; i < 5; i++) {
		kill(d->pid, SIGKILL);
		assert_int_equal(daemon_wait(d), 128 + SIGKILL);
		daemon_start(d, NULL, NULL);
		assert_int_equal(d->http, port);
		assert_true(worker_pid(d) > 0);
	}
}

static void keeps_the_old_settings_where_the_new_file_is_wrong(void **state)
{
	struct daemon *d = *state;
	pid_t first;

	start(d, QUICK);
	first = worker_pid(d);
	daemon_configure(d, QUICK "log_level = loud\n");
	kill(d->pid, SIGHUP);
	daemon_expect(d, "\"process\":\"master\",\"event\":\"reload_refused\"", 1);
	daemon_expect(d, "log_level must be one of debug, info, warning, error", 1);
	assert_int_equal(worker_pid(d), first);
	daemon_configure(d, "workers = 2\nlog_level = debug\n");
	kill(d->pid, SIGHUP);
	daemon_expect(d, "\"event\":\"restart_needed\",\"settings\":\"workers database\"", 1);
	daemon_expect(d, "\"event\":\"reloaded\"", 1);
	assert_int_equal(worker_pid(d), first);
	assert_int_equal(daemon_logged(d, "child_died"), 0);
}

/* Makes a self-signed certificate with a name. */
static void certificate_make(const struct daemon *d, const char *name)
{
	char command[512];

	snprintf(command, sizeof(command),
		"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 "
		"-subj /CN=%s -keyout %s/key -out %s/certificate 2>/dev/null && chmod 644 %s/key",
		name, d->folder, d->folder, d->folder);
	assert_int_equal(system(command), 0);
}

/* Shakes hands and tells the name in the certificate. */
static void certificate_name(int port, char *out, size_t size)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	SSL *ssl = SSL_new(ctx);
	int fd = daemon_connect(port);
	X509 *certificate;

	assert_true(fd >= 0);
	SSL_set_fd(ssl, fd);
	assert_int_equal(SSL_connect(ssl), 1);
	certificate = SSL_get1_peer_certificate(ssl);
	assert_non_null(certificate);
	X509_NAME_get_text_by_NID(
		X509_get_subject_name(certificate), NID_commonName, out, (int)size);
	X509_free(certificate);
	SSL_free(ssl);
	SSL_CTX_free(ctx);
	close(fd);
}

static void serves_a_new_certificate_after_sighup(void **state)
{
	struct daemon *d = *state;
	char more[512], name[64] = "", path[128];

	certificate_make(d, "first");
	snprintf(more, sizeof(more),
		QUICK
		"listen_tls = 127.0.0.1:0\ntls_certificate = %s/certificate\ntls_key = %s/key\n",
		d->folder, d->folder);
	start(d, more);
	certificate_name(d->https, name, sizeof(name));
	assert_string_equal(name, "first");
	certificate_make(d, "second");
	kill(d->pid, SIGHUP);
	for (int i = 0; i < 3000 && strcmp(name, "second") != 0; i++) {
		usleep(10000);
		certificate_name(d->https, name, sizeof(name));
	}
	assert_string_equal(name, "second");
	daemon_path(d, "key", path);
	assert_int_equal(truncate(path, 0), 0);
	kill(d->pid, SIGHUP);
	daemon_expect(d, "\"process\":\"worker 1\",\"event\":\"certificate_refused\"", 1);
	certificate_name(d->https, name, sizeof(name));
	assert_string_equal(name, "second");
}

static void says_why_it_cannot_start(void **state)
{
	struct daemon *d = *state;
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	char more[256];

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	snprintf(more, sizeof(more),
		QUICK "listen_tls = 127.0.0.1:%d\n"
		      "tls_certificate = /dev/null\ntls_key = /dev/null\n",
		ntohs(a.sin_port));
	daemon_configure(d, more);
	daemon_fork(d, NULL, NULL);
	assert_int_equal(daemon_wait(d), 1);
	daemon_expect(d, "listen_tls: cannot listen on 127.0.0.1:", 1);
	close(fd);
	daemon_fork(d, NULL, NULL);
	assert_int_equal(daemon_wait(d), 1);
	daemon_expect(d, "Cannot use the certificate /dev/null", 1);
	daemon_configure(d, QUICK "user = nobody-like-this\n");
	daemon_fork(d, NULL, NULL);
	assert_int_equal(daemon_wait(d), 1);
	daemon_expect(d, "user: there is no user nobody-like-this", 1);
}

/* Reads a line of /proc/PID/status. */
static void status_line(pid_t pid, const char *key, char *out, size_t size)
{
	char path[64], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	assert_non_null(f);
	*out = '\0';
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			snprintf(out, size, "%s", line + strlen(key));
	fclose(f);
}

static void becomes_the_user_it_is_told_to(void **state)
{
	struct daemon *d = *state;
	char line[256];
	pid_t worker;

	if (getuid() != 0) {
		print_message("only root can become another user\n");
		skip();
	}
	start(d, QUICK "user = nobody\n");
	worker = worker_pid(d);
	for (int i = 0; i < 2; i++) {
		pid_t pid = i ? worker : d->pid;

		status_line(pid, "Uid:", line, sizeof(line));
		assert_string_equal(line, "\t65534\t65534\t65534\t65534\n");
		status_line(pid, "CapPrm:", line, sizeof(line));
		assert_string_equal(line, "\t0000000000000000\n");
		status_line(pid, "NoNewPrivs:", line, sizeof(line));
		assert_string_equal(line, "\t1\n");
	}
	kill(d->pid, SIGTERM);
	assert_int_equal(daemon_wait(d), 0);
}

/* What systemd would do before it starts a daemon: two sockets, and one for its messages. */
struct activation {
	int http, admin;
	char notify[128];
};

static void activate(void *arg)
{
	const struct activation *a = arg;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	dup2(a->http, 203);
	dup2(a->admin, 204);
	dup2(203, 3);
	dup2(204, 4);
	setenv("LISTEN_PID", pid, 1);
	setenv("LISTEN_FDS", "2", 1);
	setenv("LISTEN_FDNAMES", "pakn.socket:admin", 1);
	setenv("NOTIFY_SOCKET", a->notify, 1);
	setenv("WATCHDOG_USEC", "200000", 1);
	setenv("WATCHDOG_PID", pid, 1);
}

/* Opens a listening socket on a free port. */
static int listener(int *port)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
	assert_int_equal(listen(fd, 16), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&a, &len), 0);
	*port = ntohs(a.sin_port);
	return fd;
}

/* Waits for a message to systemd that begins like this. */
static void expect_message(int fd, const char *beginning)
{
	struct timeval patience = { DAEMON_MS / 1000, 0 };
	char message[512];
	ssize_t len;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	do {
		len = recv(fd, message, sizeof(message) - 1, 0);
		if (len < 0)
			fail_msg("no message %s", beginning);
		message[len] = '\0';
	} while (strncmp(message, beginning, strlen(beginning)) != 0);
}

static void works_with_systemd(void **state)
{
	struct daemon *d = *state;
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct activation a;
	int http, admin, notify = socket(AF_UNIX, SOCK_DGRAM, 0);

	daemon_path(d, "notify", a.notify);
	memcpy(address.sun_path, a.notify, strlen(a.notify) + 1);
	assert_int_equal(bind(notify, (struct sockaddr *)&address, sizeof(address)), 0);
	a.http = listener(&http);
	a.admin = listener(&admin);
	daemon_configure(d, QUICK);
	daemon_start(d, activate, &a);
	close(a.http);
	close(a.admin);
	assert_int_equal(d->http, http);
	assert_int_equal(d->admin, admin);
	expect_message(notify, "READY=1\nSTATUS=1 workers");
	expect_message(notify, "WATCHDOG=1");
	expect_message(notify, "WATCHDOG=1");
	assert_int_equal(daemon_get(http, "/", NULL, 0), 200);
	assert_int_equal(daemon_get(admin, "/livez", NULL, 0), 200);
	kill(d->pid, SIGHUP);
	expect_message(notify, "RELOADING=1\nMONOTONIC_USEC=");
	expect_message(notify, "READY=1");
	kill(d->pid, SIGTERM);
	expect_message(notify, "STOPPING=1");
	assert_int_equal(daemon_wait(d), 0);
	close(notify);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	static const struct CMUnitTest tests[] = {
		TEST(serves_and_tells_how_it_is),
		TEST(replaces_a_dead_worker),
		TEST(replaces_a_worker_whose_loop_stands_still),
		TEST(answers_what_it_accepted_before_it_ends),
		TEST(does_not_wait_longer_than_drain_ms),
		TEST(stops_at_once_when_told_twice),
		TEST(takes_its_children_along_when_killed),
		TEST(follows_a_killed_one_on_the_same_address),
		TEST(keeps_the_old_settings_where_the_new_file_is_wrong),
		TEST(serves_a_new_certificate_after_sighup),
		TEST(says_why_it_cannot_start),
		TEST(becomes_the_user_it_is_told_to),
		TEST(works_with_systemd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
