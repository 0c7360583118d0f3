/* ID tokens: the good ones of every algorithm, and what is wrong with all others, by its name. */
#include "common/id_token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/base64url.h"
#include "common/str.h"
#include "tests/common/unit.h"

#define NOW 1800000000
#define GOOD                                                                                       \
	"\"iss\":\"https://a\",\"sub\":\"7\",\"aud\":\"pakn\",\"nonce\":\"n\",\"iat\":1800000000"
#define UNTIL ",\"exp\":1800000300"

static struct arena *arena;
static EVP_PKEY *rsa, *other_rsa, *p256, *ed25519, *small_rsa;

static const struct id_token_expected expected = { .issuer = "https://a",
	.client_id = "pakn",
	.nonce = "n",
	.account_claim = "preferred_username",
	.now_s = NOW };

/* Adds a member of bytes in base64url. */
static void member_add(struct str *out, const char *name, const unsigned char *bytes, size_t len)
{
	char text[2048];

	base64url_encode(bytes, len, text);
	str_printf(out, ",\"%s\":\"%s\"", name, text);
}

static void number_add(
	struct str *out, const char *name, EVP_PKEY *key, const char *param, int size)
{
	unsigned char bytes[1024];
	BIGNUM *n = NULL;
	int len;

	assert_int_equal(EVP_PKEY_get_bn_param(key, param, &n), 1);
	len = size ? BN_bn2binpad(n, bytes, size) : BN_bn2bin(n, bytes);
	member_add(out, name, bytes, (size_t)len);
	BN_free(n);
}

/* Writes a key as a JWK; more are further members. */
static void jwk_add(struct str *out, EVP_PKEY *key, const char *more)
{
	unsigned char raw[32];
	size_t len = sizeof(raw);

	str_printf(out, "%s{%s", out->len ? "," : "", more);
	if (EVP_PKEY_is_a(key, "RSA")) {
		str_add(out, ",\"kty\":\"RSA\"");
		number_add(out, "n", key, OSSL_PKEY_PARAM_RSA_N, 0);
		number_add(out, "e", key, OSSL_PKEY_PARAM_RSA_E, 0);
	} else if (EVP_PKEY_is_a(key, "EC")) {
		str_add(out, ",\"kty\":\"EC\",\"crv\":\"P-256\"");
		number_add(out, "x", key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
		number_add(out, "y", key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
	} else {
		str_add(out, ",\"kty\":\"OKP\",\"crv\":\"Ed25519\"");
		EVP_PKEY_get_raw_public_key(key, raw, &len);
		member_add(out, "x", raw, len);
	}
	str_add_char(out, '}');
}

/* Reads a set of keys that is written as a list of JWKs. */
static struct jwk_set *set_of(const struct str *jwks)
{
	struct str text = { 0 };
	struct jwk_set *set;

	str_printf(&text, "{\"keys\":[%s]}", jwks->data ? jwks->data : "");
	set = jwk_set_read(str_span(&text));
	str_free(&text);
	return set;
}

/* Signs as an algorithm wants it; the signature of ES256 is r and s. */
static size_t sign(EVP_PKEY *key, bool pss, struct span text, unsigned char *out)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	EVP_PKEY_CTX *context;
	unsigned char bytes[1024];
	const unsigned char *at = bytes;
	size_t len = sizeof(bytes);

	assert_int_equal(EVP_DigestSignInit_ex(md, &context, key == ed25519 ? NULL : "SHA256", NULL,
				 NULL, key, NULL),
		1);
	if (pss) {
		EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
		EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
	}
	assert_int_equal(
		EVP_DigestSign(md, bytes, &len, (const unsigned char *)text.data, text.len), 1);
	EVP_MD_CTX_free(md);
	if (key == p256) {
		ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long)len);

		BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32);
		BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32);
		ECDSA_SIG_free(signature);
		return 64;
	}
	memcpy(out, bytes, len);
	return len;
}

