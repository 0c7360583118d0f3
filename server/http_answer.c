#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/digits.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/http_conn.h"

/* Of the status lines, only these are ever needed (RFC 9110, 15). */
static const struct {
	int status;
	const char *line;
} status_lines[] = {
	{ 200, "HTTP/1.1 200 OK\r\n" },
	{ 201, "HTTP/1.1 201 Created\r\n" },
	{ 202, "HTTP/1.1 202 Accepted\r\n" },
	{ 204, "HTTP/1.1 204 No Content\r\n" },
	{ 206, "HTTP/1.1 206 Partial Content\r\n" },
	{ 301, "HTTP/1.1 301 Moved Permanently\r\n" },
	{ 302, "HTTP/1.1 302 Found\r\n" },
	{ 303, "HTTP/1.1 303 See Other\r\n" },
	{ 304, "HTTP/1.1 304 Not Modified\r\n" },
	{ 307, "HTTP/1.1 307 Temporary Redirect\r\n" },
	{ 308, "HTTP/1.1 308 Permanent Redirect\r\n" },
	{ 400, "HTTP/1.1 400 Bad Request\r\n" },
	{ 401, "HTTP/1.1 401 Unauthorized\r\n" },
	{ 403, "HTTP/1.1 403 Forbidden\r\n" },
	{ 404, "HTTP/1.1 404 Not Found\r\n" },
	{ 405, "HTTP/1.1 405 Method Not Allowed\r\n" },
	{ 406, "HTTP/1.1 406 Not Acceptable\r\n" },
	{ 408, "HTTP/1.1 408 Request Timeout\r\n" },
	{ 409, "HTTP/1.1 409 Conflict\r\n" },
	{ 410, "HTTP/1.1 410 Gone\r\n" },
	{ 411, "HTTP/1.1 411 Length Required\r\n" },
	{ 412, "HTTP/1.1 412 Precondition Failed\r\n" },
	{ 413, "HTTP/1.1 413 Content Too Large\r\n" },
	{ 414, "HTTP/1.1 414 URI Too Long\r\n" },
	{ 415, "HTTP/1.1 415 Unsupported Media Type\r\n" },
	{ 416, "HTTP/1.1 416 Range Not Satisfiable\r\n" },
	{ 417, "HTTP/1.1 417 Expectation Failed\r\n" },
	{ 421, "HTTP/1.1 421 Misdirected Request\r\n" },
	{ 422, "HTTP/1.1 422 Unprocessable Content\r\n" },
	{ 423, "HTTP/1.1 423 Locked\r\n" },
	{ 428, "HTTP/1.1 428 Precondition Required\r\n" },
	{ 429, "HTTP/1.1 429 Too Many Requests\r\n" },
	{ 431, "HTTP/1.1 431 Request Header Fields Too Large\r\n" },
	{ 500, "HTTP/1.1 500 Internal Server Error\r\n" },
	{ 501, "HTTP/1.1 501 Not Implemented\r\n" },
	{ 502, "HTTP/1.1 502 Bad Gateway\r\n" },
	{ 503, "HTTP/1.1 503 Service Unavailable\r\n" },
	{ 504, "HTTP/1.1 504 Gateway Timeout\r\n" },
	{ 505, "HTTP/1.1 505 HTTP Version Not Supported\r\n" },
	{ 507, "HTTP/1.1 507 Insufficient Storage\r\n" },
};

#define FIXED_MAX 320 /* all lines that we add, but for the content type */

static char *put(char *out, struct span s)
{
	memcpy(out, s.data, s.len);
	return out + s.len;
}

static char *put_text(char *out, const char *text)
{
	return put(out, span_of(text));
}

static char *put_header(char *out, struct span name, struct span value)
{
	out = put_text(put(out, name), ": ");
	return put_text(put(out, value), "\r\n");
}

/* A status that is not in the table (RFC 9112, 4: the reason may be empty) is still sent. */
static char *put_status(char *out, int status)
{
	for (size_t i = 0; i < sizeof(status_lines) / sizeof(status_lines[0]); i++)
		if (status_lines[i].status == status)
			return put_text(out, status_lines[i].line);
	if (status < 200 || status > 599)
		fatal("http_reply: no such status");
	return out + sprintf(out, "HTTP/1.1 %d \r\n", status);
}

/* Writes the date, which changes once a second. */
static char *put_date(struct http *h, char *out)
{
	uint64_t now = clock_wall_ms() / 1000;
	time_t seconds = (time_t)now;
	struct tm t;

	if (now != h->date_second) {
		gmtime_r(&seconds, &t);
		strftime(h->date, sizeof(h->date), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &t);
		h->date_second = now;
	}
	return put_text(out, h->date);
}

