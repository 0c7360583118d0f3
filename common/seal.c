#include "common/seal.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"
#include "common/random.h"

#define ID_SIZE    2
#define KIND_MAX   32
#define HEX_SIZE   (2 * GCM_KEY_SIZE)
#define HEX_DIGITS "0123456789abcdefABCDEF"

/* Finds a key by its number; NULL where it is not there. */
static const struct seal_key *key_find(const struct seal_keys *k, unsigned id)
{
	for (size_t i = 0; i < k->count; i++)
		if (k->keys[i].id == id)
			return &k->keys[i];
	return NULL;
}

/* Reads one key and steps behind it. */
static bool key_parse(const char **at, struct seal_key *out)
{
	char *end;
	unsigned long id;

	if (**at < '1' || **at > '9')
		return false;
	id = strtoul(*at, &end, 10);
	if (id > UINT16_MAX || *end != ':' || strspn(end + 1, HEX_DIGITS) != HEX_SIZE)
		return false;
	out->id = (uint16_t)id;
	for (int i = 0; i < GCM_KEY_SIZE; i++)
		sscanf(end + 1 + 2 * i, "%2hhx", &out->bytes[i]);
	*at = end + 1 + HEX_SIZE;
	return true;
}

bool seal_keys_parse(const char *text, struct seal_keys *out)
{
	struct seal_key key;

	out->count = 0;
	for (;;) {
		if (out->count == SEAL_KEYS_MAX || !key_parse(&text, &key) || key_find(out, key.id))
			return false;
		out->keys[out->count++] = key;
		if (!*text)
			return true;
		if (*text++ != ',')
			return false;
	}
}

/* What is authenticated beside the text. */
struct beside {
	char bytes[ID_SIZE + 4 + sizeof(struct uuid) + KIND_MAX];
	size_t len;
};

static struct beside beside_make(const struct seal_place *place, unsigned id)
{
	size_t kind_len = strlen(place->kind);
	unsigned tenant = (unsigned)place->tenant_id;
	struct beside b = { .len = ID_SIZE };

	if (kind_len > KIND_MAX)
		fatal("seal: the kind of a field is too long");
	b.bytes[0] = (char)(id >> 8);
	b.bytes[1] = (char)id;
	for (int shift = 24; shift >= 0; shift -= 8)
		b.bytes[b.len++] = (char)(tenant >> shift);
	memcpy(b.bytes + b.len, place->report_id.bytes, sizeof(place->report_id.bytes));
	b.len += sizeof(place->report_id.bytes);
	memcpy(b.bytes + b.len, place->kind, kind_len);
	b.len += kind_len;
	return b;
}

void seal_close(const struct seal_keys *k, const struct seal_place *place, struct span text,
	unsigned char *out)
{
	const struct seal_key *key = &k->keys[0];
	struct beside beside = beside_make(place, key->id);
	unsigned char *nonce = out + ID_SIZE, *sealed = nonce + GCM_NONCE_SIZE;

	if (!k->count)
		fatal("seal: there is no key");
	memcpy(out, beside.bytes, ID_SIZE);
	random_bytes(nonce, GCM_NONCE_SIZE);
	gcm_encrypt(key->bytes, nonce, (struct span){ beside.bytes, beside.len }, text, sealed,
		sealed + text.len);
}

/* Reads the number of the key; 0 where it is no seal. */
static unsigned sealed_id(struct span sealed)
{
	const unsigned char *bytes = (const unsigned char *)sealed.data;

	return sealed.len < SEAL_OVERHEAD ? 0 : (unsigned)bytes[0] << 8 | bytes[1];
}

bool seal_open(const struct seal_keys *k, const struct seal_place *place, struct span sealed,
	unsigned char *out)
{
	const struct seal_key *key = key_find(k, sealed_id(sealed));
	const unsigned char *nonce = (const unsigned char *)sealed.data + ID_SIZE;
	struct span text = { sealed.data + ID_SIZE + GCM_NONCE_SIZE, sealed.len - SEAL_OVERHEAD };
	struct beside beside;

	if (!key)
		return false;
	beside = beside_make(place, key->id);
	return gcm_decrypt(key->bytes, nonce, (struct span){ beside.bytes, beside.len }, text,
		(const unsigned char *)text.data + text.len, out);
}

bool seal_is_current(const struct seal_keys *k, struct span sealed)
{
	return k->count && sealed_id(sealed) == k->keys[0].id;
}
