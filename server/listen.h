/* The listening sockets: opened by the master, or handed over by systemd, and shared by its
 * children. */
#ifndef PAKN_LISTEN_H
#define PAKN_LISTEN_H

#include <stdbool.h>

#include "common/config.h"
#include "common/str.h"

enum listener_kind { LISTENER_PLAIN, LISTENER_TLS, LISTENER_ADMIN, LISTENER_KINDS };

#define LISTENERS_MAX 64

struct listeners {
	int count;
	struct listener {
		enum listener_kind kind;
		int fd;
	} items[LISTENERS_MAX];
};

/* Takes the sockets of systemd's socket activation (FileDescriptorName=admin, =https, any other is
 * plain HTTP); kinds that it did not bring are opened as the settings say.  On false, error holds
 * one sentence and nothing is open. */
bool listeners_open(struct listeners *l, const struct config *c, struct str *error);

/* Closes those of some kinds (a set of bits, 1 << kind). */
void listeners_close(struct listeners *l, unsigned kinds);

#endif
