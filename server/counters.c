#include "server/counters.h"

#include "server/shared.h"

#define LABELS_CACHED 512u /* a power of two, above ROUTES_COUNTED */

static struct counters *mine;

/* Where this process has met a label before, by its address: labels are text of the program. */
static struct {
	const char *label;
	struct route_counts *counts;
} cache[LABELS_CACHED];

void counters_use(struct shared *shared, int slot)
{
	mine = shared ? &shared->slots[slot].counters : NULL;
	memset(cache, 0, sizeof(cache));
}

/* Adds without a lock prefix: nobody else writes here. */
static void add(_Atomic uint64_t *to, uint64_t n)
{
	uint64_t old = atomic_load_explicit(to, memory_order_relaxed);

	atomic_store_explicit(to, old + n, memory_order_relaxed);
}

void counters_add(enum counter c, uint64_t n)
{
	if (mine)
		add(&mine->values[c], n);
}

void counters_set(enum gauge g, int64_t value)
{
	if (mine)
		atomic_store_explicit(&mine->gauges[g], value, memory_order_relaxed);
}

/* Finds a label among those of the slot, or adds it; the last place belongs to all that are left.
 */
static struct route_counts *route_find(const char *label)
{
	uint32_t count = atomic_load_explicit(&mine->route_count, memory_order_relaxed);
	struct route_counts *r;

	for (uint32_t i = 0; i < count; i++)
		if (!strncmp(mine->routes[i].label, label, sizeof(r->label) - 1))
			return &mine->routes[i];
	if (count == ROUTES_COUNTED)
		return &mine->routes[ROUTES_COUNTED - 1];
	r = &mine->routes[count];
	if (count == ROUTES_COUNTED - 1)
		label = "other";
	strncpy(r->label, label, sizeof(r->label) - 1);
	atomic_store_explicit(&mine->route_count, count + 1, memory_order_release);
	return r;
}

/* The same by address, which is what happens for every request. */
static struct route_counts *route_cached(const char *label)
{
	size_t start = ((uintptr_t)label >> 3) * 2654435761u % LABELS_CACHED;

	for (size_t n = 0; n < LABELS_CACHED / 2; n++) {
		size_t at = (start + n) % LABELS_CACHED;

		if (cache[at].label == label)
			return cache[at].counts;
		if (cache[at].label)
			continue;
		cache[at].label = label;
		cache[at].counts = route_find(label);
		return cache[at].counts;
	}
	return route_find(label);
}

const struct bucket buckets[BUCKET_COUNT] = {
	{ 500, "0.0005" },
	{ 1000, "0.001" },
	{ 2500, "0.0025" },
	{ 5000, "0.005" },
	{ 10000, "0.01" },
	{ 25000, "0.025" },
	{ 50000, "0.05" },
	{ 100000, "0.1" },
	{ 250000, "0.25" },
	{ 500000, "0.5" },
	{ 1000000, "1" },
	{ 2500000, "2.5" },
	{ 5000000, "5" },
	{ 10000000, "10" },
	{ UINT64_MAX, "+Inf" },
};

void counters_request(const char *label, enum http_method method, int status, uint64_t us)
{
	int class = status >= 100 && status < 600 ? status / 100 : 0;
	int bit = method ? __builtin_ctz(method) : METHOD_COUNT - 1;
	struct route_counts *r;
	size_t bucket = 0;

	if (!mine)
		return;
	r = route_cached(label ? label : "none");
	while (us > buckets[bucket].us)
		bucket++;
	add(&r->requests[bit < METHOD_COUNT ? bit : METHOD_COUNT - 1][class], 1);
	add(&r->durations[bucket], 1);
	add(&r->duration_us, us);
}
