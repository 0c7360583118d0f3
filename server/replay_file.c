#include "server/replay_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/json_scan.h"
#include "common/utf8.h"

/* How a cell becomes JSON. */
enum cell { CELL_TEXT, CELL_NUMBER, CELL_BOOLEAN };

/* The columns that a table may have; those of one object stand together. */
static const struct {
	const char *column;
	const char *object; /* "": the report itself */
	enum cell cell;
} fields[] = {
	{ "category", "", CELL_TEXT },
	{ "kind", "", CELL_TEXT },
	{ "description", "", CELL_TEXT },
	{ "lat", "location", CELL_NUMBER },
	{ "lon", "location", CELL_NUMBER },
	{ "address", "", CELL_TEXT },
	{ "area_code", "", CELL_TEXT },
	{ "observed_at", "", CELL_TEXT },
	{ "name", "contact", CELL_TEXT },
	{ "phone", "contact", CELL_TEXT },
	{ "email", "contact", CELL_TEXT },
	{ "allow_call", "contact", CELL_BOOLEAN },
	{ "consent", "contact", CELL_TEXT },
	{ "publish", "", CELL_BOOLEAN },
	{ "anonymous", "", CELL_BOOLEAN },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Maps the file; false: error says why. */
static bool file_map(struct replay_file *f, const char *path, struct str *error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat about;
	void *data = MAP_FAILED;

	if (fd < 0 || fstat(fd, &about) < 0) {
		str_printf(error, "cannot read %s: %s", path, strerror(errno));
	} else if (!S_ISREG(about.st_mode) || about.st_size == 0) {
		str_printf(error, "%s is %s", path,
			S_ISREG(about.st_mode) ? "empty" : "no regular file");
	} else {
		data = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (data == MAP_FAILED)
			str_printf(error, "cannot read %s: %s", path, strerror(errno));
		else
			*f = (struct replay_file){ .data = data, .len = (size_t)about.st_size };
	}
	if (fd >= 0)
		close(fd);
	return data != MAP_FAILED;
}

/* Cuts the next line off, without its end; false at the end of the file. */
static bool line_next(struct replay_file *f, struct span *line)
{
	struct span rest = { f->data + f->at, f->len - f->at };
	const char *end;

	if (!rest.len)
		return false;
	end = memchr(rest.data, '\n', rest.len);
	line->data = rest.data;
	line->len = end ? (size_t)(end - rest.data) : rest.len;
	f->at += line->len + (end ? 1 : 0);
	f->line++;
	if (line->len && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Cuts the first cell off a line; false where there is none. */
static bool cell_next(struct span *rest, struct span *cell)
{
	const char *tab;

	if (!rest->data)
		return false;
	tab = memchr(rest->data, '\t', rest->len);
	*cell = (struct span){ rest->data, tab ? (size_t)(tab - rest->data) : rest->len };
	*rest = tab ? span_skip(*rest, cell->len + 1) : (struct span){ 0 };
	*cell = span_trim(*cell);
	return true;
}

/* Finds the field of a column; -1 where there is none. */
static int field_find(struct span column)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (span_eq(column, fields[i].column))
			return (int)i;
	return -1;
}

/* Adds a column of the header; false: error says why it may not be. */
static bool column_add(struct replay_file *f, struct span name, struct str *error)
{
	int field = field_find(name);

	if (field < 0) {
		str_add(error, "there is no column ");
		str_add_json_bytes(error, name.data, name.len);
		str_add(error, "; there are:");
		for (size_t i = 0; i < FIELDS; i++)
			str_printf(error, " %s", fields[i].column);
		return false;
	}
	for (size_t i = 0; i < f->column_count; i++)
		if (f->columns[i] == field) {
			str_printf(error, "column %s is there twice", fields[field].column);
			return false;
		}
	f->columns[f->column_count++] = field;
	return true;
}

/* Reads the header of a table. */
static bool header_read(struct replay_file *f, struct str *error)
{
	struct span line = { 0 }, cell;

	line_next(f, &line);
	while (cell_next(&line, &cell))
		if (!column_add(f, cell, error))
			return false;
	for (size_t i = 0; i < f->column_count; i++)
		if (!strcmp(fields[f->columns[i]].column, "description"))
			return true;
	str_add(error, "there is no column description");
	return false;
}

bool replay_file_open(struct replay_file *f, const char *path, struct str *error)
{
	struct span start, text;

	if (!file_map(f, path, error))
		return false;
	/* Spreadsheets put a byte order mark in front. */
	start = (struct span){ f->data, f->len };
	if (span_starts(start, "\xef\xbb\xbf"))
		f->at = 3;
	text = span_skip(start, f->at);
	while (text.len && strchr(" \t\r\n", text.data[0]))
		text = span_skip(text, 1);
	f->table = !span_starts(text, "{");
	if (!f->table || header_read(f, error))
		return true;
	replay_file_close(f);
	return false;
}

void replay_file_close(struct replay_file *f)
{
	if (f->data)
		munmap((void *)f->data, f->len);
	f->data = NULL;
}

/* Adds text with \t, \n, \r and \\ made what they stand for; other backslashes stay. */
static void text_add(struct str *body, struct span text)
{
	static const char from[] = "tnr\\", to[] = "\t\n\r\\";
	struct str plain = { 0 };

	for (size_t i = 0; i < text.len; i++) {
		const char *found = NULL;

		if (text.data[i] == '\\' && i + 1 < text.len)
			found = memchr(from, text.data[i + 1], sizeof(from) - 1);
		str_add_char(&plain, found ? to[found - from] : text.data[i]);
		i += found ? 1 : 0;
	}
	str_add_json_bytes(body, plain.data, plain.len);
	str_free(&plain);
}

/* Adds a cell.  What is no number or no yes or no goes as text: the service then says so. */
static void cell_add(struct str *body, enum cell kind, struct span cell)
{
	static const char *const words[][2] = { { "true", "true" }, { "false", "false" },
		{ "1", "true" }, { "0", "false" }, { "yes", "true" }, { "no", "false" } };

	if (kind == CELL_NUMBER && json_scan_number(cell)) {
		str_add_bytes(body, cell.data, cell.len);
		return;
	}
	for (size_t i = 0; kind == CELL_BOOLEAN && i < sizeof(words) / sizeof(words[0]); i++)
		if (span_eq_nocase(cell, words[i][0])) {
			str_add(body, words[i][1]);
			return;
		}
	text_add(body, cell);
}

/* Adds a comma where a member stands before. */
static void comma_add(struct str *body)
{
	if (!strchr("{,", body->data[body->len - 1]))
		str_add_char(body, ',');
}

/* Writes the body of a row from its cells by field; empty ones are left out. */
static void row_write(const struct span cells[FIELDS], struct str *body)
{
	const char *object = "";

	str_add_char(body, '{');
	for (size_t i = 0; i < FIELDS; i++) {
		if (!cells[i].len)
			continue;
		if (*object && strcmp(object, fields[i].object))
			str_add_char(body, '}');
		comma_add(body);
		if (*fields[i].object && strcmp(object, fields[i].object))
			str_printf(body, "\"%s\":{", fields[i].object);
		object = fields[i].object;
		comma_add(body);
		str_printf(body, "\"%s\":", fields[i].column);
		cell_add(body, fields[i].cell, cells[i]);
	}
	str_add(body, *object ? "}}" : "}");
}

/* Turns a row of the table into a body; tells what is wrong with it, or NULL. */
static const char *row_read(const struct replay_file *f, struct span line, struct str *body)
{
	struct span cells[FIELDS] = { 0 }, cell;

	if (!utf8_valid(line.data, line.len))
		return "not UTF-8";
	for (size_t i = 0; cell_next(&line, &cell); i++) {
		if (i < f->column_count)
			cells[f->columns[i]] = cell;
		else if (cell.len)
			return "more cells than the header has columns";
	}
	row_write(cells, body);
	return NULL;
}

bool replay_file_next(struct replay_file *f, struct str *body, const char **fault)
{
	struct span line;

	do {
		if (!line_next(f, &line))
			return false;
	} while (!span_trim(line).len);
	str_clear(body);
	*fault = NULL;
	if (f->table)
		*fault = row_read(f, line, body);
	else
		str_add_bytes(body, line.data, line.len);
	return true;
}

unsigned replay_file_percent(const struct replay_file *f)
{
	return (unsigned)(100.0 * (double)f->at / (double)f->len);
}

void replay_file_seed(const struct replay_file *f, struct str *seed)
{
	unsigned char digest[DIGEST_SIZE];

	digest_sha256(f->data, f->len, digest);
	str_add_hex(seed, digest, sizeof(digest));
}

void replay_file_key(struct span seed, size_t line, size_t step, char out[UUID_TEXT_SIZE])
{
	static const char purpose[] = "pakn replay";
	unsigned char digest[DIGEST_SIZE];
	struct uuid uuid;
	char number[48];
	int len = snprintf(number, sizeof(number), "%zu", line);

	if (step)
		snprintf(number + len, sizeof(number) - (size_t)len, " %zu", step);
	digest_hmac_framed(
		purpose, sizeof(purpose) - 1, (struct span[]){ seed, span_of(number) }, 2, digest);
	memcpy(uuid.bytes, digest, sizeof(uuid.bytes));
	/* Version 8 of RFC 9562: made in a way of one's own. */
	uuid.bytes[6] = (unsigned char)((uuid.bytes[6] & 0x0fu) | 0x80u);
	uuid.bytes[8] = (unsigned char)((uuid.bytes[8] & 0x3fu) | 0x80u);
	uuid_format(&uuid, out);
}
