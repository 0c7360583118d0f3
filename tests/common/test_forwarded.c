/* Which client stands behind proxies.  The proxies of these tests: 10.0.0.0/8 and fd00::/8. */
#include "tests/common/unit.h"

#include "common/forwarded.h"

#define LINES_MAX 3

struct example {
	const char *lines[LINES_MAX]; /* of the header, in their order */
	const char *client;           /* NULL: nobody is told of */
};

/* Reads the examples of one header, from the proxy 10.0.0.1. */
static void examples_try(enum forwarded_header header, const struct example *examples, size_t count)
{
	struct forwarded f = { .header = header };

	assert_true(networks_parse("10.0.0.0/8, fd00::/8", &f.trusted));
	for (size_t i = 0; i < count; i++) {
		/* Between others: a name that is longer, and one of another header. */
		struct http_header headers[LINES_MAX + 2] = {
			{ span_of("X-Forwarded-Forward"), span_of("192.0.2.66") },
			{ span_of("Host"), span_of("192.0.2.66") },
		};
		size_t lines = 2;
		char text[IP_TEXT_SIZE];
		struct ip client;
		bool found;

		for (size_t l = 0; l < LINES_MAX && examples[i].lines[l]; l++)
			headers[lines++] = (struct http_header){ span_of(forwarded_names[header]),
				span_of(examples[i].lines[l]) };
		assert_true(ip_parse(span_of("10.0.0.1"), &client));
		found = forwarded_client(&f, headers, lines, &client);
		ip_format(&client, text);
		if (found != (examples[i].client != NULL) ||
			strcmp(text, found ? examples[i].client : "10.0.0.1") != 0)
			fail_msg("%s: %s", examples[i].lines[0], text);
	}
}

static void x_forwarded_for_is_read_from_the_right(void **state)
{
	static const struct example examples[] = {
		{ { NULL }, NULL },
		{ { "" }, NULL },
		{ { "," }, NULL },
		{ { "203.0.113.7" }, "203.0.113.7" },
		{ { "198.51.100.1, 203.0.113.7" }, "203.0.113.7" }, /* the client made one up */
		{ { "198.51.100.1,203.0.113.7,10.0.0.2" }, "203.0.113.7" },
		{ { "203.0.113.7, 10.0.0.3 ,\t10.0.0.2" }, "203.0.113.7" },
		{ { "203.0.113.7,, 10.0.0.2 ," }, "203.0.113.7" },
		{ { "10.9.9.9, 10.0.0.2" }, "10.9.9.9" }, /* a proxy itself asks */
		{ { "198.51.100.1", "203.0.113.7" }, "203.0.113.7" },
		{ { "203.0.113.7", "10.0.0.3", "10.0.0.2" }, "203.0.113.7" },
		{ { "198.51.100.1, 203.0.113.7", "10.0.0.2" }, "203.0.113.7" },
		{ { "203.0.113.7:51000" }, "203.0.113.7" },
		{ { "2001:db8::7" }, "2001:db8::7" },
		{ { "[2001:db8::7]" }, "2001:db8::7" },
		{ { "[2001:db8::7]:51000" }, "2001:db8::7" },
		{ { "::ffff:203.0.113.7" }, "203.0.113.7" },
		{ { "[::ffff:203.0.113.7]:1" }, "203.0.113.7" },
		{ { "198.51.100.1, ::ffff:10.0.0.2" }, "198.51.100.1" },
		{ { "203.0.113.7, fd00::2" }, "203.0.113.7" },
		/* What nobody vouches for ends the reading. */
		{ { "unknown" }, NULL },
		{ { "203.0.113.7, unknown" }, NULL },
		{ { "203.0.113.7, unknown, 10.0.0.2" }, "10.0.0.2" },
		{ { "203.0.113.7", "_hidden" }, NULL },
		{ { "203.0.113.7; 10.0.0.2" }, NULL },
		{ { "203.0.113.7 198.51.100.1" }, NULL },
		{ { "203.0.113.7:" }, NULL },
		{ { "203.0.113.7:http" }, NULL },
		{ { "203.0.113.7:123456" }, NULL },
		{ { "[203.0.113.7]" }, NULL },
		{ { "[2001:db8::7" }, NULL },
		{ { "[2001:db8::7]51000" }, NULL },
		{ { "[]" }, NULL },
		{ { "]" }, NULL },
		{ { ":80" }, NULL },
		{ { "\"203.0.113.7" }, NULL },
		{ { "fe80::1%eth0" }, NULL },
		{ { "0xcb.0.113.7" }, NULL },
		{ { "3405803783" }, NULL },
	};

	(void)state;
	examples_try(FORWARDED_X_FORWARDED_FOR, examples, COUNT(examples));
}

