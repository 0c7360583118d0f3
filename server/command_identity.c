/* pakn identity: who reported, as it is stored: sealed again under a new key, kept for so long. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arena.h"
#include "common/config.h"
#include "server/command_database.h"
#include "server/command_sender.h"
#include "server/commands.h"
#include "server/contact.h"
#include "server/factor.h"
#include "server/gateways_seal.h"
#include "server/webhook_seal.h"

#define BATCH "500"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "retain, consent: the province, such as bacninh" },
	{ "days", "N", "retain: days after closing; 0: until somebody asks for erasure" },
	{ "version", "NAME", "consent: of the text; a version never changes" },
	{ "vi", "TEXT", "consent: what a sender who leaves a contact agrees to" },
	{ "en", "TEXT", "consent: the same in English" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "identity",
	.arguments = "reseal | retain | consent",
	.summary = "Seals who reported by the current key (the first of identity_keys), says for "
		   "how long a\n"
		   "province keeps it, or what a sender agrees to from now on.",
	.rows = rows,
};

/* A reseal on its way. */
struct reseal {
	struct command_database *database;
	struct contact_keys *keys;
	char after_tenant[12], after[40];
	long sealed, factors, gateways, webhooks, broken;
};

/* The columns of pakn.report_sender that identity_stale answers, by name. */
#define STALE                                                                                      \
	"select tenant_id, report_id, name, phone, email, on_behalf_of, name_sealed, "             \
	"phone_sealed, email_sealed, on_behalf_of_sealed from "

/* Seals one sender and writes it back; false where that fails, which has been said. */
static bool sender_reseal(struct reseal *s, const struct db_rows *stale, int row)
{
	struct contact_of of = { atoi(db_rows_value(stale, row, SENDER_TENANT)),
		db_rows_value(stale, row, SENDER_REPORT) };
	const char *parts[CONTACT_PART_COUNT], *values[8];
	struct arena *a = arena_new();
	struct db_rows *done = NULL;

	values[0] = db_rows_value(stale, row, SENDER_TENANT);
	values[1] = of.report_id;
	if (!command_sender_open(s->keys, a, stale, row, parts)) {
		s->broken++;
		fprintf(stderr,
			"pakn: report %s of province %s does not open: is its key missing?\n",
			of.report_id, values[0]);
		arena_free(a);
		return true;
	}
	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
		values[2 + p] = contact_seal(s->keys, a, of, p, parts[p]);
	values[6] = contact_hash(s->keys, a, of.tenant_id, CONTACT_phone, parts[CONTACT_phone]);
	values[7] = contact_hash(s->keys, a, of.tenant_id, CONTACT_email, parts[CONTACT_email]);
	done = command_ask(s->database,
		"select pakn.identity_reseal($1::int, $2::uuid, $3::bytea, $4::bytea, $5::bytea, "
		"$6::bytea, $7::bytea, $8::bytea)",
		8, values);
	s->sealed += done ? 1 : 0;
	db_rows_free(done);
	arena_free(a);
	return done != NULL;
}

/* Seals the next batch, in a transaction that holds its rows; tells how many there were, -1 on an
 * error. */
static int batch_reseal(struct reseal *s)
{
	struct command_database *d = s->database;
	char key_id[12];
	const char *values[] = { s->after_tenant, s->after, key_id };
	struct db_rows *stale;
	int count;

	snprintf(key_id, sizeof(key_id), "%d", contact_key_id(s->keys));
	if (!db_sync_run(d->sync, span_of("begin"), &d->error))
		return -1;
	stale = command_ask(
		d, STALE "pakn.identity_stale($1::int, $2::uuid, $3::int, " BATCH ")", 3, values);
	count = stale ? db_rows_count(stale) : -1;
	for (int i = 0; i < count; i++)
		if (!sender_reseal(s, stale, i))
			count = -1;
	if (count > 0) {
		snprintf(s->after_tenant, sizeof(s->after_tenant), "%s",
			db_rows_value(stale, count - 1, SENDER_TENANT));
		snprintf(s->after, sizeof(s->after), "%s",
			db_rows_value(stale, count - 1, SENDER_REPORT));
	}
	db_rows_free(stale);
	if (!db_sync_run(d->sync, span_of(count < 0 ? "rollback" : "commit"), &d->error))
		return -1;
	return count;
}

/* Says how far it is, on a terminal only. */
static void progress(const struct reseal *s, const char *kept)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%ld sealed of %s at the most ", s->sealed, kept);
}

