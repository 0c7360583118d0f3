#include "common/json_tree.h"

#include <json-c/json.h>
#include <limits.h>

#include "common/fatal.h"

struct json_object *json_tree(struct span text, enum json_fault *fault, size_t *offset)
{
	static _Thread_local struct json_tokener *tokener;
	struct json_object *tree;

	*offset = 0;
	*fault = text.len < INT_MAX ? json_scan(text, offset) : JSON_FAULT_SYNTAX;
	if (*fault != JSON_FAULT_NONE)
		return NULL;
	if (!tokener) {
		/* json-c counts one level more than there are containers, and one for scalars. */
		tokener = fatal_if_null(json_tokener_new_ex(JSON_SCAN_DEPTH + 2));
		/* No flags: the scan has checked grammar and UTF-8 more strictly than json-c would,
		 * and JSON_TOKENER_STRICT of json-c 0.18 (Debian 13) refuses every character beyond
		 * ASCII (json-c's issue 892). */
	}
	json_tokener_reset(tokener);
	tree = json_tokener_parse_ex(tokener, text.data, (int)text.len);
	/* A number at the very end may be one whose digits have not all come yet. */
	if (json_tokener_get_error(tokener) == json_tokener_continue)
		tree = json_tokener_parse_ex(tokener, "", 1);
	/* What passed the scan and is no success here is a difference between two readers of JSON.
	 */
	if (json_tokener_get_error(tokener) == json_tokener_success)
		return tree;
	json_object_put(tree);
	*fault = JSON_FAULT_SYNTAX;
	return NULL;
}

struct json_object *json_tree_object(struct span text)
{
	enum json_fault fault;
	size_t offset;
	struct json_object *tree = json_tree(text, &fault, &offset);

	if (json_object_is_type(tree, json_type_object))
		return tree;
	json_object_put(tree);
	return NULL;
}

const char *json_tree_text(struct json_object *object, const char *name)
{
	struct json_object *member;
	const char *text;

	if (!json_object_object_get_ex(object, name, &member) ||
		!json_object_is_type(member, json_type_string))
		return NULL;
	text = json_object_get_string(member);
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return NULL;
	return text;
}
