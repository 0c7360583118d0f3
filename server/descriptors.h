/* Messages between processes that carry two descriptors (cmsg(3)), over a socket of packets. */
#ifndef PAKN_DESCRIPTORS_H
#define PAKN_DESCRIPTORS_H

#include <stdbool.h>
#include <stddef.h>

#define DESCRIPTORS 2

/* Sends a message, and copies of the descriptors with it; false where the socket is full. */
bool descriptors_send(int channel, const void *message, size_t len, const int fds[DESCRIPTORS]);

/* Takes the next message of this length; false where there is none.  The descriptors are the
 * caller's. */
bool descriptors_take(int channel, void *message, size_t len, int fds[DESCRIPTORS]);

#endif
