#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/http_conn.h"

static const char *const phase_names[PHASES] = { "idle", "head", "body", "upload", "wait", "answer",
	"download", "stream", "push", "linger", "closed" };

static int phase_ms(const struct http_limits *limits, enum phase phase)
{
	const int ms[PHASES] = {
		[PHASE_IDLE] = limits->idle_ms,
		[PHASE_HEAD] = limits->head_ms,
		[PHASE_BODY] = limits->body_ms,
		[PHASE_UPLOAD] = limits->file_ms,
		[PHASE_ANSWER] = limits->answer_ms,
		[PHASE_DOWNLOAD] = limits->file_ms,
		[PHASE_PUSH] = limits->answer_ms,
		[PHASE_LINGER] = LINGER_MS,
	};

	return ms[phase];
}

/* Changes the phase.  All deadlines of a phase are equally long, so its list stays in order. */
void conn_move(struct conn *c, enum phase phase)
{
	log_debug("connection", "from=%s to=%s address=%s", phase_names[c->phase],
		phase_names[phase], c->remote.address);
	c->phase = phase;
	c->deadline_ms = clock_mono_ms() + (uint64_t)phase_ms(&c->http->limits, phase);
	list_remove(&c->in_phase);
	list_append(&c->http->phases[phase], &c->in_phase);
}

static struct evbuffer *input_of(const struct conn *c)
{
	return bufferevent_get_input(c->bev);
}

/* Hands what the socket takes at once to it, past the event loop: most answers fit. */
static size_t send_now(struct conn *c, struct span head, struct span body)
{
	struct iovec parts[2] = { { (void *)(uintptr_t)head.data, head.len },
		{ (void *)(uintptr_t)body.data, body.len } };
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = body.len ? 2 : 1 };
	ssize_t n;

	if (c->ssl || evbuffer_get_length(bufferevent_get_output(c->bev)))
		return 0;
	n = sendmsg(c->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		c->failed = true;
	return n > 0 ? (size_t)n : 0;
}

/* Sends head and body.  A body that stays where it is until the request is freed is not copied. */
void conn_send(struct conn *c, struct span head, struct span body, bool body_stays)
{
	struct evbuffer *output = bufferevent_get_output(c->bev);
	size_t sent = send_now(c, head, body);
	size_t of_head = sent < head.len ? sent : head.len;

	head = span_skip(head, of_head);
	body = span_skip(body, sent - of_head);
	if (c->failed)
		return;
	if (head.len)
		evbuffer_add(output, head.data, head.len);
	if (body.len && body_stays)
		evbuffer_add_reference(output, body.data, body.len, NULL, NULL);
	else if (body.len)
		evbuffer_add(output, body.data, body.len);
}

void conn_send_file(struct conn *c, const struct http_file *file)
{
	struct evbuffer_file_segment *segment = evbuffer_file_segment_new(
		file->fd, (ev_off_t)file->offset, (ev_off_t)file->len, EVBUF_FS_CLOSE_ON_FREE);

	if (!segment)
		close(file->fd);
	if (!segment || evbuffer_add_file_segment(bufferevent_get_output(c->bev), segment, 0,
				(ev_off_t)file->len) != 0)
		c->failed = true;
	if (segment)
		evbuffer_file_segment_free(segment);
}

/* Lets the service make an answer to something that cannot be served; the connection ends with it.
 */
void conn_refuse(struct conn *c, const struct http_refusal *why)
{
	struct http *h = c->http;

	if (!c->exchange)
		exchange_new(c, NULL, NULL);
	c->exchange->keep_alive = false;
	conn_move(c, PHASE_WAIT);
	h->service.refuse(&c->exchange->request, why->status, why->code, h->service.arg);
}

/* Takes the request over from the parser and asks the service about it. */
static void request_start(struct conn *c, struct http_head *head, const char *data)
{
	struct http *h = c->http;
	struct exchange *x = exchange_new(c, head, data);
	struct http_refusal why;

	c->reader = (struct http_head_reader){ 0 };
	evbuffer_drain(input_of(c), head->size);
	conn_move(c, PHASE_WAIT);
	if (!h->service.head(&x->request, h->service.arg))
		return;
	if (x->replied)
		fatal("http: head answered and returned true");
	if (x->body_done) {
		h->service.ready(&x->request, h->service.arg);
		return;
	}
	conn_move(c, x->request.body_to_disk ? PHASE_UPLOAD : PHASE_BODY);
	if (!body_start(x, &why))
		conn_refuse(c, &why);
	else if (x->expect_continue && !evbuffer_get_length(input_of(c)))
		conn_send(c, span_of("HTTP/1.1 100 Continue\r\n\r\n"), span_of(""), false);
}

