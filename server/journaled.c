#include "server/journaled.h"

#include <string.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/uuid.h"
#include "server/accepted.h"
#include "server/bind.h"
#include "server/counters.h"
#include "server/req.h"

/* What a report in the journal is called, by language. */
static const char *const status_names[2] = {
	[LANG_VI] = "Đã lưu, chờ chuyển vào hệ thống",
	[LANG_EN] = "Kept safely, waiting to be entered into the system",
};

bool journaled_may_ask(const struct req *r)
{
	uint64_t minute = clock_mono_ms() / 60000;

	return r->context->journal &&
	       (!r->has_token || accepted_lately(r->context->accepted, r->token.digest, minute));
}

bool journaled_may_keep(const struct req *r, const struct batch_row *row)
{
	return journaled_may_ask(r) && !row->values[COLUMN_dated_at];
}

static void journaled_done(struct journal_job *job)
{
	struct journaled *j = list_item(job, struct journaled, job);

	if (job->failed)
		j->outcome = JOURNAL_FAILED;
	if (j->outcome == JOURNAL_KEPT)
		counters_add(COUNTER_journal_kept, 1);
	j->then(j);
}

/* Asks the journal's thread. */
static void journaled_ask(
	struct journaled *j, bool writing, void (*run)(struct journal_job *job, struct journal *on))
{
	j->job.writing = writing;
	j->job.run = run;
	j->job.done = journaled_done;
	list_init(&j->job.node);
	journal_thread_do(j->req->context->journal, &j->job);
}

static void keep_run(struct journal_job *job, struct journal *on)
{
	struct journaled *j = list_item(job, struct journaled, job);

	j->outcome = journal_keep(on, &j->entry, &j->found);
}

void journaled_keep(struct journaled *j)
{
	journaled_ask(j, true, keep_run);
}

static void look_run(struct journal_job *job, struct journal *on)
{
	struct journaled *j = list_item(job, struct journaled, job);

	j->outcome = journal_find_row(on, j->entry.row, &j->found);
}

void journaled_look(struct journaled *j)
{
	journaled_ask(j, false, look_run);
}

/* Writes when a report was received: the time in its id, as the database will tell it. */
static const char *received_at(struct arena *a, const char *report_id)
{
	char *text = arena_alloc(a, CLOCK_TEXT_SIZE);
	struct uuid id = { 0 };

	if (!uuid_parse(span_of(report_id), &id))
		fatal("journaled: the id of a report is none");
	clock_format(text, uuid_time_ms(&id));
	return text;
}

const char *journaled_body(const struct journaled *j)
{
	struct arena *a = j->req->http->arena;

	return arena_printf(a, "{\"code\":\"%s\",\"status\":\"journaled\",\"received_at\":\"%s\"}",
		j->found.code, received_at(a, j->found.report_id));
}

/* A report that somebody asks for by its code. */
struct show {
	struct journaled journaled;
	const char **params;
	bool looked; /* into the journal */
	bool away;   /* the database could not say; the problem is noted */
};

/* Answers with what the journal has. */
static void show_reply(const struct show *s)
{
	struct req *r = s->journaled.req;
	struct arena *a = r->http->arena;

	r->problem = NULL; /* that the database had */
	req_reply(r,
		&(struct req_answer){ .status = 200,
			.body = span_of(arena_printf(a,
				"{\"code\":\"%s\",\"status\":\"journaled\",\"status_name\":\"%s\","
				"\"received_at\":\"%s\"}",
				s->journaled.found.code, status_names[r->lang],
				received_at(a, s->journaled.found.report_id))) });
}

/* Tells whether the journal may have any report at all. */
static bool may_hold(const struct req *r)
{
	return r->context->journal && journal_thread_holds(r->context->journal);
}

static void show_asked(void *arg, struct db_result *res);

static void show_ask(struct show *s)
{
	struct req *r = s->journaled.req;

	db_call(r->context->db, r->route->lane, r->route->query, s->params, show_asked, s);
}

static void show_run(struct journal_job *job, struct journal *on)
{
	struct journaled *j = list_item(job, struct journaled, job);

	j->outcome = journal_find(on, j->tenant_id, j->code, &j->found);
}

/* Goes on with what the journal knows: if nothing, with the database, even where that has just been
 * asked, since a report leaves the journal only after it has come there. */
static void show_looked(struct journaled *j)
{
	struct show *s = list_item(j, struct show, journaled);

	if (j->outcome == JOURNAL_KNOWN)
		show_reply(s);
	else if (s->away)
		req_refuse(j->req);
	else
		show_ask(s);
}

static void show_look(struct show *s)
{
	s->looked = true;
	s->journaled.then = show_looked;
	journaled_ask(&s->journaled, false, show_run);
}

static void show_asked(void *arg, struct db_result *res)
{
	struct show *s = arg;
	struct req *r = s->journaled.req;

	s->away = db_is_away(res);
	if (s->looked || (!s->away && strcmp(res->sqlstate, "PK404") != 0) || !may_hold(r))
		return req_answered(r, res);
	if (s->away)
		req_db_problem(r, res);
	show_look(s);
}

void journaled_show_run(struct req *r)
{
	struct show *s = arena_alloc(r->http->arena, sizeof(*s));
	const char *code = bind_captured(r, "code");

	s->params = code ? bind_flow(r, r->route->query, NULL) : NULL;
	if (!s->params)
		return req_refuse(r);
	s->journaled.req = r;
	s->journaled.tenant_id = r->tenant_id;
	s->journaled.code = code;
	if (may_hold(r) && batch_away(r->context->batch))
		show_look(s);
	else
		show_ask(s);
}
