/* Routes: which one a request means, and that the table itself makes sense. */
#include <string.h>

#include "server/bind.h"
#include "server/routes.h"
#include "tests/common/unit.h"

static const struct route sample[] = {
	{ .method = HTTP_GET, .path = "/reports" },
	{ .method = HTTP_POST, .path = "/reports" },
	{ .method = HTTP_GET, .path = "/reports/:code" },
	{ .method = HTTP_GET, .path = "/reports/similar" },
	{ .method = HTTP_POST, .path = "/reports/:code/rating" },
	{ .method = HTTP_GET, .path = "/a/:x/b/:y" },
	{ 0 },
};

static void finds_the_route_that_method_and_path_mean(void **state)
{
	static const struct {
		enum http_method method;
		const char *path;
		int row; /* -1: none */
		unsigned methods;
		const char *first_capture;
	} cases[] = {
		{ HTTP_GET, "/reports", 0, HTTP_GET | HTTP_HEAD | HTTP_POST, NULL },
		{ HTTP_HEAD, "/reports", 0, HTTP_GET | HTTP_HEAD | HTTP_POST, NULL },
		{ HTTP_POST, "/reports", 1, HTTP_GET | HTTP_HEAD | HTTP_POST, NULL },
		{ HTTP_DELETE, "/reports", -1, HTTP_GET | HTTP_HEAD | HTTP_POST, NULL },
		{ HTTP_GET, "/reports/K7M3-9QX2-TZ4", 2, HTTP_GET | HTTP_HEAD, "K7M3-9QX2-TZ4" },
		{ HTTP_GET, "/reports/similar", 3, HTTP_GET | HTTP_HEAD, NULL },
		{ HTTP_POST, "/reports/x/rating", 4, HTTP_POST, "x" },
		{ HTTP_GET, "/a/1/b/2", 5, HTTP_GET | HTTP_HEAD, "1" },
		{ HTTP_GET, "/", -1, 0, NULL },
		{ HTTP_GET, "/reports/", -1, 0, NULL },
		{ HTTP_GET, "/reports/x/y", -1, 0, NULL },
		{ HTTP_GET, "/report", -1, 0, NULL },
		{ HTTP_GET, "/reportsx", -1, 0, NULL },
		{ HTTP_POST, "/reports/x/rating/", -1, 0, NULL },
	};

	struct router *router = router_new(sample);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct match m = router_find(router, cases[i].method, span_of(cases[i].path));

		assert_ptr_equal(m.route, cases[i].row < 0 ? NULL : &sample[cases[i].row]);
		assert_int_equal(m.methods, cases[i].methods);
		assert_int_equal(m.route && m.capture_count > 0, cases[i].first_capture != NULL);
		if (cases[i].first_capture)
			assert_true(span_eq(m.captures[0].value, cases[i].first_capture));
	}
	router_free(router);
}

static void names_what_it_captures(void **state)
{
	struct router *router = router_new(sample);
	struct match m = router_find(router, HTTP_GET, span_of("/a/1/b/2"));

	(void)state;
	assert_int_equal(m.capture_count, 2);
	assert_true(span_eq(m.captures[0].name, "x"));
	assert_true(span_eq(m.captures[1].name, "y"));
	assert_true(span_eq(m.captures[1].value, "2"));
	router_free(router);
}

/* Resolving is fatal where a statement wants what no route has: this is that check. */
static void every_parameter_of_every_statement_has_a_source(void **state)
{
	(void)state;
	bindings_free(bindings_new(routes_all()));
}

static void every_route_is_documented_and_means_itself(void **state)
{
	struct router *router = router_new(routes_all());

	(void)state;
	for (const struct route *r = routes_all(); r->path; r++) {
		struct match m = router_find(router, r->method, span_of(r->path));

		assert_ptr_equal(m.route, r);
		assert_true(strlen(r->summary) > 3);
		assert_true(r->status >= 200 && r->status < 400);
		assert_true(r->query || r->run);
		for (const struct field *f = r->input; f && f->name; f++)
			assert_true(f->help && strlen(f->help) > 3);
	}
	router_free(router);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_route_that_method_and_path_mean),
		cmocka_unit_test(names_what_it_captures),
		cmocka_unit_test(every_parameter_of_every_statement_has_a_source),
		cmocka_unit_test(every_route_is_documented_and_means_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
