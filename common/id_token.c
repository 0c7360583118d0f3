#include "common/id_token.h"

#include <json-c/json.h>
#include <openssl/crypto.h>

#include "common/json_tree.h"

/* Reads a member that must be a text. */
static enum jws_fault text_read(struct json_object *claims, const char *name, const char **out)
{
	*out = json_tree_text(claims, name);
	if (*out)
		return JWS_OK;
	return json_object_object_get_ex(claims, name, NULL) ? JWS_claim_type : JWS_claim_missing;
}

/* Reads a time, in seconds since 1970. */
static enum jws_fault time_read(struct json_object *claims, const char *name, double *out)
{
	struct json_object *member;

	if (!json_object_object_get_ex(claims, name, &member))
		return JWS_claim_missing;
	if (!json_object_is_type(member, json_type_int) &&
		!json_object_is_type(member, json_type_double))
		return JWS_claim_type;
	*out = json_object_get_double(member);
	return JWS_OK;
}

static enum jws_fault check_issuer(struct json_object *claims, const struct id_token_expected *e)
{
	const char *issuer;
	enum jws_fault fault = text_read(claims, "iss", &issuer);

	if (fault != JWS_OK)
		return fault;
	return strcmp(issuer, e->issuer) ? JWS_wrong_issuer : JWS_OK;
}

/* Tells whether a list of audiences names us; what is no text in it is a fault. */
static enum jws_fault audiences_check(struct json_object *list, const char *client_id)
{
	enum jws_fault fault = JWS_wrong_audience;

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (!json_object_is_type(item, json_type_string))
			return JWS_claim_type;
		if (!strcmp(json_object_get_string(item), client_id))
			fault = JWS_OK;
	}
	return fault;
}

/* Checks for whom the token is; where it is for several, it must say to which one it was given. */
static enum jws_fault check_audience(struct json_object *claims, const struct id_token_expected *e)
{
	struct json_object *audience;
	enum jws_fault fault;
	const char *party;
	bool several;

	if (!json_object_object_get_ex(claims, "aud", &audience))
		return JWS_claim_missing;
	several = json_object_is_type(audience, json_type_array);
	if (several)
		fault = audiences_check(audience, e->client_id);
	else if (json_object_is_type(audience, json_type_string))
		fault = strcmp(json_object_get_string(audience), e->client_id) ? JWS_wrong_audience
									       : JWS_OK;
	else
		fault = JWS_claim_type;
	if (fault != JWS_OK)
		return fault;
	fault = text_read(claims, "azp", &party);
	if (fault == JWS_claim_missing)
		return several && json_object_array_length(audience) > 1 ? JWS_wrong_party : JWS_OK;
	return fault == JWS_OK && strcmp(party, e->client_id) ? JWS_wrong_party : fault;
}

static enum jws_fault check_times(struct json_object *claims, const struct id_token_expected *e)
{
	double now = (double)e->now_s, expires, issued, from = 0;
	enum jws_fault fault = time_read(claims, "exp", &expires);

	if (fault == JWS_OK)
		fault = time_read(claims, "iat", &issued);
	if (fault == JWS_OK && time_read(claims, "nbf", &from) == JWS_claim_type)
		fault = JWS_claim_type;
	if (fault != JWS_OK)
		return fault;
	if (now >= expires + ID_TOKEN_LEEWAY_S)
		return JWS_expired;
	if (from > now + ID_TOKEN_LEEWAY_S)
		return JWS_not_yet;
	return issued > now + ID_TOKEN_LEEWAY_S ? JWS_issued_later : JWS_OK;
}

static enum jws_fault check_nonce(struct json_object *claims, const struct id_token_expected *e)
{
	const char *nonce;
	enum jws_fault fault = text_read(claims, "nonce", &nonce);

	if (fault != JWS_OK)
		return fault == JWS_claim_missing ? JWS_nonce_missing : fault;
	if (strlen(nonce) != strlen(e->nonce) || CRYPTO_memcmp(nonce, e->nonce, strlen(nonce)) != 0)
		return JWS_wrong_nonce;
	return JWS_OK;
}

static enum jws_fault check_subject(struct json_object *claims, const struct id_token_expected *e)
{
	const char *subject;
	enum jws_fault fault = text_read(claims, "sub", &subject);

	(void)e;
	if (fault == JWS_OK && (!*subject || strlen(subject) > SUBJECT_MAX))
		return JWS_claim_type;
	return fault;
}

static enum jws_fault (*const checks[])(
	struct json_object *claims, const struct id_token_expected *e) = {
	check_issuer,
	check_audience,
	check_times,
	check_nonce,
	check_subject,
};

enum jws_fault id_token_claims(struct arena *a, struct span payload,
	const struct id_token_expected *e, struct id_token *out)
{
	struct json_object *claims = json_tree_object(payload);
	enum jws_fault fault = claims ? JWS_OK : JWS_bad_claims;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]) && fault == JWS_OK; i++)
		fault = checks[i](claims, e);
	if (fault == JWS_OK) {
		out->subject = arena_string(a, json_tree_text(claims, "sub"));
		out->account = NULL;
		if (e->account_claim)
			out->account = arena_string(a, json_tree_text(claims, e->account_claim));
	}
	json_object_put(claims);
	return fault;
}

enum jws_fault id_token_read(struct arena *a, struct span text, const struct jwk_set *keys,
	const struct id_token_expected *e, struct id_token *out)
{
	struct span payload;
	enum jws_fault fault = jws_open(a, text, keys, &payload);

	return fault == JWS_OK ? id_token_claims(a, payload, e, out) : fault;
}
