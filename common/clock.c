#include "common/clock.h"

#include <string.h>
#include <time.h>

#include "common/digits.h"

#define OFFSET_SECONDS (7 * 3600)

static uint64_t read_us(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}

uint64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

uint64_t clock_mono_ms(void)
{
	return read_us(CLOCK_MONOTONIC) / 1000u;
}

uint64_t clock_wall_ms(void)
{
	return read_us(CLOCK_REALTIME) / 1000u;
}

/* Writes so many digits, and what stands behind them; returns where the next goes. */
static char *put_digits(char *out, unsigned number, int count, char behind)
{
	for (int i = count - 1; i >= 0; i--, number /= 10)
		out[i] = (char)('0' + number % 10);
	out[count] = behind;
	return out + count + 1;
}

void clock_format(char out[CLOCK_TEXT_SIZE], uint64_t wall_ms)
{
	time_t seconds = (time_t)(wall_ms / 1000u) + OFFSET_SECONDS;
	struct tm t;

	gmtime_r(&seconds, &t);
	out = digits_put(out, (unsigned)t.tm_year + 1900); /* from 1970 on: four digits or more */
	*out++ = '-';
	out = put_digits(out, (unsigned)t.tm_mon + 1, 2, '-');
	out = put_digits(out, (unsigned)t.tm_mday, 2, 'T');
	out = put_digits(out, (unsigned)t.tm_hour, 2, ':');
	out = put_digits(out, (unsigned)t.tm_min, 2, ':');
	out = put_digits(out, (unsigned)t.tm_sec, 2, '.');
	out = put_digits(out, (unsigned)(wall_ms % 1000u), 3, '+');
	memcpy(out, "07:00", sizeof("07:00"));
}

/* Reads exactly n digits at *at and moves on. */
static bool digits(const char **at, const char *end, int n, int *out)
{
	*out = 0;
	if (end - *at < n)
		return false;
	for (int i = 0; i < n; i++, (*at)++) {
		if (**at < '0' || **at > '9')
			return false;
		*out = *out * 10 + (**at - '0');
	}
	return true;
}

static bool literal(const char **at, const char *end, const char *any_of)
{
	for (; *any_of; any_of++) {
		if (*at < end && **at == *any_of) {
			(*at)++;
			return true;
		}
	}
	return false;
}

/* Reads an optional fraction of any length; what is finer than a millisecond is dropped. */
static bool fraction(const char **at, const char *end, int *ms)
{
	int weight = 100;

	*ms = 0;
	if (!literal(at, end, "."))
		return true;
	if (*at == end || **at < '0' || **at > '9')
		return false;
	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++, weight /= 10)
		*ms += (**at - '0') * weight;
	return true;
}

/* Reads Z or +hh:mm; RFC 3339 allows no other form. */
static bool offset(const char **at, const char *end, int *seconds)
{
	int hours, minutes, sign;

	*seconds = 0;
	if (literal(at, end, "Zz"))
		return true;
	sign = *at < end && **at == '-' ? -1 : 1;
	if (!literal(at, end, "+-") || !digits(at, end, 2, &hours) || !literal(at, end, ":") ||
		!digits(at, end, 2, &minutes) || hours > 23 || minutes > 59)
		return false;
	*seconds = sign * (hours * 3600 + minutes * 60);
	return true;
}

bool clock_parse(const char *text, size_t len, uint64_t *wall_ms)
{
	const char *at = text, *end = text + len;
	struct tm t = { 0 }, checked;
	int ms, shift;
	time_t seconds;

	if (!digits(&at, end, 4, &t.tm_year) || !literal(&at, end, "-") ||
		!digits(&at, end, 2, &t.tm_mon) || !literal(&at, end, "-") ||
		!digits(&at, end, 2, &t.tm_mday) || !literal(&at, end, "Tt ") ||
		!digits(&at, end, 2, &t.tm_hour) || !literal(&at, end, ":") ||
		!digits(&at, end, 2, &t.tm_min) || !literal(&at, end, ":") ||
		!digits(&at, end, 2, &t.tm_sec) || !fraction(&at, end, &ms) ||
		!offset(&at, end, &shift) || at != end)
		return false;
	if (t.tm_year < 1970 || t.tm_hour > 23 || t.tm_min > 59 || t.tm_sec > 59)
		return false;
	t.tm_year -= 1900;
	t.tm_mon -= 1;
	checked = t;
	seconds = timegm(&checked);
	if (checked.tm_mon != t.tm_mon || checked.tm_mday != t.tm_mday || seconds < shift)
		return false;
	*wall_ms = (uint64_t)(seconds - shift) * 1000u + (uint64_t)ms;
	return true;
}

enum clock_day clock_day_check(const char *text, size_t len)
{
	const char *at = text, *end = text + len;
	struct tm t = { 0 }, checked;

	if (!digits(&at, end, 4, &t.tm_year) || !literal(&at, end, "-") ||
		!digits(&at, end, 2, &t.tm_mon) || !literal(&at, end, "-") ||
		!digits(&at, end, 2, &t.tm_mday) || at != end)
		return CLOCK_DAY_MALFORMED;
	t.tm_year -= 1900;
	t.tm_mon -= 1;
	checked = t;
	timegm(&checked);
	return t.tm_year >= 0 && checked.tm_mon == t.tm_mon && checked.tm_mday == t.tm_mday
		       ? CLOCK_DAY_OK
		       : CLOCK_DAY_MISSING;
}
