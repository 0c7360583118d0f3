/* What a store is asked, and what its answers mean.  The store is our own HTTP server, on the same
 * loop.  That signatures are right: test_outbound_flow.c. */
#include <sys/mman.h>

#include "common/config.h"
#include "server/s3.h"
#include "tests/server/http_peer.h"

#define SETTLE_MS 60000
#define KEY       "AKIAIOSFODNN7EXAMPLE"
#define TEXT      "Welcome to Amazon S3."
#define TEXT_SIZE (sizeof(TEXT) - 1)
#define OF_TEXT   "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"
#define OF_NONE   "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define CODE(x)   "<?xml version=\"1.0\"?><Error><Code>" x "</Code><Key>k</Key></Error>"

static const struct file_name name = { 24, OF_TEXT };

/* A store that notes what it is asked and answers what it is told to. */
struct store {
	struct event_base *base;
	struct http *http;
	struct config *config;
	struct s3 *s3;
	int status;
	struct span answer;
	enum http_method method;
	char path[200], digest[80], authorization[400], body[100];
	int calls;
	enum s3_outcome outcome;
	int said_status;
	char code[100];
};

static void copy(char *out, size_t size, struct span text)
{
	snprintf(out, size, "%.*s", (int)text.len, text.data ? text.data : "");
}

static bool store_head(struct http_request *r, void *arg)
{
	(void)arg;
	r->label = "store";
	r->body_max = 1000;
	return true;
}

static void store_ready(struct http_request *r, void *arg)
{
	struct store *s = arg;

	s->method = r->method;
	copy(s->path, sizeof(s->path), r->path);
	copy(s->digest, sizeof(s->digest), http_header_find(r, "x-amz-content-sha256"));
	copy(s->authorization, sizeof(s->authorization), http_header_find(r, "authorization"));
	copy(s->body, sizeof(s->body), r->body);
	http_reply(r, &(struct http_answer){ .status = s->status,
			      .content_type = "application/xml",
			      .body = s->answer });
}

static void store_gone(struct http_request *r, void *arg)
{
	(void)r;
	(void)arg;
}

static void store_refuse(struct http_request *r, int status, const char *code, void *arg)
{
	(void)code;
	(void)arg;
	http_reply(r, &(struct http_answer){ .status = status });
}

static void store_done(
	const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg)
{
	(void)r;
	(void)status;
	(void)us;
	(void)bytes;
	(void)arg;
}

static struct config *settings(const char *url, const char *key, const char *secret)
{
	struct str error = { 0 };
	struct config *c;

	setenv("PAKN_FILES_S3", url, 1);
	setenv("PAKN_FILES_S3_KEY", key, 1);
	setenv("PAKN_FILES_S3_SECRET", secret, 1);
	setenv("PAKN_FILES_S3_REGION", "bac-ninh-1", 1);
	setenv("PAKN_OUTBOUND_LOOPBACK", "yes", 1);
	c = config_load(NULL, &error);
	assert_non_null(c);
	str_free(&error);
	return c;
}

static void store_open(struct store *s)
{
	struct http_service service = { store_head, store_ready, store_gone, store_refuse, NULL,
		store_done, s };
	char url[100];
	int port, fd = listen_loopback(&port);

	*s = (struct store){ .base = event_base_new() };
	s->http = http_new(s->base, &usual_limits, &service);
	http_listen(s->http, fd, NULL);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d/pakn", port);
	s->config = settings(url, KEY, "secret");
	s->s3 = s3_new(s->base, s->config, 4);
	assert_non_null(s->s3);
}

static void store_close(struct store *s)
{
	s3_free(s->s3);
	http_free(s->http);
	event_base_loop(s->base, EVLOOP_NONBLOCK);
	event_base_free(s->base);
	config_free(s->config);
}

static void note(void *arg, const struct s3_answer *a)
{
	struct store *s = arg;

	s->calls++;
	s->outcome = a->outcome;
	s->said_status = a->status;
	snprintf(s->code, sizeof(s->code), "%s", a->code);
	assert_non_null(a->reason);
}

