/* pakn import: what a cell may hold. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/text.h"
#include "common/utf8.h"
#include "server/command_import.h"

/* Tells whether a value is one of the choices. */
static bool chosen(const char *value, const char *const *choices)
{
	for (; choices && *choices; choices++)
		if (!strcmp(value, *choices))
			return true;
	return false;
}

static const char *text_check(struct arena *a, const struct field *c, char *value)
{
	for (const unsigned char *p = (const unsigned char *)value; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			return "has a line break, tab or control character";
	if ((double)utf8_length(value, strlen(value)) > c->max)
		return arena_printf(a, "longer than %.0f characters", c->max);
	return NULL;
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
	[FIELD_CODE] = code_check,
	[FIELD_INTEGER] = number_check,
	[FIELD_NUMBER] = number_check,
	[FIELD_DATE] = date_check,
	[FIELD_BOOLEAN] = bool_check,
	[FIELD_CHOICE] = choice_check,
};

const char *import_value(
	struct arena *a, const struct field *column, struct span cell, const char **rule)
{
	char *value = text_nfc(a, span_trim(cell), NULL);

	*rule = NULL;
	if (!value)
		*rule = "not valid UTF-8";
	else if (!*value && column->flags & FIELD_REQUIRED)
		*rule = "may not be empty";
	else if (*value)
		*rule = checks[column->type](a, column, value);
	return value && *value ? value : NULL;
}
