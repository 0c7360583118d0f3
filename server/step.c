#include "server/step.h"

#include "common/fatal.h"
#include "common/log.h"
#include "server/counters.h"

#define AWAY_MS 2000 /* until a database that failed is asked again */

void step_init(struct step *s, struct event_base *base, event_callback_fn start)
{
	if (s->query->param_count > STEP_PARAMS_MAX)
		fatal("a step's statement takes too many parameters");
	s->timer = fatal_if_null(evtimer_new(base, start, s));
}

void step_free(struct step *s)
{
	event_free(s->timer);
}

void step_wait(struct step *s, int ms)
{
	struct timeval wait = { ms / 1000, ms % 1000 * 1000 };

	event_add(s->timer, &wait);
}

void step_now(struct step *s)
{
	event_active(s->timer, EV_TIMEOUT, 0);
}

void step_call(struct step *s)
{
	s->running = true;
	db_call(s->db, DB_COURIER, s->query, s->params, s->done, s);
}

bool step_ended(struct step *s, const struct db_result *res)
{
	s->running = false;
	counters_add(COUNTER_chore_runs, 1);
	if (res->outcome == DB_OK)
		return true;
	counters_add(COUNTER_chore_failures, 1);
	if (res->outcome == DB_ERROR)
		log_warning("chore_failed", "chore=%s code=%s reason=%s", s->query->name,
			res->sqlstate, db_result_loggable(res));
	step_wait(s, AWAY_MS);
	return false;
}
