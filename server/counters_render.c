/* What /metrics shows: the Prometheus text format, version 0.0.4. */
#include <stdlib.h>

#include "common/fatal.h"
#include "server/shared.h"
#include "server/version.h"

static const struct {
	const char *name, *help;
} counter_rows[] = {
#define COUNTER_ROW(name, help) { #name, help },
	COUNTERS(COUNTER_ROW)
};

static const struct {
	const char *name, *type;
	double unit;
	const char *help;
} gauge_rows[] = {
#define GAUGE_ROW(name, type, unit, help) { #name, type, unit, help },
	GAUGES(GAUGE_ROW)
};

static const char *const method_names[METHOD_COUNT] = { "GET", "HEAD", "POST", "PUT", "PATCH",
	"DELETE", "OPTIONS", "other" };
static const char *const class_names[CLASS_COUNT] = { "gone", "1xx", "2xx", "3xx", "4xx", "5xx" };

/* The sum of a route over the processes. */
struct route_sum {
	char label[2 * sizeof(((struct route_counts *)0)->label)]; /* escaped */
	uint64_t requests[METHOD_COUNT][CLASS_COUNT];
	uint64_t durations[BUCKET_COUNT];
	uint64_t duration_us;
};

struct route_sums {
	size_t count;
	struct route_sum items[2 * ROUTES_COUNTED];
};

