/* pakn replay: sends a file of reports as phone apps would. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/commands.h"
#include "server/options.h"
#include "server/replay_run.h"

#define KEY_MAX 200

static const struct option_row rows[] = {
	{ "url", "URL", "the service, such as http://127.0.0.1:8080" },
	{ "key", "API_KEY", "sends as the app with this key; default: as anybody" },
	{ "key-file", "FILE", "the same from a file: others on the machine see arguments" },
	{ "connections", "N", "at the same time; default: 8" },
	{ "rate", "N/s", "reports a second at the most; default: as fast as they are answered" },
	{ "tries", "N", "of one report before it is given up; default: 8" },
	{ "timeout", "SECONDS", "of one try; default: 60" },
	{ "seed", "TEXT", "what the idempotency keys come from; default: the file's SHA-256" },
	{ "codes", "FILE", "write line number, tracking code and secret (TSV, mode 0600)" },
	{ 0 },
};
static const struct usage usage = {
	.command = "replay",
	.arguments = "FILE",
	.summary =
		"Sends a file of reports through the REST interface, and again what failed for a "
		"moment.\n"
		"FILE is JSON lines, each a body of POST /api/v1/reports, or TSV with a header of "
		"column names:\n"
		"category kind description lat lon address area_code observed_at name phone email "
		"allow_call consent publish anonymous.\n"
		"A line of JSON may have \"work\": [{\"action\": \"accept\", \"at\": TIME, \"as\": "
		"\"staff\"}, ...]: what\n"
		"staff did with the report, which is sent after it in this order; --key is then an "
		"importer's.\n"
		"The idempotency key of a line comes from the seed and its number: the same file "
		"once more stores\n"
		"nothing twice.  Exit code 0: all is stored; 1: some were refused or given up.",
	.rows = rows,
};

/* Reads a whole number of an option within bounds; false where it is none. */
static bool number_read(const struct options *o, const char *name, int most, int *number)
{
	const char *text = options_value(o, name);
	char *end;
	long value;

	if (!text)
		return true;
	errno = 0;
	value = strtol(text, &end, 10);
	if (*text && !*end && !errno && value >= 1 && value <= most) {
		*number = (int)value;
		return true;
	}
	options_misuse(o, "--%s is a whole number from 1 to %d", name, most);
	return false;
}

/* Reads --rate: 50 or 50/s. */
static bool rate_read(const struct options *o, double *rate)
{
	const char *text = options_value(o, "rate");
	char *end;

	if (!text)
		return true;
	*rate = strtod(text, &end);
	if (end != text && (!*end || !strcmp(end, "/s")) && *rate >= 0.001 && *rate <= 1e6)
		return true;
	options_misuse(o, "--rate is a number of reports a second, such as 50/s");
	return false;
}

/* Reads the key from its option or its file; false where it cannot be one. */
static bool key_read(const struct options *o, char key[KEY_MAX], struct replay_options *run)
{
	const char *given = options_value(o, "key"), *path = options_value(o, "key-file");
	FILE *f;

	if (!given && !path)
		return true;
	if (given) {
		if (snprintf(key, KEY_MAX, "%s", given) >= KEY_MAX)
			*key = '\0';
	} else {
		f = fopen(path, "re");
		if (!f || !fgets(key, KEY_MAX, f))
			*key = '\0';
		if (f)
			fclose(f);
		key[strcspn(key, "\r\n")] = '\0';
	}
	run->key = key;
	/* What else a header could be made to say is none of a key's business. */
	if (*key && strspn(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				"-._~+/=") == strlen(key))
		return true;
	options_misuse(o, "the API key is none, or its file cannot be read");
	return false;
}

/* Checks what was given; false: what is wrong has been said. */
static bool arguments_read(
	const struct options *o, int argc, char key[KEY_MAX], struct replay_options *run)
{
	if (o->first != argc - 1 || !options_value(o, "url")) {
		options_misuse(o, "needs: FILE and --url");
		return false;
	}
	run->url = options_value(o, "url");
	run->seed = options_value(o, "seed");
	if (strncmp(run->url, "http://", 7) && strncmp(run->url, "https://", 8)) {
		options_misuse(o, "--url begins with http:// or https://");
		return false;
	}
	return number_read(o, "connections", 256, &run->connections) &&
	       number_read(o, "tries", 100, &run->tries) &&
	       number_read(o, "timeout", 3600, &run->timeout) && rate_read(o, &run->rate) &&
	       key_read(o, key, run);
}

/* Opens the file of codes, readable by its owner only; false where that cannot be. */
static bool codes_open(const struct options *o, struct replay_options *run)
{
	const char *path = options_value(o, "codes");
	int fd;

	if (!path)
		return true;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	/* Before it is emptied: an older file may have been open to others. */
	if (fd >= 0 && fchmod(fd, 0600) == 0 && ftruncate(fd, 0) == 0)
		run->codes = fdopen(fd, "w");
	if (run->codes)
		return true;
	fprintf(stderr, "pakn replay: cannot write %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

/* Closes the file of codes; false where not all of it was written. */
static bool codes_close(const struct options *o, struct replay_options *run)
{
	bool good;

	if (!run->codes)
		return true;
	good = !ferror(run->codes);
	good = fclose(run->codes) == 0 && good;
	if (!good)
		fprintf(stderr, "pakn replay: cannot write %s\n", options_value(o, "codes"));
	return good;
}

/* Sends the file and says what became of it. */
static int file_send(const struct options *o, struct replay_file *file, struct replay_options *run)
{
	struct replay_tally tally;
	struct str stopped = { 0 };
	bool good;

	if (!codes_open(o, run))
		return COMMAND_MISUSED;
	replay_tally_begin(&tally);
	good = replay_run(file, run, &tally, &stopped);
	replay_tally_print(&tally, stdout);
	if (!good)
		fprintf(stderr,
			"pakn replay: stopped: %s\nWhat is missing is sent by the same command.\n",
			stopped.data);
	good = replay_tally_is_good(&tally) && good;
	good = codes_close(o, run) && good;
	replay_tally_end(&tally);
	str_free(&stopped);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}

int command_replay(int argc, char **argv)
{
	struct replay_options run = { .connections = 8, .tries = 8, .timeout = 60 };
	struct replay_file file;
	struct str error = { 0 };
	struct options o;
	char key[KEY_MAX] = "";
	int exit_code = COMMAND_MISUSED;

	if (!options_read(&o, &usage, argc, argv))
		return o.exit_code;
	if (!arguments_read(&o, argc, key, &run))
		return COMMAND_MISUSED;
	if (replay_file_open(&file, argv[o.first], &error)) {
		exit_code = file_send(&o, &file, &run);
		replay_file_close(&file);
	} else {
		fprintf(stderr, "pakn replay: %s\n", error.data);
	}
	str_free(&error);
	return exit_code;
}
