#include "server/command_database.h"

#include <stdio.h>

#include "common/config.h"
#include "common/utf8.h"
#include "server/commands.h"

bool command_database_open(struct command_database *d, const struct options *o, int *exit_code)
{
	const char *conninfo = options_value(o, "database");
	char name[32]; /* acts are noted by it (admin_act_note) */
	struct config *c = NULL;

	*d = (struct command_database){ 0 };
	*exit_code = COMMAND_MISUSED;
	if (!conninfo) {
		c = options_config(o);
		if (!c)
			return false;
		conninfo = config_text(c, "database");
	}
	snprintf(name, sizeof(name), "pakn %s", o->usage->command);
	d->sync = db_sync_open(conninfo, name, &d->error);
	config_free(c);
	if (d->sync)
		return true;
	fprintf(stderr, "pakn: %s\n", d->error.data);
	str_free(&d->error);
	*exit_code = COMMAND_FAILED;
	return false;
}

void command_database_close(struct command_database *d)
{
	db_sync_close(d->sync);
	str_free(&d->error);
}

/* What the database refuses, as sentences. */
static const struct {
	const char *code, *sentence;
} refusals[] = {
	{ "unknown_tenant", "there is no such province: see pakn tenant list" },
	{ "unknown_desk",
		"there is no agency of that code in this province that goes on (--desk)" },
	{ "tenant_taken", "there is a province of that code already; pakn tenant set changes it" },
	{ "number_taken", "another province has that number (--number)" },
	{ "host_taken", "another province has one of these host names (--host)" },
	{ "no_desk", "the province has no receiving desk: pakn tenant set CODE --desk AGENCY" },
	{ "not_a_day", "--counted-from is a day as 2026-01-01, or none" },
	{ "not_kinds", "--files-for is a list of site, procedure, business; or none" },
	{ "not_a_limit", "--handovers is a whole number from 1 to 100" },
	{ "not_flags", "--flags-remove is a whole number from 1 to 1000, or none" },
	{ "not_a_cutoff", "--cutoff-day is 1 to 28, --cutoff-hour 0 to 23" },
	{ "not_minutes", "--accept-minutes is a whole number from 1 to 999999, or none" },
	{ "not_days", "days are a whole number from 1 to 99999, or none" },
	{ "tenant_second_factor_check", "--second-factor is off, offered or required" },
	{ "tenant_code_check",
		"a province's code has 2 to 31 of a-z and 0-9 and begins with a letter" },
	{ "unknown_agency", "there is no agency of that code in this province (--agency)" },
	{ "unknown_successor", "there is no successor of that code in this province" },
	{ "same_successor", "an agency is succeeded by another one" },
	{ "succession_circle", "the successor is itself succeeded by that agency, near or far" },
	{ "not_there_then", "the successor does not exist on that day, or has ended since" },
	{ "before_it_began", "--at is before the agency began" },
	{ "not_a_head", "--head is an account of the role head of one of the two agencies" },
	{ "invalid input syntax for type date", "--at is a day as 2026-03-01" },
	{ "date/time field value out of range", "--at is a day as 2026-03-01" },
	{ "succeeded_already",
		"this agency is succeeded by another, or from another day: see pakn agency "
		"successions" },
	{ "succession_begun", "that succession has begun and cannot be taken back" },
	{ "tenant_merged", "this province became part of another: see pakn tenant list" },
	{ "same_tenant", "a province becomes part of another one" },
	{ "merges_itself", "one of the two provinces is being merged with a third, or was" },
	{ "merged_already", "that province became part of another one already" },
	{ "rules_changed", "rules were changed meanwhile: put them right first" },
	{ "unknown_role", "there is no such role (--role): citizen_app, operator, dispatcher, "
			  "staff, head, supervisor, admin, group, importer" },
	{ "unknown_channel", "there is no such channel (--channel): app, web, sms, open311" },
	{ "no_role_of_keys", "a key's role (--role) is citizen_app or importer" },
	{ "importers_alone_have_dates",
		"an importer's key needs --dates-from, and no other has it" },
	{ "dates_from_out_of_bounds",
		"--dates-from lies in the last twenty years, and not in the future" },
	{ "unknown_scope",
		"there is no such scope (--scopes): reports:write, cases:read, cases:write, "
		"stats:read" },
	{ "unknown_area", "a feature's property \"code\" is no unit of this province at that time; "
			  "nothing was "
			  "imported" },
	{ "\"taken_then\"",
		"a unit has another outline in some of that time (valid_from, valid_to); "
		"nothing was imported" },
	{ "\"not_after_valid_from\"",
		"the valid_to of a feature is not after its valid_from; nothing was imported" },
	{ "not_a_polygon", "a feature is no Polygon or MultiPolygon; nothing was imported" },
	{ "month_not_over", "--period is a month that is over by the province's cut-off" },
	{ "not_a_month", "--period is a month, such as 2026-10" },
	{ "\"unknown_group\"",
		"--group-by is agency, successor, level, area, category, channel, kind, urgency, "
		"hour, day, week, month, quarter or year" },
	{ "\"not_kept_together\"",
		"--group-by: these two are not kept together; ask for one, or one and a time" },
	{ "\"received_only\"", "--areas-at and --areas-level are for --basis received" },
	{ "area_twice", "two features have the same \"code\" and time; nothing was imported" },
	{ "agency_circle", "parent_code: the parents of some agencies lead back to themselves" },
	{ "unknown_gateway_channel", "there is no such channel (--channel): app, web, sms, zalo, "
				     "open311, hotline, desk, paper, email" },
	{ "unknown_gateway", "there is no gateway of that name (--name)" },
	{ "gateway_taken", "there is a gateway of that name already; pakn gateway rotate gives it "
			   "another secret" },
	{ "secret_used", "the gateway has, or had, this secret already" },
	{ "unknown_provider", "there is no sign-on service of that code for staff (--provider)" },
	{ "unknown_account", "there is no account of that name (--username)" },
	{ "oidc_provider_provider_check",
		"the code of a service is 1 to 40 of a-z, 0-9 and hyphens, first a letter "
		"(--provider)" },
	{ "oidc_provider_audience_check", "--audience is staff or citizen" },
	{ "oidc_provider_issuer_check",
		"--issuer is an address that begins with https:// and has no ? and no #" },
	{ "oidc_provider_redirect_uri_check",
		"--url is an address that begins with https:// and has no ? and no #" },
	{ "oidc_provider_client_id_check", "--client-id is 1 to 255 visible ASCII characters" },
	{ "oidc_provider_scopes_check", "--scopes are words of ASCII with openid among them" },
	{ "not_a_zone", "a feature has no \"code\" or no \"name\"; nothing was imported" },
	{ "zone_twice", "two features have the same \"code\"; nothing was imported" },
	{ "zones_tie",
		"rules for zones that meet could decide one report, and neither is more specific: "
		"give them different priorities; nothing was imported" },
	{ "later_version_waits",
		"a version of the rules waits that takes effect later: withdraw it, or save for "
		"its time or later; nothing was imported" },
	{ "in_the_past", "--effective-at may not lie in the past; nothing was imported" },
	{ "no_features", "the file is no GeoJSON FeatureCollection with features" },
	{ "staff_username_check",
		"a user name has 2 to 64 of a-z, 0-9, dot, hyphen and underscore" },
};