/* Seals the secret of one authenticator and writes it back; false where that fails, which has been
 * said. */
static bool factor_reseal(struct reseal *s, struct arena *a, const struct db_rows *stale, int row)
{
	struct factor_of of = { db_rows_value(stale, row, 0), db_rows_value(stale, row, 1) };
	unsigned char secret[TOTP_SECRET_SIZE];
	const char *values[] = { of.tenant_id, of.staff_id, NULL };
	struct db_rows *done;

	if (!factor_open(s->keys, a, of, db_rows_value(stale, row, 2), secret)) {
		s->broken++;
		fprintf(stderr,
			"pakn: the authenticator of account %s of province %s does not open: is "
			"its "
			"key missing?\n",
			of.staff_id, of.tenant_id);
		return true;
	}
	values[2] = factor_seal(s->keys, a, of, secret);
	explicit_bzero(secret, sizeof(secret));
	done = command_ask(
		s->database, "select pakn.factor_reseal($1::int, $2::int, $3::bytea)", 3, values);
	s->factors += done ? 1 : 0;
	db_rows_free(done);
	return done != NULL;
}

/* Seals one secret of a gateway and writes it back; false where that fails, which has been said. */
static bool gateway_reseal(struct reseal *s, struct arena *a, const struct db_rows *stale, int row)
{
	const char *values[] = { db_rows_value(stale, row, 0), db_rows_value(stale, row, 2), NULL };
	struct gateway_of of = { atoi(values[0]), atoi(db_rows_value(stale, row, 1)) };
	struct webhook_secret secret;
	struct db_rows *done;

	if (!gateway_open(s->keys, a, of, db_rows_value(stale, row, 3), &secret)) {
		s->broken++;
		fprintf(stderr,
			"pakn: the secret of gateway pkg_%d_%d does not open: is its key "
			"missing?\n",
			of.tenant_id, of.gateway_id);
		return true;
	}
	values[2] = gateway_seal(s->keys, a, of, &secret);
	explicit_bzero(&secret, sizeof(secret));
	done = command_ask(s->database, "select pakn.gateway_reseal($1::int, $2::bytea, $3::bytea)",
		3, values);
	s->gateways += done ? 1 : 0;
	db_rows_free(done);
	return done != NULL;
}

/* Seals one secret of a webhook and writes it back; false where that fails, which has been said. */
static bool webhook_reseal(struct reseal *s, struct arena *a, const struct db_rows *stale, int row)
{
	const char *values[] = { db_rows_value(stale, row, 0), db_rows_value(stale, row, 1), NULL };
	struct webhook_of of = { atoi(values[0]), values[1] };
	struct webhook_secret secret;
	struct db_rows *done;

	if (!webhook_open(s->keys, a, of, db_rows_value(stale, row, 2), &secret)) {
		s->broken++;
		fprintf(stderr,
			"pakn: secret %s of a webhook of province %s does not open: is its key "
			"missing?\n",
			values[1], values[0]);
		return true;
	}
	values[2] = webhook_seal(s->keys, a, of, &secret);
	explicit_bzero(&secret, sizeof(secret));
	done = command_ask(s->database,
		"select pakn.subscription_secret_reseal($1::int, $2::uuid, $3::bytea)", 3, values);
	s->webhooks += done ? 1 : 0;
	db_rows_free(done);
	return done != NULL;
}

/* Seals what a question about stale secrets answers, in one transaction: there are no more than
 * accounts, gateways or webhooks. */
static bool secrets_reseal(struct reseal *s, const char *question,
	bool (*reseal)(struct reseal *s, struct arena *a, const struct db_rows *stale, int row))
{
	struct command_database *d = s->database;
	char key_id[12];
	const char *values[] = { key_id };
	struct arena *a = arena_new();
	struct db_rows *stale = NULL;
	bool good;

	snprintf(key_id, sizeof(key_id), "%d", contact_key_id(s->keys));
	if (db_sync_run(d->sync, span_of("begin"), &d->error))
		stale = command_ask(d, question, 1, values);
	good = stale != NULL;
	for (int i = 0; good && i < db_rows_count(stale); i++)
		good = reseal(s, a, stale, i);
	db_rows_free(stale);
	arena_free(a);
	return db_sync_run(d->sync, span_of(good ? "commit" : "rollback"), &d->error) && good;
}

