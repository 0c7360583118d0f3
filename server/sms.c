#include "server/sms.h"

#include <string.h>

#include "common/config.h"

/* Takes a message over. */
typedef bool sms_take(const struct config *c, const char *to, const char *text);

/* By the values of sms_provider; what is in no row sends nothing. */
static const struct {
	const char *name;
	sms_take *take;
} providers[] = {
	{ "log", sms_log_take },
};

/* Finds what takes messages here; NULL: nothing does. */
static sms_take *taker(const struct config *c)
{
	const char *name = config_text(c, "sms_provider");

	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (!strcmp(providers[i].name, name))
			return providers[i].take;
	return NULL;
}

bool sms_offered(const struct config *c)
{
	return taker(c);
}

bool sms_send(const struct config *c, const char *to, const char *text)
{
	sms_take *take = taker(c);

	return take && take(c, to, text);
}
