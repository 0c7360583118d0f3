/* pakn import: what a cell may hold. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/email.h"
#include "common/phone.h"
#include "common/refcode.h"
#include "common/text.h"
#include "common/utf8.h"
#include "server/command_import.h"

/* 2000-01-01 and 2101-01-01 in Vietnam, in ms since 1970. */
#define TIME_MIN UINT64_C(946659600000)
#define TIME_MAX UINT64_C(4133955600000)

/* Tells whether a value is one of the choices. */
static bool chosen(const char *value, const char *const *choices)
{
	for (; choices && *choices; choices++)
		if (!strcmp(value, *choices))
			return true;
	return false;
}

/* Checks that no control character is there but those allowed, and the length. */
static const char *characters_check(
	struct arena *a, const struct field *c, const char *value, const char *allowed)
{
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < ' ' && !strchr(allowed, *p)) || *p == 0x7f)
			return "has a line break, tab or control character";
	if ((double)utf8_length(value, strlen(value)) > c->max)
		return arena_printf(a, "longer than %.0f characters", c->max);
	return NULL;
}

static const char *text_check(struct arena *a, const struct field *c, char *value)
{
	return characters_check(a, c, value, "");
}

static const char *lines_check(struct arena *a, const struct field *c, char *value)
{
	text_unify_lines(value);
	return characters_check(a, c, value, "\n\t");
}

static const char *code_check(struct arena *a, const struct field *c, char *value)
{
	const char *allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

	if (chosen(value, c->choices))
		return NULL;
	if (value[strspn(value, allowed)])
		return "not a code: letters A to Z, digits, dot, hyphen, underscore";
	if ((double)strlen(value) > c->max)
		return arena_printf(a, "longer than %.0f characters", c->max);
	return NULL;
}

/* Checks what a number may be written with: no hexadecimal, no "inf". */
static const char *number_check(struct arena *a, const struct field *c, char *value)
{
	const char *allowed = c->type == FIELD_INTEGER ? "-0123456789" : "-.0123456789";
	char *end;
	double number = strtod(value, &end);

	if (*end || value[strspn(value, allowed)])
		return c->type == FIELD_INTEGER ? "not a whole number" : "not a number";
	if (number < c->min || number > c->max)
		return arena_printf(a, "not between %.0f and %.0f", c->min, c->max);
	return NULL;
}

static const char *date_check(struct arena *a, const struct field *c, char *value)
{
	static const char *const rules[] = {
		[CLOCK_DAY_OK] = NULL,
		[CLOCK_DAY_MALFORMED] = "not a date as 2026-09-02",
		[CLOCK_DAY_MISSING] = "no such day",
	};

	(void)a, (void)c;
	return rules[clock_day_check(value, strlen(value))];
}

/* Checks true and false, in whatever case a spreadsheet writes them. */
static const char *bool_check(struct arena *a, const struct field *c, char *value)
{
	(void)a, (void)c;
	return strcasecmp(value, "true") && strcasecmp(value, "false") ? "not one of true, false"
								       : NULL;
}

static const char *choice_check(struct arena *a, const struct field *c, char *value)
{
	const char *list;

	if (chosen(value, c->choices))
		return NULL;
	list = c->choices[0];
	for (size_t i = 1; c->choices[i]; i++)
		list = arena_printf(a, "%s, %s", list, c->choices[i]);
	return arena_printf(a, "not one of %s", list);
}

static const char *(*const checks[])(struct arena *, const struct field *, char *) = {
	[FIELD_LINE] = text_check,
	[FIELD_TEXT] = lines_check,
	[FIELD_CODE] = code_check,
	[FIELD_INTEGER] = number_check,
	[FIELD_NUMBER] = number_check,
	[FIELD_DATE] = date_check,
	[FIELD_BOOLEAN] = bool_check,
	[FIELD_CHOICE] = choice_check,
};

/* Tells whether nothing but digits is where the pattern has a 0, and the same where it has not. */
static bool shaped(const char *value, const char *pattern)
{
	for (; *pattern; value++, pattern++)
		if (*pattern == '0' ? !isdigit((unsigned char)*value) : *value != *pattern)
			return false;
	return true;
}

/* Reads a time: a day alone is its beginning, seconds may be missing, a blank may divide, and
 * without an offset it is Vietnam's. */
static const char *time_read(struct arena *a, const char *value, const char **rule)
{
	bool day = shaped(value, "0000-00-00"), timed, seconds;
	const char *time = day && strlen(value) > 10 ? value + 11 : "00:00", *zone;
	char *out = arena_alloc(a, CLOCK_TEXT_SIZE);
	const char *whole;
	uint64_t ms;

	timed = day && (!value[10] || strchr(" T", value[10])) && shaped(time, "00:00");
	seconds = timed && shaped(time + 5, ":00");
	zone = timed ? time + (seconds ? 8 : 5) : "";
	if (seconds && *zone == '.')
		zone += 1 + strspn(zone + 1, "0123456789");
	whole = arena_printf(a, "%.10sT%.*s%s%s", value, timed ? (int)(zone - time) : 0, time,
		seconds ? "" : ":00", *zone ? zone : "+07:00");
	if (timed && shaped(zone, "+0000"))
		whole = arena_printf(a, "%.*s:%s", (int)strlen(whole) - 2, whole, zone + 3);
	if (!timed || !clock_parse(whole, strlen(whole), &ms))
		*rule = "not a time as 2026-09-02 08:15 or 2026-09-02T08:15:30+07:00";
	else if (ms < TIME_MIN || ms > TIME_MAX)
		*rule = "not between the years 2000 and 2100";
	else
		clock_format(out, ms);
	return out;
}

static const char *phone_read(struct arena *a, const char *value, const char **rule)
{
	char *out = arena_alloc(a, PHONE_TEXT_SIZE);

	if (!phone_normalise(span_of(value), out))
		*rule = "no Vietnamese telephone number";
	return out;
}

static const char *email_read(struct arena *a, const char *value, const char **rule)
{
	char *out = arena_alloc(a, EMAIL_TEXT_SIZE);

	if (!email_normalise(span_of(value), out))
		*rule = "no e-mail address";
	return out;
}

static const char *report_read(struct arena *a, const char *value, const char **rule)
{
	char key[REFCODE_KEY_SIZE];

	if (!refcode_key(span_of(value), key)) {
		*rule = "not a code: up to 64 letters A to Z, digits, and spaces and - . / _ : "
			"between them";
		return NULL;
	}
	return arena_printf(a, "%s %s", key, value);
}

/* What turns a value into the form that is stored, or says which rule it breaks. */
static const char *(*const readers[])(struct arena *, const char *, const char **) = {
	[FIELD_TIME] = time_read,
	[FIELD_PHONE] = phone_read,
	[FIELD_EMAIL] = email_read,
};

const char *import_value(struct arena *a, const struct import_noun *noun, int index,
	struct span cell, const char **rule)
{
	const struct field *column = &noun->columns[index];
	char *value = text_nfc(a, span_trim(cell), NULL);

	*rule = NULL;
	if (!value)
		*rule = "not valid UTF-8";
	else if (!*value && column->flags & FIELD_REQUIRED)
		*rule = "may not be empty";
	else if (*value && noun->report_code && !strcmp(column->name, noun->report_code))
		return report_read(a, value, rule);
	else if (*value && column->type < sizeof(readers) / sizeof(readers[0]) &&
		 readers[column->type])
		return readers[column->type](a, value, rule);
	else if (*value)
		*rule = checks[column->type](a, column, value);
	return value && *value ? value : NULL;
}
