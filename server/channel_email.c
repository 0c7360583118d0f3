/* E-mail, by SMTP to the server of the settings.  The sender's address is opened only here. */
#include <stdlib.h>

#include "common/arena.h"
#include "common/config.h"
#include "common/email.h"
#include "common/fatal.h"
#include "common/mail.h"
#include "server/channel.h"
#include "server/contact.h"
#include "server/outbound.h"

/* Who waits for an answer. */
struct waiting {
	channel_done *done;
	void *arg;
};

/* Refusals that do not speak against the message but against how we sign in, or the server. */
static const int faulty[] = { 421, 454, 530, 534, 535, 538 };

static bool is_faulty(int status)
{
	for (size_t i = 0; i < sizeof(faulty) / sizeof(faulty[0]); i++)
		if (faulty[i] == status)
			return true;
	return false;
}

static struct channel_result result_of(const struct outbound_answer *a)
{
	struct channel_result r = { CHANNEL_AGAIN, .fault = true,
		.error = outbound_outcome_name(a->outcome) };

	if (a->outcome == OUTBOUND_SHED)
		r.fault = false;
	if (a->outcome != OUTBOUND_ANSWERED)
		return r;
	r.status = a->status;
	r.fault = is_faulty(a->status);
	r.error = a->status / 100 == 2 ? NULL : "refused";
	if (a->status / 100 == 2)
		r.outcome = CHANNEL_SENT;
	else if (a->status / 100 == 5 && !r.fault)
		r.outcome = CHANNEL_NEVER;
	return r;
}

static void answered(void *arg, const struct outbound_answer *a)
{
	struct waiting *w = arg;
	struct channel_result result = result_of(a);

	w->done(w->arg, &result);
	free(w);
}

/* Finds the address; false where there is none that can be written to, and error says why. */
static bool address_find(const struct channel_base *base, struct arena *a,
	const struct channel_order *o, char address[EMAIL_TEXT_SIZE], const char **error)
{
	const char *found = o->address;

	*error = "no_address";
	if (!found &&
		!contact_open(base->keys, a, (struct contact_of){ o->tenant_id, o->report_id },
			CONTACT_email, o->email, &found)) {
		*error = "seal_broken";
		return false;
	}
	return found && email_normalise(span_of(found), address);
}

/* Hands the message to the server. */
static void order_mail(const struct channel_base *base, const struct channel_order *o,
	const char *address, struct waiting *w)
{
	const struct config *c = base->config;
	const char *user = config_text(c, "smtp_user"), *help = config_text(c, "public_url");
	struct mail mail = { .from = config_text(c, "smtp_from"),
		.from_name = config_text(c, "smtp_name"),
		.to = address,
		.id = o->id,
		.at = o->made_at,
		.subject = o->subject,
		.text = o->body,
		.help = *help ? help : NULL };
	struct str message = { 0 };

	mail_write(&message, &mail);
	outbound_mail(base->outbound,
		&(struct outbound_mail){ .server = config_text(c, "smtp_url"),
			.tls = config_bool(c, "smtp_tls"),
			.user = *user ? user : NULL,
			.secret = config_text(c, "smtp_password"),
			.from = mail.from,
			.to = address,
			.message = str_span(&message),
			.deadline_ms = (int)config_int(c, "smtp_ms") },
		answered, w);
	explicit_bzero(message.data, message.len);
	str_free(&message);
}

bool channel_email_send(const struct channel_base *base, const struct channel_order *o,
	struct channel_result *result, channel_done *done, void *arg)
{
	struct arena *a = arena_new();
	char address[EMAIL_TEXT_SIZE];
	const char *error;
	bool found = address_find(base, a, o, address, &error);
	struct waiting *w;

	if (found) {
		w = fatal_if_null(malloc(sizeof(*w)));
		*w = (struct waiting){ done, arg };
		order_mail(base, o, address, w);
	} else {
		*result = (struct channel_result){ CHANNEL_NEVER, .error = error };
	}
	explicit_bzero(address, sizeof(address));
	arena_free(a);
	return found;
}
