/* pakn doctor: looks for what is wrong with an installation, and says what to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/config.h"
#include "server/command_database.h"
#include "server/command_doctor.h"
#include "server/command_journal.h"
#include "server/commands.h"
#include "server/contact.h"

static const struct option_row rows[] = {
	{ "history", NULL, "also recompute the history of every province" },
	{ "checkpoint", "FILE",
		"with --history: compare it with the checkpoints of this file, too" },
	{ "keys", "FILE", "public keys that may have signed them, beside those of the settings" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "doctor",
	.arguments = "",
	.summary = "Checks the settings, the database and the province's data; says what to do "
		   "about each finding.",
	.rows = rows,
};

/* A check: a statement that answers one text, which is NULL where all is well. */
static const struct check {
	const char *name, *question, *advice;
	bool history; /* only with --history */
} checks[] = {
	{ "migrations",
		"select case when count(*) = 0 then 'none was applied' end from "
		"public.pakn_migration",
		"run: pakn migrate", false },
	{ "provinces", "select case when count(*) = 0 then 'there is none' end from pakn.tenant",
		"run: pakn tenant add CODE --name NAME, then pakn import", false },
	{ "default province",
		"select case when count(*) filter (where is_default) = 0 then 'no province is the "
		"default' end from pakn.tenant",
		"run: pakn tenant set CODE --default", false },
	{ "facts",
		"select string_agg(t.code || ' has no ' || f.noun, ', ' order by t.code, f.place) "
		"from pakn.tenant t, lateral (values "
		"(1, 'areas', exists (select from pakn.area a where a.tenant_id = t.tenant_id)), "
		"(2, 'agencies', exists (select from pakn.agency g where g.tenant_id = "
		"t.tenant_id)), "
		"(3, 'categories', exists (select from pakn.category c where c.tenant_id = "
		"t.tenant_id)), "
		"(4, 'rules', exists (select from pakn.routing_rule r where r.tenant_id = "
		"t.tenant_id))) f (place, noun, there) where not f.there",
		"run: pakn import with each of these, in this order", false },
	{ "receiving desk",
		"select string_agg(code, ', ') from pakn.tenant where desk_id is null and "
		"merged_into is null",
		"run: pakn tenant set CODE --desk AGENCY; without a desk no report can be taken",
		false },
	{ "deadlines",
		"select string_agg(distinct c.code, ', ') from pakn.category c where not exists "
		"(select from pakn.deadline d where d.tenant_id = c.tenant_id and d.class = "
		"c.deadline_class and d.stage = 'answer')",
		"these categories have a deadline class without an answer deadline", false },
	{ "calendar",
		"select string_agg(t.code, ', ') from pakn.tenant t where not exists (select from "
		"pakn.working_block b "
		"where b.tenant_id = t.tenant_id and b.calendar_id = t.office_calendar_id and "
		"b.ends_at > now() + interval '1 year')",
		"lay the calendar out further: select pakn.calendar_build(tenant, calendar, from, "
		"to)",
		false },
	{ "boundaries",
		"select case when count(*) > 0 then count(*) || ' communes have no boundary' end "
		"from pakn.area a "
		"where a.level = 'commune' and a.valid_to = 'infinity' and not exists "
		"(select from pakn.area_boundary b where b.tenant_id = a.tenant_id and b.area_id = "
		"a.area_id and b.valid_from <= current_date and current_date < b.valid_to)",
		"run: pakn import boundaries FILE; points there are out of area until then",
		false },
	{ "units",
		"select string_agg(t.code || ': ' || f.count || ' (' || f.first || ')', ', ' order "
		"by t.code) from pakn.tenant t, lateral (select count(*), min(c.unit || ' ' || "
		"(c.words->>'en')) as first from pakn.areas_checked(t.tenant_id) c) f where "
		"f.count > 0",
		"units that cannot be as they stand: correct them with pakn import areas", false },
	{ "successors",
		"select case when count(*) > 0 then count(*) || ' communes ended, and nothing "
		"tells what they became' end "
		"from pakn.area a "
		"where a.level = 'commune' and a.valid_to < 'infinity' and not exists "
		"(select from pakn.area_successor s where s.tenant_id = a.tenant_id and s.area_id "
		"= "
		"a.area_id)",
		"run: pakn import succession FILE", false },
	{ "illustrative boundaries",
		"select case when count(*) > 0 then count(*) || ' communes have illustrative "
		"boundaries' end "
		"from pakn.area_boundary where source = 'illustrative'",
		"good for trying only; run: pakn import boundaries FILE", false },
	{ "consent",
		"select string_agg(t.code, ', ') from pakn.tenant t where not exists (select from "
		"pakn.consent_text x where x.tenant_id = t.tenant_id and x.valid_from <= now())",
		"run: pakn identity consent", false },
	{ "plain senders",
		"select case when count(*) > 0 then count(*) || ' senders are not sealed' end from "
		"pakn.report_sender where coalesce(name, phone, email, on_behalf_of) is not null",
		"run: pakn identity reseal", false },
	{ "administrators",
		"select string_agg(t.code, ', ') from pakn.tenant t where t.merged_into is null "
		"and "
		"not exists (select from pakn.staff s where s.tenant_id = t.tenant_id and s.role = "
		"'admin' "
		"and s.active)",
		"run: pakn user add --role admin", false },
	{ "second factors",
		"select string_agg(t.code || ': ' || s.username, ', ' order by 1) from pakn.tenant "
		"t join pakn.staff s on s.tenant_id = t.tenant_id and s.active and s.role = "
		"'admin' where t.second_factor = 'required' and not exists (select from "
		"pakn.second_factor f where f.tenant_id = s.tenant_id and f.staff_id = s.staff_id "
		"and f.confirmed_at is not null)",
		"these administrators have no authenticator yet: let them sign in, or lock them",
		false },
	{ "accounts in use",
		"select string_agg(t.code || ': ' || s.username, ', ' order by 1) from pakn.staff "
		"s join pakn.tenant t using (tenant_id) where s.active and "
		"greatest(s.signed_in_at, s.created_at) < now() - interval '90 days'",
		"nobody has signed in with these for 90 days: pakn user lock", false },
	{ "keys in use",
		"select string_agg(t.code || ': ' || c.name, ', ' order by 1) from pakn.credential "
		"c join pakn.tenant t using (tenant_id) where c.kind = 'k' and c.revoked_at is "
		"null and c.expires_at = 'infinity' and c.seen_at < now() - interval '90 days'",
		"these never end, and nobody has used them for 90 days: pakn token revoke", false },
	{ "passwords alone",
		"select string_agg(x.said, ', ') from (select t.code || ' (' || t.second_factor || "
		"'): ' || count(*) || ' who should have one' as said "
		"from pakn.tenant t join pakn.staff s on s.tenant_id = t.tenant_id and s.active "
		"join pakn.role r on r.role = s.role and r.second_factor "
		"left join pakn.second_factor f on f.tenant_id = s.tenant_id and f.staff_id = "
		"s.staff_id "
		"where t.second_factor <> 'required' and f.confirmed_at is null "
		"group by t.code, t.second_factor order by t.code) x",
		"they sign in by password alone; when they are told: pakn tenant set CODE "
		"--second-factor required",
		false },
	{ "successions",
		"select string_agg(t.code || ': ' || a.code, ', ' order by 1) from "
		"pakn.agency_succession s join pakn.tenant t using (tenant_id) join pakn.agency a "
		"using (tenant_id, agency_id) where s.done_at is null and s.at < current_date",
		"their day has come: is the courier running? See its log", false },
	{ "mergers",
		"select string_agg(t.code, ', ' order by 1) from pakn.tenant_merge m join "
		"pakn.tenant t using (tenant_id) where m.done_at is null and m.at <= current_date",
		"run: pakn tenant merge, with the words of the first time", false },
	{ "one lead each",
		"select string_agg(x.said, ', ') from (select t.code || ': ' || count(*) || ' "
		"reports, ' || f.fault as said from pakn.tenant t, lateral "
		"pakn.lead_faults(t.tenant_id) f group by t.code, f.fault order by 1) x",
		"tell the developers: this may not happen", false },
	{ "sealing",
		"select case when min(e.at) < now() - interval '1 minute' then "
		"count(*) || ' events wait for their seal' end "
		"from pakn.event_unsealed join pakn.report_event e using (tenant_id, event_id) "
		"where not e.imported",
		"is the courier running? See its log", false },
	{ "escalations",
		"select string_agg(x.said, ', ') from (select t.code || ': ' || count(*) || ' "
		"cases wait for a step that has come' as said from pakn.tenant t join "
		"pakn.work_item w on w.tenant_id = t.tenant_id and w.part = 'lead' left join "
		"pakn.escalation e on e.tenant_id = w.tenant_id and e.report_id = w.report_id "
		"where coalesce(e.next_at, case when greatest(w.due_at, w.given_at + interval '1 "
		"hour') < now() then '-infinity'::timestamptz end) < now() - interval '15 minutes' "
		"group by t.code order by t.code) x",
		"nobody is told that they are overdue: is the courier running? See its log",
		false },
	{ "notices",
		"select string_agg(x.said, ', ') from (select t.code || ': ' || count(*) || ' have "
		"waited "
		"for more than an hour' as said from pakn.outbox o join pakn.tenant t using "
		"(tenant_id) "
		"join pakn.subscription w using (tenant_id, subscription_id) where o.state = "
		"'pending' "
		"and o.created_at < now() - interval '1 hour' and o.attempts = 0 and w.opened = 0 "
		"group by t.code order by t.code) x",
		"is the courier running, and notices_max above 0? See its log", false },
	{ "dead notices",
		"select string_agg(x.said, ', ') from (select t.code || ': ' || count(*) || ' (' "
		"|| "
		"min(o.error) || ')' as said from pakn.outbox o join pakn.tenant t using "
		"(tenant_id) "
		"join pakn.subscription w using (tenant_id, subscription_id) where o.state = "
		"'dead' "
		"and w.ended_at is null and o.done_at > now() - interval '7 days' group by t.code "
		"order by t.code) x",
		"nobody was told: GET /api/v1/admin/notices?state=dead says what and why; send "
		"them "
		"again there",
		false },
	{ "webhooks",
		"select string_agg(t.code || ': ' || w.name || case when w.ended_why = 'gone' then "
		"' is "
		"gone' else ' does not answer' end, ', ' order by t.code, w.name) from "
		"pakn.subscription w join pakn.tenant t using (tenant_id) where w.ended_why = "
		"'gone' "
		"or (w.ended_at is null and w.opened > 0)",
		"ask who runs them; a webhook that is gone: disable it, or enable it again",
		false },
	{ "figures",
		"select case when count(*) > 100000 then count(*) || ' changes wait to be folded' "
		"end from pakn.stat_delta",
		"is the courier running? See its log; figures are exact, but slow", false },
	{ "figures counted again", "select pakn.stat_sample()",
		"pakn stats rebuild --tenant CODE --check tells all that differs, and without "
		"--check puts it right",
		false },
	{ "frozen months",
		"select string_agg(t.code || ' ' || f.number || ' (' || f.fault || ')', ', ' order "
		"by "
		"t.code, f.number) from pakn.tenant t, lateral "
		"pakn.stats_snapshot_faults(t.tenant_id) f",
		"somebody changed what was frozen: keep the database as it is, and find out who; "
		"pakn stats verify says more",
		false },
	{ "partitions",
		"select case when count(*) > 0 then count(*) || ' reports lie in the rest "
		"partition' end from pakn.report_rest",
		"months were missing when they came; pakn.partition_ensure() could not make them",
		false },
	{ "erasures",
		"select case when count(*) > 0 then count(*) || ' are on record, but not in the "
		"history' end from pakn.erasure x where not exists (select from pakn.report_event "
		"e where e.tenant_id = x.tenant_id and e.event_id = x.event_id)",
		"somebody changed the history: keep the database as it is, and find out who",
		true },
};

