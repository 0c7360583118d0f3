#include "common/ip.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "common/address.h"

#define V4_BITS 96 /* of the prefix ::ffff:0:0 */

static const unsigned char v4_prefix[12] = { [10] = 0xff, 0xff };

static bool is_v4(const struct ip *ip)
{
	return !memcmp(ip->bytes, v4_prefix, sizeof(v4_prefix));
}

static void v4_set(struct ip *ip, const struct in_addr *v4)
{
	memcpy(ip->bytes, v4_prefix, sizeof(v4_prefix));
	memcpy(ip->bytes + sizeof(v4_prefix), v4, sizeof(*v4));
}

bool ip_parse(struct span text, struct ip *out)
{
	char name[IP_TEXT_SIZE] = { 0 };
	struct in_addr v4;

	if (!text.len || text.len >= sizeof(name) || memchr(text.data, '\0', text.len))
		return false;
	memcpy(name, text.data, text.len);
	if (inet_pton(AF_INET6, name, out->bytes) == 1)
		return true;
	if (inet_pton(AF_INET, name, &v4) != 1)
		return false;
	v4_set(out, &v4);
	return true;
}

bool ip_of_socket(const struct sockaddr *sa, struct ip *out)
{
	const struct sockaddr_in *v4 = (const void *)sa;
	const struct sockaddr_in6 *v6 = (const void *)sa;

	if (sa->sa_family == AF_INET)
		v4_set(out, &v4->sin_addr);
	else if (sa->sa_family == AF_INET6)
		memcpy(out->bytes, &v6->sin6_addr, sizeof(out->bytes));
	return sa->sa_family == AF_INET || sa->sa_family == AF_INET6;
}

void ip_format(const struct ip *ip, char out[IP_TEXT_SIZE])
{
	if (is_v4(ip))
		inet_ntop(AF_INET, ip->bytes + sizeof(v4_prefix), out, IP_TEXT_SIZE);
	else
		inet_ntop(AF_INET6, ip->bytes, out, IP_TEXT_SIZE);
}

struct span ip_subscriber(const struct ip *ip)
{
	return (struct span){ (const char *)ip->bytes, is_v4(ip) ? 16 : 8 };
}

/* Reads the digits behind the slash; false where they are none, or more than there are. */
static bool bits_parse(struct span text, unsigned most, unsigned *bits)
{
	*bits = 0;
	if (!text.len || text.len > 3)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*bits = *bits * 10 + (unsigned)(text.data[i] - '0');
	}
	return *bits <= most;
}

static bool network_parse(struct span text, struct network *out)
{
	const char *slash = memchr(text.data, '/', text.len);
	struct span ip = { text.data, slash ? (size_t)(slash - text.data) : text.len };
	unsigned before;

	if (!ip_parse(ip, &out->ip))
		return false;
	out->bits = 128;
	if (!slash)
		return true;
	before = memchr(ip.data, ':', ip.len) ? 0 : V4_BITS;
	if (!bits_parse(span_skip(text, ip.len + 1), 128 - before, &out->bits))
		return false;
	out->bits += before;
	return true;
}

bool networks_parse(const char *text, struct networks *out)
{
	struct span list = span_of(text), item;

	*out = (struct networks){ 0 };
	while (address_next(&list, &item)) {
		if (span_eq(item, "unix"))
			out->unix_sockets = true;
		else if (out->count == NETWORKS_MAX ||
			 !network_parse(item, &out->items[out->count++]))
			return false;
	}
	return true;
}

static bool network_has(const struct network *n, const struct ip *ip)
{
	unsigned whole = n->bits / 8, rest = n->bits % 8;

	return !memcmp(n->ip.bytes, ip->bytes, whole) &&
	       (!rest || (n->ip.bytes[whole] ^ ip->bytes[whole]) >> (8 - rest) == 0);
}

bool networks_have(const struct networks *n, const struct ip *ip)
{
	for (size_t i = 0; i < n->count; i++)
		if (network_has(&n->items[i], ip))
			return true;
	return false;
}

#define INSIDE_V4                                                                                  \
	"0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 "             \
	"192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 "   \
	"203.0.113.0/24 224.0.0.0/3"
#define GLOBAL_V6 "2000::/3"
#define INSIDE_V6 "2001::/23 2001:db8::/32 2002::/16 3fff::/20"

/* Tells whether an address is in one of the networks of a list that is right. */
static bool list_has(const char *list, const struct ip *ip)
{
	struct networks networks;

	return networks_parse(list, &networks) && networks_have(&networks, ip);
}

bool ip_is_inside(const struct ip *ip)
{
	if (is_v4(ip))
		return list_has(INSIDE_V4, ip);
	return !list_has(GLOBAL_V6, ip) || list_has(INSIDE_V6, ip);
}
