/* pakn import: the line that names the columns. */
#include <stdio.h>
#include <string.h>

#include "common/nearest.h"
#include "server/command_import.h"

/* Cuts the first line off, without its end. */
static struct span line_take(struct span *text)
{
	const char *end = memchr(text->data, '\n', text->len);
	struct span line = { text->data, end ? (size_t)(end - text->data) : text->len };

	*text = span_skip(*text, line.len + (end != NULL));
	if (line.len && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Cuts the first cell off a line of names; *rest.data is NULL behind the last one.  Quotation marks
 * around a name go. */
static struct span name_take(struct span *rest, char delimiter)
{
	const char *end = memchr(rest->data, delimiter, rest->len);
	struct span name = { rest->data, end ? (size_t)(end - rest->data) : rest->len };

	*rest = end ? span_skip(*rest, name.len + 1) : (struct span){ NULL, 0 };
	name = span_trim(name);
	if (name.len >= 2 && name.data[0] == '"' && name.data[name.len - 1] == '"')
		name = (struct span){ name.data + 1, name.len - 2 };
	return name;
}

/* Makes a span of an option's argument, whose data is NULL where it was not given. */
static struct span list_of(const char *argument)
{
	return (struct span){ argument, argument ? strlen(argument) : 0 };
}

/* Cuts the first "ours=theirs" off a list; theirs->data is NULL where there is no "=".  False
 * behind the last one. */
static bool pair_take(struct span *rest, struct span *ours, struct span *theirs)
{
	struct span pair;
	const char *equals;

	if (!rest->data)
		return false;
	pair = name_take(rest, ',');
	equals = memchr(pair.data, '=', pair.len);
	*ours = (struct span){ pair.data, equals ? (size_t)(equals - pair.data) : pair.len };
	*theirs = equals ? span_skip(pair, ours->len + 1) : (struct span){ NULL, 0 };
	return true;
}

static size_t names_count(struct span line, char delimiter)
{
	size_t count = 0;

	while (line.data) {
		name_take(&line, delimiter);
		count++;
	}
	return count;
}

static int column_find(const struct import_noun *noun, struct span name)
{
	const struct import_alias *alias = noun->aliases;

	for (int i = 0; noun->columns[i].name; i++)
		if (span_eq(name, noun->columns[i].name))
			return i;
	for (; alias && alias->name; alias++)
		if (span_eq(name, alias->name))
			return column_find(noun, span_of(alias->column));
	return -1;
}

static bool spans_equal(struct span a, struct span b)
{
	return a.data && b.data && a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* Tells which column a name of the file stands for: by --columns, or by its own name unless that
 * column was given another; -1 for none. */
static int column_meant(
	const struct import_noun *noun, const struct import_wishes *wishes, struct span name)
{
	struct span rest = list_of(wishes->columns), ours, theirs;
	int own = column_find(noun, name);

	while (pair_take(&rest, &ours, &theirs)) {
		if (spans_equal(theirs, name))
			return column_find(noun, ours);
		if (own >= 0 && span_eq(ours, noun->columns[own].name))
			own = -1;
	}
	return own;
}

/* Tells whether a line names a column at all, and so is a header. */
static bool header_like(
	const struct import_noun *noun, const struct import_wishes *wishes, struct span line)
{
	char delimiter = memchr(line.data, '\t', line.len) ? '\t' : ',';

	while (line.data)
		if (column_meant(noun, wishes, name_take(&line, delimiter)) >= 0)
			return true;
	return false;
}

/* Finds the header: the first line that is no comment; or, where that names no column, the last
 * comment with as many names, divided by tabs. */
static struct span header_find(const struct import_noun *noun, const struct import_wishes *wishes,
	struct span *text, struct import_header *h)
{
	struct span named = { 0 }, start = *text, line = { 0 };

	if (span_starts(*text, "\xef\xbb\xbf"))
		*text = span_skip(*text, 3);
	for (h->line = 1; text->len; h->line++) {
		start = *text;
		line = line_take(text);
		if (span_starts(line, "#") && memchr(line.data, '\t', line.len))
			named = span_skip(line, 1);
		if (!span_starts(line, "#") && span_trim(line).len)
			break;
		line = (struct span){ 0 };
	}
	if (named.data && line.data && !header_like(noun, wishes, line) &&
		header_like(noun, wishes, named) &&
		names_count(named, '\t') == names_count(line, '\t')) {
		*text = start;
		return named;
	}
	h->line++;
	return line;
}

/* Says which name is unknown, and what was probably meant. */
static bool unknown_tell(const struct import_noun *noun, const char *name, const char *where)
{
	struct nearest near = { 0 };

	for (const struct field *c = noun->columns; c->name; c++)
		nearest_consider(&near, name, c->name);
	fprintf(stderr, "pakn: %s: \"%s\" is no column of %s", where, name, noun->name);
	if (near.name)
		fprintf(stderr, "; did you mean %s?", near.name);
	fputc('\n', stderr);
	return false;
}

/* Checks that the left sides of --columns are columns of the noun, and the right ones of the file.
 */
static bool wishes_check(struct arena *a, const struct import_noun *noun,
	const struct import_wishes *wishes, struct span header, char delimiter)
{
	struct span rest = list_of(wishes->columns), ours, theirs;

	while (pair_take(&rest, &ours, &theirs)) {
		struct span names = header;
		bool found = false;

		if (column_find(noun, ours) < 0)
			return unknown_tell(noun, arena_span(a, ours), "--columns");
		while (names.data)
			found = spans_equal(name_take(&names, delimiter), theirs) || found;
		if (found)
			continue;
		fprintf(stderr, "pakn: --columns: the file has no column \"%s\"\n",
			theirs.data ? arena_span(a, theirs) : "");
		return false;
	}
	return true;
}

bool import_set_read(
	struct arena *a, const struct import_noun *noun, const char *set, struct import_header *h)
{
	struct span rest = list_of(set), ours, value;

	while (pair_take(&rest, &ours, &value)) {
		int i = column_find(noun, ours);
		const char *rule = "needs a value";

		if (i < 0)
			return unknown_tell(noun, arena_span(a, ours), "--set");
		if (value.data)
			import_value(a, noun, i, value, &rule);
		if (!rule && h->present[i])
			rule = "stands there twice";
		if (rule) {
			fprintf(stderr, "pakn: --set: %s: %s\n", noun->columns[i].name, rule);
			return false;
		}
		h->set[i] = value;
		h->present[i] = true;
	}
	return true;
}

/* Tells whether a column may be there though nothing reads it. */
static bool ignored(const struct import_noun *noun, struct span name)
{
	const char *const *known = noun->ignored;

	while (known && *known && !span_eq(name, *known))
		known++;
	return known && *known;
}

/* Takes one name of the header; false: what is wrong has been said. */
static bool name_place(struct arena *a, const struct import_noun *noun,
	const struct import_wishes *wishes, struct span name, struct import_header *h)
{
	int column = column_meant(noun, wishes, name);

	if (h->count == IMPORT_CELLS_MAX) {
		fprintf(stderr, "pakn: the file has more than %d columns\n", IMPORT_CELLS_MAX);
		return false;
	}
	if (column < 0 && !wishes->columns && h->where != (int)h->count && !ignored(noun, name))
		return unknown_tell(noun, arena_span(a, name), "header");
	if (column >= 0 && h->set[column].data)
		column = -1;
	if (column >= 0 && h->present[column]) {
		fprintf(stderr, "pakn: header: column \"%s\" stands there twice\n",
			noun->columns[column].name);
		return false;
	}
	h->columns[h->count++] = column;
	if (column >= 0)
		h->present[column] = true;
	return true;
}

/* Finds the cell that --where means; false: what is wrong has been said. */
static bool where_find(struct span header, const char *where, struct import_header *h)
{
	const char *equals = where ? strchr(where, '=') : NULL;
	struct span name;

	h->where = -1;
	if (!where)
		return true;
	h->where_not = equals && equals > where && equals[-1] == '!';
	name = (struct span){ where, equals ? (size_t)(equals - where) - h->where_not : 0 };
	for (int i = 0; equals && header.data; i++)
		if (spans_equal(name_take(&header, h->delimiter), name))
			h->where = i;
	if (h->where < 0) {
		fprintf(stderr, "pakn: --where needs COLUMN=VALUE or COLUMN!=VALUE with a column "
				"of the file\n");
		return false;
	}
	h->where_value = span_of(equals + 1);
	return true;
}

/* Checks that every required column is there. */
static bool columns_complete(const struct import_noun *noun, const struct import_header *h)
{
	bool complete = true;

	for (int i = 0; noun->columns[i].name; i++) {
		if (!(noun->columns[i].flags & FIELD_REQUIRED) || h->present[i])
			continue;
		fprintf(stderr, "pakn: header: column \"%s\" is missing\n", noun->columns[i].name);
		complete = false;
	}
	return complete;
}

bool import_header_read(struct arena *a, const struct import_noun *noun,
	const struct import_wishes *wishes, struct span *text, struct import_header *h)
{
	struct span names, header;

	*h = (struct import_header){ 0 };
	header = names = header_find(noun, wishes, text, h);
	if (!header.data || !span_trim(header).len) {
		fprintf(stderr, "pakn: the file has no header\n");
		return false;
	}
	h->delimiter = memchr(header.data, '\t', header.len) ? '\t' : ',';
	if (!where_find(header, wishes->where, h) ||
		!wishes_check(a, noun, wishes, header, h->delimiter) ||
		!import_set_read(a, noun, wishes->set, h))
		return false;
	while (names.data)
		if (!name_place(a, noun, wishes, name_take(&names, h->delimiter), h))
			return false;
	return columns_complete(noun, h);
}
