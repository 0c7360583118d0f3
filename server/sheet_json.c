/* JSON: one document, in which every row has a line of its own, so that it may be read as a whole
 * or line by line: {"sheets":[{"name":...,"title":...,"columns":[...],"rows":[{...},...]},...]} */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/fatal.h"
#include "common/str.h"
#include "server/sheet.h"

struct json {
	FILE *file;
	struct str line;
	int sheets;
	bool has_rows; /* of this sheet */
};

static void *json_open(int file, const char *folder)
{
	struct json *w = fatal_if_null(calloc(1, sizeof(*w)));

	(void)folder;
	w->file = fatal_if_null(fdopen(dup(file), "w"));
	fputs("{\"sheets\":[", w->file);
	return w;
}

static bool line_write(struct json *w)
{
	fwrite(w->line.data, 1, w->line.len, w->file);
	str_clear(&w->line);
	return !ferror(w->file);
}

static void add_member(struct str *line, const char *lead, const char *name, const char *text)
{
	str_add(line, lead);
	str_add_json(line, name);
	str_add_char(line, ':');
	str_add_json(line, text);
}

static bool json_begin(void *writer, const struct sheet *s)
{
	struct json *w = writer;

	str_add(&w->line, w->sheets++ ? "\n]},\n" : "\n");
	add_member(&w->line, "{", "name", s->name);
	add_member(&w->line, ",", "title", s->title);
	str_add(&w->line, ",\"columns\":[");
	for (int i = 0; i < s->count; i++) {
		add_member(&w->line, i ? ",{" : "{", "key", s->columns[i].key);
		add_member(&w->line, ",", "title", s->columns[i].title);
		str_add_char(&w->line, '}');
	}
	str_add(&w->line, "],\"rows\":[");
	w->has_rows = false;
	return line_write(w);
}

static bool json_row(void *writer, const struct sheet *s, const struct sheet_cell *cells)
{
	struct json *w = writer;

	str_add(&w->line, w->has_rows ? ",\n" : "\n");
	for (int i = 0; i < s->count; i++) {
		str_add_char(&w->line, i ? ',' : '{');
		str_add_json(&w->line, s->columns[i].key);
		str_add_char(&w->line, ':');
		str_add_bytes(&w->line, cells[i].raw.data, cells[i].raw.len);
	}
	str_add_char(&w->line, '}');
	w->has_rows = true;
	return line_write(w);
}

static bool json_close(void *writer)
{
	struct json *w = writer;
	bool good;

	str_add(&w->line, w->sheets ? "\n]}]}\n" : "]}\n");
	good = line_write(w);
	good = fclose(w->file) == 0 && good;
	str_free(&w->line);
	free(w);
	return good;
}

const struct sheet_format sheet_json = { "json", json_open, json_begin, json_row, json_close };