/* Reads on in a head. */
static bool step_head(struct conn *c)
{
	size_t max = c->http->limits.head_max, len = evbuffer_get_length(input_of(c));
	struct http_head head;
	const char *data;
	enum http_progress progress = HTTP_MORE;

	if (len) {
		len = len <= max ? len : max + 1;
		data = (const char *)evbuffer_pullup(input_of(c), (ev_ssize_t)len);
		progress = http_head_read(&c->reader, data, len, max, &head);
		if (progress == HTTP_DONE)
			request_start(c, &head, data);
		if (progress == HTTP_REFUSED) {
			exchange_new(c, &head, NULL);
			conn_refuse(c, &head.refusal);
		}
	}
	if (progress == HTTP_MORE && (c->eof || c->failed))
		conn_close(c);
	return progress != HTTP_MORE;
}

/* Waits for the first byte of the next request. */
static bool step_idle(struct conn *c)
{
	if (evbuffer_get_length(input_of(c)) && !c->failed) {
		conn_move(c, PHASE_HEAD);
		return true;
	}
	if (c->eof || c->failed || c->http->draining)
		conn_close(c);
	return false;
}

static bool step_body(struct conn *c)
{
	struct http *h = c->http;
	struct exchange *x = c->exchange;
	struct http_refusal why;

	if (!body_read(x, input_of(c), &why)) {
		conn_refuse(c, &why);
		return true;
	}
	if (!x->body_done) {
		if (c->eof || c->failed)
			conn_close(c);
		return false;
	}
	conn_move(c, PHASE_WAIT);
	h->service.ready(&x->request, h->service.arg);
	return true;
}

/* Tells the service that nobody waits any more, as far as can be seen: after an end of file the
 * client may have closed only its own direction, so that an answer is still tried. */
static bool step_wait(struct conn *c)
{
	struct http *h = c->http;
	struct exchange *x = c->exchange;

	if (c->failed) {
		conn_close(c);
		return false;
	}
	if (c->eof && !x->gone) {
		x->gone = true;
		h->service.gone(&x->request, h->service.arg);
	}
	return c->phase != PHASE_WAIT;
}

/* Ends our direction and lets the client read what it was sent: to close while it still writes
 * would make its kernel throw our answer away (RFC 9112, 9.6). */
static void linger_start(struct conn *c)
{
	if (c->eof) {
		conn_close(c);
		return;
	}
	if (c->ssl) {
		ERR_clear_error();
		SSL_shutdown(c->ssl);
		ERR_clear_error();
	}
	shutdown(c->fd, SHUT_WR);
	conn_move(c, PHASE_LINGER);
}

/* Waits until the answer is out, then frees the request and looks for the next one. */
static bool step_answer(struct conn *c)
{
	struct exchange *x = c->exchange;
	bool keep_alive = x->keep_alive;

	if (c->failed) {
		conn_close(c);
		return false;
	}
	if (evbuffer_get_length(bufferevent_get_output(c->bev)))
		return false;
	if (keep_alive)
		evbuffer_drain(input_of(c), (size_t)x->body_left);
	exchange_end(x);
	if (keep_alive)
		conn_move(c, PHASE_IDLE);
	else
		linger_start(c);
	return true;
}

/* Waits for the next piece.  What a client sends meanwhile is dropped, and one that closes its side
 * has left. */
static bool step_stream(struct conn *c)
{
	evbuffer_drain(input_of(c), evbuffer_get_length(input_of(c)));
	if (c->eof || c->failed)
		conn_close(c);
	return false;
}

