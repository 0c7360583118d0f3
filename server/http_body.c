#include <errno.h>
#include <event2/buffer.h>
#include <unistd.h>

#include "common/log.h"
#include "server/files.h"
#include "server/http_conn.h"

static bool refuse(struct http_refusal *why, int status, const char *code)
{
	*why = (struct http_refusal){ status, code };
	return false;
}

static bool disk_failed(struct http_refusal *why)
{
	log_error("body_not_kept", "error=%s", strerror(errno));
	return refuse(why, 507, "insufficient_storage");
}

bool body_start(struct exchange *x, struct http_refusal *why)
{
	struct http_request *r = &x->request;

	if (x->body_left > r->body_max)
		return refuse(why, 413, "body_too_large");
	http_chunks_init(&x->chunks, r->body_max);
	if (!r->body_to_disk)
		return true;
	r->body_fd = file_unnamed(x->http->limits.body_directory);
	return r->body_fd >= 0 || disk_failed(why);
}

/* Writes to a file, which waits for no client; the page cache takes it. */
static bool body_to_disk(struct exchange *x, struct span piece, struct http_refusal *why)
{
	while (piece.len) {
		ssize_t n = write(x->request.body_fd, piece.data, piece.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return disk_failed(why);
		piece = span_skip(piece, (size_t)n);
	}
	return true;
}

/* Keeps a piece, as long as all bodies together stay within the budget. */
static bool body_to_memory(struct exchange *x, struct span piece, struct http_refusal *why)
{
	struct http *h = x->http;

	if (piece.len > h->limits.body_total_max - h->body_total)
		return refuse(why, 503, "overloaded");
	h->body_total += piece.len;
	x->body_held += piece.len;
	str_add_bytes(&x->body, piece.data, piece.len);
	return true;
}

static bool body_keep(struct exchange *x, struct span piece, struct http_refusal *why)
{
	x->request.body_len += piece.len;
	return x->request.body_fd >= 0 ? body_to_disk(x, piece, why)
				       : body_to_memory(x, piece, why);
}

static bool length_read(
	struct exchange *x, struct span data, size_t *used, struct http_refusal *why)
{
	*used = x->body_left < data.len ? (size_t)x->body_left : data.len;
	x->body_left -= *used;
	x->body_done = x->body_left == 0;
	return body_keep(x, (struct span){ data.data, *used }, why);
}

static bool chunks_read(
	struct exchange *x, struct span data, size_t *used, struct http_refusal *why)
{
	struct span piece;
	enum http_progress progress =
		http_chunks_read(&x->chunks, data.data, data.len, used, &piece, why);

	x->body_done = progress == HTTP_DONE;
	return progress != HTTP_REFUSED && body_keep(x, piece, why);
}

/* Shows the whole body to the service. */
static bool body_finish(struct exchange *x, struct http_refusal *why)
{
	x->request.body = str_span(&x->body);
	if (x->request.body_fd >= 0 && lseek(x->request.body_fd, 0, SEEK_SET) != 0)
		return disk_failed(why);
	return true;
}

/* Takes what has come; body_done tells whether that was all. */
bool body_read(struct exchange *x, struct evbuffer *input, struct http_refusal *why)
{
	while (!x->body_done && evbuffer_get_length(input)) {
		size_t len = evbuffer_get_contiguous_space(input), used = 0;
		struct span data = { (const char *)evbuffer_pullup(input, (ev_ssize_t)len), len };

		if (!(x->framing == HTTP_BODY_LENGTH ? length_read : chunks_read)(
			    x, data, &used, why))
			return false;
		evbuffer_drain(input, used);
	}
	return !x->body_done || body_finish(x, why);
}
