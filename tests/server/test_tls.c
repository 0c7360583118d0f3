/* TLS over real sockets, with certificates that are made on the spot. */
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "server/tls.h"
#include "tests/server/http_peer.h"

#define GET(path)  "GET " path " HTTP/1.1\r\nHost: x\r\n\r\n"
#define LAST(path) "GET " path " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

/* The files of two certificates, "one" and "two". */
static struct {
	char certificate[96], key[96];
} files[2];

static char directory[64];
static const char *const names[2] = { "one", "two" };

/* Writes a self-signed certificate that is good for an hour, and its key. */
static void certificate_write(const char *name, const char *certificate_path, const char *key_path)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	X509_NAME *subject = X509_get_subject_name(x);
	FILE *out;

	X509_set_version(x, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
	X509_gmtime_adj(X509_getm_notBefore(x), -60);
	X509_gmtime_adj(X509_getm_notAfter(x), 3600);
	X509_set_pubkey(x, key);
	X509_NAME_add_entry_by_txt(
		subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(x, subject);
	assert_true(X509_sign(x, key, EVP_sha256()) > 0);
	out = fopen(certificate_path, "w");
	PEM_write_X509(out, x);
	fclose(out);
	out = fopen(key_path, "w");
	PEM_write_PrivateKey(out, key, NULL, NULL, 0, NULL, NULL);
	fclose(out);
	X509_free(x);
	EVP_PKEY_free(key);
}

static int files_make(void **state)
{
	(void)state;
	strcpy(directory, "/tmp/pakn-tls-XXXXXX");
	if (!mkdtemp(directory))
		return -1;
	for (int i = 0; i < 2; i++) {
		snprintf(files[i].certificate, sizeof(files[i].certificate), "%s/%s.crt", directory,
			names[i]);
		snprintf(files[i].key, sizeof(files[i].key), "%s/%s.key", directory, names[i]);
		certificate_write(names[i], files[i].certificate, files[i].key);
	}
	return 0;
}

static int files_remove(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		unlink(files[i].certificate);
		unlink(files[i].key);
	}
	return rmdir(directory);
}

static SSL_CTX *context_of(int i)
{
	struct str error = { 0 };
	SSL_CTX *context = tls_context_new(files[i].certificate, files[i].key, &error);

	assert_non_null(context);
	assert_int_equal(error.len, 0);
	return context;
}

static void start(struct server *s)
{
	SSL_CTX *context = context_of(0);

	server_start(s, &usual_limits, context);
	SSL_CTX_free(context);
}

struct tls_client {
	struct client plain;
	SSL_CTX *context;
	SSL *ssl;
	bool closed; /* the server has said that this is the end */
};

/* Makes a client, whose versions and protocols the caller may still choose. */
static void tls_open(struct server *s, struct tls_client *c)
{
	memset(c, 0, sizeof(*c));
	client_open(s, &c->plain);
	c->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_security_level(c->context, 0);
	c->ssl = SSL_new(c->context);
	SSL_set_fd(c->ssl, c->plain.fd);
}

static void tls_close(struct tls_client *c)
{
	SSL_free(c->ssl);
	SSL_CTX_free(c->context);
	client_close(&c->plain);
}