static uint64_t get(const _Atomic uint64_t *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

static void head(
	struct str *out, const char *name, const char *suffix, const char *type, const char *help)
{
	str_printf(out, "# HELP pakn_%s%s %s\n# TYPE pakn_%s%s %s\n", name, suffix, help, name,
		suffix, type);
}

static void counters_add_all(struct str *out, const struct shared *shared)
{
	for (size_t c = 0; c < COUNTER_COUNT; c++) {
		uint64_t sum = 0;

		for (int i = 0; i < shared->slot_count; i++)
			sum += get(&shared->slots[i].counters.values[c]);
		head(out, counter_rows[c].name, "_total", "counter", counter_rows[c].help);
		str_printf(
			out, "pakn_%s_total %llu\n", counter_rows[c].name, (unsigned long long)sum);
	}
}

static void gauges_add_all(struct str *out, const struct shared *shared)
{
	for (size_t g = 0; g < GAUGE_COUNT; g++) {
		head(out, gauge_rows[g].name, "", gauge_rows[g].type, gauge_rows[g].help);
		for (int i = 0; i < shared->slot_count; i++) {
			const struct slot *slot = &shared->slots[i];
			int64_t value = atomic_load_explicit(
				&slot->counters.gauges[g], memory_order_relaxed);

			str_printf(out, "pakn_%s{process=\"%s\"} %.15g\n", gauge_rows[g].name,
				slot->name, (double)value * gauge_rows[g].unit);
		}
	}
}

static void processes_add(struct str *out, const struct shared *shared)
{
	head(out, "process_up", "", "gauge", "Whether the process runs");
	for (int i = 0; i < shared->slot_count; i++)
		str_printf(out, "pakn_process_up{process=\"%s\"} %d\n", shared->slots[i].name,
			get(&shared->slots[i].started_ms) != 0);
	head(out, "process_start_time_seconds", "", "gauge", "When the process started");
	for (int i = 0; i < shared->slot_count; i++)
		str_printf(out, "pakn_process_start_time_seconds{process=\"%s\"} %.3f\n",
			shared->slots[i].name, (double)get(&shared->slots[i].started_ms) / 1000);
	head(out, "process_restarts", "_total", "counter", "Times a dead process was replaced");
	for (int i = 0; i < shared->slot_count; i++)
		str_printf(out, "pakn_process_restarts_total{process=\"%s\"} %llu\n",
			shared->slots[i].name, (unsigned long long)get(&shared->slots[i].restarts));
}

/* Copies a label with the three escapes of the format. */
static void label_escape(char *out, const char *label)
{
	for (; *label; label++) {
		if (*label == '"' || *label == '\\' || *label == '\n')
			*out++ = '\\';
		*out++ = *label == '\n' ? 'n' : *label;
	}
	*out = '\0';
}

/* Finds the sum of a label; the last one takes what does not fit. */
static struct route_sum *sum_find(struct route_sums *sums, const char *label)
{
	char escaped[sizeof(sums->items[0].label)];
	size_t room = sizeof(sums->items) / sizeof(sums->items[0]);

	label_escape(escaped, label);
	for (size_t i = 0; i < sums->count; i++)
		if (!strcmp(sums->items[i].label, escaped))
			return &sums->items[i];
	if (sums->count == room)
		return &sums->items[room - 1];
	memcpy(sums->items[sums->count].label, escaped, sizeof(escaped));
	return &sums->items[sums->count++];
}

static void slot_sum(struct route_sums *sums, const struct counters *c)
{
	uint32_t count = atomic_load_explicit(&c->route_count, memory_order_acquire);

	for (uint32_t i = 0; i < count; i++) {
		struct route_sum *sum = sum_find(sums, c->routes[i].label);

		for (size_t n = 0; n < METHOD_COUNT * CLASS_COUNT; n++)
			sum->requests[n / CLASS_COUNT][n % CLASS_COUNT] +=
				get(&c->routes[i].requests[n / CLASS_COUNT][n % CLASS_COUNT]);
		for (size_t n = 0; n < BUCKET_COUNT; n++)
			sum->durations[n] += get(&c->routes[i].durations[n]);
		sum->duration_us += get(&c->routes[i].duration_us);
	}
}

static void requests_add(struct str *out, const struct route_sum *sum)
{
	for (size_t m = 0; m < METHOD_COUNT; m++)
		for (size_t c = 0; c < CLASS_COUNT; c++)
			if (sum->requests[m][c])
				str_printf(out,
					"pakn_http_requests_total{route=\"%s\",method=\"%s\",code="
					"\"%s\"} %llu\n",
					sum->label, method_names[m], class_names[c],
					(unsigned long long)sum->requests[m][c]);
}

static void durations_add(struct str *out, const struct route_sum *sum)
{
	static const char name[] = "pakn_http_request_duration_seconds";
	unsigned long long total = 0;

	for (size_t n = 0; n < BUCKET_COUNT; n++) {
		total += sum->durations[n];
		str_printf(out, "%s_bucket{route=\"%s\",le=\"%s\"} %llu\n", name, sum->label,
			buckets[n].text, total);
	}
	str_printf(out, "%s_sum{route=\"%s\"} %.6f\n", name, sum->label,
		(double)sum->duration_us / 1e6);
	str_printf(out, "%s_count{route=\"%s\"} %llu\n", name, sum->label, total);
}

static void routes_add(struct str *out, const struct shared *shared)
{
	struct route_sums *sums = fatal_if_null(calloc(1, sizeof(*sums)));

	for (int i = 0; i < shared->slot_count; i++)
		slot_sum(sums, &shared->slots[i].counters);
	head(out, "http_requests", "_total", "counter",
		"Requests by route, method and class of status");
	for (size_t i = 0; i < sums->count; i++)
		requests_add(out, &sums->items[i]);
	head(out, "http_request_duration_seconds", "", "histogram",
		"From the end of a head to the last byte of its answer");
	for (size_t i = 0; i < sums->count; i++)
		durations_add(out, &sums->items[i]);
	free(sums);
}

void counters_render(struct str *out, const struct shared *shared)
{
	head(out, "build_info", "", "gauge", "What this is, in its labels");
	str_add(out, "pakn_build_info{version=\"" PAKN_VERSION "\"} 1\n");
	processes_add(out, shared);
	gauges_add_all(out, shared);
	counters_add_all(out, shared);
	routes_add(out, shared);
}
