#include "common/webhook.h"

#include <openssl/crypto.h>
#include <stdio.h>

#include "common/digest.h"
#include "common/random.h"

#define SECRET_PREFIX    "whsec_"
#define SIGNATURE_PREFIX "v1,"
#define SIGNATURE_LEN    BASE64_LEN(DIGEST_SIZE)
#define TIMESTAMP_MAX    12 /* digits: beyond that no year has four */

bool webhook_secret_parse(struct span text, struct webhook_secret *out)
{
	if (!span_starts(text, SECRET_PREFIX))
		return false;
	text = span_skip(text, strlen(SECRET_PREFIX));
	return base64_decode(text, out->bytes, sizeof(out->bytes), &out->len) &&
	       out->len >= WEBHOOK_SECRET_MIN;
}

void webhook_secret_mint(struct webhook_secret *out, char text[WEBHOOK_SECRET_TEXT_SIZE])
{
	out->len = WEBHOOK_SECRET_MADE;
	memcpy(text, SECRET_PREFIX, strlen(SECRET_PREFIX));
	do {
		random_bytes(out->bytes, out->len);
		base64_encode(out->bytes, out->len, text + strlen(SECRET_PREFIX));
	} while (strchr(text, '/')); /* nearly every second time; costs one bit of 256 */
}

static bool id_fits(struct span id)
{
	for (size_t i = 0; i < id.len; i++)
		if (id.data[i] <= ' ' || id.data[i] > '~' || id.data[i] == '.')
			return false;
	return id.len && id.len <= WEBHOOK_ID_MAX;
}

/* Reads the one way to write a number of seconds. */
static bool seconds_read(struct span text, int64_t *seconds)
{
	*seconds = 0;
	for (size_t i = 0; i < text.len && i < TIMESTAMP_MAX; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*seconds = *seconds * 10 + (text.data[i] - '0');
	}
	return text.len && text.len <= TIMESTAMP_MAX && text.data[0] != '0';
}

bool webhook_read(
	struct span id, struct span timestamp, struct span signatures, struct webhook *out)
{
	*out = (struct webhook){ span_trim(id), span_trim(timestamp), span_trim(signatures), 0 };
	return id_fits(out->id) && seconds_read(out->timestamp, &out->seconds) &&
	       out->signatures.len;
}

bool webhook_fresh(const struct webhook *w, int64_t now)
{
	return w->seconds >= now - WEBHOOK_TOLERANCE_S && w->seconds <= now + WEBHOOK_TOLERANCE_S;
}

/* Cuts the next signature off a list. */
static struct span signature_next(struct span *list)
{
	const char *end = memchr(list->data, ' ', list->len);
	size_t len = end ? (size_t)(end - list->data) : list->len;
	struct span word = { list->data, len };

	*list = span_skip(*list, end ? len + 1 : len);
	return word;
}

/* Writes the signature of what a webhook says, in base64. */
static void signature_write(struct span id, struct span timestamp, struct span body,
	const struct webhook_secret *secret, char out[SIGNATURE_LEN + 1])
{
	struct span parts[] = { id, { ".", 1 }, timestamp, { ".", 1 }, body };
	unsigned char digest[DIGEST_SIZE];

	digest_hmac(secret->bytes, secret->len, parts, 5, digest);
	base64_encode(digest, sizeof(digest), out);
}

bool webhook_proved(const struct webhook *w, struct span body, const struct webhook_secret *secret)
{
	const size_t prefix = strlen(SIGNATURE_PREFIX);
	char right[SIGNATURE_LEN + 1];
	struct span list = w->signatures;
	bool proved = false;

	signature_write(w->id, w->timestamp, body, secret, right);
	while (list.len) {
		struct span one = signature_next(&list);

		/* A base64 that is none, or not the only one of its bytes, differs as any other. */
		if (span_starts(one, SIGNATURE_PREFIX) && one.len == prefix + SIGNATURE_LEN &&
			!CRYPTO_memcmp(one.data + prefix, right, SIGNATURE_LEN))
			proved = true;
	}
	return proved;
}

void webhook_sign(const char *id, int64_t seconds, struct span body,
	const struct webhook_secret *secrets, size_t count, char *out)
{
	char timestamp[TIMESTAMP_MAX + 9];

	snprintf(timestamp, sizeof(timestamp), "%lld", (long long)seconds);
	for (size_t i = 0; i < count; i++) {
		out += sprintf(out, "%s" SIGNATURE_PREFIX, i ? " " : "");
		signature_write(span_of(id), span_of(timestamp), body, &secrets[i], out);
		out += SIGNATURE_LEN;
	}
}
