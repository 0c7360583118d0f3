#include "server/contact.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/config.h"
#include "common/digest.h"
#include "common/digits.h"
#include "common/fatal.h"
#include "common/seal.h"
#include "server/bind.h"

#define HASH_SIZE 16 /* 128 bits tell a province's senders apart */

struct contact_keys {
	struct seal_keys seal;
	unsigned char hash[DIGEST_SIZE];
};

#define CONTACT_NAME(name) #name,
const char *const contact_names[CONTACT_PART_COUNT] = { CONTACT_PARTS(CONTACT_NAME) };
#undef CONTACT_NAME

/* Makes a key of one permanent one: the first block of HKDF-Expand. */
static void key_derive(const char *hex, const char *info, unsigned char out[DIGEST_SIZE])
{
	struct span parts[] = { span_of(info), { "\x01", 1 } };
	unsigned char key[32];

	for (size_t i = 0; i < sizeof(key); i++)
		sscanf(hex + 2 * i, "%2hhx", &key[i]);
	digest_hmac(key, sizeof(key), parts, 2, out);
	explicit_bzero(key, sizeof(key));
}

struct contact_keys *contact_keys_new(const struct config *c)
{
	struct contact_keys *k = fatal_if_null(calloc(1, sizeof(*k)));
	const char *secret = config_text(c, "secret_key");

	if (!seal_keys_parse(config_text(c, "identity_keys"), &k->seal) || !*secret) {
		free(k);
		return NULL;
	}
	key_derive(secret, "pakn sender hash", k->hash);
	return k;
}

void contact_keys_free(struct contact_keys *k)
{
	if (k)
		explicit_bzero(k, sizeof(*k));
	free(k);
}

const struct seal_keys *contact_seal_keys(const struct contact_keys *k)
{
	return &k->seal;
}

int contact_key_id(const struct contact_keys *k)
{
	return k->seal.keys[0].id;
}

/* Says where a part belongs. */
static struct seal_place place_of(struct contact_of of, enum contact_part part)
{
	struct seal_place place = { .tenant_id = of.tenant_id, .kind = contact_names[part] };

	if (!uuid_parse(span_of(of.report_id), &place.report_id))
		fatal("contact: the id of a report is none");
	return place;
}

const char *contact_seal(const struct contact_keys *k, struct arena *a, struct contact_of of,
	enum contact_part part, const char *text)
{
	struct span plain = span_of(text);
	struct seal_place place;
	unsigned char *sealed;

	if (!text)
		return NULL;
	place = place_of(of, part);
	sealed = arena_alloc(a, plain.len + SEAL_OVERHEAD);
	seal_close(&k->seal, &place, plain, sealed);
	return bind_bytea(a, sealed, plain.len + SEAL_OVERHEAD);
}

bool contact_open(const struct contact_keys *k, struct arena *a, struct contact_of of,
	enum contact_part part, const char *sealed, const char **text)
{
	struct seal_place place = place_of(of, part);
	struct span bytes;
	unsigned char *plain;

	*text = NULL;
	if (!sealed)
		return true;
	bytes = bind_bytea_read(a, sealed);
	plain = arena_alloc(a, bytes.len + 1);
	if (!seal_open(&k->seal, &place, bytes, plain))
		return false;
	*text = (char *)plain;
	return true;
}

const char *contact_hash(const struct contact_keys *k, struct arena *a, int tenant_id,
	enum contact_part part, const char *text)
{
	unsigned char digest[DIGEST_SIZE];
	char tenant[DIGITS_MAX + 1], *folded;
	struct span parts[3];

	if (!text)
		return NULL;
	folded = arena_string(a, text);
	for (char *c = folded; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	digits_put(tenant, (unsigned)tenant_id);
	parts[0] = span_of(contact_names[part]);
	parts[1] = span_of(tenant);
	parts[2] = span_of(folded);
	digest_hmac_framed(k->hash, sizeof(k->hash), parts, 3, digest);
	return bind_bytea(a, digest, HASH_SIZE);
}
