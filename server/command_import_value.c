/* pakn import: what a cell may hold. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

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

static const char *text_check(struct arena *a, const struct import_column *c, char *value)
{
	for (const unsigned char *p = (const unsigned char *)value; *p; p++)
		if (*p < ' ' || *p == 0x7f)
			return "has a line break, tab or control character";
	if ((double)utf8_length(value, strlen(value)) > c->max)
		return arena_printf(a, "longer than %.0f characters", c->max);
	return NULL;
}

static const char *code_check(struct arena *a, const struct import_column *c, char *value)
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
static const char *number_check(struct arena *a, const struct import_column *c, char *value)
{
	const char *allowed = c->kind == IMPORT_INTEGER ? "-0123456789" : "-.0123456789";
	char *end;
	double number = strtod(value, &end);

	if (*end || value[strspn(value, allowed)])
		return c->kind == IMPORT_INTEGER ? "not a whole number" : "not a number";
	if (number < c->min || number > c->max)
		return arena_printf(a, "not between %.0f and %.0f", c->min, c->max);
	return NULL;
}

static const char *date_check(struct arena *a, const struct import_column *c, char *value)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool formed = strlen(value) == 10 && value[4] == '-' && value[7] == '-';
	int year, month, day, last;

	(void)a, (void)c;
	for (size_t i = 0; formed && i < 10; i++)
		formed = i == 4 || i == 7 || strchr("0123456789", value[i]);
	if (!formed)
		return "not a date as 2026-09-02";
	year = atoi(value), month = atoi(value + 5), day = atoi(value + 8);
	if (year < 1900 || month < 1 || month > 12)
		return "no such day";
	last = days[month - 1];
	if (month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))
		last++;
	return day < 1 || day > last ? "no such day" : NULL;
}

/* Checks true and false, in whatever case a spreadsheet writes them. */
static const char *bool_check(struct arena *a, const struct import_column *c, char *value)
{
	(void)a, (void)c;
	return strcasecmp(value, "true") && strcasecmp(value, "false") ? "not one of true, false"
								       : NULL;
}

static const char *choice_check(struct arena *a, const struct import_column *c, char *value)
{
	const char *list;

	if (chosen(value, c->choices))
		return NULL;
	list = c->choices[0];
	for (size_t i = 1; c->choices[i]; i++)
		list = arena_printf(a, "%s, %s", list, c->choices[i]);
	return arena_printf(a, "not one of %s", list);
}

static const char *(*const checks[])(struct arena *, const struct import_column *, char *) = {
	[IMPORT_TEXT] = text_check,
	[IMPORT_CODE] = code_check,
	[IMPORT_INTEGER] = number_check,
	[IMPORT_NUMBER] = number_check,
	[IMPORT_DATE] = date_check,
	[IMPORT_BOOL] = bool_check,
	[IMPORT_CHOICE] = choice_check,
};

const char *import_value(
	struct arena *a, const struct import_column *column, struct span cell, const char **rule)
{
	char *value = text_nfc(a, span_trim(cell), NULL);

	*rule = NULL;
	if (!value)
		*rule = "not valid UTF-8";
	else if (!*value && column->required)
		*rule = "may not be empty";
	else if (*value)
		*rule = checks[column->kind](a, column, value);
	return value && *value ? value : NULL;
}
