/* Settings: the file, the environment, files of secrets, credentials, and what each refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config.h"
#include "common/config_table.h"

#define KEY_A "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define KEY_B "ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static char folder[] = "/tmp/pakn-config-XXXXXX";

/* Writes a file into the folder of this test; the path is good until the next call. */
static const char *file_make(const char *name, const char *text, size_t len)
{
	static char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, len, f), len);
	fclose(f);
	return path;
}

/* Loads a text as the file. */
static struct config *load(const char *text, struct str *error)
{
	return config_load(text ? file_make("pakn.conf", text, strlen(text)) : NULL, error);
}

static void starts_with_the_defaults(void **state)
{
	struct str error = { 0 };
	struct config *c = load(NULL, &error);

	(void)state;
	assert_non_null(c);
	assert_string_equal(config_text(c, "listen"), "127.0.0.1:8080");
	assert_string_equal(config_text(c, "database"), "");
	assert_int_equal(config_int(c, "db_queue_max"), 2000);
	assert_true(config_bool(c, "access_log"));
	config_free(c);
	str_free(&error);
}

static void every_default_passes_its_own_check(void **state)
{
	struct str error = { 0 };

	(void)state;
	for (size_t i = 0; i < setting_count; i++) {
		const struct setting *s = &settings[i];

		if (*s->fallback && !setting_check(s, s->fallback, &error))
			fail_msg("%s", error.data);
		assert_ptr_equal(setting_find(s->name), s);
	}
	str_free(&error);
}

static void takes_values_from_a_file(void **state)
{
	static const char text[] = "\xef\xbb\xbf# comment\n; another\n\n"
				   "  listen = *:80, [::1]:8443 127.0.0.1:0\r\n"
				   "database: host=db password=a;b#c = d \n"
				   "workers=64\naccess_log = off\nlang = en\n"
				   "idle_ms =\ncode_key = " KEY_A;
	struct str error = { 0 };
	struct config *c = load(text, &error);

	(void)state;
	if (!c)
		fail_msg("%s", error.data);
	assert_string_equal(config_text(c, "listen"), "*:80, [::1]:8443 127.0.0.1:0");
	assert_string_equal(config_text(c, "database"), "host=db password=a;b#c = d");
	assert_int_equal(config_int(c, "workers"), 64);
	assert_int_equal(config_int(c, "idle_ms"), 60000);
	assert_false(config_bool(c, "access_log"));
	assert_string_equal(config_text(c, "code_key"), KEY_A);
	config_free(c);
	str_free(&error);
}

static void says_what_is_wrong_with_a_file(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "workers = 65", ":1: workers must be a whole number from 0 to 64" },
		{ "\nworkers = -1", ":2: workers must be a whole number" },
		{ "workers = 1x", ":1: workers must be" },
		{ "workers = 0x10", ":1: workers must be" },
		{ "workers = 99999999999999999999", ":1: workers must be" },
		{ "lang = fr", "lang must be one of vi, en" },
		{ "access_log = ja", "access_log must be yes or no" },
		{ "code_key = abc", "code_key must be 64 hexadecimal digits" },
		{ "code_key = " KEY_A "00", "code_key must be 64 hexadecimal digits" },
		{ "identity_keys = " KEY_A, "identity_keys must be keys such as 2:HEX,1:HEX" },
		{ "identity_keys = 1:" KEY_A ",1:" KEY_B, "identity_keys must be keys" },
		{ "listen = 8080", "listen must be addresses" },
		{ "listen = 127.0.0.1:65536", "listen must be addresses" },
		{ "listen = localhost:80", "listen must be addresses" },
		{ "listen = 127.0.0.1:80,[::1:80", "listen must be addresses" },
		{ "listen = ,", "listen must be addresses" },
		{ "tls_key = key.pem", "tls_key must be an absolute path" },
		{ "user = a\tb\x01", "user must be UTF-8 without control characters" },
		{ "user = a\xff", "user must be UTF-8" },
		{ "lisen = 127.0.0.1:80", "lisen is not a setting; did you mean listen?" },
		{ "db_fast_con = 1", "did you mean db_fast_conns?" },
		{ "something_else = 1", "something_else is not a setting" },
		{ "workers = 1\nworkers = 1", ":2: workers was given in line 1 already" },
		{ "[web]\nworkers = 1", ":2: sections such as [web] are not used" },
		{ "workers = 1\nnonsense\nlang = en", ":2: the line is not of the form" },
		{ "tls_key = /k", "tls_certificate and tls_key must be set together" },
		{ "listen_tls = *:443", "listen_tls needs tls_certificate" },
		{ "code_key = " KEY_A "\nsecret_key = " KEY_A, "must differ" },
	};
	struct str error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_null(load(cases[i].text, &error));
		if (!strstr(error.data, cases[i].expected))
			fail_msg("%s: got \"%s\"", cases[i].text, error.data);
		assert_null(strchr(error.data, '\n'));
		assert_null(strstr(error.data, KEY_A));
	}
	str_free(&error);
}

