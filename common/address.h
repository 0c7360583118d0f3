/* Addresses to listen on: 127.0.0.1:8080, [::1]:8080, *:8080 (every address, IPv4 and IPv6). */
#ifndef PAKN_ADDRESS_H
#define PAKN_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "common/span.h"

struct address {
	struct sockaddr_storage socket;
	socklen_t len;
	bool both; /* '*': IPv6 that takes IPv4 as well */
};

#define ADDRESS_TEXT_SIZE 56

/* Reads one address; port 0 lets the system choose.  Names are not looked up: that would wait. */
bool address_parse(struct span text, struct address *out);

/* Cuts the next address off a list that is separated by commas or spaces; false at its end. */
bool address_next(struct span *list, struct span *item);

/* Writes what address_parse() reads. */
void address_format(char out[ADDRESS_TEXT_SIZE], const struct sockaddr_storage *socket);

#endif
