/* Text messages, through the provider of the settings: who takes one over answers at once. */
#include "common/arena.h"
#include "common/sms_text.h"
#include "server/channel.h"
#include "server/sms.h"

bool channel_sms_send(const struct channel_base *base, const struct channel_order *o,
	struct channel_result *result, channel_done *done, void *arg)
{
	struct arena *a = arena_new();

	(void)done;
	(void)arg;
	if (!sms_offered(base->config))
		*result = (struct channel_result){ CHANNEL_NEVER, .error = "no_provider" };
	else if (sms_send(base->config, o->address, sms_text_plain(a, o->body)))
		*result = (struct channel_result){ CHANNEL_SENT };
	else
		*result = (struct channel_result){ CHANNEL_AGAIN, .fault = true,
			.error = "not_taken" };
	arena_free(a);
	return false;
}
