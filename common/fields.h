/* Input fields: tables that say what a body or a query string may hold, and what becomes of it.
 *
 * A table ends with a row without a name.  A name with a dot ("location.lat") is a member of an
 * object.  Values come out by their index in the table, in the text form that PostgreSQL reads,
 * or NULL where absent (JSON null counts as absent). */
#ifndef PAKN_FIELDS_H
#define PAKN_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/arena.h"
#include "common/span.h"

enum field_type {
	FIELD_TEXT,    /* string -> NFC, trimmed; min/max are characters after that; no control
			  characters but tab and newline */
	FIELD_LINE,    /* the same without newlines and tabs */
	FIELD_NUMBER,  /* number -> as PostgreSQL float8 text; min/max */
	FIELD_INTEGER, /* integer -> min/max */
	FIELD_BOOLEAN, /* true/false */
	FIELD_TIME,    /* RFC 3339 with offset -> normalised text (clock.h) */
	FIELD_DATE,    /* a day since 1900 as 2026-09-02 */
	FIELD_CHOICE,  /* one of choices */
	FIELD_CODE,    /* [A-Za-z0-9._-]+ , min/max length; an identifier such as a category code;
			  or one of choices, where there are some */
	FIELD_UUID,
	FIELD_PHONE, /* Vietnamese number in any usual form -> E.164 (phone.h) */
	FIELD_EMAIL,
	FIELD_PASSWORD, /* string -> as it is; never in an error text */
	FIELD_OBJECT,   /* any object -> its JSON text; min/max members */
	FIELD_CODES, /* array of FIELD_CODE strings -> PostgreSQL array literal {a,b}; max items */
	FIELD_UUIDS, /* the same of FIELD_UUID strings */
	FIELD_TEXTS, /* of JSON alone: array of any strings -> its JSON text; min/max items */
	FIELD_OBJECTS, /* the same of objects */
	FIELD_RAW,     /* of query strings alone: as it came, still percent-encoded */
};

enum field_flags {
	FIELD_OPTIONAL = 0,
	FIELD_REQUIRED = 1,
	FIELD_WITH_PARENT = 2, /* "location.lat": required where there is a location at all */
	FIELD_OTHERS = 4,      /* of the row without a name that ends a table: others are ignored */
};

struct field {
	const char *name;
	enum field_type type;
	unsigned flags;
	double min, max;            /* see the type; both 0: no bound but the type's own */
	const char *const *choices; /* NULL-terminated, for FIELD_CHOICE and FIELD_CODE */
	const char *help;           /* English, for the API's document */
};

enum lang { LANG_VI, LANG_EN };

/* One thing wrong with the input.  code is stable ("required", "too_short", "too_long",
 * "too_small", "too_large", "wrong_type", "unknown_field", "bad_choice", "bad_format", "duplicate",
 * ...). */
struct field_error {
	const char *pointer; /* RFC 6901: "/location/lat"; for a query string "?limit" */
	const char *code;
	const char *detail; /* one sentence in the language asked for; never echoes a secret */
};

struct field_errors {
	enum lang lang;
	size_t count;
	struct field_error items[16]; /* further ones are dropped */
};

enum fields_outcome {
	FIELDS_OK,
	FIELDS_MALFORMED, /* not JSON or not UTF-8 at all: 400 with the single error of errors */
	FIELDS_INVALID,   /* well-formed, but errors: 422 */
};

/* Reads a JSON object.  values has one place per row of the table.  Strict: reliability.md's list
 * (duplicate keys, depth > 16, NUL, lone surrogates, trailing bytes, huge numbers) is refused. */
enum fields_outcome fields_from_json(struct arena *a, const struct field *table, struct span body,
	const char **values, struct field_errors *errors);

/* Reads a query string or an application/x-www-form-urlencoded body.  A parameter without a value
 * ("q=") counts as absent; FIELD_CODES and FIELD_UUIDS are written a,b,c and FIELD_OBJECT as JSON;
 * where a time has a space before its offset, that was a + which nobody encoded. */
enum fields_outcome fields_from_query(struct arena *a, const struct field *table, struct span query,
	const char **values, struct field_errors *errors);

/* Finds a row's index by name; -1 where there is none. */
int fields_find(const struct field *table, const char *name);

/* Counts the rows. */
size_t fields_count(const struct field *table);

/* Percent-decodes one component; NULL where it is malformed, not UTF-8 or holds a NUL. */
char *fields_percent_decode(struct arena *a, struct span text, bool plus_is_space);

/* Percent-decodes into bytes of any kind; out has room for as many as the text has.  A sign without
 * its two digits stays as it is, and makes the answer false. */
bool fields_percent_bytes(struct span text, bool plus_is_space, char *out, size_t *len);

#endif