static void part_add(struct str *token, const void *data, size_t len)
{
	char *text = malloc(BASE64URL_LEN(len) + 1);

	if (token->len)
		str_add_char(token, '.');
	base64url_encode(data, len, text);
	str_add(token, text);
	free(text);
}

/* Makes a token; key NULL: no signature. */
static void token_make(struct str *token, const char *header, const char *claims, EVP_PKEY *key)
{
	unsigned char signature[1024];
	size_t len = 0;

	str_clear(token);
	part_add(token, header, strlen(header));
	part_add(token, claims, strlen(claims));
	if (key)
		len = sign(key, strstr(header, "PS256"), str_span(token), signature);
	part_add(token, signature, len);
}

/* The keys of the provider: one of each kind. */
static struct jwk_set *provider_keys(void)
{
	struct str jwks = { 0 };
	struct jwk_set *set;

	jwk_add(&jwks, rsa, "\"kid\":\"r\",\"use\":\"sig\"");
	jwk_add(&jwks, p256, "\"kid\":\"e\",\"alg\":\"ES256\",\"key_ops\":[\"verify\"]");
	jwk_add(&jwks, ed25519, "\"kid\":\"d\"");
	set = set_of(&jwks);
	str_free(&jwks);
	assert_non_null(set);
	assert_int_equal(set->count, 3);
	return set;
}

static enum jws_fault read_with(struct jwk_set *keys, const char *token, struct id_token *out)
{
	return id_token_read(arena, span_of(token), keys, &expected, out);
}

static void a_good_token_of_every_algorithm_is_accepted(void **state)
{
	const struct {
		const char *header;
		EVP_PKEY *key;
	} cases[] = {
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"JWT\"}", rsa },
		{ "{\"alg\":\"PS256\",\"kid\":\"r\"}", rsa },
		{ "{\"alg\":\"ES256\",\"kid\":\"e\",\"x5t\":\"abc\"}", p256 },
		{ "{\"alg\":\"EdDSA\",\"kid\":\"d\"}", ed25519 },
	};
	struct jwk_set *keys = provider_keys();
	struct str token = { 0 };
	struct id_token read;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		token_make(&token, cases[i].header,
			"{" GOOD UNTIL ",\"preferred_username\":\"lan\"}", cases[i].key);
		assert_string_equal(jws_fault_name(read_with(keys, token.data, &read)), "ok");
		assert_string_equal(read.subject, "7");
		assert_string_equal(read.account, "lan");
	}
	str_free(&token);
	jwk_set_free(keys);
}

static void a_header_that_lies_is_refused_by_name(void **state)
{
	static const struct {
		const char *header, *fault;
	} cases[] = {
		{ "{\"alg\":\"none\"}", "unsigned_token" },
		{ "{\"alg\":\"nOnE\",\"kid\":\"r\"}", "unsigned_token" },
		{ "{\"alg\":\"HS256\",\"kid\":\"r\"}", "symmetric" },
		{ "{\"alg\":\"HS512\"}", "symmetric" },
		{ "{\"alg\":\"RS512\",\"kid\":\"r\"}", "algorithm_not_allowed" },
		{ "{\"alg\":\"rs256\",\"kid\":\"r\"}", "algorithm_not_allowed" },
		{ "{\"alg\":\"\",\"kid\":\"r\"}", "algorithm_not_allowed" },
		{ "{\"kid\":\"r\"}", "bad_header" },
		{ "{\"alg\":5,\"kid\":\"r\"}", "bad_header" },
		{ "{\"alg\":\"RS256\",\"kid\":7}", "bad_header" },
		{ "{\"alg\":\"none\",\"alg\":\"RS256\",\"kid\":\"r\"}", "bad_header" },
		{ "[\"RS256\"]", "bad_header" },
		{ "{\"alg\":\"RS256\"}", "key_id_missing" },
		{ "{\"alg\":\"RS256\",\"kid\":\"R\"}", "key_unknown" },
		{ "{\"alg\":\"RS256\",\"kid\":\"e\"}", "key_mismatch" },
		{ "{\"alg\":\"ES256\",\"kid\":\"r\"}", "key_mismatch" },
		{ "{\"alg\":\"EdDSA\",\"kid\":\"r\"}", "key_mismatch" },
		{ "{\"alg\":\"PS256\",\"kid\":\"r\",\"crit\":[\"exp\"]}", "critical_extension" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"jwk\":{}}", "key_in_token" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"jku\":\"https://a/k\"}", "key_in_token" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"x5u\":\"https://a/k\"}", "key_in_token" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"x5c\":[]}", "key_in_token" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":\"at+jwt\"}", "wrong_type" },
		{ "{\"alg\":\"RS256\",\"kid\":\"r\",\"typ\":null}", "wrong_type" },
	};
	struct jwk_set *keys = provider_keys();
	struct str token = { 0 };
	struct id_token read;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		token_make(&token, cases[i].header, "{" GOOD UNTIL "}", rsa);
		assert_string_equal(
			jws_fault_name(read_with(keys, token.data, &read)), cases[i].fault);
	}
	str_free(&token);
	jwk_set_free(keys);
}