void command_refused(const struct command_database *d)
{
	const char *error = d->error.data;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (strstr(error, refusals[i].code)) {
			fprintf(stderr, "pakn: %s\n", refusals[i].sentence);
			return;
		}
	}
	fprintf(stderr, "pakn: %s\n", error);
}

struct db_rows *command_ask(
	struct command_database *d, const char *text, int count, const char *const *values)
{
	struct db_rows *rows = db_sync_ask(d->sync, text, count, values, &d->error);

	if (!rows)
		command_refused(d);
	return rows;
}

/* Tells how many columns of the screen a column of the table takes. */
static int column_width(const struct db_rows *rows, int column, const char *heading)
{
	size_t width = utf8_length(heading, strlen(heading));

	for (int i = 0; i < db_rows_count(rows); i++) {
		const char *value = db_rows_value(rows, i, column);
		size_t len = value ? utf8_length(value, strlen(value)) : 1;

		width = len > width ? len : width;
	}
	return (int)width;
}

static void cell_print(const char *value, int width, bool last)
{
	const char *text = value ? value : "—";
	int pad = last ? 0 : width - (int)utf8_length(text, strlen(text)) + 2;

	printf("%s%*s", text, pad, "");
}

void command_table(const struct db_rows *rows, int columns, const char *const *headings)
{
	int widths[32];

	for (int c = 0; c < columns; c++)
		widths[c] = column_width(rows, c, headings[c]);
	for (int i = -1; i < db_rows_count(rows); i++) {
		for (int c = 0; c < columns; c++)
			cell_print(i < 0 ? headings[c] : db_rows_value(rows, i, c), widths[c],
				c == columns - 1);
		putchar('\n');
	}
}

int command_list(struct command_database *d, const char *text, int count, const char *const *values,
	int columns, const char *const *headings)
{
	struct db_rows *list = command_ask(d, text, count, values);

	if (!list)
		return COMMAND_FAILED;
	command_table(list, columns, headings);
	db_rows_free(list);
	return COMMAND_DONE;
}

int command_verbs(const struct usage *u, const struct command_verb *verbs, int argc, char **argv)
{
	struct options o;
	struct command_database d;
	int exit_code;

	if (!options_read(&o, u, argc, argv))
		return o.exit_code;
	for (const struct command_verb *v = verbs; v->name; v++) {
		if (*v->name ? o.first >= argc || strcmp(argv[o.first], v->name) ||
					o.first + 1 + v->named != argc
			     : o.first < argc)
			continue;
		if (!command_database_open(&d, &o, &exit_code))
			return exit_code;
		exit_code = v->run(&o, &d);
		command_database_close(&d);
		return exit_code;
	}
	return options_misuse(&o, "needs one of: %s", u->arguments);
}
