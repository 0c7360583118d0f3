#include "common/fields.h"

#include "common/field_reader.h"
#include "common/json_walk.h"

/* The way from the top to the object that is being read: the first len bytes of some row's name,
 * with the dot at the end; none at the top. */
struct way {
	const char *name;
	size_t len;
};

static void read_object(struct field_reader *r, struct way way, struct span object);

size_t fields_count(const struct field *table)
{
	size_t count = 0;

	while (table[count].name)
		count++;
	return count;
}

int fields_find(const struct field *table, const char *name)
{
	for (int i = 0; table[i].name; i++)
		if (!strcmp(table[i].name, name))
			return i;
	return -1;
}

/* Tells whether a row lies within the object at the end of the way.  The first character tells
 * nearly all apart. */
static bool is_within(const struct field *f, struct way way)
{
	return !way.len || (*f->name == *way.name && !strncmp(f->name, way.name, way.len));
}

/* Tells whether a row is the member `key` of the object at the end of the way (last is '\0'), or
 * lies within that member (last is '.'). */
static bool is_at(const struct field *f, struct way way, struct span key, char last)
{
	const char *name = f->name + way.len;

	return is_within(f, way) && key.len && *name == *key.data &&
	       !strncmp(name, key.data, key.len) && name[key.len] == last;
}

/* Finds the first such row; -1 where there is none.  A key with a dot of its own is no way. */
static int find_at(const struct field *table, struct way way, struct span key, char last)
{
	for (int i = 0; table[i].name && !memchr(key.data, '.', key.len); i++)
		if (is_at(&table[i], way, key, last))
			return i;
	return -1;
}

/* Marks all rows within an object. */
static void mark_within(struct field_reader *r, struct way way, unsigned char mark)
{
	for (int i = 0; r->table[i].name; i++)
		if (is_within(&r->table[i], way))
			r->marks[i] |= mark;
}

/* Reads an object the members of which have rows. */
static void read_group(struct field_reader *r, struct way way, struct span value)
{
	char *name;

	if (value.data[0] == '{') {
		mark_within(r, way, FIELD_PARENT_SEEN);
		read_object(r, way, value);
		return;
	}
	mark_within(r, way, FIELD_FAILED);
	name = arena_printf(r->arena, "/%.*s", (int)way.len - 1, way.name);
	for (char *c = name; *c; c++)
		if (*c == '.')
			*c = '/';
	field_errors_add(r->arena, r->errors, name, MESSAGE_NOT_OBJECT, NULL);
}

static void read_member(struct field_reader *r, struct way way, struct span key, struct span value)
{
	int row = find_at(r->table, way, key, '\0');
	int group = row < 0 ? find_at(r->table, way, key, '.') : -1;

	if (row < 0 && group < 0) {
		field_unknown(r, way.name, way.len, arena_span(r->arena, key));
	} else if (value.data[0] == 'n') {
		return; /* null: as if it were not there */
	} else if (row >= 0) {
		field_reader_enter(r, row);
		field_reader_keep(r, field_from_json(r, value));
	} else {
		read_group(r, (struct way){ r->table[group].name, way.len + key.len + 1 }, value);
	}
}

static void read_object(struct field_reader *r, struct way way, struct span object)
{
	struct span rest = json_walk_inside(object), key, value;

	while (json_walk_member(&rest, &key, &value))
		read_member(r, way, json_walk_string(r->arena, key), value);
}

enum fields_outcome fields_from_json(struct arena *a, const struct field *table, struct span body,
	const char **values, struct field_errors *errors)
{
	struct field_reader r = { .arena = a, .table = table, .values = values, .errors = errors };
	struct span object;
	bool malformed;

	field_reader_begin(&r);
	if (!body.data)
		body = span_of(NULL);
	if (!field_json_check(&r, body, "", &object, &malformed))
		return malformed ? FIELDS_MALFORMED : FIELDS_INVALID;
	read_object(&r, (struct way){ "", 0 }, object);
	return field_reader_end(&r);
}
