#include "common/jws.h"

#include <json-c/json.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "common/base64url.h"
#include "common/fatal.h"
#include "common/json_tree.h"

#define ES256_SIZE 64 /* r and s, 32 bytes each (RFC 7518, 3.4) */
#define DER_MAX    80

/* What may be in a signature, and which keys it needs. */
static const struct algorithm {
	const char *name;
	const char *digest; /* NULL: the algorithm has its own */
	enum jwk_kind kind;
	int padding; /* of RSA */
} algorithms[] = {
	{ "RS256", "SHA256", JWK_RSA, RSA_PKCS1_PADDING },
	{ "PS256", "SHA256", JWK_RSA, RSA_PKCS1_PSS_PADDING },
	{ "ES256", "SHA256", JWK_P256, 0 },
	{ "EdDSA", NULL, JWK_ED25519, 0 },
};

/* A token that is being read. */
struct jws {
	const struct algorithm *algorithm;
	const char *key_id;         /* in the arena; NULL: none */
	struct span signed_part;    /* header and payload, as they came */
	struct span payload, bytes; /* decoded: payload and signature */
};

static const char *const names[] = {
#define JWS_FAULT(name, help) [JWS_##name] = #name,
	[JWS_OK] = "ok", JWS_FAULTS(JWS_FAULT)
#undef JWS_FAULT
};

const char *jws_fault_name(enum jws_fault f)
{
	return names[f];
}

/* Decodes a part into the arena. */
static bool part_decode(struct arena *a, struct span part, struct span *out)
{
	unsigned char *bytes = arena_alloc(a, part.len + 1);

	out->data = (const char *)bytes;
	return base64url_decode(part, bytes, &out->len);
}

/* Cuts what stands before the next dot off. */
static bool part_cut(struct span *rest, struct span *part)
{
	const char *dot = rest->len ? memchr(rest->data, '.', rest->len) : NULL;

	if (!dot)
		return false;
	*part = (struct span){ rest->data, (size_t)(dot - rest->data) };
	*rest = span_skip(*rest, part->len + 1);
	return true;
}

/* Looks an algorithm up, with a name of its own for the two that attackers like best. */
static enum jws_fault algorithm_find(const char *name, const struct algorithm **out)
{
	for (size_t i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++)
		if (!strcmp(algorithms[i].name, name)) {
			*out = &algorithms[i];
			return JWS_OK;
		}
	if (!strcasecmp(name, "none"))
		return JWS_unsigned_token;
	return !strncasecmp(name, "HS", 2) ? JWS_symmetric : JWS_algorithm_not_allowed;
}

/* Tells whether typ is that of a plain token; an access or a logout token is another thing. */
static bool type_fits(struct json_object *header)
{
	const char *type = json_tree_text(header, "typ");

	if (!json_object_object_get_ex(header, "typ", NULL))
		return true;
	return type && (!strcasecmp(type, "JWT") || !strcasecmp(type, "application/jwt"));
}

/* Judges the header's members. */
static enum jws_fault header_judge(struct arena *a, struct json_object *header, struct jws *out)
{
	static const char *const own_keys[] = { "jwk", "jku", "x5c", "x5u" };
	const char *algorithm = json_tree_text(header, "alg");
	const char *key_id = json_tree_text(header, "kid");

	if (!algorithm || (!key_id && json_object_object_get_ex(header, "kid", NULL)))
		return JWS_bad_header;
	if (json_object_object_get_ex(header, "crit", NULL))
		return JWS_critical_extension;
	for (size_t i = 0; i < sizeof(own_keys) / sizeof(own_keys[0]); i++)
		if (json_object_object_get_ex(header, own_keys[i], NULL))
			return JWS_key_in_token;
	if (!type_fits(header))
		return JWS_wrong_type;
	out->key_id = arena_string(a, key_id);
	return algorithm_find(algorithm, &out->algorithm);
}

/* Takes a token apart. */
static enum jws_fault jws_read(struct arena *a, struct span text, struct jws *out)
{
	struct span rest = text, head, payload, decoded;
	struct json_object *header;
	enum jws_fault fault;

