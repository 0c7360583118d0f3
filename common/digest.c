#include "common/digest.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <stdbool.h>

#include "common/fatal.h"

/* One set per thread, for contexts may not be shared; they live as long as the process. */
static _Thread_local struct {
	EVP_MD *sha256;
	EVP_MD_CTX *md;
	EVP_MAC_CTX *mac;
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
	tools.mac = fatal_if_null(EVP_MAC_CTX_new(hmac));
	check(EVP_MAC_CTX_set_params(tools.mac, params));
	EVP_MAC_free(hmac);
}

void digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE])
{
	if (!tools.mac)
		tools_fetch();
	check(EVP_DigestInit_ex2(tools.md, tools.sha256, NULL));
	check(EVP_DigestUpdate(tools.md, data, len));
	check(EVP_DigestFinal_ex(tools.md, out, NULL));
}

/* Feeds the length of a part. */
static void feed_length(size_t len)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((unsigned long long)len >> (56 - 8 * i));
	check(EVP_MAC_update(tools.mac, bytes, sizeof(bytes)));
}

static void hmac(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char *out, bool framed)
{
	size_t len;

	if (!tools.mac)
		tools_fetch();
	/* OpenSSL takes a key of no length for "the key of last time". */
	if (!key_len)
		fatal("digest: an empty key");
	check(EVP_MAC_init(tools.mac, key, key_len, NULL));
	for (size_t i = 0; i < count; i++) {
		if (framed)
			feed_length(parts[i].len);
		check(EVP_MAC_update(
			tools.mac, (const unsigned char *)parts[i].data, parts[i].len));
	}
	check(EVP_MAC_final(tools.mac, out, &len, DIGEST_SIZE));
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
