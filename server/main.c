/* pakn: reads the command and runs it. */
#include <stdio.h>
#include <string.h>

#include "common/nearest.h"
#include "server/commands.h"

static const struct command commands[] = {
	{ "serve", "run the daemon", command_serve },
	{ "migrate", "bring the database to the schema of this binary", command_migrate },
	{ "tenant", "provinces: add, list, change", command_tenant },
	{ "agency", "agencies that end, and who goes on with their work", command_agency },
	{ "import", "take facts, or an old system's reports, from a file", command_import },
	{ "user", "accounts of staff", command_user },
	{ "token", "API keys of apps", command_token },
	{ "gateway", "bridges to other systems, which sign what they send", command_gateway },
	{ "oidc", "sign-on services of provinces", command_oidc },
	{ "identity", "who reported: seal it by a new key, keep it for so long", command_identity },
	{ "rules", "look at rules before they decide", command_rules },
	{ "stats", "resolution rates", command_stats },
	{ "replay", "send a file of reports as phone apps would", command_replay },
	{ "journal", "reports that this host keeps while the database is away", command_journal },
	{ "checkpoint", "how far the history goes, signed, to be kept elsewhere",
		command_checkpoint },
	{ "doctor", "find what is wrong with an installation", command_doctor },
	{ "config", "show or check the settings, or print their reference", command_config },
	{ "version", "show the version of PAKN and of its libraries", command_version },
};
#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void help_print(FILE *out)
{
	fputs("Usage: pakn COMMAND [options]\n\nCommands:\n", out);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\npakn COMMAND --help tells more about each.\n", out);
}

static const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static int command_unknown(const char *name)
{
	struct nearest near = { 0 };

	for (size_t i = 0; i < COMMAND_COUNT; i++)
		nearest_consider(&near, name, commands[i].name);
	if (near.name)
		fprintf(stderr, "pakn: unknown command %s; did you mean %s?\n", name, near.name);
	else
		fprintf(stderr, "pakn: unknown command %s\n", name);
	fputs("See: pakn --help\n", stderr);
	return COMMAND_MISUSED;
}

/* Ends with failure where output could not be written: a full disk is no success. */
static int output_end(int exit_code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return exit_code;
	fprintf(stderr, "pakn: cannot write: %m\n");
	return exit_code == COMMAND_DONE ? COMMAND_FAILED : exit_code;
}

int main(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		help_print(stderr);
		return COMMAND_MISUSED;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		help_print(stdout);
		return output_end(COMMAND_DONE);
	}
	command = command_find(!strcmp(argv[1], "--version") ? "version" : argv[1]);
	if (!command)
		return command_unknown(argv[1]);
	return output_end(command->run(argc - 1, argv + 1));
}
