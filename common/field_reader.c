#include "common/field_reader.h"

#include "common/text.h"
#include "common/utf8.h"

/* A name in a pointer is cut here: it is the sender's, and may be as long as a body. */
#define NAME_SHOWN_MAX 64

void field_reader_begin(struct field_reader *r)
{
	size_t count = fields_count(r->table);

	r->marks = arena_alloc(r->arena, count);
	r->field = NULL;
	r->item = -1;
	r->errors->count = 0;
	for (size_t i = 0; i < count; i++)
		r->values[i] = NULL;
}

void field_reader_enter(struct field_reader *r, int row)
{
	r->field = &r->table[row];
	r->item = -1;
	r->marks[row] |= FIELD_SEEN;
}

void field_reader_keep(struct field_reader *r, const char *value)
{
	size_t row = (size_t)(r->field - r->table);

	r->values[row] = value;
	if (!value)
		r->marks[row] |= FIELD_FAILED;
}

/* Makes the pointer to the row: "?limit", "/location/lat", "/attachments/2".  The names of rows are
 * ours, and none has a / or ~ to escape. */
static const char *pointer_to(const struct field_reader *r)
{
	char *pointer;

	if (r->query)
		return arena_printf(r->arena, "?%s", r->field->name);
	if (r->item >= 0)
		pointer = arena_printf(r->arena, "/%s/%d", r->field->name, r->item);
	else
		pointer = arena_printf(r->arena, "/%s", r->field->name);
	for (char *c = pointer; *c; c++)
		if (*c == '.')
			*c = '/';
	return pointer;
}

const char *field_fail(struct field_reader *r, enum field_message message, const char *argument)
{
	field_errors_add(r->arena, r->errors, pointer_to(r), message, argument);
	return NULL;
}

/* Adds at most NAME_SHOWN_MAX bytes of a name to a pointer, escaped (RFC 6901) unless it is a
 * query's; valid UTF-8 is not cut within a character. */
static void add_name(char *to, const char *name, bool query)
{
	size_t len = 0, width;

	while (name[len]) {
		width = utf8_width(name + len, strlen(name + len));
		if (len + width > NAME_SHOWN_MAX)
			break;
		len += width;
	}
	for (; len; name++, len--) {
		if (!query && (*name == '~' || *name == '/')) {
			*to++ = '~';
			*to++ = *name == '~' ? '0' : '1';
		} else {
			*to++ = *name;
		}
	}
	*to = '\0';
}

/* Makes the pointer to a name that is in no row. */
static const char *pointer_to_unknown(
	const struct field_reader *r, const char *prefix, size_t prefix_len, const char *name)
{
	char *pointer = arena_alloc(r->arena, 1 + prefix_len + 2 * NAME_SHOWN_MAX + 1);

	pointer[0] = r->query ? '?' : '/';
	for (size_t i = 0; i < prefix_len; i++)
		pointer[i + 1] = prefix[i] == '.' ? '/' : prefix[i];
	add_name(pointer + 1 + prefix_len, name, r->query);
	return pointer;
}

/* Finds the name that was probably meant, among those of the same object; NULL where none is near.
 */
static const char *nearest(
	const struct field_reader *r, const char *prefix, size_t prefix_len, const char *name)
{
	size_t least = strlen(name) / 3 + 2;
	const char *found = NULL;

	for (const struct field *f = r->table; f->name; f++) {
		const char *rest = f->name + prefix_len;
		struct span known;
		size_t distance;

		if (strncmp(f->name, prefix, prefix_len) != 0)
			continue;
		known = (struct span){ rest, r->query ? strlen(rest) : strcspn(rest, ".") };
		distance = text_distance(arena_span(r->arena, known), name);
		if (distance < least) {
			least = distance;
			found = arena_span(r->arena, known);
		}
	}
	return found;
}

void field_unknown(struct field_reader *r, const char *prefix, size_t prefix_len, const char *name)
{
	const char *known;

	/* Thousands of unknown names must not cost thousands of searches. */
	if (r->errors->count == sizeof(r->errors->items) / sizeof(r->errors->items[0]) ||
		r->table[fields_count(r->table)].flags & FIELD_OTHERS)
		return;
	known = nearest(r, prefix, prefix_len, name);
	field_errors_add(r->arena, r->errors, pointer_to_unknown(r, prefix, prefix_len, name),
		known ? MESSAGE_UNKNOWN_NEAR : MESSAGE_UNKNOWN, known);
}

enum fields_outcome field_reader_end(struct field_reader *r)
{
	for (int i = 0; r->table[i].name; i++) {
		unsigned flags = r->table[i].flags;
		bool wanted = flags & FIELD_REQUIRED ||
			      (flags & FIELD_WITH_PARENT && r->marks[i] & FIELD_PARENT_SEEN);

		if (wanted && !r->values[i] && !(r->marks[i] & FIELD_FAILED)) {
			field_reader_enter(r, i);
			field_fail(r, MESSAGE_REQUIRED, NULL);
		}
	}
	return r->errors->count ? FIELDS_INVALID : FIELDS_OK;
}
