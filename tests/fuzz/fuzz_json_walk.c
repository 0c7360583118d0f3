/* What json_scan() finds right means the same to json_walk.h as to json-c: the same members, items
 * and texts in the same order, to the last one. */
#include <json-c/json.h>
#include <stdint.h>
#include <stdlib.h>

#include "common/json_tree.h"
#include "common/json_walk.h"

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void compare(struct arena *a, struct span value, struct json_object *tree);

static void compare_object(struct arena *a, struct span object, struct json_object *tree)
{
	struct span rest = json_walk_inside(object), key, value;

	json_object_object_foreach(tree, name, member)
	{
		demand(json_walk_member(&rest, &key, &value));
		demand(span_eq(json_walk_string(a, key), name));
		compare(a, value, member);
	}
	demand(!json_walk_member(&rest, &key, &value));
}

static void compare_array(struct arena *a, struct span array, struct json_object *tree)
{
	struct span rest = json_walk_inside(array), value;

	for (size_t i = 0; i < json_object_array_length(tree); i++) {
		demand(json_walk_item(&rest, &value));
		compare(a, value, json_object_array_get_idx(tree, i));
	}
	demand(!json_walk_item(&rest, &value));
}

static void compare_string(struct arena *a, struct span string, struct json_object *tree)
{
	struct span text = json_walk_string(a, string);

	demand(text.len == (size_t)json_object_get_string_len(tree));
	demand(!memcmp(text.data, json_object_get_string(tree), text.len));
}

/* json-c cuts whole numbers to 64 bits, as no double is. */
static void compare_number(struct arena *a, struct span number, struct json_object *tree)
{
	double ours = strtod(arena_span(a, number), NULL), theirs = json_object_get_double(tree);

	demand(ours == theirs ||
		(json_object_is_type(tree, json_type_int) && (ours >= 0x1p63 || ours <= -0x1p63)));
}

static void compare(struct arena *a, struct span value, struct json_object *tree)
{
	demand(value.len > 0);
	switch (json_object_get_type(tree)) {
	case json_type_object:
		return compare_object(a, value, tree);
	case json_type_array:
		return compare_array(a, value, tree);
	case json_type_string:
		return compare_string(a, value, tree);
	case json_type_boolean:
		return demand(span_eq(value, json_object_get_boolean(tree) ? "true" : "false"));
	case json_type_null:
		return demand(span_eq(value, "null"));
	default:
		return compare_number(a, value, tree);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size };
	enum json_fault fault;
	size_t offset;
	struct json_object *tree = json_tree(text, &fault, &offset);
	struct arena *a = arena_new();

	if (fault == JSON_FAULT_NONE)
		compare(a, json_walk_value(text), tree);
	json_object_put(tree);
	arena_free(a);
	return 0;
}
