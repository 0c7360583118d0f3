#include "server/checkpoints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/log.h"
#include "queries.h"
#include "server/checkpoint.h"
#include "server/step.h"

#define FIRST_MS 5000 /* soon after a start, when what waited has its seal */

struct checkpoints {
	struct step heads;
	struct seal_keys keys;
	const char *path;
	int every_ms;
	bool stopped;
};

static void heads_ask(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	step_call(arg);
}

/* Writes one checkpoint of each province. */
static void heads_told(void *arg, struct db_result *res)
{
	struct step *s = arg;
	struct checkpoints *c = s->owner;
	struct str text = { 0 };

	if (!step_ended(s, res))
		return;
	for (int i = 0; i < PQntuples(res->rows); i++)
		checkpoint_add(&c->keys, atoi(PQgetvalue(res->rows, i, 0)),
			PQgetvalue(res->rows, i, 1), PQgetvalue(res->rows, i, 2),
			PQgetvalue(res->rows, i, 3), &text);
	if (!checkpoint_write(c->path, str_span(&text)))
		log_error("checkpoint_not_written", "file=%s reason=%s", c->path, strerror(errno));
	str_free(&text);
	if (!c->stopped)
		step_wait(s, c->every_ms);
}

struct checkpoints *checkpoints_new(struct event_base *base, struct db *db, const struct config *c)
{
	struct checkpoints *made;
	struct seal_keys keys;

	if (!*config_text(c, "checkpoint_file") || !checkpoint_keys(c, &keys))
		return NULL;
	made = fatal_if_null(calloc(1, sizeof(*made)));
	*made = (struct checkpoints){
		.heads = { .db = db, .query = &q_history_heads, .done = heads_told, .owner = made },
		.keys = keys,
		.path = config_text(c, "checkpoint_file"),
		.every_ms = (int)config_int(c, "checkpoint_minutes") * 60 * 1000
	};
	step_init(&made->heads, base, heads_ask);
	step_wait(&made->heads, FIRST_MS < made->every_ms ? FIRST_MS : made->every_ms);
	return made;
}

void checkpoints_stop(struct checkpoints *c)
{
	if (!c)
		return;
	c->stopped = true;
	event_del(c->heads.timer);
}

bool checkpoints_running(const struct checkpoints *c)
{
	return c && c->heads.running;
}

void checkpoints_free(struct checkpoints *c)
{
	if (!c)
		return;
	step_free(&c->heads);
	free(c);
}
