/* Addresses and networks. */
#include "tests/common/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/un.h>

#include "common/ip.h"

static void reads_addresses_and_writes_them_back(void **state)
{
	static const struct {
		const char *text, *again; /* NULL: refused */
	} cases[] = {
		{ "203.0.113.7", "203.0.113.7" },
		{ "0.0.0.0", "0.0.0.0" },
		{ "2001:DB8:0:0::1", "2001:db8::1" },
		{ "::1", "::1" },
		{ "::", "::" },
		{ "::ffff:203.0.113.7", "203.0.113.7" },
		{ "::ffff:cb00:7107", "203.0.113.7" },
		{ "203.0.113.7:80", NULL },
		{ "203.0.113", NULL },
		{ "203.0.113.256", NULL },
		{ "203.0.113.07", NULL },
		{ " 203.0.113.7", NULL },
		{ "[::1]", NULL },
		{ "fe80::1%eth0", NULL },
		{ "::ffff:203.0.113.7.1", NULL },
		{ "1:2:3:4:5:6:7:8:9", NULL },
		{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb", NULL },
		{ "localhost", NULL },
		{ "unknown", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[IP_TEXT_SIZE];
		struct ip ip;

		if (ip_parse(span_of(cases[i].text), &ip) != (cases[i].again != NULL))
			fail_msg("%s", cases[i].text);
		if (!cases[i].again)
			continue;
		ip_format(&ip, text);
		assert_string_equal(text, cases[i].again);
	}
	assert_false(ip_parse((struct span){ "::1\0", 4 }, &(struct ip){ { 0 } }));
}

static void an_ipv4_address_is_the_same_by_either_kind_of_socket(void **state)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };
	struct sockaddr_un file = { .sun_family = AF_UNIX };
	struct ip one, other;

	(void)state;
	assert_int_equal(inet_pton(AF_INET, "198.51.100.9", &v4.sin_addr), 1);
	assert_int_equal(inet_pton(AF_INET6, "::ffff:198.51.100.9", &v6.sin6_addr), 1);
	assert_true(ip_of_socket((struct sockaddr *)&v4, &one));
	assert_true(ip_of_socket((struct sockaddr *)&v6, &other));
	assert_memory_equal(&one, &other, sizeof(one));
	assert_false(ip_of_socket((struct sockaddr *)&file, &one));
}

