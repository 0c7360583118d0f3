#include "server/db_hosts.h"

#include <stdbool.h>
#include <string.h>

#include "common/arena.h"

/* Used where the conninfo says nothing.  An idle connection whose peer is gone is noticed after
 * 25 s; one in use, by the deadline of its call. */
static const char *const defaults[][2] = {
	{ "client_encoding", "UTF8" },
	{ "gssencmode", "disable" },
	{ "keepalives", "1" },
	{ "keepalives_idle", "10" },
	{ "keepalives_interval", "5" },
	{ "keepalives_count", "3" },
	{ "tcp_user_timeout", "10000" },
};

#define DEFAULT_COUNT (sizeof(defaults) / sizeof(defaults[0]))

/* What db_hosts_connect() itself adds: host, hostaddr, port, options, and the end. */
#define ROOM 5

/* Finds the value of an option that has been noted; NULL where there is none. */
static const char *option_find(const struct db_hosts *h, const char *keyword)
{
	for (size_t i = 0; i < h->option_count; i++)
		if (!strcmp(h->keywords[i], keyword))
			return h->values[i];
	return NULL;
}

/* Notes an option unless it is there. */
static void option_add(struct db_hosts *h, const char *keyword, const char *value)
{
	if (option_find(h, keyword))
		return;
	h->keywords[h->option_count] = keyword;
	h->values[h->option_count++] = arena_string(h->arena, value);
}

/* Notes all options of the conninfo but those of a host; these go to lists[]. */
static void options_take(struct db_hosts *h, const PQconninfoOption *options, const char *lists[3])
{
	static const char *const names[] = { "host", "hostaddr", "port" };

	for (const PQconninfoOption *o = options; o->keyword; o++) {
		bool of_host = false;

		if (!o->val)
			continue;
		for (int i = 0; i < 3; i++)
			if (!strcmp(o->keyword, names[i])) {
				lists[i] = o->val;
				of_host = true;
			}
		if (!strcmp(o->keyword, "options"))
			h->options = arena_string(h->arena, o->val);
		else if (!of_host)
			option_add(h, arena_string(h->arena, o->keyword), o->val);
	}
}

/* Counts the items of a comma-separated list; 0 where there is no list. */
static size_t list_count(const char *list)
{
	size_t count = list ? 1 : 0;

	for (; list && *list; list++)
		count += *list == ',';
	return count;
}

/* Copies an item of a comma-separated list; NULL where it is empty.  A list of one holds for all.
 */
static const char *list_item_copy(struct arena *a, const char *list, size_t index)
{
	size_t len;

	if (!list)
		return NULL;
	if (list_count(list) > 1)
		for (; index; index--)
			list = strchr(list, ',') + 1;
	len = strcspn(list, ",");
	return len ? arena_copy(a, list, len) : NULL;
}

/* Pairs hosts, addresses and ports by position, under libpq's own rules. */
static bool hosts_pair(struct db_hosts *h, const char *const lists[3], struct str *error)
{
	size_t hosts = list_count(lists[0]), addresses = list_count(lists[1]);
	size_t ports = list_count(lists[2]);

	h->count = addresses ? addresses : hosts ? hosts : 1;
	if (hosts && hosts != h->count) {
		str_printf(error, "The database setting names %zu hosts but %zu addresses.", hosts,
			addresses);
		return false;
	}
	if (ports > 1 && ports != h->count) {
		str_printf(error, "The database setting names %zu ports for %zu hosts.", ports,
			h->count);
		return false;
	}
	h->list = arena_alloc(h->arena, h->count * sizeof(*h->list));
	for (size_t i = 0; i < h->count; i++)
		h->list[i] = (struct db_host){
			hosts ? list_item_copy(h->arena, lists[0], i) : NULL,
			list_item_copy(h->arena, lists[1], i),
			list_item_copy(h->arena, lists[2], i),
		};
	return true;
}

/* Counts the options that libpq knows. */
static size_t options_count(const PQconninfoOption *options)
{
	size_t count = 0;

	while (options[count].keyword)
		count++;
	return count;
}

/* Fills in everything from what libpq has read. */
static bool hosts_fill(struct db_hosts *h, const PQconninfoOption *options,
	const char *application_name, struct str *error)
{
	size_t size = options_count(options) + DEFAULT_COUNT + ROOM + 2;
	const char *lists[3] = { 0 };

	h->keywords = arena_alloc(h->arena, size * sizeof(*h->keywords));
	h->values = arena_alloc(h->arena, size * sizeof(*h->values));
	options_take(h, options, lists);
	if (!hosts_pair(h, lists, error))
		return false;
	if (application_name)
		option_add(h, "application_name", application_name);
	if (h->count > 1)
		option_add(h, "target_session_attrs", "read-write");
	for (size_t i = 0; i < DEFAULT_COUNT; i++)
		option_add(h, defaults[i][0], defaults[i][1]);
	return true;
}

struct db_hosts *db_hosts_new(const char *conninfo, const char *application_name, struct str *error)
{
	char *message = NULL;
	PQconninfoOption *options = PQconninfoParse(conninfo, &message);
	struct arena *arena;
	struct db_hosts *h;
	bool ok;

	if (!options) {
		str_printf(error, "The database setting is not a conninfo: %s",
			message ? message : "out of memory");
		PQfreemem(message);
		return NULL;
	}
	arena = arena_new();
	h = arena_alloc(arena, sizeof(*h));
	h->arena = arena;
	ok = hosts_fill(h, options, application_name, error);
	PQconninfoFree(options);
	if (!ok) {
		arena_free(arena);
		return NULL;
	}
	return h;
}

void db_hosts_free(struct db_hosts *h)
{
	if (h)
		arena_free(h->arena);
}

PGconn *db_hosts_connect(struct db_hosts *h, size_t index, const char *guards)
{
	const struct db_host *host = &h->list[index];
	struct str options = { 0 };
	PGconn *pg;

	str_printf(&options, "%s %s", guards, h->options ? h->options : "");
	const char *const last[ROOM][2] = {
		{ "host", host->host },
		{ "hostaddr", host->hostaddr },
		{ "port", host->port },
		{ "options", options.data },
		{ NULL, NULL },
	};
	for (size_t i = 0; i < ROOM; i++) {
		h->keywords[h->option_count + i] = last[i][0];
		h->values[h->option_count + i] = last[i][1];
	}
	pg = PQconnectStartParams(h->keywords, h->values, 0);
	str_free(&options);
	return pg;
}

const char *db_hosts_name(const struct db_hosts *h, size_t index)
{
	const struct db_host *host = &h->list[index];

	return host->host ? host->host : host->hostaddr ? host->hostaddr : "(default)";
}
