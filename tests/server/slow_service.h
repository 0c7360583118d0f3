/* A service for tests of the programs around it: /pid tells the worker's process id, /slow answers
 * after two seconds, /never only in a drain that gives it up, any other path answers "ok". */
#ifndef PAKN_TESTS_SLOW_SERVICE_H
#define PAKN_TESTS_SLOW_SERVICE_H

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/fatal.h"
#include "server/http.h"
#include "server/service.h"
#include "server/shared.h"

struct service {
	struct event_base *base;
	struct http_service http;
};

static void slow_reply(struct http_request *r, const char *text)
{
	struct http_answer a = {
		.status = 200, .content_type = "text/plain", .body = span_of(text)
	};

	http_reply(r, &a);
}

static void slow_answer(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	slow_reply(arg, "slow");
}

static bool slow_head(struct http_request *r, void *arg)
{
	(void)arg;
	r->label = "/test";
	return true;
}

static void slow_ready(struct http_request *r, void *arg)
{
	static const struct timeval wait = { 2, 0 };
	struct service *s = arg;
	char pid[16];

	snprintf(pid, sizeof(pid), "%d", (int)getpid());
	if (span_eq(r->path, "/slow"))
		event_base_once(s->base, -1, EV_TIMEOUT, slow_answer, r, &wait);
	else if (!span_eq(r->path, "/never"))
		slow_reply(r, span_eq(r->path, "/pid") ? pid : "ok");
}

static void slow_gone(struct http_request *r, void *arg)
{
	(void)arg;
	if (span_eq(r->path, "/never"))
		slow_reply(r, "never");
}

static void slow_refuse(struct http_request *r, int status, const char *code, void *arg)
{
	struct http_answer a = {
		.status = status, .content_type = "text/plain", .body = span_of(code)
	};

	(void)arg;
	http_reply(r, &a);
}

static void slow_done(
	const struct http_request *r, int status, uint64_t us, uint64_t bytes, void *arg)
{
	(void)bytes;
	(void)arg;
	counters_request(r->label, r->method, status, us);
}

struct service *service_new(struct event_base *base, const struct process *p)
{
	struct service *s = fatal_if_null(calloc(1, sizeof(*s)));

	(void)p;
	s->base = base;
	s->http = (struct http_service){ slow_head, slow_ready, slow_gone, slow_refuse, NULL,
		slow_done, s };
	return s;
}

void service_configure(struct service *s)
{
	(void)s;
}

void service_beat(struct service *s)
{
	(void)s;
}

const struct http_service *service_http(struct service *s)
{
	return &s->http;
}

bool service_ready(const struct service *s)
{
	(void)s;
	return true;
}

void service_drain(struct service *s)
{
	(void)s;
}

bool service_drained(const struct service *s)
{
	(void)s;
	return true;
}

void service_free(struct service *s)
{
	free(s);
}

#endif
