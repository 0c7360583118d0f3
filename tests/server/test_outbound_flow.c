/* What goes to other services, and comes from them, piece by piece; and how it is signed. */
#include <sys/wait.h>

#include "tests/server/outbound_calls.h"

#define LARGE 5000000
#define FEW   1000

/* What goes to a service piece by piece, and what comes so. */
struct flow {
	struct got got; /* first: note() takes it */
	uint64_t size;
	uint64_t ends; /* gives nothing more behind so many bytes */
	uint64_t next; /* byte that is asked for */
	int beginnings;
	size_t taken;
	size_t take_max;   /* 0: takes all */
	size_t answer_max; /* 0: BIG_LEN */
	char text[64];     /* the beginning of what it took */
	char body[64];     /* what came otherwise */
};

static ssize_t flow_give(void *arg, char *room, size_t len, uint64_t offset)
{
	struct flow *f = arg;

	f->beginnings += offset == 0;
	assert_true(offset == 0 || offset == f->next);
	if (f->ends && offset >= f->ends)
		return -1;
	len = len > f->size - offset ? f->size - offset : len;
	for (size_t i = 0; i < len; i++)
		room[i] = (char)((offset + i) % 251);
	f->next = offset + len;
	return (ssize_t)len;
}

static bool flow_take(void *arg, const char *data, size_t len)
{
	struct flow *f = arg;

	for (size_t i = 0; i < len; i++)
		if (f->taken + i < sizeof(f->text) - 1)
			f->text[f->taken + i] = data[i];
	f->taken += len;
	return !f->take_max || f->taken <= f->take_max;
}

/* Sends a flow, or with size 0 gets one. */
static void flow_call(struct server *s, struct outbound *o, struct flow *f, const char *path)
{
	outbound_call(o,
		&(struct outbound_request){ .url = address(s, "http", path),
			.give = f->size ? flow_give : NULL,
			.give_size = f->size,
			.take = flow_take,
			.answer_max = f->answer_max ? f->answer_max : BIG_LEN,
			.deadline_ms = 5000 },
		note, f);
	settle(s, o);
	assert_int_equal(f->got.calls, 1);
	snprintf(f->body, sizeof(f->body), "%s", f->got.body.len ? f->got.body.data : "");
	str_free(&f->got.body);
}

static void what_is_large_goes_and_comes_in_pieces(void **state)
{
	struct flow sent = { .size = LARGE }, fetched = { .size = 0 };
	uint64_t sum = 0;
	struct outbound *o;
	struct server s;
	char text[64];

	(void)state;
	for (uint64_t i = 0; i < LARGE; i++)
		sum += i % 251;
	snprintf(text, sizeof(text), "%d bytes, sum %llu", LARGE, (unsigned long long)sum);
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	flow_call(&s, o, &sent, "/disk");
	assert_int_equal(sent.got.status, 200);
	assert_string_equal(sent.text, text);
	flow_call(&s, o, &fetched, "/big");
	assert_int_equal(fetched.got.status, 200);
	assert_int_equal(fetched.taken, BIG_LEN);
	assert_memory_equal(fetched.text, "abcdefgh", 8);
	outbound_free(o);
	server_stop(&s);
}

static void who_gives_or_takes_may_end_the_call(void **state)
{
	struct flow gives = { .size = LARGE, .ends = 100000 }, takes = { .take_max = 100000 };
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	flow_call(&s, o, &gives, "/disk");
	assert_string_equal(outbound_outcome_name(gives.got.outcome), "unreachable");
	flow_call(&s, o, &takes, "/big");
	assert_string_equal(outbound_outcome_name(takes.got.outcome), "unreachable");
	assert_true(takes.taken < BIG_LEN);
	outbound_free(o);
	server_stop(&s);
}

static void neither_what_is_too_long_nor_a_refusal_is_taken(void **state)
{
	static const struct {
		const char *path;
		enum outbound_outcome outcome;
		int status;
		const char *body;
		size_t taken_max;
	} cases[] = {
		{ "/big", OUTBOUND_TOO_LARGE, 0, "", FEW },
		{ "/refuse", OUTBOUND_ANSWERED, 401, "refused", 0 },
	};
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct flow f = { .answer_max = FEW };

		flow_call(&s, o, &f, cases[i].path);
		assert_int_equal(f.got.outcome, cases[i].outcome);
		assert_int_equal(f.got.status, cases[i].status);
		assert_string_equal(f.body, cases[i].body);
		assert_true(f.taken <= cases[i].taken_max);
	}
	outbound_free(o);
	server_stop(&s);
}

