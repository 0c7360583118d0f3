/* What libcurl is told of a call. */
#include <unistd.h>

#include "common/fatal.h"
#include "common/ip.h"
#include "server/outbound_call.h"
#include "server/version.h"

/* Reads a part of an address; NULL where it has none.  The caller ends with curl_free(). */
static char *part_of(CURLU *url, CURLUPart part)
{
	char *text = NULL;

	curl_url_get(url, part, &text, 0);
	return text;
}

/* Tells whether a part of an address is one of some. */
static bool part_is(CURLU *url, CURLUPart part, const char *const *choices)
{
	char *text = part_of(url, part);
	bool found = false;

	for (; text && *choices; choices++)
		found |= !strcmp(text, *choices);
	curl_free(text);
	return found;
}

/* Tells whether a guarded call may not go to an address. */
static bool is_refused(const struct outbound_settings *s, const struct ip *ip)
{
	return ip_is_inside(ip) && !(s->inside && networks_have(s->inside, ip));
}

/* Tells whether the host is an address, not a name, that may not be asked.  libcurl writes IPv4 in
 * the usual form, whatever form it came in. */
static bool host_refused(const struct outbound_settings *s, CURLU *url)
{
	char *host = part_of(url, CURLUPART_HOST);
	struct span text = span_of(host ? host : "");
	struct ip ip;
	bool refused;

	if (span_starts(text, "["))
		text = (struct span){ text.data + 1, text.len - 2 };
	refused = ip_parse(text, &ip) && is_refused(s, &ip);
	curl_free(host);
	return refused;
}

static const char *const secure[] = { "https", NULL }, *const plain[] = { "http", NULL };

/* Looks at an address that others chose. */
static enum outbound_url guarded_check(const struct outbound_settings *s, CURLU *url)
{
	if (!part_is(url, CURLUPART_SCHEME, secure) && !part_is(url, CURLUPART_SCHEME, plain))
		return OUTBOUND_URL_MALFORMED;
	if (!s->plain && part_is(url, CURLUPART_SCHEME, plain))
		return OUTBOUND_URL_PLAIN;
	return host_refused(s, url) ? OUTBOUND_URL_INSIDE : OUTBOUND_URL_GOOD;
}

enum outbound_url outbound_url_check(const char *url, const struct outbound_settings *s)
{
	CURLU *parts = fatal_if_null(curl_url());
	enum outbound_url found = OUTBOUND_URL_MALFORMED;

	if (curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK)
		found = guarded_check(s, parts);
	curl_url_cleanup(parts);
	return found;
}

bool call_allowed(const struct outbound_settings *s, const char *url, bool *local)
{
	static const char *const here[] = { "127.0.0.1", "[::1]", NULL };
	CURLU *parts = fatal_if_null(curl_url());
	bool allowed = curl_url_set(parts, CURLUPART_URL, url, CURLU_DISALLOW_USER) == CURLUE_OK;

	*local = allowed && part_is(parts, CURLUPART_HOST, here);
	allowed = allowed &&
		  (part_is(parts, CURLUPART_SCHEME, secure) ||
			  (*local && s->loopback && part_is(parts, CURLUPART_SCHEME, plain)));
	curl_url_cleanup(parts);
	return allowed;
}

