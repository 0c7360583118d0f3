/* The values of fields: text in, the form that PostgreSQL reads out. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/email.h"
#include "common/field_reader.h"
#include "common/json_scan.h"
#include "common/phone.h"
#include "common/str.h"
#include "common/text.h"
#include "common/utf8.h"
#include "common/uuid.h"

#define CODES_MAX    100
#define DIGITS_EXACT 15 /* decimal ones that every double keeps */

/* 10000-01-01T00:00:00+07:00, from where on RFC 3339 has no form: years have four digits. */
#define YEAR_10000 UINT64_C(253402275600000)

/* The bounds of a type where a row has none of its own. */
static const struct {
	double min, max;
} type_bounds[] = {
	[FIELD_TEXT] = { 0, INFINITY },
	[FIELD_LINE] = { 0, INFINITY },
	[FIELD_NUMBER] = { -INFINITY, INFINITY },
	[FIELD_INTEGER] = { -FIELD_INTEGER_MAX, FIELD_INTEGER_MAX },
	[FIELD_CODE] = { 1, 64 },
	[FIELD_PASSWORD] = { 1, 1024 },
	[FIELD_OBJECT] = { 0, JSON_SCAN_KEYS },
	[FIELD_CODES] = { 0, CODES_MAX },
	[FIELD_UUIDS] = { 0, CODES_MAX },
	[FIELD_TEXTS] = { 0, CODES_MAX },
	[FIELD_OBJECTS] = { 0, CODES_MAX },
};

/* Tells the bounds of a row.  A max below the min stands for none. */
static void bounds(const struct field *f, double *min, double *max)
{
	*min = type_bounds[f->type].min;
	*max = type_bounds[f->type].max;
	if (f->min == 0 && f->max == 0)
		return;
	*min = f->min;
	if (f->max >= f->min)
		*max = f->max;
}

bool field_length_fits(struct field_reader *r, size_t length)
{
	bool items = r->field->type >= FIELD_OBJECT && r->field->type <= FIELD_OBJECTS;
	double min, max;

	bounds(r->field, &min, &max);
	if ((double)length < min)
		field_fail(r, items ? MESSAGE_TOO_FEW : MESSAGE_TOO_SHORT,
			arena_printf(r->arena, "%.0f", min));
	if ((double)length > max)
		field_fail(r, items ? MESSAGE_TOO_MANY : MESSAGE_TOO_LONG,
			arena_printf(r->arena, "%.0f", max));
	return (double)length >= min && (double)length <= max;
}

/* Tells where the last character of a text begins. */
static size_t last_character(struct span s)
{
	size_t at = s.len - 1;

	while (at && ((unsigned char)s.data[at] & 0xc0) == 0x80)
		at--;
	return at;
}

/* Tells by its first byte whether a character may be one of the blanks below: hardly any is. */
static bool may_be_blank(unsigned char lead)
{
	return lead <= ' ' || lead == 0xc2 || lead == 0xe2 || lead == 0xe3 || lead == 0xef;
}

/* Tells how many bytes of white space or of nothing visible are at the front, or at the back. */
static size_t blank(struct span s, bool at_back)
{
	static const char *const blanks[] = {
		" ",
		"\t",
		"\n",
		"\u00a0",
		"\u200b",
		"\u2028",
		"\u2029",
		"\u202f",
		"\u3000",
		"\ufeff",
	};

	if (!s.len || !may_be_blank((unsigned char)s.data[at_back ? last_character(s) : 0]))
		return 0;
	for (size_t i = 0; i < sizeof(blanks) / sizeof(blanks[0]); i++) {
		size_t len = strlen(blanks[i]);
		size_t start = at_back && s.len >= len ? s.len - len : 0;

		if (s.len >= len && !memcmp(s.data + start, blanks[i], len))
			return len;
	}
	return 0;
}

static struct span trim(struct span s)
{
	size_t len;

	while ((len = blank(s, false)))
		s = span_skip(s, len);
	while ((len = blank(s, true)))
		s.len -= len;
	return s;
}

/* Brings a text into normal form C, with newlines for line ends; NULL where that cannot be. */
static struct span normal(struct field_reader *r, struct span s)
{
	char *text = text_nfc(r->arena, s, NULL);

	return text ? trim((struct span){ text, text_unify_lines(text) }) : s;
}