static void reads_lists_of_networks(void **state)
{
	static const struct {
		const char *text;
		int count; /* -1: refused */
		bool unix_sockets;
	} cases[] = {
		{ "", 0, false },
		{ "127.0.0.1", 1, false },
		{ "127.0.0.1, ::1", 2, false },
		{ "10.0.0.0/8 fd00::/8", 2, false },
		{ "10.1.2.3/8", 1, false },
		{ "unix", 0, true },
		{ "unix,127.0.0.0/8", 1, true },
		{ "0.0.0.0/0,::/0", 2, false },
		{ "10.0.0.0/33", -1, false },
		{ "fd00::/129", -1, false },
		{ "fd00::/", -1, false },
		{ "10.0.0.0/+8", -1, false },
		{ "10.0.0.0/8/8", -1, false },
		{ "10.0.0.0/0008", -1, false },
		{ "/8", -1, false },
		{ "proxy", -1, false },
		{ "UNIX", -1, false },
		{ "127.0.0.1:80", -1, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct networks n;
		bool good = networks_parse(cases[i].text, &n);

		if (good != (cases[i].count >= 0))
			fail_msg("%s", cases[i].text);
		if (good &&
			((int)n.count != cases[i].count || n.unix_sockets != cases[i].unix_sockets))
			fail_msg("%s: %zu", cases[i].text, n.count);
	}
}

static void refuses_more_networks_than_there_is_room_for(void **state)
{
	char text[(NETWORKS_MAX + 1) * 3 + 1] = "";
	struct networks n;

	(void)state;
	for (int i = 0; i < NETWORKS_MAX; i++)
		strcat(text, "::,");
	assert_true(networks_parse(text, &n));
	strcat(text, "::,");
	assert_false(networks_parse(text, &n));
}

static void knows_what_lies_in_a_network(void **state)
{
	static const struct {
		const char *networks, *ip;
		bool in;
	} cases[] = {
		{ "10.0.0.0/8", "10.255.255.255", true },
		{ "10.0.0.0/8", "11.0.0.0", false },
		{ "10.0.0.0/8", "::ffff:10.1.2.3", true },
		{ "10.0.0.0/8", "0a00::1", false },
		{ "10.1.2.3/8", "10.9.9.9", true },
		{ "192.0.2.128/25", "192.0.2.128", true },
		{ "192.0.2.128/25", "192.0.2.127", false },
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.0", false },
		{ "0.0.0.0/0", "203.0.113.1", true },
		{ "0.0.0.0/0", "2001:db8::1", false },
		{ "::/0", "203.0.113.1", true }, /* which stands below ::ffff:0:0/96 */
		{ "2001:db8::/33", "2001:db8:7fff::", true },
		{ "2001:db8::/33", "2001:db8:8000::", false },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::2", false },
		{ "fd00::/8,127.0.0.1", "127.0.0.1", true },
		{ "", "127.0.0.1", false },
		{ "unix", "127.0.0.1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct networks n;
		struct ip ip;

		assert_true(networks_parse(cases[i].networks, &n));
		assert_true(ip_parse(span_of(cases[i].ip), &ip));
		if (networks_have(&n, &ip) != cases[i].in)
			fail_msg("%s in %s", cases[i].ip, cases[i].networks);
	}
}

static void a_subscriber_is_an_address_or_a_64(void **state)
{
	static const struct {
		const char *one, *other;
		bool same;
	} cases[] = {
		{ "10.0.0.1", "10.0.0.1", true },
		{ "10.0.0.1", "10.0.0.2", false },
		{ "10.0.0.1", "::ffff:10.0.0.1", true },
		{ "2001:db8::1", "2001:db8::ffff:0:0:1", true },
		{ "2001:db8::1", "2001:db8:0:1::1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip one, other;
		struct span a, b;

		assert_true(ip_parse(span_of(cases[i].one), &one));
		assert_true(ip_parse(span_of(cases[i].other), &other));
		a = ip_subscriber(&one);
		b = ip_subscriber(&other);
		if ((a.len == b.len && !memcmp(a.data, b.data, a.len)) != cases[i].same)
			fail_msg("%s and %s", cases[i].one, cases[i].other);
	}
}

static void knows_what_is_inside(void **state)
{
	static const struct {
		const char *text;
		bool inside;
	} cases[] = {
		{ "8.8.8.8", false },
		{ "1.1.1.1", false },
		{ "172.15.255.255", false },
		{ "172.32.0.0", false },
		{ "100.63.255.255", false },
		{ "100.128.0.0", false },
		{ "223.255.255.255", false },
		{ "2001:4860:4860::8888", false },
		{ "2400:cb00::1", false },
		{ "::ffff:8.8.8.8", false },
		{ "127.0.0.1", true },
		{ "127.255.255.254", true },
		{ "0.0.0.0", true },
		{ "10.1.2.3", true },
		{ "172.16.0.1", true },
		{ "172.31.255.255", true },
		{ "192.168.1.1", true },
		{ "169.254.169.254", true },
		{ "100.64.0.1", true },
		{ "100.127.255.255", true },
		{ "198.18.0.1", true },
		{ "192.0.2.1", true },
		{ "224.0.0.1", true },
		{ "255.255.255.255", true },
		{ "::", true },
		{ "::1", true },
		{ "::ffff:127.0.0.1", true },
		{ "::ffff:169.254.169.254", true },
		{ "::127.0.0.1", true },
		{ "64:ff9b::7f00:1", true },
		{ "64:ff9b:1::1", true },
		{ "2002:7f00:1::", true },
		{ "2001::1", true },
		{ "2001:db8::1", true },
		{ "fe80::1", true },
		{ "fc00::1", true },
		{ "fd00:ec2::254", true },
		{ "ff02::1", true },
		{ "100::1", true },
		{ "4000::1", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ip ip;

		assert_true(ip_parse(span_of(cases[i].text), &ip));
		if (ip_is_inside(&ip) != cases[i].inside)
			fail_msg("%s", cases[i].text);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_addresses_and_writes_them_back),
		cmocka_unit_test(an_ipv4_address_is_the_same_by_either_kind_of_socket),
		cmocka_unit_test(reads_lists_of_networks),
		cmocka_unit_test(refuses_more_networks_than_there_is_room_for),
		cmocka_unit_test(knows_what_lies_in_a_network),
		cmocka_unit_test(a_subscriber_is_an_address_or_a_64),
		cmocka_unit_test(knows_what_is_inside),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
