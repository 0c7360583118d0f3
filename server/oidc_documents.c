#include "server/oidc_documents.h"

#include <json-c/json.h>

#include "common/json_tree.h"

/* Tells whether a list of texts has one; where there is no list, what is meant by that. */
static bool list_has(
	struct json_object *document, const char *name, const char *wanted, bool without)
{
	struct json_object *list;

	if (!json_object_object_get_ex(document, name, &list) ||
		!json_object_is_type(list, json_type_array))
		return without;
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *item = json_object_array_get_idx(list, i);

		if (json_object_is_type(item, json_type_string) &&
			!strcmp(json_object_get_string(item), wanted))
			return true;
	}
	return false;
}

static const char *text_copy(struct arena *a, struct json_object *document, const char *name)
{
	return arena_string(a, json_tree_text(document, name));
}

bool oidc_metadata_read(
	struct arena *a, struct span text, const char *issuer, struct oidc_metadata *out)
{
	static const char methods[] = "token_endpoint_auth_methods_supported";
	struct json_object *document = json_tree_object(text), *promised;
	const char *names = json_tree_text(document, "issuer");
	bool good;

	out->authorization_endpoint = text_copy(a, document, "authorization_endpoint");
	out->token_endpoint = text_copy(a, document, "token_endpoint");
	out->jwks_uri = text_copy(a, document, "jwks_uri");
	out->secret_in_body = !list_has(document, methods, "client_secret_basic", true) &&
			      list_has(document, methods, "client_secret_post", false);
	out->names_itself = json_object_object_get_ex(document,
				    "authorization_response_iss_parameter_supported", &promised) &&
			    json_object_get_boolean(promised);
	good = names && !strcmp(names, issuer) && out->authorization_endpoint &&
	       out->token_endpoint && out->jwks_uri;
	json_object_put(document);
	return good;
}

const char *oidc_answer_text(struct arena *a, struct span text, const char *name)
{
	struct json_object *document = json_tree_object(text);
	const char *copy = text_copy(a, document, name);

	json_object_put(document);
	return copy;
}
