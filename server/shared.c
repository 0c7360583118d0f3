#include "server/shared.h"

#include <sys/mman.h>

#include "common/fatal.h"

struct shared *shared_new(int slot_count)
{
	size_t size = sizeof(struct shared) + (size_t)slot_count * sizeof(struct slot);
	struct shared *shared =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		fatal("no memory to share");
	shared->size = size;
	shared->slot_count = slot_count;
	limit_table_init(&shared->limits);
	atomic_store(&shared->journal.rows, -1);
	return shared;
}

void shared_free(struct shared *shared)
{
	if (shared)
		munmap(shared, shared->size);
}
