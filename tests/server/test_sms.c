/* Text messages: none without a provider; with `log` each is one line of a file of the owner's. */
#include "tests/common/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/config.h"
#include "server/sms.h"

static char folder[] = "/tmp/test_sms_XXXXXX", path[64];

/* Makes the settings that messages need. */
static struct config *config_of(const char *provider)
{
	struct str error = { 0 };
	struct config *c;

	setenv("PAKN_SMS_PROVIDER", provider, 1);
	setenv("PAKN_SPOOL_DIR", folder, 1);
	c = config_load(NULL, &error);
	assert_non_null(c);
	return c;
}

static void without_a_provider_nothing_is_sent(void **state)
{
	struct config *c = config_of("none");

	(void)state;
	assert_false(sms_offered(c));
	assert_false(sms_send(c, "+84903123456", "Xin chao"));
	assert_int_equal(access(path, F_OK), -1);
	config_free(c);
}

static void each_message_is_a_line_that_its_owner_alone_may_read(void **state)
{
	struct config *c = config_of("log");
	char lines[2][200], *quote;
	struct stat status;
	FILE *in;

	(void)state;
	assert_true(sms_offered(c));
	assert_true(sms_send(c, "+84903123456", "Ma la 123456"));
	assert_true(sms_send(c, "+84903123457", "\"hai\ndong\""));
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 0777, 0600);
	in = fopen(path, "re");
	for (size_t i = 0; i < COUNT(lines); i++)
		assert_non_null(fgets(lines[i], sizeof(lines[i]), in));
	assert_int_equal(fgetc(in), EOF);
	fclose(in);
	assert_memory_equal(lines[0], "{\"at\":\"20", 9);
	quote = strstr(lines[0], ",\"to\"");
	assert_string_equal(quote, ",\"to\":\"+84903123456\",\"text\":\"Ma la 123456\"}\n");
	quote = strstr(lines[1], "\"text\"");
	assert_string_equal(quote, "\"text\":\"\\\"hai\\ndong\\\"\"}\n");
	config_free(c);
}

static void a_file_that_leads_elsewhere_takes_no_message(void **state)
{
	struct config *c = config_of("log");

	(void)state;
	unlink(path);
	assert_int_equal(symlink("/dev/null", path), 0);
	assert_false(sms_send(c, "+84903123456", "Ma la 123456"));
	unlink(path);
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_provider_nothing_is_sent),
		cmocka_unit_test(each_message_is_a_line_that_its_owner_alone_may_read),
		cmocka_unit_test(a_file_that_leads_elsewhere_takes_no_message),
	};
	int failed;

	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/sms.log", folder);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