static void a_signature_by_anybody_else_is_refused(void **state)
{
	struct jwk_set *keys = provider_keys();
	struct str token = { 0 };
	struct id_token read;

	(void)state;
	token_make(&token, "{\"alg\":\"RS256\",\"kid\":\"r\"}", "{" GOOD UNTIL "}", other_rsa);
	assert_int_equal(read_with(keys, token.data, &read), JWS_bad_signature);
	token_make(&token, "{\"alg\":\"PS256\",\"kid\":\"r\"}", "{" GOOD UNTIL "}", NULL);
	assert_int_equal(read_with(keys, token.data, &read), JWS_bad_signature);
	token_make(&token, "{\"alg\":\"ES256\",\"kid\":\"e\"}", "{" GOOD UNTIL "}", rsa);
	assert_int_equal(read_with(keys, token.data, &read), JWS_bad_signature);
	token_make(&token, "{\"alg\":\"EdDSA\",\"kid\":\"d\"}", "{" GOOD UNTIL "}", NULL);
	assert_int_equal(read_with(keys, token.data, &read), JWS_bad_signature);
	str_free(&token);
	jwk_set_free(keys);
}

/* r = s = 0 was taken for a signature of anything by others (CVE-2022-21449). */
static void a_signature_of_zeros_is_refused(void **state)
{
	static const unsigned char zeros[64];
	struct jwk_set *keys = provider_keys();
	struct str token = { 0 };
	struct id_token read;

	(void)state;
	token_make(&token, "{\"alg\":\"ES256\",\"kid\":\"e\"}", "{" GOOD UNTIL "}", NULL);
	token.len--;
	part_add(&token, zeros, sizeof(zeros));
	assert_int_equal(read_with(keys, token.data, &read), JWS_bad_signature);
	str_free(&token);
	jwk_set_free(keys);
}

static void one_bit_more_or_less_anywhere_is_refused(void **state)
{
	struct jwk_set *keys = provider_keys();
	struct str token = { 0 };
	struct id_token read;

	(void)state;
	token_make(&token, "{\"alg\":\"ES256\",\"kid\":\"e\"}", "{" GOOD UNTIL "}", p256);
	assert_int_equal(read_with(keys, token.data, &read), JWS_OK);
	for (size_t i = 0; i < token.len; i++) {
		token.data[i] ^= 1;
		assert_int_not_equal(read_with(keys, token.data, &read), JWS_OK);
		token.data[i] ^= 1;
	}
	for (size_t len = 0; len < token.len; len++)
		assert_int_not_equal(id_token_read(arena, (struct span){ token.data, len }, keys,
					     &expected, &read),
			JWS_OK);
	str_add_char(&token, '.');
	assert_int_equal(read_with(keys, token.data, &read), JWS_malformed);
	str_free(&token);
	jwk_set_free(keys);
}