static void refuses_lines_that_would_be_cut(void **state)
{
	static char text[20000];
	struct str error = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text));
	memcpy(text, "user = ", 7);
	assert_null(config_load(file_make("long.conf", text, sizeof(text)), &error));
	assert_non_null(strstr(error.data, ":1: the line is too long"));
	assert_null(config_load(file_make("nul.conf", "workers = 1\0 2\n", 15), &error));
	assert_non_null(strstr(error.data, ":1: the line holds a NUL"));
	assert_null(config_load("/nonexistent/pakn.conf", &error));
	assert_non_null(strstr(error.data, "/nonexistent/pakn.conf cannot be read: No such file"));
	str_free(&error);
}

static void lets_the_environment_win_over_the_file(void **state)
{
	struct str error = { 0 };
	struct config *c;

	(void)state;
	setenv("PAKN_WORKERS", "3", 1);
	setenv("PAKN_LANG", "", 1);
	c = load("workers = 2\nlang = en\nuser = a", &error);
	assert_non_null(c);
	assert_int_equal(config_int(c, "workers"), 3);
	assert_string_equal(config_text(c, "lang"), "vi");
	assert_string_equal(config_text(c, "user"), "a");
	config_free(c);
	unsetenv("PAKN_WORKERS");
	unsetenv("PAKN_LANG");
	str_free(&error);
}

static void says_what_is_wrong_with_the_environment(void **state)
{
	static const struct {
		const char *name, *value, *expected;
	} cases[] = {
		{ "PAKN_WORKERS", "many", "PAKN_WORKERS: workers must be a whole number" },
		{ "PAKN_WORKER", "1", "did you mean PAKN_WORKERS?" },
		{ "PAKN_listen", "1", "PAKN_listen is not a setting; did you mean PAKN_LISTEN?" },
		{ "PAKN_", "1", "PAKN_ is not a setting" },
		{ "PAKN_WORKERS_FILE", "/x", "only a secret can come from a file" },
		{ "PAKN_CODE_KEY_FILE", "/nonexistent", "/nonexistent cannot be read" },
		{ "PAKN_CODE_KEY_FILE", "/dev/null", "the first line of /dev/null is empty" },
		{ "PAKN_CODE_KEY_FILE", "/", "cannot be read" },
		{ "PAKN_CODE_KEY", KEY_A "x", "code_key must be 64 hexadecimal digits" },
	};
	struct str error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		setenv(cases[i].name, cases[i].value, 1);
		assert_null(config_load(NULL, &error));
		if (!strstr(error.data, cases[i].expected))
			fail_msg("%s: got \"%s\"", cases[i].name, error.data);
		assert_null(strstr(error.data, KEY_A));
		unsetenv(cases[i].name);
	}
	str_free(&error);
}

static void reads_secrets_from_files_and_credentials(void **state)
{
	struct str error = { 0 };
	struct config *c;
	char path[300];

	(void)state;
	setenv("PAKN_CODE_KEY", KEY_B, 1);
	setenv("PAKN_CODE_KEY_FILE", file_make("key", KEY_A "\nsecond line\n", 77), 1);
	c = config_load(NULL, &error);
	assert_non_null(c);
	assert_string_equal(config_text(c, "code_key"), KEY_A);
	config_free(c);
	file_make("code_key", KEY_B "\r\n", 66);
	file_make("tls_certificate", "x", 1);
	file_make("tls_key", "x", 1);
	file_make("workers", "17", 2); /* neither secret nor path: not a credential of ours */
	setenv("CREDENTIALS_DIRECTORY", folder, 1);
	c = config_load(NULL, &error);
	assert_non_null(c);
	assert_string_equal(config_text(c, "code_key"), KEY_B);
	snprintf(path, sizeof(path), "%s/tls_key", folder);
	assert_string_equal(config_text(c, "tls_key"), path);
	assert_int_equal(config_int(c, "workers"), 0);
	config_free(c);
	unsetenv("CREDENTIALS_DIRECTORY");
	unsetenv("PAKN_CODE_KEY");
	unsetenv("PAKN_CODE_KEY_FILE");
	str_free(&error);
}

