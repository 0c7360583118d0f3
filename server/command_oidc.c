/* pakn oidc: sign-on services of provinces. */
#include <stdio.h>

#include "server/command_database.h"
#include "server/commands.h"

static const struct option_row rows[] = {
	{ "tenant", "CODE", "the province, such as bacninh" },
	{ "provider", "CODE", "the service, as it stands in addresses: a-z, 0-9 and hyphens" },
	{ "issuer", "URL", "its issuer identifier, exactly as it names itself" },
	{ "client-id", "ID", "how this service is registered there" },
	{ "url", "URL", "where people reach PAKN, such as https://phananh.example.vn" },
	{ "audience", "WHO", "staff or citizen; default: staff" },
	{ "account-claim", "NAME",
		"claim that is trusted to be the user name here at somebody's first sign-in; "
		"without it accounts are linked by hand" },
	{ "scopes", "LIST", "what is asked for, separated by spaces; default: openid profile" },
	{ "name-vi", "TEXT", "what people read" },
	{ "name-en", "TEXT", "the same in English" },
	{ "username", "NAME", "link, unlink: the account here" },
	{ "subject", "ID", "link: what the service calls its owner (sub)" },
	COMMAND_DATABASE_ROW,
	{ 0 },
};
static const struct usage usage = {
	.command = "oidc",
	.arguments = "add | list | remove | link | unlink",
	.summary = "Lets people sign in through a service that the province has (OpenID Connect); "
		   "its client secret is a line\nof the file of the setting oidc_secrets.",
	.rows = rows,
};

/* Tells an option's argument, or what stands for it. */
static const char *value_or(const struct options *o, const char *name, const char *without)
{
	const char *value = options_value(o, name);

	return value ? value : without;
}

static int oidc_add(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "provider"),
		value_or(o, "audience", "staff"), options_value(o, "issuer"),
		options_value(o, "client-id"), options_value(o, "url"),
		value_or(o, "scopes", "openid profile"), options_value(o, "account-claim"),
		options_value(o, "name-vi"), options_value(o, "name-en") };
	struct db_rows *added;

	if (!values[0] || !values[1] || !values[3] || !values[4] || !values[5])
		return options_misuse(
			o, "add needs --tenant, --provider, --issuer, --client-id and --url");
	added = command_ask(d,
		"select pakn.oidc_provider_set($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", 10,
		values);
	if (!added)
		return COMMAND_FAILED;
	printf("Redirect URI to register there: %s\nLine of the file of oidc_secrets: %s/%s "
	       "SECRET\n",
		db_rows_value(added, 0, 0), values[0], values[1]);
	db_rows_free(added);
	return COMMAND_DONE;
}

static int oidc_list(const struct options *o, struct command_database *d)
{
	static const char *const headings[] = { "code", "for", "issuer", "client", "account claim",
		"linked", "open" };
	const char *tenant = options_value(o, "tenant");

	if (!tenant)
		return options_misuse(o, "list needs --tenant");
	return command_list(d,
		"select p.provider, p.audience, p.issuer, p.client_id, p.account_claim, "
		"(select count(*) from pakn.oidc_link l where l.tenant_id = p.tenant_id and "
		"l.issuer = p.issuer), case when p.active then 'yes' else 'no' end "
		"from pakn.oidc_provider p where p.tenant_id = pakn.tenant_named($1) order by 1",
		1, &tenant, 7, headings);
}

static int oidc_remove(const struct options *o, struct command_database *d)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "provider") };
	struct db_rows *removed;
	const char *ended;

	if (!values[0] || !values[1])
		return options_misuse(o, "remove needs --tenant and --provider");
	removed = command_ask(d, "select pakn.oidc_provider_remove($1, $2)", 2, values);
	if (!removed)
		return COMMAND_FAILED;
	ended = db_rows_value(removed, 0, 0);
	if (ended)
		printf("%s is closed; %s of its sessions ended at once.\n", values[1], ended);
	else
		fprintf(stderr, "pakn: there is no open sign-on service %s\n", values[1]);
	db_rows_free(removed);
	return ended ? COMMAND_DONE : COMMAND_FAILED;
}

/* Says whose account somebody has; subject NULL: nobody's any more. */
static int link_set(
	const struct options *o, struct command_database *d, const char *subject, const char *said)
{
	const char *values[] = { options_value(o, "tenant"), options_value(o, "provider"),
		options_value(o, "username"), subject };
	struct db_rows *set =
		command_ask(d, "select pakn.oidc_link_set($1, $2, $3, $4)", 4, values);

	if (!set)
		return COMMAND_FAILED;
	db_rows_free(set);
	printf("%s %s %s.\n", values[2], said, values[1]);
	return COMMAND_DONE;
}

static int oidc_link(const struct options *o, struct command_database *d)
{
	if (!options_value(o, "tenant") || !options_value(o, "provider") ||
		!options_value(o, "username") || !options_value(o, "subject"))
		return options_misuse(
			o, "link needs --tenant, --provider, --username and --subject");
	return link_set(o, d, options_value(o, "subject"), "is linked to a person at");
}

static int oidc_unlink(const struct options *o, struct command_database *d)
{
	if (!options_value(o, "tenant") || !options_value(o, "provider") ||
		!options_value(o, "username"))
		return options_misuse(o, "unlink needs --tenant, --provider and --username");
	return link_set(o, d, NULL, "is nobody's any more at");
}

static const struct command_verb verbs[] = { { "add", oidc_add, 0 }, { "list", oidc_list, 0 },
	{ "remove", oidc_remove, 0 }, { "link", oidc_link, 0 }, { "unlink", oidc_unlink, 0 },
	{ 0 } };

int command_oidc(int argc, char **argv)
{
	return command_verbs(&usage, verbs, argc, argv);
}