static void the_name_is_found_in_any_case(void **state)
{
	static const struct http_header header = { { "x-forwarded-FOR", 15 },
		{ "203.0.113.7", 11 } };
	struct forwarded f = { .header = FORWARDED_X_FORWARDED_FOR };
	struct ip client = { { 0 } };

	(void)state;
	assert_true(forwarded_client(&f, &header, 1, &client));
}

static void x_real_ip_is_an_address(void **state)
{
	static const struct example examples[] = {
		{ { "203.0.113.7" }, "203.0.113.7" },
		{ { "2001:db8::7" }, "2001:db8::7" },
		{ { "198.51.100.1", "203.0.113.7" }, "203.0.113.7" },
		{ { "nobody" }, NULL },
	};

	(void)state;
	examples_try(FORWARDED_X_REAL_IP, examples, COUNT(examples));
}

static void forwarded_is_read_as_rfc_7239_writes_it(void **state)
{
	static const struct example examples[] = {
		{ { "for=203.0.113.7" }, "203.0.113.7" },
		{ { "For=\"203.0.113.7\"" }, "203.0.113.7" },
		{ { "for=\"[2001:db8::7]:4711\"" }, "2001:db8::7" },
		{ { "for=203.0.113.7;proto=http;by=203.0.113.43" }, "203.0.113.7" },
		{ { "proto=https ; for=203.0.113.7" }, "203.0.113.7" },
		{ { "for=198.51.100.1, for=203.0.113.7" }, "203.0.113.7" },
		{ { "for=203.0.113.7, for=10.0.0.3, for=10.0.0.2" }, "203.0.113.7" },
		{ { "for=203.0.113.7;host=\"a,b;for=198.51.100.1\"" }, "203.0.113.7" },
		{ { "for=198.51.100.1", "for=203.0.113.7;proto=https" }, "203.0.113.7" },
		/* A quote that a client left open takes nothing of what a proxy adds. */
		{ { "for=\"198.51.100.1, for=203.0.113.7" }, "203.0.113.7" },
		{ { "for=\"198.51.100.1", "for=203.0.113.7" }, "203.0.113.7" },
		{ { "for=203.0.113.7, for=unknown" }, NULL },
		{ { "for=203.0.113.7, for=\"_hidden\"" }, NULL },
		{ { "for=203.0.113.7, proto=https" }, NULL },
		{ { "for=198.51.100.1;for=203.0.113.7" }, NULL },
		{ { "for=\"198.51.100.1\\\"\", for=\"203.0.113.7\\\"\"" }, NULL },
		{ { "203.0.113.7" }, NULL },
		{ { "for=" }, NULL },
		{ { "for=\"" }, NULL },
	};

	(void)state;
	examples_try(FORWARDED_RFC7239, examples, COUNT(examples));
}

static void no_header_tells_of_nobody(void **state)
{
	static const struct http_header header = { { "none", 4 }, { "203.0.113.7", 11 } };
	struct forwarded f = { .header = FORWARDED_NONE };
	struct ip client = { { 0 } };

	(void)state;
	assert_false(forwarded_client(&f, &header, 1, &client));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(x_forwarded_for_is_read_from_the_right),
		cmocka_unit_test(the_name_is_found_in_any_case),
		cmocka_unit_test(x_real_ip_is_an_address),
		cmocka_unit_test(forwarded_is_read_as_rfc_7239_writes_it),
		cmocka_unit_test(no_header_tells_of_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
