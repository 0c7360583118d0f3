/* Files by their content, in a folder of the test's own. */
#include "server/files.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/common/unit.h"

static char folder[] = "/tmp/pakn-files-XXXXXX";

static int setup(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

/* Makes a file of a text without a name; tells what its name would be. */
static int made(const char *text, struct file_name *name)
{
	int fd = file_unnamed(folder);
	uint64_t size;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	name->tenant_id = 24;
	assert_true(file_digest(fd, name->sha256, &size));
	assert_int_equal(size, strlen(text));
	return fd;
}

static void kept(const char *text, struct file_name *name)
{
	int fd = made(text, name);

	assert_true(file_keep(folder, name, fd));
	close(fd);
}

static bool there(const struct file_name *name)
{
	int fd = file_open(folder, name);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static void add(void *arg, const struct file_name *name)
{
	(void)name;
	++*(int *)arg;
}

static int in_place(const struct file_name *name, unsigned seconds)
{
	unsigned first;
	int count = 0;

	sscanf(name->sha256, "%2x", &first);
	files_walk(folder, (unsigned char)first, seconds, add, &count);
	return count;
}

static int in_trash(void)
{
	int count = 0;

	files_trash_walk(folder, add, &count);
	return count;
}

static void a_file_has_no_name_until_it_is_kept(void **state)
{
	struct file_name name;
	int fd = made("một", &name);

	(void)state;
	assert_false(there(&name));
	close(fd);
	kept("một", &name);
	assert_true(there(&name));
}

static void a_name_is_the_digest_of_the_content(void **state)
{
	struct file_name name;
	int fd = made("abc", &name);

	(void)state;
	assert_string_equal(
		name.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	close(fd);
}

static void the_same_content_may_be_kept_again_and_is_one_file(void **state)
{
	struct file_name name;

	(void)state;
	kept("hai", &name);
	kept("hai", &name);
	assert_int_equal(in_place(&name, 0), 1);
}

static void a_province_does_not_see_anothers_files(void **state)
{
	struct file_name name;

	(void)state;
	kept("ba", &name);
	name.tenant_id = 25;
	assert_false(there(&name));
}

static void what_is_in_the_trash_is_still_found_and_comes_back_or_goes(void **state)
{
	struct file_name name;

	(void)state;
	kept("bốn", &name);
	assert_true(file_discard(folder, &name, 0));
	assert_int_equal(in_place(&name, 0), 0);
	assert_int_equal(in_trash(), 1);
	assert_true(there(&name));
	assert_true(file_restore(folder, &name));
	assert_int_equal(in_trash(), 0);
	assert_int_equal(in_place(&name, 0), 1);
	assert_true(file_discard(folder, &name, 0));
	assert_true(file_delete(folder, &name));
	assert_false(there(&name));
	assert_true(file_delete(folder, &name));
	assert_true(file_discard(folder, &name, 0));
}

static void what_lies_in_the_trash_has_its_time(void **state)
{
	struct file_name name;

	(void)state;
	kept("năm", &name);
	assert_true(file_discard(folder, &name, 3600));
	assert_int_equal(in_trash(), 0);
	assert_true(there(&name));
	assert_true(file_restore(folder, &name));
}

static void a_file_that_was_kept_again_meanwhile_is_one_when_it_comes_back(void **state)
{
	struct file_name name;

	(void)state;
	kept("sáu", &name);
	assert_true(file_discard(folder, &name, 0));
	kept("sáu", &name);
	assert_true(file_restore(folder, &name));
	assert_true(there(&name));
	assert_int_equal(in_place(&name, 0), 1);
	assert_int_equal(in_trash(), 0);
}

static void a_walk_passes_by_what_is_new_and_what_is_no_file_of_ours(void **state)
{
	struct file_name name;
	char path[256];

	(void)state;
	kept("bảy", &name);
	assert_int_equal(in_place(&name, 60), 0);
	assert_int_equal(in_place(&name, 0), 1);
	snprintf(path, sizeof(path), "%s/24/%.2s/%.2s/x", folder, name.sha256, name.sha256 + 2);
	close(open(path, O_CREAT | O_WRONLY, 0600));
	snprintf(path, sizeof(path), "%s/nobody", folder);
	mkdir(path, 0700);
	assert_int_equal(in_place(&name, 0), 1);
}

static void only_digests_are_names(void **state)
{
	static const char *const wrong[] = { "", "ab", "../../../../etc/passwd",
		"BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad0",
		"../816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" };
	char sha256[FILE_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		assert_false(file_name_read(wrong[i], sha256));
	assert_true(file_name_read(
		"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", sha256));
}

static void a_folder_that_is_not_there_takes_nothing(void **state)
{
	struct file_name name = { .tenant_id = 24 };

	(void)state;
	assert_true(file_unnamed("/nonexistent") < 0);
	memset(name.sha256, 'a', FILE_NAME_SIZE - 1);
	assert_true(file_open("/nonexistent", &name) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_has_no_name_until_it_is_kept),
		cmocka_unit_test(a_name_is_the_digest_of_the_content),
		cmocka_unit_test(the_same_content_may_be_kept_again_and_is_one_file),
		cmocka_unit_test(a_province_does_not_see_anothers_files),
		cmocka_unit_test(what_is_in_the_trash_is_still_found_and_comes_back_or_goes),
		cmocka_unit_test(what_lies_in_the_trash_has_its_time),
		cmocka_unit_test(a_file_that_was_kept_again_meanwhile_is_one_when_it_comes_back),
		cmocka_unit_test(a_walk_passes_by_what_is_new_and_what_is_no_file_of_ours),
		cmocka_unit_test(only_digests_are_names),
		cmocka_unit_test(a_folder_that_is_not_there_takes_nothing),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
