/* Requests to other services: what comes back, and what is not put up with.  The other service is
 * our own HTTP server, on the same loop. */
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "common/ip.h"
#include "tests/server/outbound_calls.h"

#define PATIENCE_MS 30000 /* where an answer comes at all, on a busy machine */

static char certificate_path[64];

/* Makes a call that may take so long; it is not answered from inside. */
static void call_within(
	int ms, struct outbound *o, const char *url, const char *body, struct got *g)
{
	struct outbound_request r = { .url = url,
		.body = { body, body ? strlen(body) : 0 },
		.media = "text/plain",
		.answer_max = 1000,
		.deadline_ms = ms };
	int before = g->calls;

	outbound_call(o, &r, note, g);
	assert_int_equal(g->calls, before);
}

static void call(struct outbound *o, const char *url, const char *body, struct got *g)
{
	call_within(PATIENCE_MS, o, url, body, g);
}

static void answers_come_back_as_they_were_sent(void **state)
{
	static const struct {
		const char *path, *body, *answer;
		int status;
	} cases[] = {
		{ "/", NULL, "", 200 },
		{ "/", "grant_type=x&code=y", "grant_type=x&code=y", 200 },
		{ "/", "", "", 200 },
		{ "/later", NULL, "later", 200 },
		{ "/refuse", NULL, "refused", 401 },
		{ "/nothing", NULL, "", 204 },
	};
	struct got g = { 0 };
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		call(o, address(&s, "http", cases[i].path), cases[i].body, &g);
		settle(&s, o);
		assert_int_equal(g.calls, (int)i + 1);
		assert_int_equal(g.outcome, OUTBOUND_ANSWERED);
		assert_int_equal(g.status, cases[i].status);
		assert_string_equal(g.body.data, cases[i].answer);
	}
	outbound_free(o);
	server_stop(&s);
	str_free(&g.body);
}

static void addresses_that_may_not_be_asked_are_not(void **state)
{
	static const char *const urls[] = { "http://example.vn/", "http://localhost/",
		"http://127.0.0.2/", "http://127.0.0.1.example.vn/", "http://10.0.0.1/",
		"ftp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
		"https://user:secret@127.0.0.1/", "http://user@127.0.0.1/", "", "//x", "example.vn",
		"https://", "javascript:1" };
	struct got g = { 0 };
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		call(o, urls[i], NULL, &g);
		settle(&s, o);
		assert_int_equal(g.calls, (int)i + 1);
		assert_string_equal(outbound_outcome_name(g.outcome), "forbidden");
	}
	outbound_free(o);
	o = open_on(&s, "", false);
	call(o, address(&s, "http", "/"), NULL, &g);
	settle(&s, o);
	assert_int_equal(g.outcome, OUTBOUND_FORBIDDEN);
	outbound_free(o);
	server_stop(&s);
	str_free(&g.body);
}

static void what_takes_too_long_or_is_too_long_is_ended(void **state)
{
	struct got late = { 0 }, large = { 0 };
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	call_within(500, o, address(&s, "http", "/hold"), NULL, &late);
	call(o, address(&s, "http", "/big"), NULL, &large);
	settle(&s, o);
	assert_string_equal(outbound_outcome_name(late.outcome), "late");
	assert_string_equal(outbound_outcome_name(large.outcome), "too_large");
	assert_int_equal(large.body.len, 0);
	reply_text(s.seen.held, 200, "at last");
	outbound_free(o);
	server_stop(&s);
	str_free(&late.body);
	str_free(&large.body);
}

static void a_service_that_is_not_there_is_unreachable(void **state)
{
	struct got g = { 0 };
	struct outbound *o;
	struct server s, gone;

	(void)state;
	server_start(&gone, &usual_limits, NULL);
	server_start(&s, &usual_limits, NULL); /* while the port of the other is taken */
	server_stop(&gone);
	o = open_on(&s, "", true);
	call(o, address(&gone, "http", "/"), NULL, &g);
	settle(&s, o);
	assert_string_equal(outbound_outcome_name(g.outcome), "unreachable");
	outbound_free(o);
	server_stop(&s);
	str_free(&g.body);
}

