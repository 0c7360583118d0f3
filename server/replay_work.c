#include "server/replay_work.h"

#include <json-c/json.h>
#include <string.h>

#include "common/json_scan.h"

#define WRITTEN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* Parses a line that is good JSON; NULL where it is not: the service then says so. */
static struct json_object *line_parse(const struct str *line)
{
	struct json_tokener *tokener;
	struct json_object *object;
	size_t offset;

	if (line->len > INT32_MAX || json_scan(str_span(line), &offset) != JSON_FAULT_NONE)
		return NULL;
	tokener = json_tokener_new();
	object = json_tokener_parse_ex(tokener, line->data, (int)line->len);
	json_tokener_free(tokener);
	return object;
}

/* Tells the name of an action, which becomes a part of an address; NULL where it cannot. */
static const char *action_name(struct json_object *action)
{
	struct json_object *member;
	const char *name;

	if (!json_object_is_type(action, json_type_object) ||
		!json_object_object_get_ex(action, "action", &member) ||
		!json_object_is_type(member, json_type_string))
		return NULL;
	name = json_object_get_string(member);
	return *name && strspn(name, "abcdefghijklmnopqrstuvwxyz-") == strlen(name) ? name : NULL;
}

/* Tells whether every item is an action. */
static bool actions_fit(struct json_object *actions)
{
	if (!json_object_is_type(actions, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(actions); i++)
		if (!action_name(json_object_array_get_idx(actions, i)))
			return false;
	return true;
}

const char *replay_work_take(struct replay_work *w, struct str *body)
{
	struct json_object *line = NULL, *actions;
	const char *fault = NULL;

	*w = (struct replay_work){ 0 };
	if (memmem(body->data, body->len, "\"work\"", 6))
		line = line_parse(body);
	if (json_object_is_type(line, json_type_object) &&
		json_object_object_get_ex(line, "work", &actions)) {
		if (actions_fit(actions)) {
			w->actions = json_object_get(actions);
			w->count = json_object_array_length(actions);
		} else {
			fault = "work is no list of actions with their names";
		}
		json_object_object_del(line, "work");
		str_clear(body);
		str_add(body, json_object_to_json_string_ext(line, WRITTEN));
	}
	json_object_put(line);
	return fault;
}

const char *replay_work_begin(struct replay_work *w, struct str *body)
{
	struct json_object *action = json_object_array_get_idx(w->actions, w->begun++);
	const char *separator = "{";

	str_clear(body);
	json_object_object_foreach(action, name, value)
	{
		if (!strcmp(name, "action"))
			continue;
		str_add(body, separator);
		str_add_json_bytes(body, name, strlen(name));
		str_printf(body, ":%s", json_object_to_json_string_ext(value, WRITTEN));
		separator = ",";
	}
	str_add(body, *separator == '{' ? "{}" : "}");
	return action_name(action);
}

void replay_work_end(struct replay_work *w)
{
	json_object_put(w->actions);
	*w = (struct replay_work){ 0 };
}
