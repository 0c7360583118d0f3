/* pakn serve: the daemon. */
#include "common/config.h"
#include "server/commands.h"
#include "server/master.h"
#include "server/options.h"

static const struct option_row rows[] = { { 0 } };

static const struct usage usage = {
	.command = "serve",
	.arguments = "",
	.summary = "Runs the daemon in the foreground until SIGTERM; SIGHUP reloads live settings.",
	.rows = rows,
};

/* Checks what a daemon needs and other commands do not. */
static bool config_complete(const struct config *c)
{
	static const struct {
		const char *name, *prefix;
	} keys[] = { { "code_key", "" }, { "secret_key", "" }, { "identity_keys", "1:" } };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!*config_text(c, keys[i].name)) {
			fprintf(stderr,
				"pakn serve: %s is not set; make one: echo %s$(openssl rand -hex "
				"32)\n",
				keys[i].name, keys[i].prefix);
			return false;
		}
	return true;
}

int command_serve(int argc, char **argv)
{
	struct options o;
	struct config *c;
	int exit_code;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (o.first < argc)
		return options_misuse(&o, "does not know what to do with %s", argv[o.first]);
	c = options_config(&o);
	if (!c)
		return COMMAND_MISUSED;
	exit_code = config_complete(c) ? master_run(c, options_config_path(&o)) : COMMAND_MISUSED;
	config_free(c);
	return exit_code;
}
