#include <unistd.h>

#include "common/clock.h"
#include "server/http_conn.h"

struct span http_header_find(const struct http_request *r, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < r->header_count; i++)
		if (r->headers[i].name.len == len &&
			!strncasecmp(r->headers[i].name.data, name, len))
			return r->headers[i].value;
	return (struct span){ NULL, 0 };
}

/* Draws 64 bits (splitmix64).  They need not be secret, only different. */
static uint64_t draw(struct http *h)
{
	uint64_t z = h->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void hex_write(char *out, uint64_t number)
{
	for (int i = 15; i >= 0; i--, number >>= 4)
		out[i] = "0123456789abcdef"[number & 15];
}

/* Counts lower-case hexadecimal digits: the W3C's Trace Context allows no others. */
static size_t hex_run(const char *text, size_t len)
{
	size_t i = 0;

	while (i < len &&
		((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f')))
		i++;
	return i;
}

/* Tells whether it is "00-<32>-<16>-<2>"; later versions may have more behind it. */
static bool traceparent_valid(struct span s)
{
	return s.len >= 55 && (s.len == 55 || (s.data[55] == '-' && !span_starts(s, "00"))) &&
	       hex_run(s.data, 2) == 2 && !span_starts(s, "ff") && s.data[2] == '-' &&
	       hex_run(s.data + 3, 32) == 32 && s.data[35] == '-' &&
	       hex_run(s.data + 36, 16) == 16 && s.data[52] == '-' &&
	       hex_run(s.data + 53, 2) == 2 &&
	       memcmp(s.data + 3, "00000000000000000000000000000000", 32) != 0;
}

static void trace_id_set(struct http *h, struct http_request *r)
{
	struct span parent = http_header_find(r, "traceparent");

	if (parent.data && traceparent_valid(parent)) {
		memcpy(r->trace_id, parent.data + 3, 32);
		return;
	}
	hex_write(r->trace_id, draw(h));
	hex_write(r->trace_id + 16, draw(h));
}

/* Copies what the parser found; the bytes move into the arena once, and the spans with them. */
static void head_copy(struct exchange *x, struct http_head *head, const char *data)
{
	struct http_request *r = &x->request;

	http_head_rebase(head, data, arena_copy(r->arena, data, head->size));
	r->method = head->method;
	r->path = head->path;
	r->query = head->query;
	r->headers = (const void *)arena_copy(
		r->arena, head->headers, head->header_count * sizeof(*head->headers));
	r->header_count = head->header_count;
	x->framing = head->framing;
	x->body_left = head->framing == HTTP_BODY_LENGTH ? head->content_length : 0;
	x->body_done = head->framing == HTTP_BODY_NONE;
	x->expect_continue = head->expect_continue;
	x->keep_alive = head->keep_alive;
}

/* Keeps of a refused head what an access line wants. */
static void head_keep(struct exchange *x, const struct http_head *head)
{
	struct http_request *r = &x->request;

	if (head && head->method) {
		r->method = head->method;
		r->path = (struct span){ arena_span(r->arena, head->path), head->path.len };
		r->query = (struct span){ arena_span(r->arena, head->query), head->query.len };
	}
}

/* Tells who asks: the other end of the connection, or whom a trusted proxy speaks for. */
static void client_find(struct http_request *r, const struct conn *c)
{
	r->has_ip = c->remote.has_ip;
	r->ip = c->remote.ip;
	memcpy(r->address, c->remote.address, sizeof(r->address));
	if (!c->remote.trusted ||
		!forwarded_client(&c->http->limits.forwarded, r->headers, r->header_count, &r->ip))
		return;
	r->has_ip = true;
	ip_format(&r->ip, r->address);
}

/* Makes the request of a complete head, or, with data NULL, of one that is refused; head may be
 * NULL then. */
struct exchange *exchange_new(struct conn *c, struct http_head *head, const char *data)
{
	struct arena *a = arena_new();
	struct exchange *x = arena_alloc(a, sizeof(*x));
	struct http_request *r = &x->request;

	r->arena = a;
	r->path = r->query = r->body = span_of("");
	r->body_fd = -1;
	if (data)
		head_copy(x, head, data);
	else
		head_keep(x, head);
	client_find(r, c);
	r->tls = c->ssl != NULL;
	r->started_us = clock_mono_us();
	r->label = "";
	trace_id_set(c->http, r);
	x->http = c->http;
	x->conn = c;
	c->exchange = x;
	list_init(&x->in_dropped);
	list_append(&c->http->exchanges, &x->in_exchanges);
	c->http->requests++;
	return x;
}

/* Counts the request and frees it. */
void exchange_end(struct exchange *x)
{
	struct http *h = x->http;
	uint64_t us = clock_mono_us() - x->request.started_us;

	h->requests--;
	h->body_total -= x->body_held;
	h->service.done(&x->request, x->status, us, x->status ? x->sent : 0, h->service.arg);
	exchange_free(x);
}

void exchange_free(struct exchange *x)
{
	if (x->conn)
		x->conn->exchange = NULL;
	list_remove(&x->in_exchanges);
	list_remove(&x->in_dropped);
	if (x->release)
		x->release(x->release_arg);
	if (x->request.body_fd >= 0)
		close(x->request.body_fd);
	str_free(&x->body);
	arena_free(x->request.arena);
}