/* Runs one check; tells whether all is well. */
static bool check_run(struct command_database *d, const struct check *c)
{
	struct db_rows *found = command_ask(d, c->question, 0, NULL);
	const char *finding = found && db_rows_count(found) ? db_rows_value(found, 0, 0) : NULL;
	bool well = found && !finding;

	if (well)
		printf("ok      %s\n", c->name);
	else if (finding)
		printf("FINDING %s: %s\n        %s\n", c->name, finding, c->advice);
	else
		printf("FAILED  %s\n        %s\n", c->name, c->advice);
	db_rows_free(found);
	return well;
}

/* Checks that the permanent keys are set: without them every restart mints other codes.
 * Tells how many are missing. */
static int keys_check(const struct options *o)
{
	static const struct {
		const char *name, *advice;
	} keys[] = {
		{ "code_key", "openssl rand -hex 32, then keep it for ever" },
		{ "secret_key", "openssl rand -hex 32, then keep it for ever" },
		{ "identity_keys", "echo 1:$(openssl rand -hex 32), and keep it apart from the "
				   "database" },
	};
	struct config *c = options_config(o);
	int missing = c ? 0 : 1;

	for (size_t i = 0; c && i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (*config_text(c, keys[i].name))
			continue;
		printf("FINDING %s is not set\n        %s\n", keys[i].name, keys[i].advice);
		missing++;
	}
	if (c && *config_text(c, "checkpoint_file") && !*config_text(c, "checkpoint_keys")) {
		puts("FINDING checkpoint_keys is not set\n        without it nothing is written to "
		     "checkpoint_file: echo 1:$(openssl rand -hex 32)");
		missing++;
	}
	if (!missing)
		puts("ok      settings");
	config_free(c);
	return missing;
}

