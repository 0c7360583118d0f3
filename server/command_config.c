/* pakn config, pakn version: what is set, what can be set, what this is. */
#include <event2/event.h>
#include <openssl/crypto.h>
#include <stdio.h>

#include "common/config.h"
#include "server/commands.h"
#include "server/db.h"
#include "server/options.h"
#include "server/version.h"

static const struct option_row config_rows[] = {
	{ "print-config", NULL, "every setting with its value and where it came from" },
	{ "reference", NULL, "the reference page of all settings (Markdown)" },
	{ 0 },
};

static const struct usage config_usage = {
	.command = "config",
	.arguments = "",
	.summary = "Checks the settings; says what is wrong, or prints them without secrets.",
	.rows = config_rows,
};

int command_config(int argc, char **argv)
{
	struct options o;
	struct config *c;

	if (!options_read(&o, &config_usage, argc, argv))
		return o.exit_code;
	if (o.first < argc)
		return options_misuse(&o, "does not know what to do with %s", argv[o.first]);
	if (options_value(&o, "reference")) {
		config_reference(stdout);
		return COMMAND_DONE;
	}
	c = options_config(&o);
	if (!c)
		return COMMAND_MISUSED;
	if (options_value(&o, "print-config"))
		config_print(c, stdout);
	else
		puts("The settings are good.");
	config_free(c);
	return COMMAND_DONE;
}

static const struct option_row version_rows[] = { { 0 } };

static const struct usage version_usage = {
	.command = "version",
	.arguments = "",
	.summary = "Shows the version of PAKN and of the libraries it runs on.",
	.rows = version_rows,
};

int command_version(int argc, char **argv)
{
	struct options o;
	int pq = PQlibVersion();

	if (!options_read(&o, &version_usage, argc, argv))
		return o.exit_code;
	if (o.first < argc)
		return options_misuse(&o, "does not know what to do with %s", argv[o.first]);
	printf("pakn %s\nlibevent %s\nlibpq %d.%d\n%s\n", PAKN_VERSION, event_get_version(),
		pq / 10000, pq % 10000, OpenSSL_version(OPENSSL_VERSION));
	return COMMAND_DONE;
}