/* Waits until a piece is out, then lets the service go on. */
static bool step_push(struct conn *c)
{
	struct http *h = c->http;

	step_stream(c);
	if (c->phase != PHASE_PUSH || evbuffer_get_length(bufferevent_get_output(c->bev)))
		return false;
	conn_move(c, PHASE_STREAM);
	h->service.drained(&c->exchange->request, h->service.arg);
	return c->phase != PHASE_STREAM;
}

static bool step_linger(struct conn *c)
{
	evbuffer_drain(input_of(c), evbuffer_get_length(input_of(c)));
	if (c->eof || c->failed)
		conn_close(c);
	return false;
}

static bool (*const steps[])(struct conn *c) = {
	[PHASE_IDLE] = step_idle,
	[PHASE_HEAD] = step_head,
	[PHASE_BODY] = step_body,
	[PHASE_UPLOAD] = step_body,
	[PHASE_WAIT] = step_wait,
	[PHASE_ANSWER] = step_answer,
	[PHASE_DOWNLOAD] = step_answer,
	[PHASE_STREAM] = step_stream,
	[PHASE_PUSH] = step_push,
	[PHASE_LINGER] = step_linger,
};

void conn_wake(struct conn *c)
{
	if (c->running)
		return;
	list_remove(&c->in_awake);
	list_append(&c->http->awake, &c->in_awake);
	http_wake(c->http);
}

/* Goes as far as the input allows. */
void conn_run(struct conn *c)
{
	if (c->running)
		return;
	c->running = true;
	while (c->phase != PHASE_CLOSED && steps[c->phase](c))
		;
	c->running = false;
}

/* Ends what took too long; the phase says what that means. */
void conn_expire(struct conn *c)
{
	static const struct http_refusal too_slow = { 408, "request_timeout" };
	bool asked = c->phase == PHASE_BODY || c->phase == PHASE_UPLOAD ||
		     (c->phase == PHASE_HEAD && evbuffer_get_length(input_of(c)));

	c->running = true;
	if (asked)
		conn_refuse(c, &too_slow);
	else
		conn_close(c);
	c->running = false;
	conn_run(c);
}

/* Parts a request from its connection.  One that the service still has lives on until its answer.
 */
static void exchange_part(struct conn *c, struct exchange *x, bool waited)
{
	struct http *h = c->http;

	if (!x->streaming && (!waited || x->replied)) {
		x->status = 0;
		exchange_end(x);
		return;
	}
	x->conn = NULL;
	c->exchange = NULL;
	if (!x->gone) {
		x->gone = true;
		h->service.gone(&x->request, h->service.arg);
	}
}

/* Ends the connection; it is freed later in this turn of the loop.  What was not sent is let go
 * first: it may point into the request. */
void conn_close(struct conn *c)
{
	struct evbuffer *output = bufferevent_get_output(c->bev);
	bool waited = c->phase == PHASE_WAIT;

	if (c->phase == PHASE_CLOSED)
		return;
	conn_move(c, PHASE_CLOSED);
	bufferevent_disable(c->bev, EV_READ | EV_WRITE);
	bufferevent_setcb(c->bev, NULL, NULL, NULL, NULL);
	evbuffer_unfreeze(output, 1);
	evbuffer_drain(output, evbuffer_get_length(output));
	if (c->exchange)
		exchange_part(c, c->exchange, waited);
	list_remove(&c->in_awake);
	list_append(&c->http->awake, &c->in_awake);
	http_wake(c->http);
}

/* Frees a closed connection.  A TLS client is told, so that it knows that nothing was cut off. */
void conn_free(struct conn *c)
{
	struct http *h = c->http;

	if (c->ssl && !c->failed && SSL_is_init_finished(c->ssl)) {
		ERR_clear_error();
		SSL_shutdown(c->ssl);
	}
	ERR_clear_error();
	bufferevent_free(c->bev);
	peer_leave(&h->peers, c->peer);
	list_remove(&c->in_phase);
	list_remove(&c->in_awake);
	h->conns--;
	h->surplus -= c->surplus;
	free(c);
}

static void conn_readable(struct bufferevent *bev, void *arg)
{
	(void)bev;
	conn_run(arg);
}

static void conn_written(struct bufferevent *bev, void *arg)
{
	(void)bev;
	conn_run(arg);
}

/* Notes how the connection ends.  With TLS, libevent also stops to write then, and calls an end
 * without close_notify an error, as OpenSSL 3 does: there is no half-closed TLS client. */
