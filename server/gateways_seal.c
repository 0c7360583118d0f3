#include "server/gateways_seal.h"

#include <stdio.h>

#include "common/seal.h"
#include "server/webhook_seal.h"

#define NAME_PREFIX "pkg_"
#define DIGITS_MAX  9 /* what an int holds */

/* Cuts a number off that is written in the only way. */
static bool number_cut(struct span *text, int *number)
{
	size_t len = 0;

	*number = 0;
	while (len < text->len && len < DIGITS_MAX && text->data[len] >= '0' &&
		text->data[len] <= '9')
		*number = *number * 10 + (text->data[len++] - '0');
	*text = span_skip(*text, len);
	return len && text->data[-(ptrdiff_t)len] != '0';
}

bool gateway_name_parse(struct span name, struct gateway_of *out)
{
	struct span rest = name;

	if (!span_starts(rest, NAME_PREFIX))
		return false;
	rest = span_skip(rest, strlen(NAME_PREFIX));
	if (!number_cut(&rest, &out->tenant_id) || !span_starts(rest, "_"))
		return false;
	rest = span_skip(rest, 1);
	return number_cut(&rest, &out->gateway_id) && !rest.len;
}

void gateway_digest(
	struct gateway_of of, const struct webhook_secret *secret, unsigned char out[DIGEST_SIZE])
{
	char tenant[12], gateway[12];

	snprintf(tenant, sizeof(tenant), "%d", of.tenant_id);
	snprintf(gateway, sizeof(gateway), "%d", of.gateway_id);
	digest_hmac_framed(secret->bytes, secret->len,
		(struct span[]){ span_of("gateway"), span_of(tenant), span_of(gateway) }, 3, out);
}

/* Where a secret belongs; the place of a gateway has no report, and the number in its stead. */
static struct seal_place place_of(struct gateway_of of)
{
	struct seal_place place = { .tenant_id = of.tenant_id, .kind = "gateway" };

	for (int i = 0; i < 4; i++)
		place.report_id.bytes[15 - i] = (unsigned char)((unsigned)of.gateway_id >> 8 * i);
	return place;
}

const char *gateway_seal(const struct contact_keys *k, struct arena *a, struct gateway_of of,
	const struct webhook_secret *secret)
{
	struct seal_place place = place_of(of);

	return secret_seal(k, a, &place, secret);
}

bool gateway_open(const struct contact_keys *k, struct arena *a, struct gateway_of of,
	const char *sealed, struct webhook_secret *secret)
{
	struct seal_place place = place_of(of);

	return secret_open(k, a, &place, sealed, secret);
}
