/* Signed requests: the example of Standard Webhooks, and everything beside it. */
#include <string.h>

#include "common/digest.h"
#include "common/str.h"
#include "common/webhook.h"
#include "tests/common/unit.h"

/* The example of the libraries of Standard Webhooks (libraries/, their tests), which those of Svix
 * and of others repeat. */
#define ID        "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define TIMESTAMP "1614265330"
#define SECONDS   1614265330
#define BODY      "{\"test\": 2432232314}"
#define SECRET    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER     "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="

static bool proved(const char *id, const char *timestamp, const char *signatures, const char *body,
	const char *secret_text)
{
	struct webhook_secret secret;
	struct webhook w;

	assert_true(webhook_secret_parse(span_of(secret_text), &secret));
	return webhook_read(span_of(id), span_of(timestamp), span_of(signatures), &w) &&
	       webhook_proved(&w, span_of(body), &secret);
}

static void the_published_example_is_proved(void **state)
{
	static const char *const lists[] = { SIGNATURE, " " SIGNATURE " ", OTHER " " SIGNATURE,
		SIGNATURE " " OTHER, "v1a,xyz  v2," SIGNATURE " " SIGNATURE, "v1, v1 " SIGNATURE };

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++)
		assert_true(proved(ID, TIMESTAMP, lists[i], BODY, SECRET));
}