static void conn_event(struct bufferevent *bev, short what, void *arg)
{
	struct conn *c = arg;

	(void)bev;
	if (what & BEV_EVENT_EOF)
		c->eof = true;
	if ((what & BEV_EVENT_ERROR) || (c->eof && c->ssl))
		c->failed = true;
	ERR_clear_error();
	conn_run(c);
}

/* Makes the bufferevent; with TLS its callbacks come from the loop only, since libevent's OpenSSL
 * part would call them from inside of functions that we call. */
static struct bufferevent *bev_new(
	struct http *h, int fd, struct ssl_ctx_st *tls, struct ssl_st **ssl)
{
	struct bufferevent *bev;

	if (!tls)
		return bufferevent_socket_new(h->base, fd, BEV_OPT_CLOSE_ON_FREE);
	ERR_clear_error();
	*ssl = SSL_new(tls);
	if (!*ssl)
		return NULL;
	bev = bufferevent_openssl_socket_new(h->base, fd, *ssl, BUFFEREVENT_SSL_ACCEPTING,
		BEV_OPT_CLOSE_ON_FREE | BEV_OPT_DEFER_CALLBACKS);
	if (!bev)
		SSL_free(*ssl);
	return bev;
}

/* Tells whether there is room, and ends the connection that has been idle for longest to make
 * some.  *surplus: there is none, but for saying so. */
static bool conn_admit(struct http *h, bool address_full, bool tls, bool *surplus)
{
	struct conn *idle = list_first(&h->phases[PHASE_IDLE], struct conn, in_phase);
	bool full = h->conns - h->surplus >= h->limits.conns_max;

	if (full && idle && !address_full) {
		conn_close(idle);
		full = false;
	}
	*surplus = address_full || full;
	return !*surplus || (!tls && h->surplus < SURPLUS_MAX);
}

static void conn_start(struct conn *c)
{
	static const struct http_refusal too_many = { 503, "too_many_connections" };
	size_t high = c->http->limits.head_max + 1 > 16384 ? c->http->limits.head_max + 1 : 16384;

	bufferevent_setcb(c->bev, conn_readable, conn_written, conn_event, c);
	bufferevent_setwatermark(c->bev, EV_READ, 0, high);
	bufferevent_enable(c->bev, EV_READ);
	if (!c->surplus)
		return;
	c->running = true;
	conn_refuse(c, &too_many);
	c->running = false;
	conn_run(c);
}

/* Tells who is at the other end. */
static struct remote remote_of(const struct http *h, const struct sockaddr *sa)
{
	const struct networks *trusted = &h->limits.forwarded.trusted;
	struct remote r = { .has_ip = false, .address = "local" };

	r.has_ip = ip_of_socket(sa, &r.ip);
	r.trusted = r.has_ip ? networks_have(trusted, &r.ip) : trusted->unix_sockets;
	if (r.has_ip)
		ip_format(&r.ip, r.address);
	return r;
}

void conn_open(struct http *h, int fd, struct ssl_ctx_st *tls, const struct sockaddr *sa)
{
	bool address_full = false, surplus;
	struct remote remote = remote_of(h, sa);
	struct peer *peer = NULL;
	struct ssl_st *ssl = NULL;
	struct bufferevent *bev = NULL;
	struct conn *c;

	if (remote.has_ip && !remote.trusted)
		peer = peer_enter(
			&h->peers, &remote.ip, h->limits.conns_per_address_max, &address_full);
	if (conn_admit(h, address_full, tls != NULL, &surplus))
		bev = bev_new(h, fd, tls, &ssl);
	if (!bev) {
		peer_leave(&h->peers, peer);
		close(fd);
		return;
	}
	c = fatal_if_null(calloc(1, sizeof(*c)));
	*c = (struct conn){ .http = h,
		.bev = bev,
		.ssl = ssl,
		.fd = fd,
		.peer = peer,
		.remote = remote,
		.surplus = surplus };
	list_init(&c->in_phase);
	list_init(&c->in_awake);
	h->conns++;
	h->surplus += surplus;
	conn_move(c, PHASE_HEAD);
	http_ticking(h);
	conn_start(c);
}
