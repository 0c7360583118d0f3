/* The HTTP reader on any bytes: in one piece and in pieces of any size the outcome is the same, and
 * what it lets through keeps the promises of http_parse.h. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/http_parse.h"
#include "common/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define HEAD_MAX 2048
#define BODY_MAX 4096

/* Draws the size of the next piece. */
static size_t piece_size(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 28 ? (*seed >> 24) % 7 + 1 : (*seed >> 16) % 512 + 1;
}

/* Feeds a head in pieces, each from memory of exactly its size. */
static enum http_progress head_feed(
	const char *data, size_t len, uint32_t seed, struct http_head *head)
{
	struct http_head_reader reader = { 0 };
	enum http_progress progress = HTTP_MORE;

	for (size_t at = 0; progress == HTTP_MORE && at < len;) {
		size_t piece = seed ? piece_size(&seed) : len;
		char *copy;

		at = len - at < piece ? len : at + piece;
		copy = malloc(at);
		memcpy(copy, data, at);
		progress = http_head_read(&reader, copy, at, HEAD_MAX, head);
		http_head_rebase(head, copy, data);
		free(copy);
	}
	return progress;
}

static void same_span(struct span a, struct span b)
{
	assert(a.len == b.len && (!a.len || a.data == b.data));
}

static void same_head(const struct http_head *a, const struct http_head *b)
{
	assert(a->method == b->method && a->framing == b->framing && a->size == b->size);
	assert(a->content_length == b->content_length && a->keep_alive == b->keep_alive);
	assert(a->refusal.status == b->refusal.status && a->header_count == b->header_count);
	same_span(a->path, b->path);
	same_span(a->query, b->query);
	same_span(a->host, b->host);
	for (size_t i = 0; i < a->header_count; i++) {
		same_span(a->headers[i].name, b->headers[i].name);
		same_span(a->headers[i].value, b->headers[i].value);
	}
}

static bool contains(struct span s, const char *part)
{
	return memmem(s.data, s.len, part, strlen(part));
}

/* Checks what every accepted head promises. */
static void head_check(const struct http_head *head)
{
	assert(head->size <= HEAD_MAX && head->header_count <= HTTP_HEADERS_MAX);
	assert(head->host.len || head->minor == 0);
	assert(head->path.data[0] == '/' || head->method == HTTP_OPTIONS);
	assert(!contains(head->path, "//") && !contains(head->path, "/../"));
	assert(!contains(head->path, "%00"));
	assert(head->framing != HTTP_BODY_LENGTH || head->content_length > 0);
	for (size_t i = 0; i < head->header_count; i++)
		assert(http_header_valid(head->headers[i].name, head->headers[i].value));
}

static enum http_progress body_feed(const char *data, size_t len, uint32_t seed,
	struct http_refusal *refusal, struct str *out, size_t *end)
{
	struct http_chunks chunks;
	enum http_progress progress = HTTP_MORE;
	struct span got;
	size_t used;

	http_chunks_init(&chunks, BODY_MAX);
	for (*end = 0; progress == HTTP_MORE && *end < len; *end += used) {
		size_t piece = seed ? piece_size(&seed) : len;

		piece = len - *end < piece ? len - *end : piece;
		progress = http_chunks_read(&chunks, data + *end, piece, &used, &got, refusal);
		assert(used <= piece && (used || progress != HTTP_MORE));
		str_add_bytes(out, got.data, got.len);
	}
	return progress;
}

static void body_run(const char *data, size_t len, uint32_t seed)
{
	struct http_refusal one = { 0 }, many = { 0 };
	struct str whole = { 0 }, pieces = { 0 };
	size_t whole_end, pieces_end;

	assert(body_feed(data, len, 0, &one, &whole, &whole_end) ==
		body_feed(data, len, seed, &many, &pieces, &pieces_end));
	assert(one.status == many.status && whole_end == pieces_end);
	assert(whole.len == pieces.len && whole.len <= BODY_MAX);
	assert(!whole.len || !memcmp(whole.data, pieces.data, whole.len));
	str_free(&whole);
	str_free(&pieces);
}

/* The first two bytes choose the cut; the rest is read as a head and what follows as a body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct http_head one, many;
	const char *bytes = (const char *)data + 2;
	uint32_t seed;
	enum http_progress progress;

	if (len < 3)
		return 0;
	seed = (uint32_t)(data[0] << 8 | data[1]) * 2654435761u | 1u;
	len -= 2;
	progress = head_feed(bytes, len, 0, &one);
	assert(progress == head_feed(bytes, len, seed, &many));
	if (progress != HTTP_MORE)
		same_head(&one, &many);
	if (progress == HTTP_DONE) {
		head_check(&one);
		bytes += one.size;
		len -= one.size;
	}
	if (len)
		body_run(bytes, len, seed);
	return 0;
}
