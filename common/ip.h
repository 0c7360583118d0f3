/* IP addresses, and networks of them: 203.0.113.7, 2001:db8::1, 10.0.0.0/8, fd00::/8. */
#ifndef PAKN_IP_H
#define PAKN_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

#include "common/span.h"

#define IP_TEXT_SIZE 46

/* IPv4 stands as ::ffff:a.b.c.d, so that an address has one form however it came. */
struct ip {
	unsigned char bytes[16];
};

/* Reads an address without port, brackets or zone.  Names are not looked up. */
bool ip_parse(struct span text, struct ip *out);

/* Takes the address of a socket's other end; false where it has none (a socket in the file system).
 */
bool ip_of_socket(const struct sockaddr *sa, struct ip *out);

void ip_format(const struct ip *ip, char out[IP_TEXT_SIZE]);

/* Gives the bytes that stand for a subscriber: of IPv4 all of them, of IPv6 those of the /64. */
struct span ip_subscriber(const struct ip *ip);

/* Tells whether an address is no other network's: this machine, a private or shared network, the
 * link, one for examples or several receivers, or a way around that (RFC 6890, and mapped,
 * translated and tunnelled IPv4). */
bool ip_is_inside(const struct ip *ip);

#define NETWORKS_MAX 64

struct networks {
	size_t count;
	struct network {
		struct ip ip;
		unsigned bits; /* of the 128 that count */
	} items[NETWORKS_MAX];
	bool unix_sockets; /* the word `unix`: whoever reaches a socket in the file system */
};

/* Reads a list, separated by commas or spaces, of networks, addresses and the word `unix`; false
 * where an item is none of them (a host's bits beside the network's are allowed). */
bool networks_parse(const char *text, struct networks *out);

bool networks_have(const struct networks *n, const struct ip *ip);

#endif
