#include "server/kept.h"

#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"
#include "common/random.h"
#include "common/siphash.h"

struct answer {
	uint64_t question;
	uint64_t asked_ms; /* clock_mono_ms() */
	char etag[KEPT_ETAG_MAX + 1];
	size_t len;
	char body[];
};

struct kept {
	unsigned char key[SIPHASH_KEY_SIZE];
	struct answer *slots[KEPT_SLOTS];
};

struct kept *kept_new(void)
{
	struct kept *k = fatal_if_null(calloc(1, sizeof(*k)));

	random_bytes(k->key, sizeof(k->key));
	return k;
}

uint64_t kept_question(const struct kept *k, const struct span *parts, size_t count)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < count; i++)
		hash = hash * UINT64_C(0x9e3779b97f4a7c15) + siphash(k->key, parts[i]);
	return hash ? hash : 1;
}

static struct answer **slot_of(struct kept *k, uint64_t question)
{
	return &k->slots[question & (KEPT_SLOTS - 1)];
}

const char *kept_etag(struct kept *k, uint64_t question, uint64_t now_ms)
{
	struct answer *a = *slot_of(k, question);

	if (!a || a->question != question)
		return NULL;
	a->asked_ms = now_ms;
	return a->etag;
}

struct span kept_body(const struct kept *k, uint64_t question, const char *etag)
{
	const struct answer *a = k->slots[question & (KEPT_SLOTS - 1)];

	if (!a || a->question != question || strcmp(a->etag, etag) != 0)
		return (struct span){ NULL, 0 };
	return (struct span){ a->body, a->len };
}

void kept_put(
	struct kept *k, uint64_t question, const char *etag, struct span body, uint64_t now_ms)
{
	struct answer **slot = slot_of(k, question), *a;

	if (body.len > KEPT_BODY_MAX || strlen(etag) > KEPT_ETAG_MAX)
		return;
	a = fatal_if_null(malloc(sizeof(*a) + body.len));
	a->question = question;
	a->asked_ms = now_ms;
	a->len = body.len;
	strcpy(a->etag, etag);
	memcpy(a->body, body.data, body.len);
	free(*slot);
	*slot = a;
}

void kept_sweep(struct kept *k, uint64_t now_ms)
{
	for (size_t i = 0; i < KEPT_SLOTS; i++) {
		if (!k->slots[i] || now_ms - k->slots[i]->asked_ms < KEPT_MS)
			continue;
		free(k->slots[i]);
		k->slots[i] = NULL;
	}
}

void kept_free(struct kept *k)
{
	for (size_t i = 0; i < KEPT_SLOTS; i++)
		free(k->slots[i]);
	free(k);
}
