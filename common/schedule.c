#include "common/schedule.h"

#include <string.h>

static const struct {
	const char *name;
	uint64_t ms;
} units[] = { { "ms", 1 }, { "s", 1000 }, { "m", 60 * 1000 }, { "h", 3600 * 1000 } };

/* Tells how many ms a unit has; 0: there is none of that name. */
static uint64_t unit_find(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strlen(units[i].name) == len && !memcmp(units[i].name, text, len))
			return units[i].ms;
	return 0;
}

/* Reads one item; false where it is none. */
static bool wait_parse(const char *text, size_t len, uint64_t *wait_ms)
{
	uint64_t number = 0, unit;
	size_t digits = 0;

	for (; digits < len && text[digits] >= '0' && text[digits] <= '9'; digits++)
		if ((number = number * 10 + (uint64_t)(text[digits] - '0')) > SCHEDULE_WAIT_MAX)
			return false;
	unit = digits ? unit_find(text + digits, len - digits) : 0;
	*wait_ms = number * unit;
	return *wait_ms && *wait_ms <= SCHEDULE_WAIT_MAX;
}

bool schedule_parse(const char *text, struct schedule *out)
{
	*out = (struct schedule){ 0 };
	while (*(text += strspn(text, " "))) {
		size_t len = strcspn(text, " ");

		if (out->count == SCHEDULE_MAX ||
			!wait_parse(text, len, &out->waits_ms[out->count++]))
			return false;
		text += len;
	}
	return out->count;
}

bool schedule_wait(const struct schedule *s, unsigned attempts, uint64_t random, uint64_t *wait_ms)
{
	uint64_t most;

	if (!attempts || attempts > s->count)
		return false;
	most = s->waits_ms[attempts - 1];
	*wait_ms = most - random % (most / 2 + 1);
	return true;
}
