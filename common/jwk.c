#include "common/jwk.h"

#include <json-c/json.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <stdlib.h>

#include "common/base64url.h"
#include "common/fatal.h"
#include "common/json_tree.h"

#define RSA_BITS_MIN    2048
#define RSA_BITS_MAX    8192
#define EXPONENT_BITS   64
#define COORDINATE_SIZE 32 /* of P-256 and Ed25519 alike */

/* Reads a member of bytes in base64url; false where it is missing, or longer than size. */
static bool bytes_read(
	struct json_object *jwk, const char *name, unsigned char *out, size_t size, size_t *len)
{
	struct span text = span_of(json_tree_text(jwk, name));

	return text.len && text.len <= BASE64URL_LEN(size) && base64url_decode(text, out, len);
}

static bool coordinate_read(struct json_object *jwk, const char *name, unsigned char *out)
{
	unsigned char bytes[BASE64URL_LEN(COORDINATE_SIZE)];
	size_t len;

	if (!bytes_read(jwk, name, bytes, COORDINATE_SIZE, &len) || len != COORDINATE_SIZE)
		return false;
	memcpy(out, bytes, COORDINATE_SIZE);
	return true;
}

/* Makes a key of its parameters; OpenSSL refuses a point that is not on the curve. */
static EVP_PKEY *key_make(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = fatal_if_null(OSSL_PARAM_BLD_to_param(build));
	EVP_PKEY_CTX *context = fatal_if_null(EVP_PKEY_CTX_new_from_name(NULL, type, NULL));
	EVP_PKEY *key = NULL;

	if (EVP_PKEY_fromdata_init(context) != 1 ||
		EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(params);
	return key;
}

static BIGNUM *number_read(struct json_object *jwk, const char *name)
{
	unsigned char bytes[BASE64URL_LEN(RSA_BITS_MAX / 8)];
	size_t len;

	if (!bytes_read(jwk, name, bytes, RSA_BITS_MAX / 8, &len))
		return NULL;
	return fatal_if_null(BN_bin2bn(bytes, (int)len, NULL));
}

static EVP_PKEY *rsa_read(struct json_object *jwk)
{
	BIGNUM *n = number_read(jwk, "n"), *e = number_read(jwk, "e");
	OSSL_PARAM_BLD *build = fatal_if_null(OSSL_PARAM_BLD_new());
	EVP_PKEY *key = NULL;

	if (n && e && BN_num_bits(n) >= RSA_BITS_MIN && BN_is_odd(n) && BN_is_odd(e) &&
		!BN_is_one(e) && BN_num_bits(e) <= EXPONENT_BITS &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) &&
		OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e))
		key = key_make("RSA", build);
	OSSL_PARAM_BLD_free(build);
	BN_free(n);
	BN_free(e);
	return key;
}

static EVP_PKEY *p256_read(struct json_object *jwk)
{
	unsigned char point[1 + 2 * COORDINATE_SIZE] = { POINT_CONVERSION_UNCOMPRESSED };
	OSSL_PARAM_BLD *build = fatal_if_null(OSSL_PARAM_BLD_new());
	EVP_PKEY *key = NULL;

	if (coordinate_read(jwk, "x", point + 1) &&
		coordinate_read(jwk, "y", point + 1 + COORDINATE_SIZE) &&
		OSSL_PARAM_BLD_push_utf8_string(
			build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) &&
		OSSL_PARAM_BLD_push_octet_string(
			build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof(point)))
		key = key_make("EC", build);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *ed25519_read(struct json_object *jwk)
{
	unsigned char x[COORDINATE_SIZE];

	if (!coordinate_read(jwk, "x", x))
		return NULL;
	return EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, x, sizeof(x));
}

static const struct {
	const char *type, *curve; /* curve NULL: the type has none */
	EVP_PKEY *(*read)(struct json_object *jwk);
} kinds[] = {
	[JWK_RSA] = { "RSA", NULL, rsa_read },
	[JWK_P256] = { "EC", "P-256", p256_read },
	[JWK_ED25519] = { "OKP", "Ed25519", ed25519_read },
};

static bool text_is(const char *text, const char *wanted)
{
	return text && !strcmp(text, wanted);
}

/* Tells whether a key is there to check signatures, and is a public one. */
static bool may_verify(struct json_object *jwk)
{
	struct json_object *operations;
	size_t count = 0;

	if (json_object_object_get_ex(jwk, "d", NULL) || json_object_object_get_ex(jwk, "k", NULL))
		return false;
	if (json_object_object_get_ex(jwk, "use", NULL) &&
		!text_is(json_tree_text(jwk, "use"), "sig"))
		return false;
	if (!json_object_object_get_ex(jwk, "key_ops", &operations))
		return true;
	if (json_object_is_type(operations, json_type_array))
		count = json_object_array_length(operations);
	for (size_t i = 0; i < count; i++)
		if (text_is(json_object_get_string(json_object_array_get_idx(operations, i)),
			    "verify"))
			return true;
	return false;
}

/* Copies a member; false where it is there and is no text. */
static bool text_take(struct json_object *jwk, const char *name, char **out)
{
	const char *text = json_tree_text(jwk, name);

	*out = text ? fatal_if_null(strdup(text)) : NULL;
	return text || !json_object_object_get_ex(jwk, name, NULL);
}

static void jwk_clear(struct jwk *k)
{
	free(k->id);
	free(k->algorithm);
	EVP_PKEY_free(k->key);
	*k = (struct jwk){ 0 };
}

/* Reads one key; false where it is none for us. */
static bool jwk_read(struct json_object *jwk, struct jwk *out)
{
	const char *type, *curve;

	*out = (struct jwk){ 0 };
	if (!json_object_is_type(jwk, json_type_object) || !may_verify(jwk))
		return false;
	type = json_tree_text(jwk, "kty");
	curve = json_tree_text(jwk, "crv");
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (text_is(type, kinds[i].type) &&
			(!kinds[i].curve || text_is(curve, kinds[i].curve))) {
			out->kind = (enum jwk_kind)i;
			out->key = kinds[i].read(jwk);
		}
	if (out->key && text_take(jwk, "kid", &out->id) && text_take(jwk, "alg", &out->algorithm))
		return true;
	ERR_clear_error();
	jwk_clear(out);
	return false;
}

struct jwk_set *jwk_set_read(struct span text)
{
	struct json_object *document = json_tree_object(text), *list = NULL;
	struct jwk_set *set = fatal_if_null(calloc(1, sizeof(*set)));
	size_t count = 0;

	json_object_object_get_ex(document, "keys", &list);
	if (json_object_is_type(list, json_type_array))
		count = json_object_array_length(list);
	for (size_t i = 0; i < count && set->count < JWK_MAX; i++)
		set->count += jwk_read(json_object_array_get_idx(list, i), &set->keys[set->count]);
	json_object_put(document);
	if (set->count)
		return set;
	jwk_set_free(set);
	return NULL;
}

void jwk_set_free(struct jwk_set *set)
{
	if (!set)
		return;
	for (size_t i = 0; i < set->count; i++)
		jwk_clear(&set->keys[i]);
	free(set);
}