	if (text.len > JWS_MAX || !part_cut(&rest, &head) || !part_cut(&rest, &payload) ||
		!part_decode(a, head, &decoded) || !part_decode(a, payload, &out->payload) ||
		!part_decode(a, rest, &out->bytes))
		return JWS_malformed;
	out->signed_part = (struct span){ text.data, head.len + 1 + payload.len };
	header = json_tree_object(decoded);
	fault = header ? header_judge(a, header, out) : JWS_bad_header;
	json_object_put(header);
	return fault;
}

/* Finds the key: the one that the token names, or the only one there is. */
static enum jws_fault key_find(
	const struct jws *t, const struct jwk_set *keys, const struct jwk **out)
{
	enum jws_fault fault = t->key_id ? JWS_key_unknown : JWS_key_id_missing;

	if (!t->key_id && keys->count > 1)
		return fault;
	for (size_t i = 0; i < keys->count; i++) {
		const struct jwk *k = &keys->keys[i];

		if (t->key_id && (!k->id || strcmp(k->id, t->key_id)))
			continue;
		/* Keys of different kinds may share a kid (RFC 7517, 4.5). */
		fault = JWS_key_mismatch;
		if (k->kind == t->algorithm->kind &&
			(!k->algorithm || !strcmp(k->algorithm, t->algorithm->name))) {
			*out = k;
			return JWS_OK;
		}
	}
	return fault;
}

/* Writes the r and s of ES256 in the form that OpenSSL reads; false where they are not 64 bytes. */
static bool signature_der(struct span raw, unsigned char der[DER_MAX], size_t *len)
{
	const unsigned char *bytes = (const unsigned char *)raw.data;
	ECDSA_SIG *signature;
	int written;

	if (raw.len != ES256_SIZE)
		return false;
	signature = fatal_if_null(ECDSA_SIG_new());
	ECDSA_SIG_set0(signature, fatal_if_null(BN_bin2bn(bytes, ES256_SIZE / 2, NULL)),
		fatal_if_null(BN_bin2bn(bytes + ES256_SIZE / 2, ES256_SIZE / 2, NULL)));
	written = i2d_ECDSA_SIG(signature, &der);
	ECDSA_SIG_free(signature);
	*len = written > 0 ? (size_t)written : 0;
	return written > 0;
}

/* Sets the padding; PS256 has a salt as long as its digest (RFC 7518, 3.5). */
static bool padding_set(EVP_PKEY_CTX *context, int padding)
{
	if (!padding)
		return true;
	if (EVP_PKEY_CTX_set_rsa_padding(context, padding) != 1)
		return false;
	return padding != RSA_PKCS1_PSS_PADDING ||
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static bool signature_fits(const struct jws *t, const struct jwk *k)
{
	EVP_MD_CTX *md = fatal_if_null(EVP_MD_CTX_new());
	const unsigned char *bytes = (const unsigned char *)t->bytes.data;
	unsigned char der[DER_MAX];
	size_t len = t->bytes.len;
	EVP_PKEY_CTX *context;
	bool fits;

	if (k->kind == JWK_P256)
		bytes = signature_der(t->bytes, der, &len) ? der : NULL;
	fits = bytes &&
	       EVP_DigestVerifyInit_ex(
		       md, &context, t->algorithm->digest, NULL, NULL, k->key, NULL) == 1 &&
	       padding_set(context, t->algorithm->padding) &&
	       EVP_DigestVerify(md, bytes, len, (const unsigned char *)t->signed_part.data,
		       t->signed_part.len) == 1;
	EVP_MD_CTX_free(md);
	ERR_clear_error();
	return fits;
}

enum jws_fault jws_open(
	struct arena *a, struct span text, const struct jwk_set *keys, struct span *payload)
{
	struct jws t = { 0 };
	const struct jwk *key = NULL;
	enum jws_fault fault = jws_read(a, text, &t);

	if (fault == JWS_OK)
		fault = key_find(&t, keys, &key);
	if (fault != JWS_OK)
		return fault;
	*payload = t.payload;
	return signature_fits(&t, key) ? JWS_OK : JWS_bad_signature;
}
