#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "server/http_conn.h"

/* An IPv4 address or an IPv6 /64: what one subscriber has. */
struct peer {
	struct peer *next;
	uint64_t key;
	int conns;
};

void peers_init(struct peers *p, int conns_max, uint64_t secret)
{
	p->size = 64;
	while (p->size < (size_t)conns_max && p->size < 65536)
		p->size *= 2;
	p->slots = fatal_if_null(calloc(p->size, sizeof(*p->slots)));
	p->secret = secret | 1;
}

void peers_free(struct peers *p)
{
	free(p->slots);
}

/* Turns an address into a key; 0 where there is none to count (a socket in the file system). */
static uint64_t peer_key(const struct sockaddr *sa)
{
	const unsigned char *bytes;
	uint64_t key = 0;

	if (sa->sa_family == AF_INET)
		return 0x1ull << 32 |
		       ntohl(((const struct sockaddr_in *)(const void *)sa)->sin_addr.s_addr);
	if (sa->sa_family != AF_INET6)
		return 0;
	bytes = ((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr.s6_addr;
	if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)(const void *)bytes)) {
		for (int i = 12; i < 16; i++)
			key = key << 8 | bytes[i];
		return 0x1ull << 32 | key;
	}
	for (int i = 0; i < 8; i++)
		key = key << 8 | bytes[i];
	return key | 0x1ull << 63; /* not 0, and not like an IPv4 one */
}

/* The secret keeps a client from choosing addresses that fall into one slot. */
static struct peer **peer_slot(struct peers *p, uint64_t key)
{
	uint64_t mixed = (key ^ p->secret) * 0x9e3779b97f4a7c15ull;

	mixed = (mixed ^ mixed >> 32) * p->secret;
	return &p->slots[mixed >> 40 & (p->size - 1)];
}

struct peer *peer_enter(struct peers *p, const struct sockaddr *sa, int max, bool *refused)
{
	uint64_t key = peer_key(sa);
	struct peer **slot = peer_slot(p, key), *peer;

	*refused = false;
	if (key == 0)
		return NULL;
	for (peer = *slot; peer && peer->key != key;)
		peer = peer->next;
	if (peer && max && peer->conns >= max) {
		*refused = true;
		return NULL;
	}
	if (!peer) {
		peer = fatal_if_null(malloc(sizeof(*peer)));
		*peer = (struct peer){ .next = *slot, .key = key };
		*slot = peer;
	}
	peer->conns++;
	return peer;
}

void peer_leave(struct peers *p, struct peer *peer)
{
	struct peer **link;

	if (!peer || --peer->conns > 0)
		return;
	for (link = peer_slot(p, peer->key); *link != peer;)
		link = &(*link)->next;
	*link = peer->next;
	free(peer);
}

void peer_text(const struct sockaddr *sa, char text[46])
{
	const struct sockaddr_in *v4 = (const void *)sa;
	const struct sockaddr_in6 *v6 = (const void *)sa;

	snprintf(text, 46, "local");
	if (sa->sa_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, text, 46);
	else if (sa->sa_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, 46);
	else if (sa->sa_family == AF_INET6)
		inet_ntop(AF_INET6, &v6->sin6_addr, text, 46);
}