static void what_is_no_token_is_malformed(void **state)
{
	static const char *const texts[] = { "", ".", "..", "a.b", "a.b.c.d", "e30.e30",
		"e30=.e30.e30", "e30. e30.e30" };
	struct jwk_set *keys = provider_keys();
	struct str huge = { 0 };
	struct id_token read;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		enum jws_fault fault = read_with(keys, texts[i], &read);

		assert_true(fault == JWS_malformed || (fault == JWS_bad_header && i == 2));
	}
	for (int i = 0; i < JWS_MAX; i++)
		str_add_char(&huge, 'A');
	str_add(&huge, ".e30.e30");
	assert_int_equal(read_with(keys, huge.data, &read), JWS_malformed);
	str_free(&huge);
	jwk_set_free(keys);
}

static void claims_that_do_not_fit_are_refused_by_name(void **state)
{
#define EXCEPT_ISS                                                                                 \
	"\"sub\":\"7\",\"aud\":\"pakn\",\"nonce\":\"n\",\"iat\":1800000000,\"exp\":1800000300"
#define EXCEPT_SUB                                                                                 \
	"\"iss\":\"https://"                                                                       \
	"a\",\"aud\":\"pakn\",\"nonce\":\"n\",\"iat\":1800000000,\"exp\":1800000300"
#define EXCEPT_AUD                                                                                 \
	"\"iss\":\"https://"                                                                       \
	"a\",\"sub\":\"7\",\"nonce\":\"n\",\"iat\":1800000000,\"exp\":1800000300"
#define EXCEPT_NONCE                                                                               \
	"\"iss\":\"https://"                                                                       \
	"a\",\"sub\":\"7\",\"aud\":\"pakn\",\"iat\":1800000000,\"exp\":1800000300"
#define EXCEPT_IAT                                                                                 \
	"\"iss\":\"https://a\",\"sub\":\"7\",\"aud\":\"pakn\",\"nonce\":\"n\",\"exp\":1800000300"
	static const struct {
		const char *claims, *fault;
	} cases[] = {
		{ "{" GOOD UNTIL "}", "ok" },
		{ "{" GOOD ",\"exp\":1799999941}", "ok" },
		{ "{" GOOD ",\"exp\":1799999940}", "expired" },
		{ "{" GOOD ",\"exp\":1800000300.5}", "ok" },
		{ "{" GOOD ",\"exp\":-1}", "expired" },
		{ "{" GOOD ",\"exp\":\"1800000300\"}", "claim_type" },
		{ "{" GOOD ",\"exp\":null}", "claim_type" },
		{ "{" GOOD "}", "claim_missing" },
		{ "{" GOOD UNTIL ",\"exp\":1900000000}", "bad_claims" },
		{ "{" GOOD UNTIL ",\"nbf\":1800000060}", "ok" },
		{ "{" GOOD UNTIL ",\"nbf\":1800000061}", "not_yet" },
		{ "{" GOOD UNTIL ",\"nbf\":\"soon\"}", "claim_type" },
		{ "{" EXCEPT_IAT "}", "claim_missing" },
		{ "{" EXCEPT_IAT ",\"iat\":1800000060}", "ok" },
		{ "{" EXCEPT_IAT ",\"iat\":1800000061}", "issued_later" },
		{ "{" EXCEPT_ISS "}", "claim_missing" },
		{ "{" EXCEPT_ISS ",\"iss\":\"https://a/\"}", "wrong_issuer" },
		{ "{" EXCEPT_ISS ",\"iss\":\"https://A\"}", "wrong_issuer" },
		{ "{" EXCEPT_ISS ",\"iss\":[\"https://a\"]}", "claim_type" },
		{ "{" EXCEPT_SUB "}", "claim_missing" },
		{ "{" EXCEPT_SUB ",\"sub\":7}", "claim_type" },
		{ "{" EXCEPT_SUB ",\"sub\":\"\"}", "claim_type" },
		{ "{" EXCEPT_SUB ",\"sub\":\"a\\nb\"}", "claim_type" },
		{ "{" EXCEPT_AUD "}", "claim_missing" },
		{ "{" EXCEPT_AUD ",\"aud\":\"other\"}", "wrong_audience" },
		{ "{" EXCEPT_AUD ",\"aud\":[]}", "wrong_audience" },
		{ "{" EXCEPT_AUD ",\"aud\":[\"pakn\"]}", "ok" },
		{ "{" EXCEPT_AUD ",\"aud\":[\"pakn\",7]}", "claim_type" },
		{ "{" EXCEPT_AUD ",\"aud\":{\"pakn\":1}}", "claim_type" },
		{ "{" EXCEPT_AUD ",\"aud\":[\"pakn\",\"b\"]}", "wrong_party" },
		{ "{" EXCEPT_AUD ",\"aud\":[\"b\",\"pakn\"],\"azp\":\"pakn\"}", "ok" },
		{ "{" EXCEPT_AUD ",\"aud\":[\"b\",\"pakn\"],\"azp\":\"b\"}", "wrong_party" },
		{ "{" EXCEPT_AUD ",\"aud\":\"pakn\",\"azp\":\"b\"}", "wrong_party" },
		{ "{" EXCEPT_AUD ",\"aud\":\"pakn\",\"azp\":7}", "claim_type" },
		{ "{" EXCEPT_NONCE "}", "nonce_missing" },
		{ "{" EXCEPT_NONCE ",\"nonce\":\"m\"}", "wrong_nonce" },
		{ "{" EXCEPT_NONCE ",\"nonce\":\"\"}", "wrong_nonce" },
		{ "{" EXCEPT_NONCE ",\"nonce\":null}", "claim_type" },
		{ "[]", "bad_claims" },
		{ "", "bad_claims" },
		{ "{" GOOD UNTIL "} ", "ok" },
		{ "{" GOOD UNTIL "}{}", "bad_claims" },
		{ "{" GOOD UNTIL ",\"name\":\"\xff\"}", "bad_claims" },
	};
	struct id_token read;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum jws_fault fault =
			id_token_claims(arena, span_of(cases[i].claims), &expected, &read);

		if (strcmp(jws_fault_name(fault), cases[i].fault) != 0)
			print_error("%s\n", cases[i].claims);
		assert_string_equal(jws_fault_name(fault), cases[i].fault);
	}
}