/* Opens the socket for one of the addresses that a name stands for, unless that is inside. */
static curl_socket_t socket_open(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct call *c = arg;
	struct ip ip;

	(void)purpose;
	if (!ip_of_socket(&to->addr, &ip) || is_refused(&c->outbound->settings, &ip)) {
		c->forbidden = true;
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* Gives libcurl the next piece of what is sent. */
static size_t piece_give(char *room, size_t size, size_t count, void *arg)
{
	struct call *c = arg;
	ssize_t len = c->give(c->arg, room, size * count, c->given);

	if (len < 0)
		return CURL_READFUNC_ABORT;
	c->given += (uint64_t)len;
	return (size_t)len;
}

/* Goes back to where libcurl begins anew. */
static int piece_seek(void *arg, curl_off_t offset, int origin)
{
	struct call *c = arg;

	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	c->given = (uint64_t)offset;
	return CURL_SEEKFUNC_OK;
}

/* Takes a piece of an answer; what is too long ends the call. */
static size_t answer_take(char *data, size_t size, size_t count, void *arg)
{
	struct call *c = arg;

	c->taken += size * count;
	c->too_large |= c->taken > c->answer_max;
	if (c->too_large)
		return 0;
	if (c->take && call_status(c) / 100 == 2)
		return c->take(c->arg, data, size * count) ? size * count : 0;
	str_add_bytes(&c->answer, data, size * count);
	return size * count;
}

/* Says that so many bytes are asked for as they go. */
static void call_give(struct call *c, uint64_t size)
{
	curl_easy_setopt(c->easy, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c->easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
	curl_easy_setopt(c->easy, CURLOPT_READFUNCTION, piece_give);
	curl_easy_setopt(c->easy, CURLOPT_READDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_SEEKFUNCTION, piece_seek);
	curl_easy_setopt(c->easy, CURLOPT_SEEKDATA, c);
}

/* Says who sends it. */
static void call_sign(struct call *c, const struct outbound_request *r)
{
	if (r->signature)
		curl_easy_setopt(c->easy, CURLOPT_AWS_SIGV4, r->signature);
	else
		curl_easy_setopt(c->easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(c->easy, CURLOPT_USERNAME, r->user);
	curl_easy_setopt(c->easy, CURLOPT_PASSWORD, r->secret);
}

/* Says what is sent. */
static void call_fill(struct call *c, const struct outbound_request *r)
{
	struct str media = { 0 };

	if (!r->take)
		c->list = curl_slist_append(NULL, "Accept: application/json");
	for (const char *const *header = r->headers; header && *header; header++)
		c->list = curl_slist_append(c->list, *header);
	if (r->give)
		call_give(c, r->give_size);
	if (r->body.data) {
		str_printf(&media, "Content-Type: %s", r->media);
		c->list = curl_slist_append(c->list, media.data);
		str_free(&media);
		str_add_bytes(&c->body, r->body.data, r->body.len);
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)c->body.len);
		curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, c->body.data);
	}
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->list);
	if (r->method)
		curl_easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, r->method);
	if (r->user)
		call_sign(c, r);
}

/* Says where it goes, and what is put up with. */
static void call_bound(struct call *c, const char *url, const char *protocols, int deadline_ms)
{
	const char *authorities = c->outbound->settings.authorities;

	curl_easy_setopt(c->easy, CURLOPT_URL, url);
	curl_easy_setopt(c->easy, CURLOPT_PROTOCOLS_STR, protocols);
	if (*authorities)
		curl_easy_setopt(c->easy, CURLOPT_CAINFO, authorities);
	curl_easy_setopt(c->easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c->easy, CURLOPT_TIMEOUT_MS, (long)deadline_ms);
	curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, answer_take);
	curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->error);
	curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
}

/* Has each address looked at.  A proxy would look the name up once more. */
static void call_guard(struct call *c)
{
	curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETDATA, c);
}

void call_request(struct call *c, const struct outbound_request *r, bool local)
{
	bool plainly = r->guarded ? c->outbound->settings.plain : local;

	call_bound(c, r->url, plainly ? "http,https" : "https", r->deadline_ms);
	curl_easy_setopt(c->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(c->easy, CURLOPT_USERAGENT, "pakn/" PAKN_VERSION);
	curl_easy_setopt(c->easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->answer_max);
	if (r->guarded)
		call_guard(c);
	else if (local)
		curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
	call_fill(c, r);
}

/* Gives libcurl the next piece of a message. */
static size_t message_give(char *room, size_t size, size_t count, void *arg)
{
	struct call *c = arg;
	size_t left = c->body.len - (size_t)c->given,
	       len = size * count < left ? size * count : left;

	memcpy(room, c->body.data + c->given, len);
	c->given += len;
	return len;
}

void call_mail(struct call *c, const struct outbound_mail *m)
{
	call_bound(c, m->server, "smtp,smtps", m->deadline_ms);
	str_add_bytes(&c->body, m->message.data, m->message.len);
	call_give(c, c->body.len);
	curl_easy_setopt(c->easy, CURLOPT_READFUNCTION, message_give);
	curl_easy_setopt(c->easy, CURLOPT_PROXY, "");
	curl_easy_setopt(
		c->easy, CURLOPT_USE_SSL, (long)(m->tls ? CURLUSESSL_ALL : CURLUSESSL_NONE));
	curl_easy_setopt(c->easy, CURLOPT_MAIL_FROM, m->from);
	c->list = curl_slist_append(NULL, m->to);
	curl_easy_setopt(c->easy, CURLOPT_MAIL_RCPT, c->list);
	if (m->user) {
		curl_easy_setopt(c->easy, CURLOPT_USERNAME, m->user);
		curl_easy_setopt(c->easy, CURLOPT_PASSWORD, m->secret);
	}
}