/* Turns the loop until the one call is answered. */
static void settle(struct store *s)
{
	uint64_t end = clock_mono_ms() + SETTLE_MS;

	assert_int_equal(s->calls, 0);
	while (!s->calls && clock_mono_ms() < end)
		event_base_loop(s->base, EVLOOP_ONCE);
	assert_int_equal(s->calls, 1);
	s->calls = 0;
}

/* Makes a file in memory. */
static int file_with(const char *text)
{
	int fd = memfd_create("file", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, text, strlen(text), 0), (ssize_t)strlen(text));
	return fd;
}

static void requests_name_the_bucket_the_province_and_the_digest(void **state)
{
	static const char path[] = "/pakn/24/44/ce/" OF_TEXT;
	struct store s;
	int fd = file_with(TEXT);

	(void)state;
	store_open(&s);
	s.status = 200;
	s3_store(s.s3, &name, fd, TEXT_SIZE, note, &s);
	settle(&s);
	assert_int_equal(s.method, HTTP_PUT);
	assert_string_equal(s.path, path);
	assert_string_equal(s.digest, OF_TEXT);
	assert_string_equal(s.body, TEXT);
	assert_non_null(strstr(s.authorization, "AWS4-HMAC-SHA256 Credential=" KEY "/"));
	assert_non_null(strstr(s.authorization, "/bac-ninh-1/s3/aws4_request, "));
	assert_null(strstr(s.authorization, "secret"));
	s3_fetch(s.s3, &name, fd, TEXT_SIZE, note, &s);
	settle(&s);
	assert_int_equal(s.method, HTTP_GET);
	assert_string_equal(s.path, path);
	assert_string_equal(s.digest, OF_NONE);
	s3_delete(s.s3, &name, note, &s);
	settle(&s);
	assert_int_equal(s.method, HTTP_DELETE);
	assert_string_equal(s.path, path);
	store_close(&s);
	close(fd);
}

enum request { STORE, FETCH, DELETE };

/* Makes the request and waits for its end. */
static void make_request(struct store *s, enum request what, int fd)
{
	if (what == STORE)
		s3_store(s->s3, &name, fd, TEXT_SIZE, note, s);
	else if (what == FETCH)
		s3_fetch(s->s3, &name, fd, TEXT_SIZE, note, s);
	else
		s3_delete(s->s3, &name, note, s);
	settle(s);
}

static void answers_mean_done_missing_or_away(void **state)
{
	static const struct {
		enum request what;
		int status;
		const char *answer;
		enum s3_outcome outcome;
		const char *code;
	} cases[] = {
		{ STORE, 200, "", S3_DONE, "" },
		{ STORE, 204, "", S3_DONE, "" },
		{ STORE, 301, CODE("PermanentRedirect"), S3_AWAY, "PermanentRedirect" },
		{ STORE, 400, CODE("XAmzContentSHAMismatch"), S3_AWAY, "XAmzContentSHAMismatch" },
		{ STORE, 403, CODE("SignatureDoesNotMatch"), S3_AWAY, "SignatureDoesNotMatch" },
		{ STORE, 404, CODE("NoSuchBucket"), S3_AWAY, "NoSuchBucket" },
		{ STORE, 500, "", S3_AWAY, "" },
		{ STORE, 503, CODE("SlowDown"), S3_AWAY, "SlowDown" },
		{ STORE, 503, "<Code>", S3_AWAY, "" },
		{ STORE, 503, "<Code>Slow", S3_AWAY, "Slow" },
		{ STORE, 503, CODE("A\"}\n{\"secret"), S3_AWAY, "A" },
		{ STORE, 503,
			CODE("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
			     "xxx"),
			S3_AWAY,
			"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" },
		{ FETCH, 200, TEXT, S3_DONE, "" },
		{ FETCH, 200, "Welcome to Amazon S2.", S3_AWAY, "other_bytes" },
		{ FETCH, 200, "Welcome", S3_AWAY, "other_bytes" },
		{ FETCH, 200, TEXT TEXT, S3_AWAY, "other_bytes" },
		{ FETCH, 200, "", S3_AWAY, "other_bytes" },
		{ FETCH, 404, CODE("NoSuchKey"), S3_MISSING, "NoSuchKey" },
		{ FETCH, 404, "", S3_MISSING, "" },
		{ FETCH, 404, CODE("NoSuchBucket"), S3_AWAY, "NoSuchBucket" },
		{ FETCH, 403, CODE("AccessDenied"), S3_AWAY, "AccessDenied" },
		{ FETCH, 302, TEXT, S3_AWAY, "" },
		{ DELETE, 204, "", S3_DONE, "" },
		{ DELETE, 404, CODE("NoSuchKey"), S3_MISSING, "NoSuchKey" },
		{ DELETE, 403, CODE("AccessDenied"), S3_AWAY, "AccessDenied" },
	};
	struct store s;

	(void)state;
	store_open(&s);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd = file_with(cases[i].what == STORE ? TEXT : "");
		char got[100] = "";

		s.status = cases[i].status;
		s.answer = span_of(cases[i].answer);
		make_request(&s, cases[i].what, fd);
		assert_int_equal(s.outcome, cases[i].outcome);
		assert_int_equal(s.said_status, cases[i].status);
		assert_string_equal(s.code, cases[i].code);
		if (cases[i].what == FETCH) {
			assert_true(pread(fd, got, sizeof(got) - 1, 0) >= 0);
			assert_string_equal(got, cases[i].status == 200 ? cases[i].answer : "");
		}
		close(fd);
	}
	store_close(&s);
}

