#include "server/stream_table.h"

/* A place: the owner above the worker. */
#define WORKER_BITS 8
#define WORKER_MASK ((UINT64_C(1) << WORKER_BITS) - 1)

void stream_table_clear(struct stream_table *table, int worker)
{
	for (int i = 0; i < STREAM_PLACES; i++)
		if ((atomic_load(&table->places[i]) & WORKER_MASK) == (uint64_t)worker)
			atomic_store(&table->places[i], 0);
}

/* Writes into a free place; -1: there is none. */
static int place_take(struct stream_table *table, uint64_t value)
{
	for (int i = 0; i < STREAM_PLACES; i++) {
		uint64_t free_place = 0;

		if (atomic_compare_exchange_strong(&table->places[i], &free_place, value))
			return i;
	}
	return -1;
}

/* Counts after the place is taken: of two at once, at least one sees the other. */
int stream_table_enter(
	struct stream_table *table, int worker, uint64_t owner, int most, int most_of_owner)
{
	uint64_t value = owner << WORKER_BITS | (uint64_t)worker;
	int place = place_take(table, value), all = 0, of_owner = 0;

	for (int i = 0; i < STREAM_PLACES && place >= 0; i++) {
		uint64_t other = atomic_load(&table->places[i]);

		all += other != 0;
		of_owner += other && other >> WORKER_BITS == value >> WORKER_BITS;
	}
	if (place < 0 || (all <= most && of_owner <= most_of_owner))
		return place;
	stream_table_leave(table, place);
	return -1;
}

void stream_table_leave(struct stream_table *table, int place)
{
	atomic_store(&table->places[place], 0);
}
