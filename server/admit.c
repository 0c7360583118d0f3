#include "server/admit.h"

#include <openssl/crypto.h>

#include "common/refcode.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/req.h"

/* Who has buckets of their own.  A report's secret has none: it opens one report. */
static const struct own {
	char kind;
	enum limit read, write;
} owns[] = {
	{ TOKEN_SESSION, LIMIT_session_read, LIMIT_session_write },
	{ TOKEN_CITIZEN, LIMIT_session_read, LIMIT_session_write },
	{ TOKEN_KEY, LIMIT_key, LIMIT_key },
	{ TOKEN_GATEWAY, LIMIT_key, LIMIT_key },
};

static const struct own *own_of(const struct req *r)
{
	for (size_t i = 0; r->has_token && i < sizeof(owns) / sizeof(owns[0]); i++)
		if (owns[i].kind == r->token.kind)
			return &owns[i];
	return NULL;
}

static bool reads(const struct req *r)
{
	return r->http->method == HTTP_GET || r->http->method == HTTP_HEAD;
}

static struct span credential(const struct req *r)
{
	return (struct span){ (const char *)r->token.digest, sizeof(r->token.digest) };
}

static struct span address(const struct req *r)
{
	return ip_subscriber(&r->http->ip);
}

/* Says in the answer how the scarcest of the buckets stands. */
static void show(struct req *r, const struct limit_state *state)
{
	struct limit_state *shown = &r->admission.shown;

	if (state->counted && (!shown->counted || state->left < shown->left))
		*shown = *state;
}

/* Notes that a bucket is empty. */
static bool refuse(struct req *r, const char *code, const struct limit_state *state)
{
	r->admission.shown = *state;
	counters_add(COUNTER_requests_limited, 1);
	return req_wait(r, code, (int)state->wait_s);
}

/* Takes a token. */
static bool take(struct req *r, enum limit which, struct span subject, const char *code)
{
	struct limit_state state;

	if (!limit_take(r->context->limits, which, subject, &state))
		return refuse(r, code, &state);
	show(r, &state);
	return true;
}

/* The buckets that a request of this kind pays from. */
static enum limit address_limit(const struct req *r)
{
	return reads(r) ? LIMIT_address_read : LIMIT_address_write;
}

static enum limit own_limit(const struct req *r, const struct own *own)
{
	return reads(r) ? own->read : own->write;
}

/* Lets the address pay; who comes by a socket in the file system is on this machine. */
static bool address_pays(struct req *r)
{
	if (!r->http->has_ip)
		return true;
	if (!take(r, address_limit(r), address(r), "too_many_requests"))
		return false;
	r->admission.paid_by = PAID_BY_ADDRESS;
	return true;
}

/* Lets the credential pay if it is known, else the address. */
static bool caller_pays(struct req *r)
{
	const struct own *own = own_of(r);
	struct limit_state state;

	if (!own)
		return address_pays(r);
	switch (limit_take_known(r->context->limits, own_limit(r, own), credential(r), &state)) {
	case LIMIT_GRANTED:
		show(r, &state);
		r->admission.paid_by = PAID_BY_CREDENTIAL;
		return true;
	case LIMIT_REFUSED:
		return refuse(r, "too_many_requests", &state);
	default:
		return address_pays(r);
	}
}

/* Tells whether the path names a report by its code. */
static bool is_lookup(const struct req *r)
{
	for (size_t i = 0; i < r->match.capture_count; i++)
		if (span_eq(r->match.captures[i].name, "code"))
			return true;
	return false;
}

/* Tells whether the secret is the code's: nobody has it who guesses.  It is minted of the code, so
 * that the database need not be asked. */
static bool secret_fits(const struct req *r, const char *code)
{
	char name[REFCODE_TEXT_SIZE], secret[TOKEN_TEXT_SIZE];
	unsigned char digest[DIGEST_SIZE];

	if (!r->has_token || r->token.kind != TOKEN_REPORT)
		return false;
	refcode_for_secret(r->context->secret_key, r->home_id, code, name);
	token_mint_secret(r->context->secret_key, r->home_id, name, secret, digest);
	return !CRYPTO_memcmp(digest, r->token.digest, sizeof(digest));
}

/* Whose lookups are counted together. */
static struct span looker(const struct req *r)
{
	if (r->admission.looker)
		return span_of(r->admission.looker);
	return r->admission.paid_by == PAID_BY_CREDENTIAL ? credential(r) : address(r);
}

/* Holds a token until it is known whether the code is one: so a hundred guesses at once count as a
 * hundred. */