static bool tls_again(struct server *s, struct tls_client *c, int result)
{
	int error = SSL_get_error(c->ssl, result);

	server_turn(s);
	return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* Shakes hands; tells whether that went well. */
static bool tls_connect(struct server *s, struct tls_client *c)
{
	uint64_t end = clock_mono_ms() + PATIENCE * 2000;
	int result;

	ERR_clear_error();
	while ((result = SSL_connect(c->ssl)) != 1)
		if (!tls_again(s, c, result) || clock_mono_ms() > end)
			return false;
	return true;
}

static void tls_say(struct server *s, struct tls_client *c, const char *text)
{
	int result;

	while ((result = SSL_write(c->ssl, text, (int)strlen(text))) <= 0)
		if (!tls_again(s, c, result))
			return;
}

/* Reads until the text was there or the end; tells whether the text was there. */
static bool tls_wait(struct server *s, struct tls_client *c, const char *text, int ms)
{
	uint64_t end = clock_mono_ms() + PATIENCE * (uint64_t)ms;
	char bytes[65536];

	while (clock_mono_ms() < end && !client_count(&c->plain, text)) {
		int n = SSL_read(c->ssl, bytes, sizeof(bytes));

		if (n > 0) {
			str_add_bytes(&c->plain.got, bytes, (size_t)n);
		} else if (!tls_again(s, c, n)) {
			c->closed = SSL_get_error(c->ssl, n) == SSL_ERROR_ZERO_RETURN;
			break;
		}
	}
	return client_count(&c->plain, text);
}

static void requests_go_through_tls(void **state)
{
	struct server s;
	struct tls_client c;

	(void)state;
	start(&s);
	tls_open(&s, &c);
	assert_true(tls_connect(&s, &c));
	tls_say(&s, &c, GET("/a") GET("/later") LAST("/c"));
	assert_false(tls_wait(&s, &c, "no such text", 2000));
	assert_int_equal(client_count(&c.plain, "HTTP/1.1 200 OK"), 3);
	assert_int_equal(client_count(&c.plain, "X-Path: /c"), 1);
	assert_true(c.closed);
	tls_close(&c);
	server_stop(&s);
}

static void a_big_answer_goes_through_tls(void **state)
{
	struct server s;
	struct tls_client c;
	const char *body;

	(void)state;
	start(&s);
	tls_open(&s, &c);
	assert_true(tls_connect(&s, &c));
	tls_say(&s, &c, LAST("/big"));
	assert_false(tls_wait(&s, &c, "no such text", 20000));
	body = strstr(c.plain.got.data, "\r\n\r\n") + 4;
	assert_int_equal(c.plain.got.len - (size_t)(body - c.plain.got.data), BIG_LEN);
	assert_int_equal(memcmp(body, s.big, BIG_LEN), 0);
	assert_int_equal(s.seen.released, 1);
	tls_close(&c);
	server_stop(&s);
}

static void a_body_goes_through_tls(void **state)
{
	struct server s;
	struct tls_client c;
	char body[60001];

	(void)state;
	memset(body, 'b', 60000);
	body[60000] = '\0';
	start(&s);
	tls_open(&s, &c);
	assert_true(tls_connect(&s, &c));
	tls_say(&s, &c, "POST /disk HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n");
	tls_say(&s, &c, body);
	assert_true(tls_wait(&s, &c, "60000 bytes, sum 5880000", 2000));
	tls_close(&c);
	server_stop(&s);
}

static void versions_before_1_2_are_refused(void **state)
{
	static const struct {
		int version;
		bool good;
	} rows[] = {
		{ TLS1_VERSION, false },
		{ TLS1_1_VERSION, false },
		{ TLS1_2_VERSION, true },
		{ TLS1_3_VERSION, true },
	};
	struct server s;

	(void)state;
	start(&s);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tls_client c;

		tls_open(&s, &c);
		SSL_set_min_proto_version(c.ssl, rows[i].version);
		SSL_set_max_proto_version(c.ssl, rows[i].version);
		assert_int_equal(tls_connect(&s, &c), rows[i].good);
		tls_close(&c);
	}
	server_stop(&s);
}

static void only_http_1_1_is_spoken(void **state)
{
	struct server s;
	struct tls_client c;
	const unsigned char *chosen;
	unsigned len;

	(void)state;
	start(&s);
	tls_open(&s, &c);
	SSL_set_alpn_protos(c.ssl, (const unsigned char *)"\x02h2\x08http/1.1", 12);
	assert_true(tls_connect(&s, &c));
	SSL_get0_alpn_selected(c.ssl, &chosen, &len);
	assert_int_equal(len, 8);
	assert_memory_equal(chosen, "http/1.1", 8);
	tls_close(&c);
	tls_open(&s, &c);
	SSL_set_alpn_protos(c.ssl, (const unsigned char *)"\x02h2", 3);
	assert_false(tls_connect(&s, &c));
	tls_close(&c);
	server_stop(&s);
}

static void nobody_renegotiates(void **state)
{
	struct server s;
	struct tls_client c;

	(void)state;
	start(&s);
	tls_open(&s, &c);
	SSL_set_max_proto_version(c.ssl, TLS1_2_VERSION);
	assert_true(tls_connect(&s, &c));
	assert_int_equal(SSL_renegotiate(c.ssl), 1);
	SSL_do_handshake(c.ssl);
	tls_say(&s, &c, GET("/a"));
	assert_false(tls_wait(&s, &c, "200 OK", 300));
	tls_close(&c);
	server_stop(&s);
}

