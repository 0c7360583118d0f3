#include "common/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/str.h"

#define LINE_USUAL 400 /* bytes; nearly all lines are shorter */

static enum log_level least_level = LOG_LEVEL_INFO;
static char process_name[32] = "pakn";

static const char *const level_names[] = { "debug", "info", "warning", "error" };

void log_setup(enum log_level least, const char *process)
{
	least_level = least;
	snprintf(process_name, sizeof(process_name), "%s", process);
}

/* Takes the argument of %d, %ld or %lld, by the length of that. */
static long long signed_take(size_t len, va_list *args)
{
	if (len == 2)
		return va_arg(*args, int);
	return len == 3 ? va_arg(*args, long) : va_arg(*args, long long);
}

/* Takes the argument of %u, %lu, %zu or %llu. */
static unsigned long long unsigned_take(size_t len, va_list *args)
{
	if (len == 2)
		return va_arg(*args, unsigned);
	return len == 3 ? va_arg(*args, unsigned long) : va_arg(*args, unsigned long long);
}

/* Adds the value of one word of the spec, taking its argument where it has one. */
static void add_value(struct str *line, const char *format, size_t len, va_list *args)
{
	switch (len >= 2 && format[0] == '%' ? format[len - 1] : '\0') {
	case 's':
		return str_add_json(line, va_arg(*args, const char *));
	case 'g':
		return str_printf(line, "%g", va_arg(*args, double));
	case 'd':
		return str_add_signed(line, signed_take(len, args));
	case 'u':
		return str_add_unsigned(line, unsigned_take(len, args));
	default:
		str_add_json_bytes(line, format, len);
	}
}

/* Adds every key=value word of the spec. */
static void add_words(struct str *line, const char *spec, va_list *args)
{
	while (*spec) {
		size_t key = (size_t)(strchrnul(spec, '=') - spec);
		size_t word = (size_t)(strchrnul(spec, ' ') - spec);

		str_add(line, ",\"");
		str_add_bytes(line, spec, key);
		str_add(line, "\":");
		add_value(line, spec + key + 1, word - key - 1, args);
		spec += word;
		spec += strspn(spec, " ");
	}
}

void log_event(enum log_level level, const char *event, const char *spec, ...)
{
	char now[CLOCK_TEXT_SIZE];
	struct str line = { 0 };
	va_list args;

	if (level < least_level)
		return;
	clock_format(now, clock_wall_ms());
	str_reserve(&line, LINE_USUAL);
	str_add(&line, "{\"ts\":\"");
	str_add(&line, now);
	str_add(&line, "\",\"level\":\"");
	str_add(&line, level_names[level]);
	str_add(&line, "\",\"process\":");
	str_add_json(&line, process_name);
	str_add(&line, ",\"event\":");
	str_add_json(&line, event);
	va_start(args, spec);
	add_words(&line, spec, &args);
	va_end(args);
	str_add(&line, "}\n");
	/* One write a line, so that lines of several processes do not mix.  A full log is not ours
	 * to mend: the line is dropped. */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		return str_free(&line);
	str_free(&line);
}