static void takes_over_only_live_settings_on_reload(void **state)
{
	struct str error = { 0 }, later = { 0 };
	struct config *c = load("log_level = info\nworkers = 1", &error);
	const char *text = "log_level = debug\nworkers = 2\nuser = x";

	(void)state;
	assert_non_null(c);
	assert_true(config_reload(c, file_make("pakn.conf", text, strlen(text)), &error, &later));
	assert_string_equal(config_text(c, "log_level"), "debug");
	assert_int_equal(config_int(c, "workers"), 1);
	assert_string_equal(later.data, "workers user");
	text = "log_level = error\nworkers = x";
	assert_false(config_reload(c, file_make("pakn.conf", text, strlen(text)), &error, &later));
	assert_string_equal(config_text(c, "log_level"), "debug");
	assert_non_null(strstr(error.data, ":2: workers must be"));
	config_free(c);
	str_free(&error);
	str_free(&later);
}

/* Catches what a function prints. */
static char *printed(void (*print)(const struct config *c, FILE *out), const struct config *c)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	print(c, out);
	fclose(out);
	return text;
}

static void reference_print(const struct config *c, FILE *out)
{
	(void)c;
	config_reference(out);
}

static void prints_everything_but_secrets(void **state)
{
	static const char text[] =
		"database = host=db password=hunter2\nworkers = 2\ncode_key = " KEY_A
		"\nidentity_keys = 2:" KEY_B ",1:" KEY_A;
	struct str error = { 0 };
	struct config *c = load(text, &error), *again;
	char *out = printed(config_print, c);

	(void)state;
	assert_null(strstr(out, "hunter2"));
	assert_null(strstr(out, KEY_A));
	assert_null(strstr(out, KEY_B));
	assert_non_null(strstr(out, "# database = (set)\n"));
	assert_non_null(strstr(out, "# secret_key = (not set)\n"));
	assert_non_null(strstr(out, "# from the file, line 2\nworkers = 2\n"));
	again = load(out, &error); /* what is printed can be read again */
	assert_non_null(again);
	assert_int_equal(config_int(again, "workers"), 2);
	config_free(again);
	config_free(c);
	free(out);
	str_free(&error);
}

static void the_reference_names_every_setting(void **state)
{
	char *out = printed(reference_print, NULL), row[80];

	(void)state;
	for (size_t i = 0; i < setting_count; i++) {
		snprintf(row, sizeof(row), "\n| `%s` | ", settings[i].name);
		assert_non_null(strstr(out, row));
	}
	free(out);
}

/* Takes PAKN_ variables of whoever runs the tests away, and makes the folder. */
static int set_up(void **state)
{
	(void)state;
	unsetenv("CREDENTIALS_DIRECTORY");
	for (char **at = environ; *at;) {
		char name[128];

		snprintf(name, sizeof(name), "%.*s", (int)strcspn(*at, "="), *at);
		if (strncmp(name, "PAKN_", 5) != 0)
			at++;
		else
			unsetenv(name);
	}
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	static const char *const names[] = { "pakn.conf", "long.conf", "nul.conf", "key",
		"code_key", "tls_certificate", "tls_key", "workers" };
	char path[256];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(starts_with_the_defaults),
		cmocka_unit_test(every_default_passes_its_own_check),
		cmocka_unit_test(takes_values_from_a_file),
		cmocka_unit_test(says_what_is_wrong_with_a_file),
		cmocka_unit_test(refuses_lines_that_would_be_cut),
		cmocka_unit_test(lets_the_environment_win_over_the_file),
		cmocka_unit_test(says_what_is_wrong_with_the_environment),
		cmocka_unit_test(reads_secrets_from_files_and_credentials),
		cmocka_unit_test(takes_over_only_live_settings_on_reload),
		cmocka_unit_test(prints_everything_but_secrets),
		cmocka_unit_test(the_reference_names_every_setting),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