static void the_account_is_the_claim_that_was_agreed_upon(void **state)
{
	static const struct {
		const char *claims, *account;
	} cases[] = {
		{ "{" GOOD UNTIL ",\"preferred_username\":\"lan\",\"email\":\"x\"}", "lan" },
		{ "{" GOOD UNTIL ",\"email\":\"x\"}", NULL },
		{ "{" GOOD UNTIL ",\"preferred_username\":[\"lan\"]}", NULL },
	};
	struct id_token_expected none = expected;
	struct id_token read;

	(void)state;
	none.account_claim = NULL;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
			id_token_claims(arena, span_of(cases[i].claims), &expected, &read), JWS_OK);
		if (cases[i].account)
			assert_string_equal(read.account, cases[i].account);
		else
			assert_null(read.account);
		assert_int_equal(
			id_token_claims(arena, span_of(cases[i].claims), &none, &read), JWS_OK);
		assert_null(read.account);
	}
}

static void keys_that_cannot_check_a_signature_are_left_out(void **state)
{
	static const char *const documents[] = {
		"",
		"[]",
		"{}",
		"{\"keys\":{}}",
		"{\"keys\":[]}",
		"{\"keys\":[7,null,{}]}",
		"{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}",
		"{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AAAA\",\"e\":\"AQAB\"}]}",
		"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]}",
		"{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":"
		"\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
		/* not on the curve */
		"{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\","
		"\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\","
		"\"y\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\"}]}",
	};
	static const char *const not_for_us[] = { "\"use\":\"enc\"", "\"use\":1",
		"\"key_ops\":[\"sign\"]", "\"key_ops\":\"verify\"", "\"d\":\"AAAA\"", "\"kid\":7",
		"\"alg\":[]" };
	struct str jwks = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(documents); i++)
		assert_null(jwk_set_read(span_of(documents[i])));
	for (size_t i = 0; i < COUNT(not_for_us); i++) {
		str_clear(&jwks);
		jwk_add(&jwks, rsa, not_for_us[i]);
		assert_null(set_of(&jwks));
	}
	str_clear(&jwks);
	jwk_add(&jwks, small_rsa, "\"kid\":\"s\"");
	assert_null(set_of(&jwks));
	str_free(&jwks);
}

