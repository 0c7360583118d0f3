/* Which client a request comes from, where proxies stand in between and say so in a header:
 * X-Forwarded-For, X-Real-IP or Forwarded (RFC 7239).
 *
 * Whatever a client writes itself stands to the left of what the nearest proxy adds.  So the list
 * is read from its right end, as one even where it came in several lines: each address that is a
 * trusted proxy's has said who stands to the left of it, and the first that is not is the client.
 */
#ifndef PAKN_FORWARDED_H
#define PAKN_FORWARDED_H

#include "common/http_parse.h"
#include "common/ip.h"

enum forwarded_header {
	FORWARDED_NONE,
	FORWARDED_X_FORWARDED_FOR,
	FORWARDED_X_REAL_IP,
	FORWARDED_RFC7239,
	FORWARDED_HEADERS
};

/* Their names, as a setting has them: "none", "X-Forwarded-For" ..., NULL at the end. */
extern const char *const forwarded_names[FORWARDED_HEADERS + 1];

struct forwarded {
	enum forwarded_header header;
	struct networks trusted;
};

/* Finds the client of a request that came from a trusted proxy.  client holds the address of that
 * proxy (where it has one) and is changed for every address that a trusted one tells of.  Reading
 * ends at what is no address: what it says of itself nobody vouches for.  Tells whether any address
 * was found. */
bool forwarded_client(const struct forwarded *f, const struct http_header *headers, size_t count,
	struct ip *client);

#endif
