#include "common/gcm.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "common/fatal.h"

/* A context that has taken a key in already. */
struct keyed {
	EVP_CIPHER_CTX *cipher;
	unsigned char key[GCM_KEY_SIZE];
	bool has_key;
};

/* One for each use and thread, for contexts may not be shared; they live as long as it. */
static _Thread_local struct keyed encrypting, decrypting, digesting;

static void check(int ok)
{
	if (ok != 1)
		fatal("gcm: OpenSSL refuses AES-256-GCM");
}

/* Begins a text: with a new key where it is not that of last time. */
static void text_begin(
	struct keyed *k, const unsigned char *key, const unsigned char *nonce, int encrypt)
{
	bool known = k->has_key && !CRYPTO_memcmp(k->key, key, GCM_KEY_SIZE);
	EVP_CIPHER *aes = NULL;

	if (!k->cipher) {
		k->cipher = fatal_if_null(EVP_CIPHER_CTX_new());
		aes = fatal_if_null(EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL));
	}
	check(EVP_CipherInit_ex2(k->cipher, aes, known ? NULL : key, nonce, encrypt, NULL));
	EVP_CIPHER_free(aes);
	memcpy(k->key, key, GCM_KEY_SIZE);
	k->has_key = true;
}

/* Feeds what is authenticated but not encrypted, and the text. */
static void text_feed(struct keyed *k, struct span beside, struct span text, unsigned char *out)
{
	int len;

	if (beside.len)
		check(EVP_CipherUpdate(k->cipher, NULL, &len, (const unsigned char *)beside.data,
			(int)beside.len));
	if (text.len)
		check(EVP_CipherUpdate(
			k->cipher, out, &len, (const unsigned char *)text.data, (int)text.len));
}

/* Ends a text that was encrypted. */
static void tag_write(struct keyed *k, unsigned char tag[GCM_TAG_SIZE])
{
	unsigned char none[1];
	int len;

	check(EVP_CipherFinal_ex(k->cipher, none, &len));
	check(EVP_CIPHER_CTX_ctrl(k->cipher, EVP_CTRL_AEAD_GET_TAG, GCM_TAG_SIZE, tag));
}

void gcm_encrypt(const unsigned char key[GCM_KEY_SIZE], const unsigned char nonce[GCM_NONCE_SIZE],
	struct span beside, struct span text, unsigned char *out, unsigned char tag[GCM_TAG_SIZE])
{
	text_begin(&encrypting, key, nonce, 1);
	text_feed(&encrypting, beside, text, out);
	tag_write(&encrypting, tag);
}

void gcm_digest(const unsigned char key[GCM_KEY_SIZE], const struct span *parts, size_t count,
	unsigned char tag[GCM_TAG_SIZE])
{
	static const unsigned char nonce[GCM_NONCE_SIZE];

	text_begin(&digesting, key, nonce, 1);
	for (size_t i = 0; i < count; i++)
		text_feed(&digesting, parts[i], (struct span){ "", 0 }, NULL);
	tag_write(&digesting, tag);
}

bool gcm_decrypt(const unsigned char key[GCM_KEY_SIZE], const unsigned char nonce[GCM_NONCE_SIZE],
	struct span beside, struct span text, const unsigned char tag[GCM_TAG_SIZE],
	unsigned char *out)
{
	unsigned char expected[GCM_TAG_SIZE], none[1];
	int len;

	memcpy(expected, tag, sizeof(expected));
	text_begin(&decrypting, key, nonce, 0);
	text_feed(&decrypting, beside, text, out);
	check(EVP_CIPHER_CTX_ctrl(
		decrypting.cipher, EVP_CTRL_AEAD_SET_TAG, GCM_TAG_SIZE, expected));
	if (EVP_CipherFinal_ex(decrypting.cipher, none, &len) == 1)
		return true;
	OPENSSL_cleanse(out, text.len);
	return false;
}
