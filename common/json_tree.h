/* Trees of JSON, built by json-c of what json_scan.h has found right: strict, and bounded. */
#ifndef PAKN_JSON_TREE_H
#define PAKN_JSON_TREE_H

#include "common/json_scan.h"

struct json_object;

/* Builds a tree, which the caller ends with json_object_put().  A fault other than JSON_FAULT_NONE
 * says that there is none, and offset where it was noticed; NULL without a fault is JSON's null. */
struct json_object *json_tree(struct span text, enum json_fault *fault, size_t *offset);

/* Builds the tree of an object; NULL where the text is anything else. */
struct json_object *json_tree_object(struct span text);

/* The text of a member that is a string without characters of control; NULL where there is none.
 * Lives as long as the object. */
const char *json_tree_text(struct json_object *object, const char *name);

#endif
