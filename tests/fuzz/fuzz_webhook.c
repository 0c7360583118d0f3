/* What base64_decode() accepts is what base64_encode() writes; headers that are read keep to their
 * form, whatever stands in them; and a list of signatures is proved exactly if the right one is
 * among its words.  The input: lines of id, timestamp and signatures, then the body. */
#include <stdint.h>
#include <stdlib.h>

#include "common/digest.h"
#include "common/webhook.h"

#define SIGNATURE_SIZE (3 + BASE64_LEN(DIGEST_SIZE) + 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct webhook_secret secret = { 24, "123456789012345678901234" };

/* Cuts the next line off. */
static struct span line_next(struct span *rest)
{
	const char *end = memchr(rest->data, '\n', rest->len);
	size_t len = end ? (size_t)(end - rest->data) : rest->len;
	struct span line = { rest->data, len };

	*rest = span_skip(*rest, end ? len + 1 : len);
	return line;
}

static void base64_try(struct span in)
{
	unsigned char bytes[96];
	char text[BASE64_LEN(sizeof(bytes)) + 1];
	size_t len;

	if (!base64_decode(in, bytes, sizeof(bytes), &len))
		return;
	base64_encode(bytes, len, text);
	if (in.len != strlen(text) || memcmp(in.data, text, in.len) != 0)
		abort();
}

/* Tells by another way whether the signature is among the words. */
static bool among(struct span list, const char *signature)
{
	while (list.len) {
		const char *end = memchr(list.data, ' ', list.len);
		size_t len = end ? (size_t)(end - list.data) : list.len;

		if (span_eq((struct span){ list.data, len }, signature))
			return true;
		list = span_skip(list, end ? len + 1 : len);
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span body = { (const char *)data, size }, id = line_next(&body);
	struct span timestamp = line_next(&body), signatures = line_next(&body);
	char right[SIGNATURE_SIZE] = "v1,";
	unsigned char digest[DIGEST_SIZE];
	struct webhook_secret other;
	struct webhook w;

	base64_try(id);
	if (webhook_secret_parse(id, &other) &&
		(other.len < WEBHOOK_SECRET_MIN || other.len > WEBHOOK_SECRET_MAX))
		abort();
	if (!webhook_read(id, timestamp, signatures, &w))
		return 0;
	if (memchr(w.id.data, '.', w.id.len) || w.seconds <= 0 || !w.signatures.len)
		abort();
	digest_hmac(secret.bytes, secret.len,
		(struct span[]){ w.id, span_of("."), w.timestamp, span_of("."), body }, 5, digest);
	base64_encode(digest, sizeof(digest), right + 3);
	if (webhook_proved(&w, body, &secret) != among(w.signatures, right))
		abort();
	w.signatures = span_of(right);
	if (!webhook_proved(&w, body, &secret))
		abort();
	return 0;
}
