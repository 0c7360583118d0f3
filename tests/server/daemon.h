/* A whole daemon for a unit test: master, workers and courier with real sockets, and a service of
 * the test's own (slow_service.h).  What goes wrong here fails the test that called. */
#ifndef PAKN_TESTS_DAEMON_H
#define PAKN_TESTS_DAEMON_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "server/master.h"

#define DAEMON_MS 60000 /* whatever takes longer has failed; sanitizers are slow */

struct daemon {
	char folder[64];        /* of pakn.conf, the log and certificates */
	pid_t pid;              /* of the master; 0: none */
	int http, https, admin; /* ports */
};

static inline void daemon_path(const struct daemon *d, const char *name, char out[128])
{
	snprintf(out, 128, "%s/%s", d->folder, name);
}

static inline void daemon_prepare(struct daemon *d)
{
	*d = (struct daemon){ .folder = "/tmp/pakn-daemon-XXXXXX" };
	assert_non_null(mkdtemp(d->folder));
	assert_int_equal(chmod(d->folder, 0755), 0);
}

/* Writes pakn.conf: keys, addresses on the loopback, and more lines; port 0 is a free one. */
static inline void daemon_configure_at(const struct daemon *d, int port, const char *more)
{
	char path[128];
	FILE *f;

	daemon_path(d, "pakn.conf", path);
	f = fopen(path, "w");
	assert_non_null(f);
	fprintf(f,
		"listen = 127.0.0.1:%d\nadmin_listen = 127.0.0.1:0\n"
		"code_key = %064d\nsecret_key = %064d\nidentity_keys = 1:%064d\n%s\n",
		port, 1, 2, 3, more);
	fclose(f);
}

static inline void daemon_configure(const struct daemon *d, const char *more)
{
	daemon_configure_at(d, 0, more);
}

/* Reads the whole log; free() it. */
static inline char *daemon_log(const struct daemon *d)
{
	char path[128], *text = calloc(1, 1 << 20);
	FILE *f;

	daemon_path(d, "log", path);
	f = fopen(path, "r");
	assert_non_null(text);
	if (f) {
		text[fread(text, 1, (1 << 20) - 1, f)] = '\0';
		fclose(f);
	}
	return text;
}

/* Counts a text in the log. */
static inline int daemon_logged(const struct daemon *d, const char *text)
{
	char *log = daemon_log(d);
	int count = 0;

	for (const char *at = log; (at = strstr(at, text)); at++)
		count++;
	free(log);
	return count;
}

/* Waits until the log has a text so many times. */
static inline void daemon_expect(const struct daemon *d, const char *text, int count)
{
	uint64_t end = clock_mono_ms() + DAEMON_MS;
	char *log;

	while (daemon_logged(d, text) < count && clock_mono_ms() < end)
		usleep(10000);
	if (daemon_logged(d, text) >= count)
		return;
	log = daemon_log(d);
	fail_msg("the log lacks %d x %s:\n%s", count, text, log);
}

/* Fails with the log where it has such a text. */
static inline void daemon_expect_none(const struct daemon *d, const char *text)
{
	if (daemon_logged(d, text))
		fail_msg("the log has %s:\n%s", text, daemon_log(d));
}

/* Reads a port off a line of the log; 0: there is no such listener. */
static inline int daemon_port(const struct daemon *d, const char *kind)
{
	char *log = daemon_log(d), wanted[64];
	const char *at;
	int port = 0;

	snprintf(wanted, sizeof(wanted), "\"kind\":\"%s\",\"address\":\"127.0.0.1:", kind);
	at = strstr(log, wanted);
	if (at)
		port = atoi(at + strlen(wanted));
	free(log);
	return port;
}

/* Starts the daemon in a process of its own, which first does `before` (NULL: nothing). */
static inline void daemon_fork(struct daemon *d, void (*before)(void *arg), void *arg)
{
	char log[128], conf[128];
	struct str error = { 0 };
	struct config *c;
	int fd;

	daemon_path(d, "log", log);
	daemon_path(d, "pakn.conf", conf);
	unlink(log); /* of the one before */
	d->pid = fork();
	assert_true(d->pid >= 0);
	if (d->pid)
		return;
	fd = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0644);
	dup2(fd, STDERR_FILENO);
	dup2(fd, STDOUT_FILENO);
	unsetenv("PAKN_TEST_CONNINFO"); /* cluster.h's, and no setting */
	if (before)
		before(arg);
	c = config_load(conf, &error);
	if (!c)
		fprintf(stderr, "%s\n", error.data);
	fd = c ? master_run(c, conf) : 2;
	config_free(c);
	str_free(&error);
	_exit(fd);
}

/* The same, and waits until it is ready. */
static inline void daemon_start(struct daemon *d, void (*before)(void *arg), void *arg)
{
	daemon_fork(d, before, arg);
	daemon_expect(d, "\"event\":\"ready\"", 1);
	d->http = daemon_port(d, "http");
	d->https = daemon_port(d, "https");
	d->admin = daemon_port(d, "admin");
}

/* Waits for the end and tells the exit code, or 128 and the signal that killed it. */
static inline int daemon_wait(struct daemon *d)
{
	uint64_t end = clock_mono_ms() + DAEMON_MS;
	int status = 0;

	while (waitpid(d->pid, &status, WNOHANG) == 0) {
		if (clock_mono_ms() > end)
			fail_msg("the daemon does not end");
		usleep(5000);
	}
	d->pid = 0;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Ends it where it still runs (its children die with it), and deletes the folder. */
static inline void daemon_clean(struct daemon *d)
{
	static const char *const names[] = { "pakn.conf", "log", "certificate", "key", "notify" };
	char path[128];

	if (d->pid > 0) {
		kill(d->pid, SIGKILL);
		waitpid(d->pid, NULL, 0);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		daemon_path(d, names[i], path);
		unlink(path);
	}
	rmdir(d->folder);
}

/* Connects to a port of 127.0.0.1; -1: refused. */
static inline int daemon_connect(int port)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct timeval patience = { DAEMON_MS / 1000, 0 };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (connect(fd, (struct sockaddr *)&a, sizeof(a)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Sends a request whose connection is to end with the answer. */
static inline void daemon_ask(int fd, const char *path)
{
	char request[256];
	int len = snprintf(request, sizeof(request),
		"GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", path);

	assert_int_equal(send(fd, request, (size_t)len, MSG_NOSIGNAL), len);
}

/* Reads an answer to its end and closes; tells the status; 0: none came. */
static inline int daemon_answer(int fd, char *body, size_t size)
{
	static char text[1 << 18];
	size_t len = 0;
	ssize_t got;
	int status = 0;
	const char *end;

	while (len < sizeof(text) - 1 && (got = read(fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += (size_t)got;
	close(fd);
	text[len] = '\0';
	end = strstr(text, "\r\n\r\n");
	if (sscanf(text, "HTTP/1.1 %d ", &status) != 1 || !end)
		return 0;
	if (body)
		snprintf(body, size, "%s", end + 4);
	return status;
}

/* Gets a path on a connection of its own. */
static inline int daemon_get(int port, const char *path, char *body, size_t size)
{
	int fd = daemon_connect(port);

	if (fd < 0)
		return 0;
	daemon_ask(fd, path);
	return daemon_answer(fd, body, size);
}

#endif
