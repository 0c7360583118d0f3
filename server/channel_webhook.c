/* Webhooks (Standard Webhooks 1.0): signed by each live secret, to addresses outside the network.
 */
#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/clock.h"
#include "common/config.h"
#include "common/fatal.h"
#include "server/channel.h"
#include "server/outbound.h"
#include "server/webhook_seal.h"

#define ANSWER_MAX  (1024 * 1024) /* bytes; nobody reads them */
#define SECRETS_MAX 2

/* Who waits for an answer. */
struct waiting {
	channel_done *done;
	void *arg;
};

/* What came of answers that are no success; any other status below 500 is CHANNEL_NEVER. */
static const struct {
	int status;
	enum channel_outcome outcome;
} statuses[] = {
	{ 408, CHANNEL_AGAIN },
	{ 410, CHANNEL_GONE },
	{ 425, CHANNEL_AGAIN },
	{ 429, CHANNEL_AGAIN },
};

/* What came of calls without an answer. */
static const struct {
	enum channel_outcome outcome;
	bool fault;
} unanswered[] = {
	[OUTBOUND_FORBIDDEN] = { CHANNEL_NEVER, false },
	[OUTBOUND_UNREACHABLE] = { CHANNEL_AGAIN, true },
	[OUTBOUND_LATE] = { CHANNEL_AGAIN, true },
	[OUTBOUND_TOO_LARGE] = { CHANNEL_NEVER, false },
	[OUTBOUND_SHED] = { CHANNEL_AGAIN, false },
};

static enum channel_outcome status_outcome(int status)
{
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (statuses[i].status == status)
			return statuses[i].outcome;
	if (status / 100 == 2)
		return CHANNEL_SENT;
	return status >= 500 ? CHANNEL_AGAIN : CHANNEL_NEVER;
}

static struct channel_result result_of(const struct outbound_answer *a)
{
	if (a->outcome != OUTBOUND_ANSWERED)
		return (struct channel_result){ unanswered[a->outcome].outcome,
			.fault = unanswered[a->outcome].fault,
			.error = outbound_outcome_name(a->outcome) };
	return (struct channel_result){ status_outcome(a->status), .fault = a->status >= 500,
		.status = a->status, .error = a->status / 100 == 2 ? NULL : "refused",
		.retry_after_s = a->retry_after_s };
}

static void answered(void *arg, const struct outbound_answer *a)
{
	struct waiting *w = arg;
	struct channel_result result = result_of(a);

	w->done(w->arg, &result);
	free(w);
}

/* Counts an answer's bytes for outbound.c, and drops them. */
static bool answer_drop(void *arg, const char *data, size_t len)
{
	(void)arg;
	(void)data;
	(void)len;
	return true;
}

/* Opens the live secrets; tells how many, 0 where one does not open. */
static size_t secrets_open(const struct channel_base *base, struct arena *a,
	const struct channel_order *o, struct webhook_secret secrets[SECRETS_MAX])
{
	const char *sealed[][2] = { { o->secret_id, o->secret },
		{ o->old_secret_id, o->old_secret } };
	size_t count = 0;

	while (count < SECRETS_MAX && sealed[count][0]) {
		if (!webhook_open(base->keys, a,
			    (struct webhook_of){ o->tenant_id, sealed[count][0] }, sealed[count][1],
			    &secrets[count]))
			return 0;
		count++;
	}
	return count;
}

/* Asks the other side, with the three headers. */
static void order_post(const struct channel_base *base, struct arena *a,
	const struct channel_order *o, const char *signatures, int64_t seconds, struct waiting *w)
{
	const char *headers[] = { arena_printf(a, "webhook-id: %s", o->id),
		arena_printf(a, "webhook-timestamp: %lld", (long long)seconds),
		arena_printf(a, "webhook-signature: %s", signatures), NULL };

	outbound_call(base->outbound,
		&(struct outbound_request){ .url = o->address,
			.headers = headers,
			.body = span_of(o->body),
			.media = "application/json",
			.take = answer_drop,
			.answer_max = ANSWER_MAX,
			.deadline_ms = (int)config_int(base->config, "webhook_ms"),
			.guarded = true },
		answered, w);
}

bool channel_webhook_send(const struct channel_base *base, const struct channel_order *o,
	struct channel_result *result, channel_done *done, void *arg)
{
	char signatures[WEBHOOK_SIGNATURES_SIZE(SECRETS_MAX)];
	int64_t seconds = (int64_t)(clock_wall_ms() / 1000);
	struct webhook_secret secrets[SECRETS_MAX];
	struct arena *a = arena_new();
	size_t count = secrets_open(base, a, o, secrets);
	struct waiting *w;

	if (count) {
		w = fatal_if_null(malloc(sizeof(*w)));
		*w = (struct waiting){ done, arg };
		webhook_sign(o->id, seconds, span_of(o->body), secrets, count, signatures);
		order_post(base, a, o, signatures, seconds, w);
	} else {
		*result = (struct channel_result){ CHANNEL_NEVER, .error = "seal_broken" };
	}
	explicit_bzero(secrets, sizeof(secrets));
	arena_free(a);
	return count;
}
