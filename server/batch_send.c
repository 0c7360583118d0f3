#include "server/batch_send.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"

struct send *send_new(
	struct batch *b, const char *tenant, struct batch_row *const *rows, size_t count)
{
	struct send *s = fatal_if_null(calloc(1, sizeof(*s)));

	s->batch = b;
	s->rows = fatal_if_null(calloc(count + 1, sizeof(struct batch_row *)));
	s->count = count;
	memcpy(s->rows, rows, count * sizeof(struct batch_row *));
	for (size_t i = 0; i < count; i++)
		if (rows[i])
			rows[i]->send = s;
	snprintf(s->tenant, sizeof(s->tenant), "%s", tenant);
	send_pack(s);
	return s;
}

void send_pack(struct send *s)
{
	size_t count = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (!s->rows[i])
			continue;
		s->rows[i]->place = count;
		s->rows[count++] = s->rows[i];
	}
	s->count = count;
}

void send_write(struct send *s)
{
	int param = 0;

	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		for (size_t i = 0; i < s->count; i++)
			str_add_element(&s->arrays[c], s->rows[i]->values[c]);
		str_add_char(&s->arrays[c], '}');
	}
	/* The first parameter is the digests, the second the tenant: design.md 10.1. */
	for (size_t c = 0; c < COLUMN_COUNT; c++) {
		s->params[param++] = s->arrays[c].data;
		if (c == COLUMN_digest)
			s->params[param++] = s->tenant;
	}
}

void send_free(struct send *s)
{
	for (size_t i = 0; i < COLUMN_COUNT; i++)
		str_free(&s->arrays[i]);
	free(s->rows);
	free(s);
}
