#include "server/replay_answer.h"

#include <json-c/json.h>
#include <stdio.h>

/* Parses a body; NULL where it is no object. */
static struct json_object *object_parse(struct span body)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object = NULL;

	if (tokener && body.len < INT32_MAX)
		object = json_tokener_parse_ex(tokener, body.data, (int)body.len);
	if (tokener)
		json_tokener_free(tokener);
	if (json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	return NULL;
}

/* Tells a member's text; "" where there is none, or where it has what a line may not. */
static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *member;
	const char *text;

	if (!json_object_object_get_ex(object, name, &member) ||
		!json_object_is_type(member, json_type_string))
		return "";
	text = json_object_get_string(member);
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return "";
	return text;
}

bool replay_answer_stored(struct span body, struct replay_answer *out)
{
	struct json_object *object = object_parse(body);

	*out = (struct replay_answer){ 0 };
	snprintf(out->id, sizeof(out->id), "%s", text_of(object, "id"));
	snprintf(out->code, sizeof(out->code), "%s", text_of(object, "code"));
	snprintf(out->secret, sizeof(out->secret), "%s", text_of(object, "secret"));
	json_object_put(object);
	return *out->code;
}

void replay_answer_refusal(struct span body, struct str *what)
{
	struct json_object *object = object_parse(body), *errors, *first;

	if (*text_of(object, "code"))
		str_add(what, text_of(object, "code"));
	else
		str_add(what, "an answer that is none of PAKN");
	if (json_object_object_get_ex(object, "errors", &errors) &&
		json_object_is_type(errors, json_type_array) && json_object_array_length(errors)) {
		first = json_object_array_get_idx(errors, 0);
		/* Without a field it is about the whole, which the code has said. */
		if (json_object_is_type(first, json_type_object) && *text_of(first, "pointer"))
			str_printf(what, " (%s %s)", text_of(first, "pointer"),
				text_of(first, "code"));
	}
	json_object_put(object);
}