static const char *text_value(struct field_reader *r, struct span raw)
{
	struct span s = trim(raw);
	struct text_look look = text_look(s);

	/* Nearly every text is as it shall be, and is looked at but once. */
	if (look.valid && (!look.composed || look.returns)) {
		s = normal(r, s);
		look = text_look(s);
	}
	if (!look.valid || look.control || look.returns ||
		(r->field->type == FIELD_LINE && look.breaks))
		return field_fail(r, MESSAGE_CONTROL, NULL);
	if (!s.len && r->field->flags & FIELD_REQUIRED)
		return field_fail(r, MESSAGE_REQUIRED, NULL);
	return field_length_fits(r, look.length) ? arena_span(r->arena, s) : NULL;
}

/* Reads a number of JSON's grammar.  Up to 15 digits without an exponent, which is what people
 * write, are the quotient of two whole numbers that a double holds exactly, and hence the nearest
 * double. */
static double number_read(struct field_reader *r, struct span text)
{
	static const double powers[DIGITS_EXACT + 1] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7,
		1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
	bool minus = text.data[0] == '-', fraction = false;
	size_t digits = 0, places = 0;
	double number = 0;

	for (size_t i = minus; i < text.len; i++) {
		char c = text.data[i];

		if (c == '.') {
			fraction = true;
			continue;
		}
		if (c < '0' || c > '9' || ++digits > DIGITS_EXACT)
			return strtod(arena_span(r->arena, text), NULL);
		number = number * 10 + (c - '0');
		places += fraction;
	}
	number /= powers[places];
	return minus ? -number : number;
}

/* Tells whether a number is written as %.15g would write it. */
static bool is_shortest(struct span text, double number)
{
	bool whole = true;

	for (size_t i = 0; i < text.len; i++) {
		if ((text.data[i] | 0x20) == 'e')
			return false;
		whole &= text.data[i] != '.';
	}
	return text.len <= DIGITS_EXACT && (whole || text.data[text.len - 1] != '0') &&
	       fabs(number) >= 1e-4;
}

const char *field_from_number(struct field_reader *r, struct span written)
{
	double min, max, number = number_read(r, written);
	char text[40];

	bounds(r->field, &min, &max);
	if (number < min)
		return field_fail(r, MESSAGE_TOO_SMALL, arena_printf(r->arena, "%.16g", min));
	if (number > max)
		return field_fail(r, MESSAGE_TOO_LARGE, arena_printf(r->arena, "%.16g", max));
	if (r->field->type == FIELD_INTEGER) {
		if (number != trunc(number))
			return field_fail(r, MESSAGE_NOT_INTEGER, NULL);
		/* Adding 0 makes 0 of -0. */
		return arena_printf(r->arena, "%.0f", number + 0.0);
	}
	if (is_shortest(written, number))
		return arena_span(r->arena, written);
	/* 15 digits are what people wrote (10.1); 17 are needed where a double has more to it. */
	snprintf(text, sizeof(text), "%.15g", number);
	if (strtod(text, NULL) != number)
		snprintf(text, sizeof(text), "%.17g", number);
	return arena_string(r->arena, text);
}

static const char *number_value(struct field_reader *r, struct span text)
{
	bool whole = r->field->type == FIELD_INTEGER;

	if (!json_scan_number(text))
		return field_fail(r, whole ? MESSAGE_NOT_INTEGER : MESSAGE_NOT_NUMBER, NULL);
	return field_from_number(r, text);
}

static const char *boolean_value(struct field_reader *r, struct span text)
{
	if (span_eq(text, "true"))
		return "true";
	if (span_eq(text, "false"))
		return "false";
	return field_fail(r, MESSAGE_NOT_BOOLEAN, NULL);
}

static const char *time_value(struct field_reader *r, struct span text)
{
	char *copy = arena_span(r->arena, text), *out = arena_alloc(r->arena, CLOCK_TEXT_SIZE);
	uint64_t wall_ms;

	if (r->query && text.len > 6 && copy[text.len - 6] == ' ')
		copy[text.len - 6] = '+';
	if (!clock_parse(copy, text.len, &wall_ms) || wall_ms >= YEAR_10000)
		return field_fail(r, MESSAGE_BAD_TIME, NULL);
	clock_format(out, wall_ms);
	return out;
}

static const char *date_value(struct field_reader *r, struct span text)
{
	if (clock_day_check(text.data, text.len) != CLOCK_DAY_OK)
		return field_fail(r, MESSAGE_BAD_DATE, NULL);
	return arena_span(r->arena, text);
}

static const char *choice_value(struct field_reader *r, struct span text)
{
	const char *all = "";

	for (const char *const *choice = r->field->choices; *choice; choice++)
		if (span_eq(text, *choice))
			return *choice;
	for (const char *const *choice = r->field->choices; *choice; choice++)
		all = arena_printf(r->arena, "%s%s%s", all, *all ? ", " : "", *choice);
	return field_fail(r, MESSAGE_BAD_CHOICE, all);
}