/* Reads until so many bytes have come behind the end of a head. */
static void request_read(int fd, size_t body)
{
	char bytes[4096];
	size_t len = 0;
	const char *end = NULL;

	while (!end || (size_t)(bytes + len - end) < body + 4) {
		ssize_t n = read(fd, bytes + len, sizeof(bytes) - 1 - len);

		if (n <= 0)
			_exit(1);
		len += (size_t)n;
		bytes[len] = '\0';
		end = strstr(bytes, "\r\n\r\n");
	}
}

static void text_write(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0)
		_exit(1);
}

/* Answers one request, and hangs up when it has read the next one; answers it on the connection
 * that comes instead. */
static void hang_up_once(int listening)
{
	int fd = accept(listening, NULL, NULL);

	request_read(fd, 100);
	text_write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst");
	request_read(fd, 100);
	close(fd);
	fd = accept(listening, NULL, NULL);
	request_read(fd, 100);
	text_write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond");
	_exit(0);
}

static void what_is_sent_begins_anew_where_a_kept_connection_ends(void **state)
{
	struct flow flows[] = { { .size = 100 }, { .size = 100 } };
	struct outbound *o;
	struct server s;
	int listening, status;
	pid_t peer;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	listening = listen_loopback(&s.port);
	fcntl(listening, F_SETFL, 0);
	peer = fork();
	if (!peer)
		hang_up_once(listening);
	o = open_on(&s, "", true);
	flow_call(&s, o, &flows[0], "/");
	assert_string_equal(flows[0].text, "first");
	flow_call(&s, o, &flows[1], "/");
	assert_string_equal(flows[1].text, "second");
	assert_int_equal(flows[1].beginnings, 2);
	assert_int_equal(waitpid(peer, &status, 0), peer);
	assert_int_equal(status, 0);
	close(listening);
	outbound_free(o);
	server_stop(&s);
}

static ssize_t welcome_give(void *arg, char *room, size_t len, uint64_t offset)
{
	static const char text[] = "Welcome to Amazon S3.";

	(void)arg;
	assert_true(len >= sizeof(text) - 1);
	memcpy(room, text, sizeof(text) - 1);
	return offset ? 0 : (ssize_t)sizeof(text) - 1;
}

/* The examples of Amazon's "Authenticating Requests: Using the Authorization Header" whose
 * addresses have no query: none of ours has. */
static void requests_are_signed_as_amazon_signs_them(void **state)
{
	static const struct {
		const char *path;
		outbound_give *give;
		const char *headers[6], *authorization;
	} examples[] = {
		{ "/test.txt", NULL,
			{ "Host: examplebucket.s3.amazonaws.com", "Range: bytes=0-9",
				"X-Amz-Date: 20130524T000000Z",
				"X-Amz-Content-Sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b"
				"934ca495991b7852b855" },
			"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
			"aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
			"Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb4"
			"1" },
		{ "/test%24file.text", welcome_give,
			{ "Host: examplebucket.s3.amazonaws.com",
				"Date: Fri, 24 May 2013 00:00:00 GMT",
				"X-Amz-Date: 20130524T000000Z",
				"X-Amz-Storage-Class: REDUCED_REDUNDANCY",
				"X-Amz-Content-Sha256: 44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e"
				"99e42034a8b803f8b072" },
			"AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
			"aws4_request, "
			"SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-"
			"class, "
			"Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108b"
			"d" },
	};
	struct outbound *o;
	struct server s;

	(void)state;
	server_start(&s, &usual_limits, NULL);
	o = open_on(&s, "", true);
	for (size_t i = 0; i < sizeof(examples) / sizeof(examples[0]); i++) {
		struct flow f = { .size = 0 };

		outbound_call(o,
			&(struct outbound_request){ .url = address(&s, "http", examples[i].path),
				.headers = examples[i].headers,
				.give = examples[i].give,
				.give_size = 21,
				.take = flow_take,
				.user = "AKIAIOSFODNN7EXAMPLE",
				.secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
				.signature = "aws:amz:us-east-1:s3",
				.answer_max = 1000,
				.deadline_ms = 5000 },
			note, &f);
		settle(&s, o);
		assert_int_equal(f.got.status, 200);
		assert_string_equal(s.seen.authorization, examples[i].authorization);
		str_free(&f.got.body);
	}
	outbound_free(o);
	server_stop(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_large_goes_and_comes_in_pieces),
		cmocka_unit_test(who_gives_or_takes_may_end_the_call),
		cmocka_unit_test(neither_what_is_too_long_nor_a_refusal_is_taken),
		cmocka_unit_test(what_is_sent_begins_anew_where_a_kept_connection_ends),
		cmocka_unit_test(requests_are_signed_as_amazon_signs_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
