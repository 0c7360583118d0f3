/* The listening sockets: opened by the master, or handed over by systemd, and shared by its
 * children. */
#ifndef PAKN_SOCKETS_H
#define PAKN_SOCKETS_H

#include <stdbool.h>

#include "common/config.h"
#include "common/str.h"

enum socket_kind { SOCKET_PLAIN, SOCKET_TLS, SOCKET_ADMIN, SOCKET_KINDS };

#define SOCKETS_MAX 64

struct sockets {
	int count;
	struct listening {
		enum socket_kind kind;
		int fd;
	} items[SOCKETS_MAX];
};

/* Takes the sockets of systemd's socket activation (FileDescriptorName=admin, =https, any other is
 * plain HTTP); kinds that it did not bring are opened as the settings say.  On false, error holds
 * one sentence and nothing is open. */
bool sockets_open(struct sockets *l, const struct config *c, struct str *error);

/* Closes those of some kinds (a set of bits, 1 << kind). */
void sockets_close(struct sockets *l, unsigned which);

#endif