/* Counts the parts of a sender that the keys do not open. */
static int parts_closed(const struct contact_keys *k, const struct db_rows *sample, int row)
{
	struct contact_of of = { atoi(db_rows_value(sample, row, 0)),
		db_rows_value(sample, row, 1) };
	struct arena *a = arena_new();
	const char *text;
	int closed = 0;

	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
		closed += !contact_open(k, a, of, p, db_rows_value(sample, row, 2 + (int)p), &text);
	arena_free(a);
	return closed;
}

/* Tries the keys on the oldest and the newest senders; tells whether all is well. */
static bool seals_check(const struct options *o, struct command_database *d)
{
	struct config *c = options_config(o);
	struct contact_keys *k = c ? contact_keys_new(c) : NULL;
	struct db_rows *sample = command_ask(d,
		"select tenant_id, report_id, name_sealed, phone_sealed, email_sealed, "
		"on_behalf_of_sealed from pakn.identity_sample(50)",
		0, NULL);
	int closed = 0;

	for (int i = 0; k && sample && i < db_rows_count(sample); i++)
		closed += parts_closed(k, sample, i);
	if (closed)
		printf("FINDING seals: %d do not open with identity_keys\n        put the keys "
		       "back "
		       "that sealed them; without them, who reported is lost\n",
			closed);
	else if (k && sample)
		puts("ok      seals");
	db_rows_free(sample);
	contact_keys_free(k);
	config_free(c);
	return !closed && sample;
}

int command_doctor(int argc, char **argv)
{
	struct options o;
	struct command_database d;
	int findings = 0, exit_code;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (o.first < argc)
		return options_misuse(&o, "does not know what to do with %s", argv[o.first]);
	if (options_value(&o, "checkpoint") && !options_value(&o, "history"))
		return options_misuse(&o, "needs --history with --checkpoint");
	findings += keys_check(&o);
	findings += command_journal_check(&o);
	findings += doctor_store(&o);
	if (!command_database_open(&d, &o, &exit_code))
		return exit_code;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (!checks[i].history || options_value(&o, "history"))
			findings += !check_run(&d, &checks[i]);
	if (options_value(&o, "history"))
		findings += doctor_history(&o, &d);
	findings += !seals_check(&o, &d);
	findings += doctor_files(&o, &d);
	command_database_close(&d);
	printf("%d finding%s.\n", findings, findings == 1 ? "" : "s");
	return findings ? COMMAND_FAILED : COMMAND_DONE;
}
