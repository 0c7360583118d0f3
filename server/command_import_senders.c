/* pakn import reports: who sent them, sealed before it is kept. */
#include <stdio.h>
#include <stdlib.h>

#include "common/arena.h"
#include "common/config.h"
#include "common/str.h"
#include "server/command_import.h"
#include "server/contact.h"

#define PARTS 3 /* name, phone and e-mail: nobody typed for somebody */

/* The columns of import_sender, and the arrays of senders_import. */
enum { TENANT, REPORT, FIRST_PART };
enum { REPORTS, FIRST_SEALED, PHONE_HASHES = FIRST_SEALED + PARTS, EMAIL_HASHES, ARRAYS };

/* Seals one sender into the arrays. */
static void sender_add(
	const struct contact_keys *k, const struct db_rows *senders, int row, struct str *arrays)
{
	struct contact_of of = { atoi(db_rows_value(senders, row, TENANT)),
		db_rows_value(senders, row, REPORT) };
	struct arena *a = arena_new();
	const char *parts[PARTS];

	str_add_element(&arrays[REPORTS], of.report_id);
	for (int p = 0; p < PARTS; p++) {
		parts[p] = db_rows_value(senders, row, FIRST_PART + p);
		str_add_element(&arrays[FIRST_SEALED + p],
			contact_seal(k, a, of, (enum contact_part)p, parts[p]));
	}
	str_add_element(&arrays[PHONE_HASHES],
		contact_hash(k, a, of.tenant_id, CONTACT_phone, parts[CONTACT_phone]));
	str_add_element(&arrays[EMAIL_HASHES],
		contact_hash(k, a, of.tenant_id, CONTACT_email, parts[CONTACT_email]));
	arena_free(a);
}

/* Seals all of them and writes them in one statement. */
static bool senders_store(
	const struct contact_keys *k, struct command_database *d, const struct db_rows *senders)
{
	struct str arrays[ARRAYS] = { 0 };
	const char *values[1 + ARRAYS] = { db_rows_value(senders, 0, TENANT) };
	struct db_rows *done;

	for (int i = 0; i < db_rows_count(senders); i++)
		sender_add(k, senders, i, arrays);
	for (int i = 0; i < ARRAYS; i++) {
		str_add_char(&arrays[i], '}');
		values[1 + i] = arrays[i].data;
	}
	done = command_ask(
		d, "select pakn.senders_import($1, $2, $3, $4, $5, $6, $7)", 1 + ARRAYS, values);
	db_rows_free(done);
	for (int i = 0; i < ARRAYS; i++)
		str_free(&arrays[i]);
	return done;
}

bool import_senders_seal(struct command_database *d, const struct options *o)
{
	struct db_rows *senders = command_ask(
		d, "select tenant_id, report_id, name, phone, email from import_sender", 0, NULL);
	struct config *c = options_config(o);
	struct contact_keys *k = c ? contact_keys_new(c) : NULL;
	bool sealed = senders && !db_rows_count(senders);

	if (senders && !sealed && k)
		sealed = senders_store(k, d, senders);
	else if (senders && !sealed)
		fputs("pakn import: who sent the reports is sealed: identity_keys and secret_key "
		      "must be set, as for the daemon\n",
			stderr);
	contact_keys_free(k);
	config_free(c);
	db_rows_free(senders);
	return sealed;
}