static void too_many_at_once_are_shed(void **state)
{
	struct got got[6] = { 0 };
	struct outbound *o;
	struct server s;
	int shed = 0, answered = 0;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	for (int i = 0; i < 6; i++)
		call(o, address(&s, "http", "/later"), NULL, &got[i]);
	settle(&s, o);
	for (int i = 0; i < 6; i++) {
		assert_int_equal(got[i].calls, 1);
		shed += got[i].outcome == OUTBOUND_SHED;
		answered += got[i].outcome == OUTBOUND_ANSWERED;
		str_free(&got[i].body);
	}
	assert_int_equal(shed, 2);
	assert_int_equal(answered, 4);
	outbound_free(o);
	server_stop(&s);
}

static void calls_under_way_at_the_end_are_told_so(void **state)
{
	struct got sent = { 0 }, refused = { 0 };
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	call(o, address(&s, "http", "/later"), NULL, &sent);
	call(o, "file:///etc/passwd", NULL, &refused);
	outbound_free(o);
	assert_int_equal(sent.calls, 1);
	assert_int_equal(sent.outcome, OUTBOUND_UNREACHABLE);
	assert_int_equal(refused.calls, 1);
	server_stop(&s);
	str_free(&sent.body);
	str_free(&refused.body);
}

/* Makes a certificate that is good for an address, and a context that shows it. */
static SSL_CTX *context_for(const char *names)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, names);
	FILE *out = fopen(certificate_path, "w");

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC,
		(const unsigned char *)"test", -1, -1, 0);
	X509_set_issuer_name(x, X509_get_subject_name(x));
	X509_add_ext(x, extension, -1);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	PEM_write_X509(out, x);
	fclose(out);
	SSL_CTX_use_certificate(context, x);
	SSL_CTX_use_PrivateKey(context, key);
	X509_EXTENSION_free(extension);
	X509_free(x);
	EVP_PKEY_free(key);
	return context;
}

static void a_certificate_must_be_trusted_and_of_the_name(void **state)
{
	static const struct {
		const char *names;
		bool trusted;
		enum outbound_outcome outcome;
	} cases[] = {
		{ "IP:127.0.0.1", true, OUTBOUND_ANSWERED },
		{ "IP:127.0.0.1", false, OUTBOUND_UNREACHABLE },
		{ "DNS:example.vn", true, OUTBOUND_UNREACHABLE },
	};

	(void)state;
	strcpy(certificate_path, "/tmp/pakn-outbound-XXXXXX");
	close(mkstemp(certificate_path));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		SSL_CTX *context = context_for(cases[i].names);
		struct got g = { 0 };
		struct outbound *o;
		struct server s;

		server_start(&s, &usual_limits, context);
		SSL_CTX_free(context);
		o = open_on(&s, cases[i].trusted ? certificate_path : "", false);
		call(o, address(&s, "https", "/"), "over TLS", &g);
		settle(&s, o);
		assert_string_equal(
			outbound_outcome_name(g.outcome), outbound_outcome_name(cases[i].outcome));
		outbound_free(o);
		server_run(&s, 1);
		server_stop(&s);
		str_free(&g.body);
	}
	unlink(certificate_path);
}

/* Makes a guarded call, as a webhook is one. */
static void guarded_call(
	struct server *s, const char *url, const struct networks *inside, bool plain, struct got *g)
{
	struct outbound_settings settings = {
		.authorities = "", .calls_max = 4, .inside = inside, .plain = plain
	};
	struct outbound_request r = { .url = url,
		.body = { "{}", 2 },
		.media = "application/json",
		.answer_max = 1000,
		.deadline_ms = PATIENCE_MS,
		.guarded = true };
	struct outbound *o = outbound_new(s->base, &settings);

	outbound_call(o, &r, note, g);
	settle(s, o);
	outbound_free(o);
}

