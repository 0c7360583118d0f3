#include "server/router.h"

#include <stdlib.h>

#include "common/fatal.h"

struct router {
	const struct route *table;
	size_t plain[]; /* by route: bytes of the pattern before its first name */
};

bool route_has_body(const struct route *r)
{
	return (r->input || r->flags & ROUTE_FILE) &&
	       (r->method == HTTP_POST || r->method == HTTP_PUT);
}

/* Cuts the next segment off a path that begins with a slash. */
static struct span segment(struct span *path)
{
	struct span s = { path->data + 1, 0 };

	while (s.len + 1 < path->len && s.data[s.len] != '/')
		s.len++;
	*path = span_skip(*path, s.len + 1);
	return s;
}

struct router *router_new(const struct route *table)
{
	struct router *router;
	size_t count = 0;

	while (table[count].path)
		count++;
	router = fatal_if_null(calloc(1, sizeof(*router) + count * sizeof(router->plain[0])));
	router->table = table;
	for (size_t i = 0; i < count; i++)
		router->plain[i] = strcspn(table[i].path, ":");
	return router;
}

void router_free(struct router *router)
{
	free(router);
}

/* Tells whether a path begins as a pattern does before its first name.  The last byte of that tells
 * of nearly all that they do not. */
static bool begins_alike(const char *pattern, size_t plain, struct span path)
{
	return path.len >= plain && pattern[plain - 1] == path.data[plain - 1] &&
	       !memcmp(pattern, path.data, plain);
}

/* Compares a path with a pattern and notes what :names stand for. */
static bool fits(const char *pattern, struct span path, struct match *m)
{
	struct span rest = span_of(pattern);

	m->capture_count = 0;
	while (rest.len && path.len) {
		struct span want = segment(&rest), have = segment(&path);

		if (want.len && want.data[0] == ':') {
			if (!have.len || m->capture_count == CAPTURES_MAX)
				return false;
			m->captures[m->capture_count].name = span_skip(want, 1);
			m->captures[m->capture_count++].value = have;
		} else if (want.len != have.len || memcmp(want.data, have.data, want.len)) {
			return false;
		}
	}
	return !rest.len && !path.len;
}

struct match router_find(const struct router *router, enum http_method method, struct span path)
{
	const struct route *table = router->table;
	struct match found = { 0 };
	bool literal = false;

	for (const struct route *r = table; r->path; r++) {
		struct match m;

		if (!begins_alike(r->path, router->plain[r - table], path))
			continue;
		m = (struct match){ 0 };
		if (!fits(r->path, path, &m) || (literal && m.capture_count))
			continue;
		/* /areas/locate is no area: a path without captures wins over one with. */
		if (!m.capture_count && !literal) {
			literal = true;
			found = (struct match){ 0 };
		}
		found.methods |= r->method | (r->method == HTTP_GET ? HTTP_HEAD : 0);
		if (r->method == method || (r->method == HTTP_GET && method == HTTP_HEAD)) {
			m.route = r;
			m.methods = found.methods;
			found = m;
		}
	}
	return found;
}
