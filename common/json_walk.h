/* A walk through JSON that json_scan.h has found right, without building anything: what is asked
 * for is shown where it lies.  Of any other text nothing is promised. */
#ifndef PAKN_JSON_WALK_H
#define PAKN_JSON_WALK_H

#include <stdbool.h>

#include "common/arena.h"
#include "common/span.h"

/* Returns the one value of a text, as it is written: "a string" with its quotes, {"an":"object"}
 * with its braces.  Its first byte tells what it is. */
struct span json_walk_value(struct span text);

/* Goes through the members of an object:
 *   struct span rest = json_walk_inside(object), key, value;
 *   while (json_walk_member(&rest, &key, &value)) ...
 * The key is shown with its quotes. */
struct span json_walk_inside(struct span container);
bool json_walk_member(struct span *rest, struct span *key, struct span *value);

/* Goes through the items of an array, likewise. */
bool json_walk_item(struct span *rest, struct span *value);

/* Returns what a string means: the bytes between its quotes, or, where some of them are escapes, a
 * text in the arena. */
struct span json_walk_string(struct arena *a, struct span string);

#endif