static void nothing_else_is(void **state)
{
	static const struct {
		const char *id, *timestamp, *signatures, *body, *secret;
	} wrong[] = {
		{ ID "x", TIMESTAMP, SIGNATURE, BODY, SECRET },
		{ ID, "1614265331", SIGNATURE, BODY, SECRET },
		{ ID, "01614265330", SIGNATURE, BODY, SECRET },
		{ ID, TIMESTAMP, OTHER, BODY, SECRET },
		{ ID, TIMESTAMP, SIGNATURE "=", BODY, SECRET },
		{ ID, TIMESTAMP, "v1a" OTHER, BODY, SECRET },
		{ ID, TIMESTAMP, "V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", BODY, SECRET },
		{ ID, TIMESTAMP, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE", BODY, SECRET },
		{ ID, TIMESTAMP, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OF=", BODY, SECRET },
		{ ID, TIMESTAMP, "v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=", BODY, SECRET },
		{ ID, TIMESTAMP, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", BODY, SECRET },
		{ ID, TIMESTAMP, "v1,", BODY, SECRET },
		{ ID, TIMESTAMP, SIGNATURE, BODY " ", SECRET },
		{ ID, TIMESTAMP, SIGNATURE, "", SECRET },
		{ ID, TIMESTAMP, SIGNATURE, BODY, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(proved(wrong[i].id, wrong[i].timestamp, wrong[i].signatures,
			wrong[i].body, wrong[i].secret));
}

/* RFC 4231, 4.2 and 4.4: what the signatures stand on. */
static void the_hmac_is_that_of_the_standard(void **state)
{
	static const struct {
		unsigned char key, data;
		size_t data_len;
		const char *text, *digest;
	} vectors[] = {
		{ 0x0b, 0, 0, "Hi There",
			"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7" },
		{ 0xaa, 0xdd, 50, NULL,
			"773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe" },
	};
	char key[20], data[50], hex[2 * DIGEST_SIZE + 1];
	unsigned char digest[DIGEST_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(vectors); i++) {
		struct span part = { data, vectors[i].data_len };

		memset(key, vectors[i].key, sizeof(key));
		memset(data, vectors[i].data, sizeof(data));
		if (vectors[i].text)
			part = span_of(vectors[i].text);
		digest_hmac(key, sizeof(key), &part, 1, digest);
		str_hex(hex, digest, sizeof(digest));
		assert_string_equal(hex, vectors[i].digest);
	}
}

static void headers_of_another_form_are_refused(void **state)
{
	char longest[WEBHOOK_ID_MAX + 2];
	const char *const wrong[][3] = {
		{ "", TIMESTAMP, SIGNATURE },
		{ ID, "", SIGNATURE },
		{ ID, TIMESTAMP, "" },
		{ ID, TIMESTAMP, "  " },
		{ "a.b", TIMESTAMP, SIGNATURE },
		{ "a b", TIMESTAMP, SIGNATURE },
		{ "mã", TIMESTAMP, SIGNATURE },
		{ "a\x7f", TIMESTAMP, SIGNATURE },
		{ longest, TIMESTAMP, SIGNATURE },
		{ ID, "-1614265330", SIGNATURE },
		{ ID, "+1614265330", SIGNATURE },
		{ ID, "1614265330.0", SIGNATURE },
		{ ID, "0x60380000", SIGNATURE },
		{ ID, "2021-02-25T15:02:10Z", SIGNATURE },
		{ ID, "1614265330000000000000", SIGNATURE },
		{ ID, "0", SIGNATURE },
	};
	struct webhook w;

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[WEBHOOK_ID_MAX + 1] = '\0';
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(webhook_read(
			span_of(wrong[i][0]), span_of(wrong[i][1]), span_of(wrong[i][2]), &w));
	assert_true(webhook_read(
		span_of(longest + 1), span_of("999999999999"), span_of(SIGNATURE), &w));
	assert_false(webhook_read((struct span){ 0 }, (struct span){ 0 }, (struct span){ 0 }, &w));
}

static void a_signature_is_good_for_five_minutes_in_both_directions(void **state)
{
	static const struct {
		int64_t late;
		bool fresh;
	} cases[] = { { 0, true }, { 300, true }, { 301, false }, { -300, true }, { -301, false },
		{ 86400, false }, { -86400, false } };
	struct webhook w;

	(void)state;
	assert_true(webhook_read(span_of(ID), span_of(TIMESTAMP), span_of(SIGNATURE), &w));
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(webhook_fresh(&w, SECONDS + cases[i].late), cases[i].fresh);
}

static void secrets_have_a_form(void **state)
{
	static const char *const wrong[] = { "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
		"WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ",
		"whsec_"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAAAA=" };
	char text[WEBHOOK_SECRET_TEXT_SIZE];
	struct webhook_secret made, read;

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_false(webhook_secret_parse(span_of(wrong[i]), &read));
	webhook_secret_mint(&made, text);
	assert_true(webhook_secret_parse(span_of(text), &read));
	assert_int_equal(read.len, WEBHOOK_SECRET_MADE);
	assert_memory_equal(read.bytes, made.bytes, made.len);
}

static void what_is_signed_is_proved_by_each_secret(void **state)
{
	static const char *const texts[] = { SECRET, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX" };
	char signatures[WEBHOOK_SIGNATURES_SIZE(2)];
	struct webhook_secret secrets[2], other;
	char text[WEBHOOK_SECRET_TEXT_SIZE];
	struct webhook w;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_true(webhook_secret_parse(span_of(texts[i]), &secrets[i]));
	webhook_sign(ID, SECONDS, span_of(BODY), secrets, 1, signatures);
	assert_string_equal(signatures, SIGNATURE);
	webhook_sign(ID, SECONDS, span_of(BODY), secrets, 2, signatures);
	assert_int_equal(strlen(signatures) + 1, sizeof(signatures));
	assert_true(webhook_read(span_of(ID), span_of(TIMESTAMP), span_of(signatures), &w));
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_true(webhook_proved(&w, span_of(BODY), &secrets[i]));
	webhook_secret_mint(&other, text);
	assert_false(webhook_proved(&w, span_of(BODY), &other));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_example_is_proved),
		cmocka_unit_test(nothing_else_is),
		cmocka_unit_test(the_hmac_is_that_of_the_standard),
		cmocka_unit_test(headers_of_another_form_are_refused),
		cmocka_unit_test(a_signature_is_good_for_five_minutes_in_both_directions),
		cmocka_unit_test(secrets_have_a_form),
		cmocka_unit_test(what_is_signed_is_proved_by_each_secret),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
