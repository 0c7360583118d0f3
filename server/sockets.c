#include "server/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/address.h"
#include "common/clock.h"
#include "common/log.h"

#define PREDECESSOR_MS 1000

static const struct {
	const char *setting; /* the addresses */
	const char *name;    /* what systemd calls such a socket, and what the log says */
} kinds[SOCKET_KINDS] = {
	[SOCKET_PLAIN] = { "listen", "http" },
	[SOCKET_TLS] = { "listen_tls", "https" },
	[SOCKET_ADMIN] = { "admin_listen", "admin" },
};

static bool add(struct sockets *l, enum socket_kind kind, int fd)
{
	struct sockaddr_storage bound = { 0 };
	socklen_t len = sizeof(bound);
	char text[ADDRESS_TEXT_SIZE];

	if (l->count == SOCKETS_MAX)
		return false;
	l->items[l->count++] = (struct listening){ kind, fd };
	if (getsockname(fd, (struct sockaddr *)&bound, &len) == 0 && bound.ss_family != AF_UNIX)
		address_format(text, &bound);
	else
		snprintf(text, sizeof(text), "unix");
	log_info("listening", "kind=%s address=%s", kinds[kind].name, text);
	return true;
}

static enum socket_kind kind_of(const char *name)
{
	for (int kind = 0; kind < SOCKET_KINDS; kind++)
		if (name && !strcmp(kinds[kind].name, name))
			return (enum socket_kind)kind;
	return SOCKET_PLAIN;
}

/* Takes what systemd opened for us. */
static bool activated_take(struct sockets *l, struct str *error)
{
	char **names = NULL;
	int count = sd_listen_fds_with_names(true, &names);

	if (count < 0)
		str_printf(error, "the sockets of systemd cannot be used: %s", strerror(-count));
	for (int i = 0; i < count; i++) {
		int fd = SD_LISTEN_FDS_START + i;

		if (sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
			str_printf(
				error, "socket %s of systemd is not a listening stream", names[i]);
		else if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) ||
			 !add(l, kind_of(names[i]), fd))
			str_printf(error, "socket %s of systemd is one too many", names[i]);
		free(names[i]);
	}
	free(names);
	return !error->len;
}

/* Makes a listening socket.  TCP_NODELAY is inherited by what it accepts; without it answers over
 * TLS wait for acknowledgements. */
static int socket_open(const struct address *a)
{
	int fd = socket(a->socket.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int yes = 1, only = !a->both;
	bool v6 = a->socket.ss_family == AF_INET6;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)) == 0 &&
		(!v6 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof(only)) == 0) &&
		bind(fd, (const struct sockaddr *)&a->socket, a->len) == 0 &&
		listen(fd, SOMAXCONN) == 0)
		return fd;
	close(fd);
	return -1;
}

/* Opens `*` as plain IPv4 where the system has no IPv6. */
static int any_open(struct address *a)
{
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)&a->socket;
	in_port_t port = v6->sin6_port;
	int fd = socket_open(a);

	if (fd >= 0 || !a->both || (errno != EAFNOSUPPORT && errno != EADDRNOTAVAIL))
		return fd;
	address_parse(span_of("0.0.0.0:0"), a);
	((struct sockaddr_in *)&a->socket)->sin_port = port;
	return socket_open(a);
}

/* Tries for a second: the children of a daemon that was killed need a moment to follow it. */
static int patiently_open(struct address *a)
{
	uint64_t end = clock_mono_ms() + PREDECESSOR_MS;
	int fd = any_open(a);

	while (fd < 0 && errno == EADDRINUSE && clock_mono_ms() < end) {
		usleep(10000);
		fd = any_open(a);
	}
	return fd;
}

static bool kind_open(
	struct sockets *l, enum socket_kind kind, const char *addresses, struct str *error)
{
	struct span list = span_of(addresses), item;
	struct address address;
	int fd;

	if (!strcmp(addresses, "none"))
		return true;
	while (address_next(&list, &item)) {
		if (!address_parse(item, &address))
			continue; /* config_load() has checked it */
		fd = patiently_open(&address);
		if (fd < 0)
			str_printf(error, "%s: cannot listen on %.*s: %m", kinds[kind].setting,
				(int)item.len, item.data);
		else if (!add(l, kind, fd))
			str_printf(error, "%s: too many addresses", kinds[kind].setting);
		if (error->len)
			return false;
	}
	return true;
}

static bool has(const struct sockets *l, enum socket_kind kind)
{
	for (int i = 0; i < l->count; i++)
		if (l->items[i].kind == kind)
			return true;
	return false;
}

bool sockets_open(struct sockets *l, const struct config *c, struct str *error)
{
	bool good, web;

	*l = (struct sockets){ 0 };
	str_clear(error);
	good = activated_take(l, error);
	/* Before anything is opened: either systemd brings the public sockets or the settings do.
	 */
	web = has(l, SOCKET_PLAIN) || has(l, SOCKET_TLS);
	for (int kind = 0; kind < SOCKET_KINDS && good; kind++) {
		bool brought = kind == SOCKET_ADMIN ? has(l, kind) : web;

		if (!brought)
			good = kind_open(l, (enum socket_kind)kind,
				config_text(c, kinds[kind].setting), error);
	}
	if (good && has(l, SOCKET_TLS) && !*config_text(c, "tls_certificate"))
		str_add(error, "an https socket needs tls_certificate and tls_key");
	else if (good && !has(l, SOCKET_PLAIN) && !has(l, SOCKET_TLS))
		str_add(error, "listen and listen_tls leave no address to serve on");
	if (error->len)
		sockets_close(l, ~0u);
	return !error->len;
}

void sockets_close(struct sockets *l, unsigned which)
{
	int kept = 0;

	for (int i = 0; i < l->count; i++) {
		if (which >> l->items[i].kind & 1u)
			close(l->items[i].fd);
		else
			l->items[kept++] = l->items[i];
	}
	l->count = kept;
}
