#include "server/oidc_issuers.h"

#include <event2/event.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/list.h"
#include "common/log.h"
#include "common/str.h"
#include "server/outbound.h"

#define DOCUMENT_MAX (256 * 1024)
#define FRESH_MS     (10 * 60 * 1000)        /* afterwards it is fetched again, in the background */
#define KEPT_MS      (24UL * 60 * 60 * 1000) /* good for so long while the service is away */
#define RENEW_MS     (60 * 1000)             /* between two fetches for unknown keys */
#define PAUSE_MS     2000                    /* after a failure, before it is asked again */
#define WELL_KNOWN   "/.well-known/openid-configuration"

/* One question. */
struct waiter {
	struct list waiters;
	oidc_issuer_done *done;
	void *arg;
};

struct entry {
	struct list entries;
	struct oidc_issuers *all;
	char *issuer;
	/* What is known; keys NULL: nothing. */
	struct arena *arena; /* of the metadata */
	struct oidc_metadata metadata;
	struct jwk_set *keys;
	uint64_t fetched_ms, renewed_ms, failed_ms; /* 0: never */
	const char *failure;                        /* of the last fetch */
	/* What is being fetched. */
	bool fetching;
	struct arena *next_arena;
	struct oidc_metadata next;
	struct list asking;  /* waiters, to be answered at the next turn of the loop */
	struct list patient; /* those that wait for what is being fetched */
	struct event *answer;
};

struct oidc_issuers {
	struct event_base *base;
	struct outbound *outbound;
	int deadline_ms;
	struct list entries;
};

static void metadata_fetched(void *arg, const struct outbound_answer *a);
static void keys_fetched(void *arg, const struct outbound_answer *a);

struct oidc_issuers *oidc_issuers_new(
	struct event_base *base, struct outbound *outbound, int deadline_ms)
{
	struct oidc_issuers *all = fatal_if_null(calloc(1, sizeof(*all)));

	*all = (struct oidc_issuers){
		.base = base, .outbound = outbound, .deadline_ms = deadline_ms
	};
	list_init(&all->entries);
	return all;
}

/* Tells whether what is known may still be used. */
static bool known(const struct entry *e)
{
	return e->keys && clock_mono_ms() - e->fetched_ms < KEPT_MS;
}

/* Hands out what is known. */
static void entry_answer(evutil_socket_t fd, short what, void *arg)
{
	struct entry *e = arg;
	struct oidc_issuer issuer = { e->metadata, e->keys };
	struct list asking;
	bool good = known(e);

	(void)fd;
	(void)what;
	list_init(&asking);
	list_move_all(&asking, &e->asking);
	for (struct list *at = asking.next, *next; at != &asking; at = next) {
		struct waiter *w = list_item(at, struct waiter, waiters);

		next = at->next;
		w->done(w->arg, good ? &issuer : NULL, e->failure);
		free(w);
	}
}

static struct entry *entry_find(struct oidc_issuers *all, const char *issuer)
{
	struct entry *e;

	for (struct list *at = all->entries.next; at != &all->entries; at = at->next)
		if (!strcmp(list_item(at, struct entry, entries)->issuer, issuer))
			return list_item(at, struct entry, entries);
	e = fatal_if_null(calloc(1, sizeof(*e)));
	e->all = all;
	e->issuer = fatal_if_null(strdup(issuer));
	e->answer = fatal_if_null(evtimer_new(all->base, entry_answer, e));
	list_init(&e->asking);
	list_init(&e->patient);
	list_append(&all->entries, &e->entries);
	return e;
}

static void document_fetch(struct entry *e, const char *url, outbound_done *done)
{
	outbound_call(e->all->outbound,
		&(struct outbound_request){ .url = url,
			.answer_max = DOCUMENT_MAX,
			.deadline_ms = e->all->deadline_ms },
		done, e);
}

/* Fetches the metadata, and then the keys. */
static void metadata_fetch(struct entry *e)
{
	struct str url = { 0 };
	size_t len = strlen(e->issuer);

	e->fetching = true;
	e->next_arena = arena_new();
	str_add_bytes(&url, e->issuer, len - (len && e->issuer[len - 1] == '/'));
	str_add(&url, WELL_KNOWN);
	document_fetch(e, url.data, metadata_fetched);
	str_free(&url);
}

