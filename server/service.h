/* What a worker serves: the routes, on the worker's own loop with its own database connections. */
#ifndef PAKN_SERVICE_H
#define PAKN_SERVICE_H

#include <stdbool.h>

struct event_base;
struct http_service;
struct process;
struct service;

/* Makes the service of a worker.  What the process names outlives it. */
struct service *service_new(struct event_base *base, const struct process *p);

/* What http.c is to call; good as long as the service. */
const struct http_service *service_http(struct service *s);

/* Tells whether it knows what it needs to serve anything: until then it answers 503. */
bool service_ready(const struct service *s);

/* Takes over settings that have changed and may while it runs. */
void service_configure(struct service *s);

/* Once a second. */
void service_beat(struct service *s);

/* Ends what waits for nothing but time (long polls, streams) and starts nothing new. */
void service_drain(struct service *s);

/* Tells whether nothing is queued or under way any more. */
bool service_drained(const struct service *s);
void service_free(struct service *s);

#endif
