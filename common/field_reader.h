/* What the two ways into fields.h, JSON and query strings, have in common.  For common/field*.c
 * only. */
#ifndef PAKN_FIELD_READER_H
#define PAKN_FIELD_READER_H

#include "common/field_messages.h"
#include "common/fields.h"

/* The greatest whole number that JSON carries safely (RFC 7493): 2^53 - 1. */
#define FIELD_INTEGER_MAX 9007199254740991.0

/* One input that is being read. */
struct field_reader {
	struct arena *arena;
	const struct field *table;
	const char **values;
	struct field_errors *errors;
	bool query;
	unsigned char *marks;      /* enum field_mark, one byte per row */
	const struct field *field; /* the row that is being read */
	int item;                  /* of its array; -1: none */
};

enum field_mark { FIELD_SEEN = 1, FIELD_FAILED = 2, FIELD_PARENT_SEEN = 4 };

/* Empties values and errors. */
void field_reader_begin(struct field_reader *r);

/* Adds what is missing and tells the outcome. */
enum fields_outcome field_reader_end(struct field_reader *r);

/* Goes to a row, for the value of which the functions below then are called. */
void field_reader_enter(struct field_reader *r, int row);

/* Keeps the value of the row; NULL: it was refused, and an error says why. */
void field_reader_keep(struct field_reader *r, const char *value);

/* Adds an error about the row.  Answers NULL, so that a value can be `return`ed with it. */
const char *field_fail(struct field_reader *r, enum field_message message, const char *argument);

/* Adds an error about a name that no row has.  The first prefix_len bytes of prefix are the way to
 * its object ("location."). */
void field_unknown(struct field_reader *r, const char *prefix, size_t prefix_len, const char *name);

/* Turns text (valid UTF-8 without NUL) into the value of the row. */
const char *field_from_text(struct field_reader *r, struct span text);

/* Turns a finite number of JSON's grammar into the value of the row. */
const char *field_from_number(struct field_reader *r, struct span written);

/* Turns codes into the value of the row, a PostgreSQL array. */
const char *field_from_codes(struct field_reader *r, const struct span *codes, size_t count);

/* Checks a number of characters, members or items against the bounds of the row. */
bool field_length_fits(struct field_reader *r, size_t length);

/* Turns the text of a JSON object into the value of the row. */
const char *field_from_object_text(struct field_reader *r, struct span text);

/* Finds the one JSON object that text must be.  On false, an error says why and malformed tells
 * whether it is no JSON at all. */
bool field_json_check(struct field_reader *r, struct span text, const char *pointer,
	struct span *object, bool *malformed);

/* Turns a JSON value, which is not null, into the value of the row. */
const char *field_from_json(struct field_reader *r, struct span value);

#endif