static void half_a_handshake_is_cut_at_its_deadline(void **state)
{
	struct http_limits limits = usual_limits;
	SSL_CTX *context = context_of(0);
	struct server s;
	struct client c;

	(void)state;
	limits.head_ms = 300;
	server_start(&s, &limits, context);
	SSL_CTX_free(context);
	client_open(&s, &c);
	client_send(&s, &c, "\x16\x03\x01\x02\x00\x01", 6);
	assert_true(client_wait_end(&s, &c, 1000));
	server_run(&s, 20);
	assert_int_equal(http_conns(s.http), 0);
	client_close(&c);
	server_stop(&s);
}

static void plain_http_on_a_tls_port_is_ended_at_once(void **state)
{
	struct server s;
	struct client c;

	(void)state;
	start(&s);
	client_open(&s, &c);
	client_say(&s, &c, GET("/a"));
	assert_true(client_wait_end(&s, &c, 200));
	assert_int_equal(s.seen.requests, 0);
	client_close(&c);
	server_stop(&s);
}

static void a_tls_client_that_leaves_is_noticed_at_once(void **state)
{
	struct server s;
	struct tls_client c;

	(void)state;
	start(&s);
	for (int with_notice = 0; with_notice < 2; with_notice++) {
		tls_open(&s, &c);
		assert_true(tls_connect(&s, &c));
		tls_say(&s, &c, GET("/hold"));
		server_run(&s, 20);
		assert_int_equal(s.seen.gones, with_notice);
		if (with_notice)
			SSL_shutdown(c.ssl);
		tls_close(&c);
		server_run(&s, 20);
		assert_int_equal(s.seen.gones, with_notice + 1);
		reply_text(s.seen.held, 200, "too late");
		server_run(&s, 20);
	}
	assert_int_equal(http_requests(s.http), 0);
	server_stop(&s);
}

/* Reads the name on the certificate that a new connection is shown. */
static void name_shown(struct server *s, char *name, int size)
{
	struct tls_client c;
	X509 *shown;

	tls_open(s, &c);
	assert_true(tls_connect(s, &c));
	shown = SSL_get1_peer_certificate(c.ssl);
	X509_NAME_get_text_by_NID(X509_get_subject_name(shown), NID_commonName, name, size);
	X509_free(shown);
	tls_close(&c);
}

static void a_new_certificate_is_shown_to_new_connections(void **state)
{
	struct server s;
	struct tls_client c;
	SSL_CTX *second = context_of(1);
	char name[16];

	(void)state;
	start(&s);
	tls_open(&s, &c);
	assert_true(tls_connect(&s, &c));
	name_shown(&s, name, sizeof(name));
	assert_string_equal(name, "one");
	http_tls_replace(s.http, second);
	SSL_CTX_free(second);
	name_shown(&s, name, sizeof(name));
	assert_string_equal(name, "two");
	tls_say(&s, &c, GET("/a"));
	assert_true(tls_wait(&s, &c, "200 OK", 1000));
	tls_close(&c);
	server_stop(&s);
}

static void what_is_wrong_with_the_files_is_said(void **state)
{
	const struct {
		const char *certificate, *key, *says;
	} rows[] = {
		{ "/nonexistent", files[0].key, "Cannot use the certificate /nonexistent: " },
		{ files[0].certificate, "/nonexistent", "Cannot use the key /nonexistent: " },
		{ files[0].certificate, files[1].key, "key values mismatch" },
		{ files[0].key, files[0].key, "Cannot use the certificate " },
		{ files[0].certificate, files[0].certificate, "Cannot use the key " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str error = { 0 };

		assert_null(tls_context_new(rows[i].certificate, rows[i].key, &error));
		if (!strstr(error.data, rows[i].says))
			fail_msg("%s", error.data);
		assert_int_equal(error.data[error.len - 1], '.');
		assert_int_equal(ERR_peek_error(), 0);
		str_free(&error);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_go_through_tls),
		cmocka_unit_test(a_big_answer_goes_through_tls),
		cmocka_unit_test(a_body_goes_through_tls),
		cmocka_unit_test(versions_before_1_2_are_refused),
		cmocka_unit_test(only_http_1_1_is_spoken),
		cmocka_unit_test(nobody_renegotiates),
		cmocka_unit_test(half_a_handshake_is_cut_at_its_deadline),
		cmocka_unit_test(plain_http_on_a_tls_port_is_ended_at_once),
		cmocka_unit_test(a_tls_client_that_leaves_is_noticed_at_once),
		cmocka_unit_test(a_new_certificate_is_shown_to_new_connections),
		cmocka_unit_test(what_is_wrong_with_the_files_is_said),
	};

	return cmocka_run_group_tests(tests, files_make, files_remove);
}