static void an_only_key_needs_no_id_and_a_shared_id_finds_the_kind(void **state)
{
	struct str jwks = { 0 }, token = { 0 };
	struct id_token read;
	struct jwk_set *keys;

	(void)state;
	jwk_add(&jwks, rsa, "\"use\":\"sig\"");
	keys = set_of(&jwks);
	token_make(&token, "{\"alg\":\"RS256\"}", "{" GOOD UNTIL "}", rsa);
	assert_int_equal(read_with(keys, token.data, &read), JWS_OK);
	token_make(&token, "{\"alg\":\"RS256\",\"kid\":\"k\"}", "{" GOOD UNTIL "}", rsa);
	assert_int_equal(read_with(keys, token.data, &read), JWS_key_unknown);
	jwk_set_free(keys);
	str_clear(&jwks);
	jwk_add(&jwks, rsa, "\"kid\":\"k\"");
	jwk_add(&jwks, p256, "\"kid\":\"k\"");
	keys = set_of(&jwks);
	assert_int_equal(read_with(keys, token.data, &read), JWS_OK);
	token_make(&token, "{\"alg\":\"ES256\",\"kid\":\"k\"}", "{" GOOD UNTIL "}", p256);
	assert_int_equal(read_with(keys, token.data, &read), JWS_OK);
	jwk_set_free(keys);
	str_free(&jwks);
	str_free(&token);
}

static int keys_make(void **state)
{
	(void)state;
	arena = arena_new();
	rsa = EVP_RSA_gen(2048);
	other_rsa = EVP_RSA_gen(2048);
	small_rsa = EVP_RSA_gen(1024);
	p256 = EVP_EC_gen("P-256");
	ed25519 = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	return 0;
}

static int keys_free(void **state)
{
	(void)state;
	EVP_PKEY_free(rsa);
	EVP_PKEY_free(other_rsa);
	EVP_PKEY_free(small_rsa);
	EVP_PKEY_free(p256);
	EVP_PKEY_free(ed25519);
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_token_of_every_algorithm_is_accepted),
		cmocka_unit_test(a_header_that_lies_is_refused_by_name),
		cmocka_unit_test(a_signature_by_anybody_else_is_refused),
		cmocka_unit_test(a_signature_of_zeros_is_refused),
		cmocka_unit_test(one_bit_more_or_less_anywhere_is_refused),
		cmocka_unit_test(what_is_no_token_is_malformed),
		cmocka_unit_test(claims_that_do_not_fit_are_refused_by_name),
		cmocka_unit_test(the_account_is_the_claim_that_was_agreed_upon),
		cmocka_unit_test(keys_that_cannot_check_a_signature_are_left_out),
		cmocka_unit_test(an_only_key_needs_no_id_and_a_shared_id_finds_the_kind),
	};

	return cmocka_run_group_tests(tests, keys_make, keys_free);
}