/* Ends a fetch: who waited for it is answered. */
static void fetch_end(struct entry *e)
{
	e->fetching = false;
	e->next_arena = NULL;
	list_move_all(&e->asking, &e->patient);
	event_active(e->answer, EV_TIMEOUT, 0);
}

/* Ends a fetch that failed; what is known stays. */
static void fetch_fail(
	struct entry *e, const char *document, const char *reason, const char *detail)
{
	log_warning("sign_on_unavailable", "issuer=%s document=%s reason=%s detail=%s", e->issuer,
		document, reason, detail);
	e->failed_ms = clock_mono_ms();
	e->failure = reason;
	arena_free(e->next_arena);
	fetch_end(e);
}

/* Tells whether a document has come; else the fetch has failed. */
static bool document_came(struct entry *e, const char *document, const struct outbound_answer *a)
{
	if (a->outcome != OUTBOUND_ANSWERED)
		fetch_fail(e, document, outbound_outcome_name(a->outcome), a->reason);
	else if (a->status != 200)
		fetch_fail(e, document, "bad_status", "not 200");
	return a->outcome == OUTBOUND_ANSWERED && a->status == 200;
}

static void metadata_fetched(void *arg, const struct outbound_answer *a)
{
	struct entry *e = arg;

	if (!document_came(e, "metadata", a))
		return;
	if (!oidc_metadata_read(e->next_arena, a->body, e->issuer, &e->next) ||
		!outbound_allows(e->all->outbound, e->next.authorization_endpoint))
		return fetch_fail(e, "metadata", "bad_document",
			"no JSON, another issuer, or an endpoint that is missing or not https");
	document_fetch(e, e->next.jwks_uri, keys_fetched);
}

static void keys_fetched(void *arg, const struct outbound_answer *a)
{
	struct entry *e = arg;
	struct jwk_set *keys;

	if (!document_came(e, "keys", a))
		return;
	keys = jwk_set_read(a->body);
	if (!keys)
		return fetch_fail(e, "keys", "bad_document", "no JSON, or no key that can be used");
	jwk_set_free(e->keys);
	arena_free(e->arena);
	e->keys = keys;
	e->arena = e->next_arena;
	e->metadata = e->next;
	e->fetched_ms = clock_mono_ms();
	e->failed_ms = 0;
	fetch_end(e);
}

/* Tells whether so much time has passed since something was done, if it ever was. */
static bool due(uint64_t since_ms, uint64_t after_ms)
{
	return !since_ms || clock_mono_ms() - since_ms >= after_ms;
}

/* Adds a question. */
static void entry_ask(struct entry *e, bool now, oidc_issuer_done *done, void *arg)
{
	struct waiter *w = fatal_if_null(calloc(1, sizeof(*w)));

	*w = (struct waiter){ .done = done, .arg = arg };
	list_append(now ? &e->asking : &e->patient, &w->waiters);
	if (now)
		event_active(e->answer, EV_TIMEOUT, 0);
}

void oidc_issuers_get(
	struct oidc_issuers *all, const char *issuer, oidc_issuer_done *done, void *arg)
{
	struct entry *e = entry_find(all, issuer);

	if (!e->fetching && due(e->fetched_ms, FRESH_MS) && due(e->failed_ms, PAUSE_MS))
		metadata_fetch(e);
	entry_ask(e, known(e) || !e->fetching, done, arg);
}

void oidc_issuers_renew(
	struct oidc_issuers *all, const char *issuer, oidc_issuer_done *done, void *arg)
{
	struct entry *e = entry_find(all, issuer);

	if (!e->fetching && due(e->renewed_ms, RENEW_MS)) {
		e->renewed_ms = clock_mono_ms();
		metadata_fetch(e);
	}
	entry_ask(e, !e->fetching, done, arg);
}

/* Forgets an issuer; who still waits is told nothing new. */
static void entry_free(struct entry *e)
{
	list_move_all(&e->asking, &e->patient);
	entry_answer(-1, 0, e);
	event_free(e->answer);
	jwk_set_free(e->keys);
	arena_free(e->arena);
	arena_free(e->next_arena);
	free(e->issuer);
	free(e);
}

void oidc_issuers_free(struct oidc_issuers *all)
{
	for (struct list *at = all->entries.next, *next; at != &all->entries; at = next) {
		next = at->next;
		entry_free(list_item(at, struct entry, entries));
	}
	free(all);
}
