/* Who reported, as commands read it out of the database to seal it again. */
#ifndef PAKN_COMMAND_SENDER_H
#define PAKN_COMMAND_SENDER_H

#include "server/contact.h"
#include "server/db_sync.h"

/* The columns that identity_stale and tenant_merge_next answer. */
enum {
	SENDER_TENANT,
	SENDER_REPORT,
	SENDER_PLAIN,
	SENDER_SEALED = SENDER_PLAIN + CONTACT_PART_COUNT
};

/* Reads the parts of a row, plain or sealed; false where a seal does not open. */
bool command_sender_open(const struct contact_keys *k, struct arena *a, const struct db_rows *rows,
	int row, const char *parts[CONTACT_PART_COUNT]);

#endif
