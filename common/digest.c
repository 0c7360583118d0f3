#include "common/digest.h"

#include <endian.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/fatal.h"

/* Those of codes, of secrets, of senders, and of a gateway: each is used for every report. */
#define KEYS_KEPT  4
#define BLOCK_SIZE 64
#define BUFFERED   512 /* bytes of parts that are put together, for a call costs more than a copy */

/* A key that has been taken in already (RFC 2104): to begin with it is half the work.  OpenSSL's
 * own HMAC would do the same at three times the cost around it. */
struct keyed {
	EVP_MD_CTX *inner, *outer;
	uint64_t key[BLOCK_SIZE / 8]; /* filled up with zeros, as HMAC itself does */
};

/* One set per thread, for contexts may not be shared; they live as long as the process. */
static _Thread_local struct {
	EVP_MD *sha256;
	EVP_MD_CTX *md;
	struct keyed keys[KEYS_KEPT];
	unsigned kept;
} tools;

static void check(int ok)
{
	if (ok != 1)
		fatal("digest: OpenSSL refuses SHA-256");
}

static void tools_fetch(void)
{
	if (tools.md)
		return;
	tools.sha256 = fatal_if_null(EVP_MD_fetch(NULL, "SHA256", NULL));
	tools.md = fatal_if_null(EVP_MD_CTX_new());
	for (int i = 0; i < KEYS_KEPT; i++) {
		tools.keys[i].inner = fatal_if_null(EVP_MD_CTX_new());
		tools.keys[i].outer = fatal_if_null(EVP_MD_CTX_new());
	}
}

void digest_sha256(const void *data, size_t len, unsigned char out[DIGEST_SIZE])
{
	tools_fetch();
	check(EVP_DigestInit_ex2(tools.md, tools.sha256, NULL));
	check(EVP_DigestUpdate(tools.md, data, len));
	check(EVP_DigestFinal_ex(tools.md, out, NULL));
}

/* Begins one of the two digests of an HMAC: with the key, each byte changed alike. */
static void half_begin(EVP_MD_CTX *half, const uint64_t key[BLOCK_SIZE / 8], uint64_t change)
{
	uint64_t block[BLOCK_SIZE / 8];

	for (int i = 0; i < BLOCK_SIZE / 8; i++)
		block[i] = key[i] ^ change;
	check(EVP_DigestInit_ex2(half, tools.sha256, NULL));
	check(EVP_DigestUpdate(half, block, sizeof(block)));
	OPENSSL_cleanse(block, sizeof(block));
}

/* Tells whether two keys are the same, in the same time for all. */
static bool key_eq(const uint64_t *a, const uint64_t *b)
{
	uint64_t difference = 0;

	for (int i = 0; i < BLOCK_SIZE / 8; i++)
		difference |= a[i] ^ b[i];
	return !difference;
}

/* Finds a key among those that are kept, or puts it in the place of the oldest. */
static const struct keyed *keyed_find(const void *key, size_t key_len)
{
	uint64_t filled[BLOCK_SIZE / 8] = { 0 };
	struct keyed *k;

	if (!key_len)
		fatal("digest: an empty key");
	if (key_len > BLOCK_SIZE)
		digest_sha256(key, key_len, (unsigned char *)filled);
	else
		memcpy(filled, key, key_len);
	for (unsigned i = 0; i < KEYS_KEPT && i < tools.kept; i++)
		if (key_eq(tools.keys[i].key, filled))
			return &tools.keys[i];
	k = &tools.keys[tools.kept++ % KEYS_KEPT];
	memcpy(k->key, filled, sizeof(filled));
	half_begin(k->inner, filled, UINT64_C(0x3636363636363636));
	half_begin(k->outer, filled, UINT64_C(0x5c5c5c5c5c5c5c5c));
	return k;
}

/* What is fed to the digest next. */
struct feed {
	unsigned char bytes[BUFFERED];
	size_t len;
};

static void feed_flush(struct feed *f)
{
	check(EVP_DigestUpdate(tools.md, f->bytes, f->len));
	f->len = 0;
}

static void feed_add(struct feed *f, const void *data, size_t len)
{
	if (len > sizeof(f->bytes) - f->len)
		feed_flush(f);
	if (len > sizeof(f->bytes)) {
		check(EVP_DigestUpdate(tools.md, data, len));
		return;
	}
	if (len)
		memcpy(f->bytes + f->len, data, len);
	f->len += len;
}

static void hmac(const void *key, size_t key_len, const struct span *parts, size_t count,
	unsigned char *out, bool framed)
{
	const struct keyed *k;
	struct feed feed;

	tools_fetch();
	k = keyed_find(key, key_len);
	check(EVP_MD_CTX_copy_ex(tools.md, k->inner));
	feed.len = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t len = htobe64(parts[i].len);

		if (framed)
			feed_add(&feed, &len, sizeof(len));
		feed_add(&feed, parts[i].data, parts[i].len);
	}
	feed_flush(&feed);
	check(EVP_DigestFinal_ex(tools.md, out, NULL));
	check(EVP_MD_CTX_copy_ex(tools.md, k->outer));
	check(EVP_DigestUpdate(tools.md, out, DIGEST_SIZE));
	check(EVP_DigestFinal_ex(tools.md, out, NULL));
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