static void what_is_far_too_long_is_not_written(void **state)
{
	struct str answer = { 0 };
	struct store s;
	int fd = file_with("");

	(void)state;
	for (int i = 0; i < 10000; i++)
		str_add(&answer, TEXT);
	store_open(&s);
	s.status = 200;
	s.answer = str_span(&answer);
	make_request(&s, FETCH, fd);
	assert_int_equal(s.outcome, S3_AWAY);
	assert_string_equal(s.code, "too_large");
	assert_true(lseek(fd, 0, SEEK_END) <= 65536);
	store_close(&s);
	str_free(&answer);
	close(fd);
}

static void who_waits_at_the_end_is_told_that_the_store_is_away(void **state)
{
	struct store s;
	int fd = file_with("");

	(void)state;
	store_open(&s);
	s3_fetch(s.s3, &name, fd, TEXT_SIZE, note, &s);
	s3_free(s.s3);
	s.s3 = NULL;
	assert_int_equal(s.calls, 1);
	assert_int_equal(s.outcome, S3_AWAY);
	assert_string_equal(s.code, "unreachable");
	store_close(&s);
	close(fd);
}

static void settings_that_cannot_work_are_told(void **state)
{
	static const struct {
		const char *url, *key, *secret, *fault;
	} cases[] = {
		{ "", "", "", NULL },
		{ "", KEY, "secret", NULL },
		{ "https://s3.example.vn/pakn", KEY, "secret", NULL },
		{ "https://s3.example.vn/pakn", "", "secret",
			"the setting files_s3_key or files_s3_secret is missing" },
		{ "https://s3.example.vn/pakn", KEY, "",
			"the setting files_s3_key or files_s3_secret is missing" },
		{ "https://s3.example.vn/pakn/", KEY, "secret",
			"the setting files_s3 must end with the bucket's name" },
		{ "https://s3.example.vn/pakn?x", KEY, "secret",
			"the setting files_s3 must end with the bucket's name" },
		{ "https://s3.example.vn/pakn#x", KEY, "secret",
			"the setting files_s3 must end with the bucket's name" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct config *c = settings(cases[i].url, cases[i].key, cases[i].secret);
		const char *fault = s3_settings_fault(c);

		assert_string_equal(fault ? fault : "", cases[i].fault ? cases[i].fault : "");
		config_free(c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(requests_name_the_bucket_the_province_and_the_digest),
		cmocka_unit_test(answers_mean_done_missing_or_away),
		cmocka_unit_test(what_is_far_too_long_is_not_written),
		cmocka_unit_test(who_waits_at_the_end_is_told_that_the_store_is_away),
		cmocka_unit_test(settings_that_cannot_work_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