static void a_guarded_call_goes_nowhere_inside_the_network(void **state)
{
	static const struct {
		const char *host; /* the port of the service is put behind it */
		const char *inside;
		bool plain;
		enum outbound_outcome outcome;
	} cases[] = {
		{ "127.0.0.1", "127.0.0.1", true, OUTBOUND_ANSWERED },
		{ "127.0.0.1", "127.0.0.0/8", true, OUTBOUND_ANSWERED },
		{ "127.0.0.1", "127.0.0.1", false, OUTBOUND_FORBIDDEN },
		{ "127.0.0.1", NULL, true, OUTBOUND_FORBIDDEN },
		{ "127.0.0.1", "10.0.0.0/8", true, OUTBOUND_FORBIDDEN },
		{ "localhost", NULL, true, OUTBOUND_FORBIDDEN },
		{ "localhost", "10.0.0.0/8", true, OUTBOUND_FORBIDDEN },
		{ "2130706433", NULL, true, OUTBOUND_FORBIDDEN },
		{ "0x7f000001", NULL, true, OUTBOUND_FORBIDDEN },
		{ "0177.0.0.1", NULL, true, OUTBOUND_FORBIDDEN },
		{ "127.1", NULL, true, OUTBOUND_FORBIDDEN },
		{ "0", NULL, true, OUTBOUND_FORBIDDEN },
		{ "[::1]", NULL, true, OUTBOUND_FORBIDDEN },
		{ "[::ffff:127.0.0.1]", NULL, true, OUTBOUND_FORBIDDEN },
		{ "[::ffff:7f00:1]", NULL, true, OUTBOUND_FORBIDDEN },
		{ "[::ffff:127.0.0.1]", "127.0.0.1", true, OUTBOUND_ANSWERED },
		{ "169.254.169.254", NULL, true, OUTBOUND_FORBIDDEN },
	};
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct networks inside;
		struct got g = { 0 };
		char url[128];

		snprintf(url, sizeof(url), "http://%s:%d/", cases[i].host, s.port);
		if (cases[i].inside)
			assert_true(networks_parse(cases[i].inside, &inside));
		guarded_call(&s, url, cases[i].inside ? &inside : NULL, cases[i].plain, &g);
		if (g.calls != 1 || g.outcome != cases[i].outcome)
			fail_msg("%s, allowed %s: %s", url, cases[i].inside,
				outbound_outcome_name(g.outcome));
		str_free(&g.body);
	}
	server_stop(&s);
}

static void an_address_that_others_chose_is_looked_at(void **state)
{
	static const struct {
		const char *url;
		enum outbound_url found;
	} cases[] = {
		{ "https://example.vn/x", OUTBOUND_URL_GOOD },
		{ "https://8.8.8.8/", OUTBOUND_URL_GOOD },
		{ "https://[2400:cb00::1]:8443/", OUTBOUND_URL_GOOD },
		{ "http://example.vn/", OUTBOUND_URL_PLAIN },
		{ "https://10.0.0.1/", OUTBOUND_URL_INSIDE },
		{ "https://[::1]/", OUTBOUND_URL_INSIDE },
		{ "https://[64:ff9b::7f00:1]/", OUTBOUND_URL_INSIDE },
		{ "smtp://example.vn/", OUTBOUND_URL_MALFORMED },
		{ "https://a:b@example.vn/", OUTBOUND_URL_MALFORMED },
		{ "https://", OUTBOUND_URL_MALFORMED },
		{ "", OUTBOUND_URL_MALFORMED },
	};
	static const struct outbound_settings settings = { .authorities = "" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (outbound_url_check(cases[i].url, &settings) != cases[i].found)
			fail_msg("%s", cases[i].url);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_come_back_as_they_were_sent),
		cmocka_unit_test(addresses_that_may_not_be_asked_are_not),
		cmocka_unit_test(what_takes_too_long_or_is_too_long_is_ended),
		cmocka_unit_test(a_service_that_is_not_there_is_unreachable),
		cmocka_unit_test(too_many_at_once_are_shed),
		cmocka_unit_test(calls_under_way_at_the_end_are_told_so),
		cmocka_unit_test(a_certificate_must_be_trusted_and_of_the_name),
		cmocka_unit_test(a_guarded_call_goes_nowhere_inside_the_network),
		cmocka_unit_test(an_address_that_others_chose_is_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