/* Writes the further headers.  What could split the answer in two is our bug, but one that a
 * citizen's text might bring out: it is left out. */
static char *put_headers(char *out, const struct http_answer *a)
{
	bool cache_control = false;

	for (size_t i = 0; i < a->header_count; i++) {
		const struct http_header *h = &a->headers[i];

		if (!http_header_valid(h->name, h->value)) {
			log_error("header_left_out", "index=%zu status=%d", i, a->status);
			continue;
		}
		cache_control |= span_eq_nocase(h->name, "Cache-Control");
		out = put_header(out, h->name, h->value);
	}
	return cache_control ? out : put_text(out, "Cache-Control: no-store\r\n");
}

static bool status_has_body(int status)
{
	return status != 204 && status != 304;
}

static uint64_t body_len(const struct http_answer *a)
{
	if (!a->content_type)
		return 0;
	return a->file ? a->file->len : a->body.len;
}

/* Writes what describes the body.  The answer to HEAD says what the one to GET would have; a stream
 * ends with its connection (RFC 9112, 6.3). */
static char *put_content(char *out, const struct http_answer *a)
{
	if (!status_has_body(a->status))
		return out;
	if (a->content_type)
		out = put_header(out, span_of("Content-Type"), span_of(a->content_type));
	if (a->stream)
		return out;
	out = put_text(out, "Content-Length: ");
	out = digits_put(out, body_len(a));
	return put_text(out, "\r\n");
}

static size_t head_room(const struct http_answer *a)
{
	size_t room = FIXED_MAX + (a->content_type ? strlen(a->content_type) : 0);

	for (size_t i = 0; i < a->header_count; i++)
		room += a->headers[i].name.len + a->headers[i].value.len + 4;
	return room;
}

/* Writes the whole head into the arena. */
static struct span head_write(struct exchange *x, const struct http_answer *a, bool close)
{
	char *start = arena_alloc(x->request.arena, head_room(a)), *out = start;

	out = put_status(out, a->status);
	out = put_date(x->http, out);
	out = put_content(out, a);
	if (close)
		out = put_text(out, "Connection: close\r\n");
	out = put_text(out, "X-Content-Type-Options: nosniff\r\n");
	out = put_headers(out, a);
	out = put_text(out, "\r\n");
	return (struct span){ start, (size_t)(out - start) };
}

/* Tells whether the rest of the body is here already, so that the connection can go on after an
 * answer that came before the body was read. */
static bool body_at_hand(struct exchange *x)
{
	if (x->body_done)
		return true;
	return x->framing == HTTP_BODY_LENGTH &&
	       x->body_left <= evbuffer_get_length(bufferevent_get_input(x->conn->bev));
}

static void file_drop(const struct http_answer *a)
{
	if (a->file)
		close(a->file->fd);
}

/* Sends, and leaves the rest to conn_run(). */
static void answer_send(struct exchange *x, const struct http_answer *a)
{
	struct conn *c = x->conn;
	struct span head, body = { "", 0 };
	const struct http_file *file = NULL;

	x->streaming = a->stream && x->request.method != HTTP_HEAD;
	if (a->close || a->stream || c->http->draining || !body_at_hand(x))
		x->keep_alive = false;
	if (a->content_type && status_has_body(a->status) && x->request.method != HTTP_HEAD) {
		body = a->body;
		file = a->file;
	}
	head = head_write(x, a, !x->keep_alive);
	x->sent = head.len + body.len + (file ? file->len : 0);
	conn_move(c, x->streaming ? PHASE_PUSH : file ? PHASE_DOWNLOAD : PHASE_ANSWER);
	conn_send(c, head, body, a->release != NULL);
	if (file)
		conn_send_file(c, file);
	else
		file_drop(a);
	conn_wake(c);
}

void http_reply(struct http_request *r, const struct http_answer *a)
{
	struct exchange *x = (struct exchange *)r;

	if (x->replied)
		fatal("http_reply: a second answer");
	x->replied = true;
	x->release = a->release;
	x->release_arg = a->release_arg;
	if (!x->http || !x->conn)
		file_drop(a);
	if (!x->http) { /* the server is gone, and so is whoever would count */
		exchange_free(x);
	} else if (!x->conn) {
		list_append(&x->http->dropped, &x->in_dropped);
		http_wake(x->http);
	} else {
		x->status = a->status;
		answer_send(x, a);
	}
}
