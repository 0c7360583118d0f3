#include <stdlib.h>

#include "common/fatal.h"
#include "common/random.h"
#include "server/http_conn.h"

/* A subscriber, by the hash of what is theirs (ip.h). */
struct peer {
	struct peer *next;
	uint64_t key;
	int conns;
};

void peers_init(struct peers *p, int conns_max)
{
	p->size = 64;
	while (p->size < (size_t)conns_max && p->size < 65536)
		p->size *= 2;
	p->slots = fatal_if_null(calloc(p->size, sizeof(*p->slots)));
	random_bytes(p->secret, sizeof(p->secret));
}

void peers_free(struct peers *p)
{
	free(p->slots);
}

struct peer *peer_enter(struct peers *p, const struct ip *ip, int max, bool *refused)
{
	uint64_t key = siphash(p->secret, ip_subscriber(ip));
	struct peer **slot = &p->slots[key % p->size], *peer = *slot;

	*refused = false;
	while (peer && peer->key != key)
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
	for (link = &p->slots[peer->key % p->size]; *link != peer;)
		link = &(*link)->next;
	*link = peer->next;
	free(peer);
}
