/* No bytes make a token that is accepted, since a fuzzer cannot sign; claims that are accepted name
 * a subject; keys that are read have all that they need. */
#include <stdint.h>
#include <stdlib.h>

#include "common/id_token.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A key each; the numbers are those of RFC 7515 (A.2, A.3) and RFC 8037 (A.2). */
static const char keys_text[] =
	"{\"keys\":[{\"kid\":\"r\",\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":"
	"\"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"
	"4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-"
	"yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"
	"bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-"
	"KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-"
	"DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ\"},"
	"{\"kid\":\"e\",\"kty\":\"EC\",\"crv\":\"P-256\","
	"\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
	"\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"},"
	"{\"kid\":\"d\",\"kty\":\"OKP\",\"crv\":\"Ed25519\","
	"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static const struct id_token_expected expected = { .issuer = "https://a",
	.client_id = "pakn",
	.nonce = "n",
	.account_claim = "preferred_username",
	.now_s = 1800000000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct jwk_set *keys;
	struct span text = { (const char *)data, size };
	struct arena *a = arena_new();
	struct id_token token;
	struct jwk_set *read;

	if (!keys && !(keys = jwk_set_read(span_of(keys_text))))
		abort();
	if (keys->count != 3)
		abort();
	if (id_token_read(a, text, keys, &expected, &token) == JWS_OK)
		abort();
	if (id_token_claims(a, text, &expected, &token) == JWS_OK &&
		(!*token.subject || strlen(token.subject) > SUBJECT_MAX))
		abort();
	read = jwk_set_read(text);
	for (size_t i = 0; read && i < read->count; i++)
		if (!read->keys[i].key)
			abort();
	jwk_set_free(read);
	arena_free(a);
	return 0;
}