/* Has it noted as an act, where anything was sealed. */
static bool reseal_note(struct reseal *s)
{
	char key_id[12];
	const char *values[] = { key_id };
	struct db_rows *noted;

	if (!s->sealed && !s->factors)
		return true;
	snprintf(key_id, sizeof(key_id), "%d", contact_key_id(s->keys));
	noted = command_ask(s->database, "select pakn.identity_resealed($1::int)", 1, values);
	db_rows_free(noted);
	return noted != NULL;
}

static int reseal_run(struct reseal *s)
{
	struct db_rows *counts = command_ask(s->database, "select pakn.identity_count()", 0, NULL);
	int count;
	bool good;

	if (!counts)
		return COMMAND_FAILED;
	while ((count = batch_reseal(s)) > 0)
		progress(s, db_rows_value(counts, 0, 0));
	if (s->sealed && isatty(STDERR_FILENO))
		fputc('\n', stderr);
	db_rows_free(counts);
	good = count >= 0 &&
	       secrets_reseal(s,
		       "select tenant_id, staff_id, secret from pakn.factor_stale($1::int)",
		       factor_reseal) &&
	       secrets_reseal(s,
		       "select tenant_id, gateway_id, digest, secret from "
		       "pakn.gateway_stale($1::int)",
		       gateway_reseal) &&
	       secrets_reseal(s,
		       "select tenant_id, secret_id, secret from "
		       "pakn.subscription_secret_stale($1::int)",
		       webhook_reseal);
	if (!reseal_note(s) || !good)
		return COMMAND_FAILED;
	if (s->factors)
		printf("%ld authenticators sealed by key %d.\n", s->factors,
			contact_key_id(s->keys));
	if (s->gateways)
		printf("%ld secrets of gateways sealed by key %d.\n", s->gateways,
			contact_key_id(s->keys));
	if (s->webhooks)
		printf("%ld secrets of webhooks sealed by key %d.\n", s->webhooks,
			contact_key_id(s->keys));
	printf("%ld senders sealed by key %d; all others were already.\n", s->sealed,
		contact_key_id(s->keys));
	if (s->broken)
		fprintf(stderr, "pakn: %ld do not open and were left as they are.\n", s->broken);
	return s->broken ? COMMAND_FAILED : COMMAND_DONE;
}

static int identity_reseal(const struct options *o, struct command_database *d)
{
	struct config *c = options_config(o);
	struct reseal s = {
		.database = d, .after_tenant = "0", .after = "00000000-0000-0000-0000-000000000000"
	};
	int exit_code = COMMAND_MISUSED;

	if (!c)
		return COMMAND_MISUSED;
	s.keys = contact_keys_new(c);
	if (s.keys)
		exit_code = reseal_run(&s);
	else
		fputs("pakn identity: identity_keys and secret_key must be set, as for the "
		      "daemon\n",
			stderr);
	contact_keys_free(s.keys);
	config_free(c);
	return exit_code;
}

static int identity_retain(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "days") };
	struct db_rows *done;

	if (!values[0] || !values[1] || !*values[1] || strlen(values[1]) > 5 ||
		strspn(values[1], "0123456789") != strlen(values[1]))
		return options_misuse(o, "retain needs --tenant and --days, a whole number");
	done = command_ask(d,
		"select pakn.identity_keep($1, coalesce(nullif(ltrim($2, '0'), ''), 'none'))", 2,
		values);
	if (!done)
		return COMMAND_FAILED;
	db_rows_free(done);
	if (atoi(values[1]))
		printf("%s forgets who reported %s days after a report is closed.\n", values[0],
			values[1]);
	else
		printf("%s keeps who reported until somebody asks for erasure.\n", values[0]);
	return COMMAND_DONE;
}

static int identity_consent(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "version"),
		options_value(o, "vi"), options_value(o, "en") };
	struct db_rows *added;
	bool fresh;

	if (!values[0] || !values[1] || !values[2] || !values[3])
		return options_misuse(o, "consent needs --tenant, --version, --vi and --en");
	added = command_ask(d, "select pakn.consent_add($1, $2, $3, $4)", 4, values);
	if (!added)
		return COMMAND_FAILED;
	fresh = *db_rows_value(added, 0, 0) == 't';
	db_rows_free(added);
	if (fresh)
		printf("Senders in %s agree to version %s from now on.\n", values[0], values[1]);
	else
		fprintf(stderr,
			"pakn: version %s is there already, and what people agreed to stays\n",
			values[1]);
	return fresh ? COMMAND_DONE : COMMAND_FAILED;
}

static const struct command_verb verbs[] = { { "reseal", identity_reseal, 0 },
	{ "retain", identity_retain, 0 }, { "consent", identity_consent, 0 }, { 0 } };

int command_identity(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
