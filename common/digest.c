#include "common/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <string.h>

#include "common/fatal.h"

#define KEYS_KEPT                                                                                  \
	4 /* those of codes, of secrets, of senders, and of a gateway: each for every report */
#define KEY_MAX 64

/* A context that has taken a key in already: to begin again with the same is half the work. */
struct keyed {
	EVP_MAC_CTX *mac;
	unsigned char key[KEY_MAX];
	size_t key_len; /* 0: none, or one too long to keep */
};

/* One set per thread, for contexts may not be shared; they live as long as the process. */
static _Thread_local struct {
	EVP_MD *sha256;
	EVP_MD_CTX *md;
	struct keyed macs[KEYS_KEPT];
	unsigned oldest;
} tools;

static void check(int ok)
{
	if (ok != 1)
		fatal("digest: OpenSSL refuses SHA-256 or HMAC");
}

static void tools_fetch(void)
{
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){ "SHA256" }, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *hmac = fatal_if_null(EVP_MAC_fetch(NULL, "HMAC", NULL));

	tools.sha256 = fatal_if_null(EVP_MD_fetch(NULL, "SHA256", NULL));
	tools.md = fatal_if_null(EVP_MD_CTX_new());
	for (int i = 0; i < KEYS_KEPT; i++) {
		tools.macs[i].mac = fatal_if_null(EVP_MAC_CTX_new(hmac));
		check(EVP_MAC_CTX_set_params(tools.macs[i].mac, params));
	}
	EVP_MAC_free(hmac);
}

void digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE])
{
	if (!tools.md)
		tools_fetch();
	check(EVP_DigestInit_ex2(tools.md, tools.sha256, NULL));
	check(EVP_DigestUpdate(tools.md, data, len));
	check(EVP_DigestFinal_ex(tools.md, out, NULL));
}

/* Begins an HMAC. */
static EVP_MAC_CTX *mac_begin(const void *key, size_t key_len)
{
	struct keyed *k;

	for (int i = 0; i < KEYS_KEPT; i++) {
		k = &tools.macs[i];
		if (k->key_len == key_len && !CRYPTO_memcmp(k->key, key, key_len)) {
			check(EVP_MAC_init(k->mac, NULL, 0, NULL));
			return k->mac;
		}
	}
	k = &tools.macs[tools.oldest++ % KEYS_KEPT];
	check(EVP_MAC_init(k->mac, key, key_len, NULL));
	k->key_len = key_len <= KEY_MAX ? key_len : 0;
	memcpy(k->key, key, k->key_len);
	return k->mac;
}

/* Feeds the length of a part. */
static void feed_length(EVP_MAC_CTX *mac, size_t len)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((unsigned long long)len >> (56 - 8 * i));
	check(EVP_MAC_update(mac, bytes, sizeof(bytes)));
}

static void hmac(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char *out, bool framed)
{
	EVP_MAC_CTX *mac;
	size_t len;

	if (!tools.md)
		tools_fetch();
	/* OpenSSL takes a key of no length for "the key of last time". */
	if (!key_len)
		fatal("digest: an empty key");
	mac = mac_begin(key, key_len);
	for (size_t i = 0; i < count; i++) {
		if (framed)
			feed_length(mac, parts[i].len);
		check(EVP_MAC_update(mac, (const unsigned char *)parts[i].data, parts[i].len));
	}
	check(EVP_MAC_final(mac, out, &len, DIGEST_SIZE));
}

void digest_hmac(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char out[DIGEST_SIZE])
{
	hmac(key, key_len, parts, count, out, false);
}

void digest_hmac_framed(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char out[DIGEST_SIZE])
{
	hmac(key, key_len, parts, count, out, true);
}
