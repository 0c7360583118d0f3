/* A strict reader of JSON (RFC 8259) that builds nothing: it tells whether a text may be given to
 * json-c, which is lenient (even its strict mode takes NaN, raw newlines, duplicate keys and broken
 * surrogates, and cuts keys at a NUL). */
#ifndef PAKN_JSON_SCAN_H
#define PAKN_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/span.h"

#define JSON_SCAN_DEPTH 16   /* of arrays and objects in one another */
#define JSON_SCAN_KEYS  1000 /* of all objects together */

enum json_fault {
	JSON_FAULT_NONE,
	JSON_FAULT_EMPTY,     /* nothing but white space */
	JSON_FAULT_SYNTAX,    /* not the grammar of JSON */
	JSON_FAULT_UTF8,      /* not UTF-8 */
	JSON_FAULT_NUL,       /* \u0000, which PostgreSQL cannot store */
	JSON_FAULT_SURROGATE, /* one half of a surrogate pair */
	JSON_FAULT_DUPLICATE, /* a key twice in an object */
	JSON_FAULT_DEPTH,
	JSON_FAULT_KEYS,
	JSON_FAULT_NUMBER,   /* more digits or a greater exponent than a double has */
	JSON_FAULT_TRAILING, /* something behind the value */
};

/* Checks a whole text.  offset receives the byte at which the fault was noticed. */
enum json_fault json_scan(struct span text, size_t *offset);

/* Tells whether the whole of text is one number of JSON's grammar that a double can hold. */
bool json_scan_number(struct span text);

#endif
