#include "common/log.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/str.h"

static enum log_level least_level = LOG_LEVEL_INFO;
static char process_name[32] = "pakn";

static const char *const level_names[] = { "debug", "info", "warning", "error" };

void log_setup(enum log_level least, const char *process)
{
	least_level = least;
	snprintf(process_name, sizeof(process_name), "%s", process);
}

/* Adds the value of one word of the spec, taking its argument where it has one. */
static void add_value(struct str *line, const char *format, size_t len, va_list *args)
{
	char conversion = len >= 2 && format[0] == '%' ? format[len - 1] : '\0';
	char as_given[8];

	snprintf(as_given, sizeof(as_given), "%.*s", (int)len, format);
	if (conversion == 's')
		str_add_json(line, va_arg(*args, const char *));
	else if (conversion == 'g')
		str_printf(line, "%g", va_arg(*args, double));
	else if (!strcmp(as_given, "%d"))
		str_printf(line, "%d", va_arg(*args, int));
	else if (!strcmp(as_given, "%u"))
		str_printf(line, "%u", va_arg(*args, unsigned));
	else if (conversion == 'd')
		str_printf(line, "%lld",
			strstr(as_given, "ll") ? va_arg(*args, long long)
					       : (long long)va_arg(*args, long));
	else if (conversion == 'u')
		str_printf(line, "%llu",
			strstr(as_given, "ll") ? va_arg(*args, unsigned long long)
					       : (unsigned long long)va_arg(*args, unsigned long));
	else
		str_add_json_bytes(line, format, len);
}

/* Adds every key=value word of the spec. */
static void add_words(struct str *line, const char *spec, va_list *args)
{
	while (*spec) {
		size_t key = strcspn(spec, "=");
		size_t word = strcspn(spec, " ");

		str_add_char(line, ',');
		str_add_json_bytes(line, spec, key);
		str_add_char(line, ':');
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
	str_printf(&line, "{\"ts\":\"%s\",\"level\":\"%s\",\"process\":", now, level_names[level]);
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