static bool looker_pays(struct req *r)
{
	if (!take(r, LIMIT_miss, looker(r), "too_many_lookups")) {
		counters_add(COUNTER_lookups_limited, 1);
		return false;
	}
	r->admission.lookup = true;
	return true;
}

/* Lets a lookup of the code in the path pay. */
static bool lookup_pays(struct req *r)
{
	const char *code = bind_captured(r, "code");

	if (!code)
		return false; /* it was refused without the database, and cost nothing */
	if (r->admission.paid_by == PAID_BY_NOBODY || secret_fits(r, code))
		return true;
	return looker_pays(r);
}

/* Lets a flag pay by where it came from, whoever sent it. */
static bool flag_pays(struct req *r)
{
	if (!(r->route->flags & ROUTE_FLAG) || !r->http->has_ip)
		return true;
	r->admission.flag = take(r, LIMIT_flag, address(r), "too_many_requests");
	return r->admission.flag;
}

bool admit(struct req *r)
{
	return caller_pays(r) && flag_pays(r) && (!is_lookup(r) || lookup_pays(r));
}

/* Gives back what was paid. */
static void give_back(struct req *r)
{
	struct limits *l = r->context->limits;

	if (r->admission.paid_by == PAID_BY_ADDRESS)
		limit_give_back(l, address_limit(r), address(r));
	if (r->admission.paid_by == PAID_BY_CREDENTIAL)
		limit_give_back(l, own_limit(r, own_of(r)), credential(r));
	if (r->admission.flag)
		limit_give_back(l, LIMIT_flag, address(r));
	if (r->admission.phone)
		limit_give_back(l, LIMIT_phone, span_of(r->admission.phone));
}

bool admit_unsigned(struct req *r)
{
	return address_pays(r);
}

bool admit_signed(struct req *r)
{
	give_back(r);
	r->admission = (struct admission){ .paid_by = PAID_BY_CREDENTIAL };
	return take(r, LIMIT_key, credential(r), "too_many_requests");
}

bool admit_phone(struct req *r, const char *phone_hash, bool dated)
{
	bool proven =
		r->has_token && (r->token.kind == TOKEN_SESSION || r->token.kind == TOKEN_CITIZEN);

	if (!phone_hash || proven || dated || r->admission.phone)
		return true;
	if (!take(r, LIMIT_phone, span_of(phone_hash), "too_many_from_phone"))
		return false;
	r->admission.phone = phone_hash;
	return true;
}

bool admit_lookup(struct req *r, const char *phone_hash)
{
	r->admission.looker = phone_hash;
	return looker_pays(r);
}

void admit_found(struct req *r)
{
	if (r->admission.lookup)
		limit_give_back(r->context->limits, LIMIT_miss, looker(r));
	r->admission.lookup = false;
}

/* Tells whether a lookup found nothing, or a report that its credential is not good for. */
static bool is_miss(const struct req *r)
{
	return r->problem && (!strcmp(r->problem->code, "unknown_code") ||
				     !strcmp(r->problem->code, "unauthenticated"));
}

/* Counts a miss, for the province too: who guesses from many addresses is seen there. */
static void miss_count(struct req *r)
{
	struct limit_state state;

	counters_add(COUNTER_lookups_missed, 1);
	if (!limit_take(r->context->limits, LIMIT_alarm, span_of(r->tenant), &state))
		counters_add(COUNTER_lookups_suspicious, 1);
	r->admission.lookup = false;
}

bool admit_proved(const struct req *r, int status)
{
	const struct query *q = r->route ? r->route->query : NULL;

	if (r->problem || status < 200 || status >= 400 || status == 202)
		return false;
	for (int i = 0; q && i < q->param_count; i++)
		if (!strcmp(q->params[i], "digest") || !strcmp(q->params[i], "digests"))
			return true;
	return false;
}

void admit_settle(struct req *r, int status)
{
	bool known = r->admission.paid_by == PAID_BY_CREDENTIAL;
	const struct own *own = own_of(r);
	struct limit_state state;

	if (r->admission.lookup && is_miss(r))
		miss_count(r);
	admit_found(r);
	if (status >= 500)
		give_back(r);
	if (!own)
		return;
	if (!known && admit_proved(r, status)) {
		limit_take(r->context->limits, own_limit(r, own), credential(r), &state);
	} else if (known && status == 401) {
		limit_forget(r->context->limits, own->read, credential(r));
		limit_forget(r->context->limits, own->write, credential(r));
	}
}
