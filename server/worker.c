#include "server/worker.h"

#include <event2/event.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/log.h"
#include "server/http.h"
#include "server/service.h"
#include "server/tls.h"

#define LOOK_MS      5    /* between two looks at whether the service is ready */
#define READY_MAX_MS 1000 /* clients are kept in the queue of the socket for so long */

struct worker {
	const struct process *process;
	struct event_base *base;
	struct service *service;
	struct http *http;
	SSL_CTX *tls;         /* NULL: no HTTPS here */
	struct event *listen; /* looks whether the service is ready */
	uint64_t listen_ms;   /* when to listen in any case */
};

/* Reads which proxies are believed, and what they say. */
static struct forwarded forwarded_read(const struct config *c)
{
	struct forwarded f = { .header = FORWARDED_NONE };

	while (strcmp(forwarded_names[f.header], config_text(c, "client_address_header")) != 0)
		f.header++;
	networks_parse(config_text(c, "trusted_proxies"), &f.trusted);
	return f;
}

static struct http_limits limits_read(const struct config *c)
{
	return (struct http_limits){
		.head_max = (size_t)config_int(c, "head_max"),
		.body_total_max = (size_t)config_int(c, "body_total_max"),
		.conns_max = (int)config_int(c, "conns_max"),
		.conns_per_address_max = (int)config_int(c, "conns_per_address_max"),
		.head_ms = (int)config_int(c, "head_ms"),
		.body_ms = (int)config_int(c, "body_ms"),
		.answer_ms = (int)config_int(c, "answer_ms"),
		.file_ms = (int)config_int(c, "file_ms"),
		.idle_ms = (int)config_int(c, "idle_ms"),
		.body_directory = config_text(c, "files_dir"),
		.forwarded = forwarded_read(c),
	};
}

/* Reads the certificate; NULL where it cannot be used, which is logged. */
static SSL_CTX *tls_load(const struct config *c)
{
	struct str error = { 0 };
	SSL_CTX *tls = tls_context_new(
		config_text(c, "tls_certificate"), config_text(c, "tls_key"), &error);

	if (!tls)
		log_error("certificate_refused", "reason=%s", error.data);
	str_free(&error);
	return tls;
}

/* Reads the certificate where there is a socket for HTTPS. */
static bool worker_certify(struct worker *w)
{
	const struct sockets *l = w->process->sockets;

	for (int i = 0; i < l->count; i++)
		if (l->items[i].kind == SOCKET_TLS && !w->tls &&
			!(w->tls = tls_load(w->process->config)))
			return false;
	return true;
}

static void listen_later(struct worker *w)
{
	static const struct timeval soon = { 0, LOOK_MS * 1000 };

	event_add(w->listen, &soon);
}

/* Listens once the service is ready, so that a restart costs no client a 503; with no database it
 * does so soon, to say that. */
static void worker_listen(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;
	const struct sockets *l = w->process->sockets;

	(void)fd;
	(void)what;
	if (!service_ready(w->service) && clock_mono_ms() < w->listen_ms) {
		listen_later(w);
		return;
	}
	for (int i = 0; i < l->count; i++)
		http_listen(
			w->http, l->items[i].fd, l->items[i].kind == SOCKET_TLS ? w->tls : NULL);
}

static void worker_drain(void *arg)
{
	struct worker *w = arg;

	event_del(w->listen);
	http_drain(w->http);
	service_drain(w->service);
}

static bool worker_drained(void *arg)
{
	const struct worker *w = arg;

	return http_conns(w->http) == 0 && http_requests(w->http) == 0 &&
	       service_drained(w->service);
}

/* Takes over limits, and serves new connections with the new certificate; a wrong one keeps the
 * old.
 */
static void worker_reload(void *arg)
{
	struct worker *w = arg;
	SSL_CTX *fresh = w->tls ? tls_load(w->process->config) : NULL;

	service_configure(w->service);
	if (!fresh)
		return;
	http_tls_replace(w->http, fresh);
	SSL_CTX_free(w->tls); /* connections hold on to what they began with */
	w->tls = fresh;
}

static void worker_beat(void *arg)
{
	const struct worker *w = arg;

	service_beat(w->service);
	counters_set(GAUGE_http_connections, http_conns(w->http));
	counters_set(GAUGE_http_requests_in_hand, http_requests(w->http));
}

int worker_run(const struct process *p)
{
	static const struct process_hooks hooks = { worker_drain, worker_drained, worker_reload,
		worker_beat };
	struct http_limits limits = limits_read(p->config);
	struct worker w = { .process = p, .base = fatal_if_null(event_base_new()) };
	int exit_code = EXIT_FAILURE;

	sockets_close(p->sockets, 1u << SOCKET_ADMIN);
	close(p->media_channel[CHANNEL_TAKERS]);
	close(p->sheets_channel[CHANNEL_TAKERS]);
	w.service = service_new(w.base, p);
	w.http = http_new(w.base, &limits, service_http(w.service));
	w.listen = fatal_if_null(evtimer_new(w.base, worker_listen, &w));
	w.listen_ms = clock_mono_ms() + READY_MAX_MS;
	event_active(w.listen, EV_TIMEOUT, 0);
	if (worker_certify(&w))
		exit_code = process_run(p, w.base, &hooks, &w);
	event_free(w.listen);
	http_free(w.http);
	service_free(w.service);
	SSL_CTX_free(w.tls);
	event_base_free(w.base);
	return exit_code;
}