static bool is_code(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i], letter = (char)(c | 0x20);

		if ((letter < 'a' || letter > 'z') && (c < '0' || c > '9') && c != '.' &&
			c != '_' && c != '-')
			return false;
	}
	return text.len > 0;
}

static const char *code_value(struct field_reader *r, struct span text)
{
	for (const char *const *word = r->field->choices; word && *word; word++)
		if (span_eq(text, *word))
			return *word;
	if (!field_length_fits(r, utf8_length(text.data, text.len)))
		return NULL;
	return is_code(text) ? arena_span(r->arena, text) : field_fail(r, MESSAGE_BAD_CODE, NULL);
}

static const char *uuid_value(struct field_reader *r, struct span text)
{
	char out[UUID_TEXT_SIZE];
	struct uuid u;

	if (!uuid_parse(text, &u))
		return field_fail(r, MESSAGE_BAD_UUID, NULL);
	uuid_format(&u, out);
	return arena_string(r->arena, out);
}

static const char *phone_value(struct field_reader *r, struct span text)
{
	char out[PHONE_TEXT_SIZE];

	if (!phone_normalise(text, out))
		return field_fail(r, MESSAGE_BAD_PHONE, NULL);
	return arena_string(r->arena, out);
}

static const char *email_value(struct field_reader *r, struct span text)
{
	char out[EMAIL_TEXT_SIZE];

	if (!email_normalise(text, out))
		return field_fail(r, MESSAGE_BAD_EMAIL, NULL);
	return arena_string(r->arena, out);
}

static const char *password_value(struct field_reader *r, struct span text)
{
	if (!field_length_fits(r, utf8_length(text.data, text.len)))
		return NULL;
	return arena_span(r->arena, text);
}

const char *field_from_codes(struct field_reader *r, const struct span *codes, size_t count)
{
	struct str list = { 0 };
	const char *value;

	/* In quotes, because a bare NULL in an array is no text. */
	str_add_char(&list, '{');
	for (size_t i = 0; i < count; i++)
		str_printf(&list, "%s\"%.*s\"", i ? "," : "", (int)codes[i].len, codes[i].data);
	str_add_char(&list, '}');
	value = arena_span(r->arena, str_span(&list));
	str_free(&list);
	return value;
}

/* Reads a,b,c. */
static const char *codes_value(struct field_reader *r, struct span text)
{
	size_t most = text.len + 1, count = 0;
	struct span *codes = arena_alloc(r->arena, most * sizeof(*codes));

	for (;;) {
		const char *comma = memchr(text.data, ',', text.len);
		size_t len = comma ? (size_t)(comma - text.data) : text.len;

		codes[count] = (struct span){ text.data, len };
		if (r->field->type == FIELD_UUIDS && !uuid_value(r, codes[count]))
			return NULL;
		if (!is_code(codes[count]) || len > (size_t)type_bounds[FIELD_CODE].max)
			return field_fail(r, MESSAGE_BAD_CODE, NULL);
		count++;
		if (!comma)
			break;
		text = span_skip(text, len + 1);
	}
	return field_length_fits(r, count) ? field_from_codes(r, codes, count) : NULL;
}

/* Refuses what a query string has no form for. */
static const char *list_value(struct field_reader *r, struct span text)
{
	(void)text;
	return field_fail(r, MESSAGE_NOT_LIST, NULL);
}

static const char *raw_value(struct field_reader *r, struct span text)
{
	return arena_span(r->arena, text);
}

const char *field_from_text(struct field_reader *r, struct span text)
{
	static const char *(*const readers[])(struct field_reader *, struct span) = {
		[FIELD_TEXT] = text_value,
		[FIELD_LINE] = text_value,
		[FIELD_NUMBER] = number_value,
		[FIELD_INTEGER] = number_value,
		[FIELD_BOOLEAN] = boolean_value,
		[FIELD_TIME] = time_value,
		[FIELD_DATE] = date_value,
		[FIELD_CHOICE] = choice_value,
		[FIELD_CODE] = code_value,
		[FIELD_UUID] = uuid_value,
		[FIELD_PHONE] = phone_value,
		[FIELD_EMAIL] = email_value,
		[FIELD_PASSWORD] = password_value,
		[FIELD_OBJECT] = field_from_object_text,
		[FIELD_CODES] = codes_value,
		[FIELD_UUIDS] = codes_value,
		[FIELD_TEXTS] = list_value,
		[FIELD_OBJECTS] = list_value,
		[FIELD_RAW] = raw_value,
	};

	return readers[r->field->type](r, text);
}
