#include "common/gcm.h"

#include <stdio.h>
#include <string.h>

#include "tests/common/unit.h"

#define TEXT_MAX 64

/* Test cases 13 to 16 of the proposal of GCM to NIST (McGrew and Viega, appendix B). */
#define KEY_0 "0000000000000000000000000000000000000000000000000000000000000000"
#define KEY_1 "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"
#define TEXT_60                                                                                    \
	"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"                         \
	"1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
#define SEALED_60                                                                                  \
	"522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"                         \
	"8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"

static const struct vector {
	const char *key, *nonce, *beside, *text, *sealed, *tag;
} vectors[] = {
	{ KEY_0, "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b" },
	{ KEY_0, "000000000000000000000000", "", "00000000000000000000000000000000",
		"cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919" },
	{ KEY_1, "cafebabefacedbaddecaf888", "", TEXT_60 "1aafd255", SEALED_60 "898015ad",
		"b094dac5d93471bdec1a502270e3cc6c" },
	{ KEY_1, "cafebabefacedbaddecaf888", "feedfacedeadbeeffeedfacedeadbeefabaddad2", TEXT_60,
		SEALED_60, "76fc6ece0f4e1768cddf8853bb2d551b" },
};

static struct span bytes_of(const char *hex, unsigned char *out)
{
	size_t len = strlen(hex) / 2;

	for (size_t i = 0; i < len; i++)
		assert_int_equal(sscanf(hex + 2 * i, "%2hhx", &out[i]), 1);
	return (struct span){ (char *)out, len };
}

static void the_vectors_of_nist_are_met_in_both_directions(void **state)
{
	unsigned char key[TEXT_MAX], nonce[TEXT_MAX], beside[TEXT_MAX], text[TEXT_MAX],
		sealed[TEXT_MAX], tag[TEXT_MAX], out[TEXT_MAX], out_tag[GCM_TAG_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		const struct vector *v = &vectors[i];
		struct span b = bytes_of(v->beside, beside), t = bytes_of(v->text, text),
			    s = bytes_of(v->sealed, sealed);

		bytes_of(v->key, key);
		bytes_of(v->nonce, nonce);
		bytes_of(v->tag, tag);
		gcm_encrypt(key, nonce, b, t, out, out_tag);
		assert_memory_equal(out, sealed, s.len);
		assert_memory_equal(out_tag, tag, GCM_TAG_SIZE);
		assert_true(gcm_decrypt(key, nonce, b, s, tag, out));
		assert_memory_equal(out, text, t.len);
	}
}

static void what_was_changed_does_not_decrypt_and_leaves_nothing(void **state)
{
	static const unsigned char key[GCM_KEY_SIZE] = "a key of thirty-two bytes, yes.";
	static const unsigned char nonce[GCM_NONCE_SIZE] = "nonce nonce";
	struct span beside = span_of("beside"), text = span_of("0903123456");
	unsigned char sealed[16], tag[GCM_TAG_SIZE], out[16], zero[16] = { 0 };

	(void)state;
	gcm_encrypt(key, nonce, beside, text, sealed, tag);
	for (size_t i = 0; i < 8 * text.len; i++) {
		sealed[i / 8] ^= (unsigned char)(1 << i % 8);
		memset(out, 'x', sizeof(out));
		assert_false(gcm_decrypt(
			key, nonce, beside, (struct span){ (char *)sealed, text.len }, tag, out));
		assert_memory_equal(out, zero, text.len);
		sealed[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	assert_true(gcm_decrypt(
		key, nonce, beside, (struct span){ (char *)sealed, text.len }, tag, out));
	assert_memory_equal(out, text.data, text.len);
}

/* The digest is the tag of a text that is only authenticated: test case 13 is that of none. */
static void a_digest_is_the_tag_of_what_stands_beside(void **state)
{
	static const unsigned char key[GCM_KEY_SIZE] = "a key of thirty-two bytes, yes.",
				   nonce[GCM_NONCE_SIZE];
	struct span whole = span_of("/api/v1/reports\n{\"description\": \"Ngập nước\"}");
	unsigned char zeros[GCM_KEY_SIZE] = { 0 }, none[GCM_TAG_SIZE], tag[GCM_TAG_SIZE],
		      digest[GCM_TAG_SIZE];

	(void)state;
	bytes_of(vectors[0].tag, none);
	gcm_digest(zeros, NULL, 0, digest);
	assert_memory_equal(digest, none, GCM_TAG_SIZE);
	gcm_encrypt(key, nonce, whole, span_of(""), NULL, tag);
	for (size_t cut = 0; cut <= whole.len; cut++) {
		struct span parts[] = { { whole.data, cut }, span_skip(whole, cut) };

		gcm_digest(key, parts, COUNT(parts), digest);
		assert_memory_equal(digest, tag, GCM_TAG_SIZE);
	}
}

static void every_bit_of_text_and_key_is_in_the_digest(void **state)
{
	unsigned char key[GCM_KEY_SIZE] = "a key of thirty-two bytes, yes.";
	unsigned char first[GCM_TAG_SIZE], digest[GCM_TAG_SIZE];
	char text[] = "Nắp rãnh vỡ";
	struct span part = span_of(text);

	(void)state;
	gcm_digest(key, &part, 1, first);
	for (size_t i = 0; i < 8 * part.len; i++) {
		text[i / 8] ^= (char)(1 << i % 8);
		gcm_digest(key, &part, 1, digest);
		assert_memory_not_equal(digest, first, GCM_TAG_SIZE);
		text[i / 8] ^= (char)(1 << i % 8);
	}
	for (size_t i = 0; i < 8 * sizeof(key); i++) {
		key[i / 8] ^= (unsigned char)(1 << i % 8);
		gcm_digest(key, &part, 1, digest);
		assert_memory_not_equal(digest, first, GCM_TAG_SIZE);
		key[i / 8] ^= (unsigned char)(1 << i % 8);
	}
	gcm_digest(key, &part, 1, digest);
	assert_memory_equal(digest, first, GCM_TAG_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_nist_are_met_in_both_directions),
		cmocka_unit_test(what_was_changed_does_not_decrypt_and_leaves_nothing),
		cmocka_unit_test(a_digest_is_the_tag_of_what_stands_beside),
		cmocka_unit_test(every_bit_of_text_and_key_is_in_the_digest),
	};
	return cmocka_run_group_tests_name("gcm", tests, NULL, NULL);
}
