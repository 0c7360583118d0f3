#include "server/command_sender.h"

#include <stdlib.h>

bool command_sender_open(const struct contact_keys *k, struct arena *a, const struct db_rows *rows,
	int row, const char *parts[CONTACT_PART_COUNT])
{
	struct contact_of of = { atoi(db_rows_value(rows, row, SENDER_TENANT)),
		db_rows_value(rows, row, SENDER_REPORT) };
	bool opened = true;

	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++) {
		opened = contact_open(k, a, of, p, db_rows_value(rows, row, SENDER_SEALED + (int)p),
				 &parts[p]) &&
			 opened;
		if (!parts[p])
			parts[p] = db_rows_value(rows, row, SENDER_PLAIN + (int)p);
	}
	return opened;
}
