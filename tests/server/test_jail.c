/* The walls around who reads files from strangers: each is run against, in a process of its own. */
#include "server/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/common/unit.h"

#define MIB  1048576
#define GOOD 0

static const struct jail_limits limits = { 512 * (size_t)MIB, 1, MIB, 0 },
				with_files = { 512 * (size_t)MIB, 1, MIB, 4 };

/* Runs inside; tells how it ended: an exit status, or minus a signal. */
static int inside_of(const struct jail_limits *walls, int (*run)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int here = open("/tmp", O_TMPFILE | O_RDWR, 0600);

		jail_descriptors(&here, 1);
		jail_enter(walls);
		_exit(run());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int inside(int (*run)(void))
{
	return inside_of(&limits, run);
}

static int reads_and_writes(void)
{
	char got[4];

	return write(JAIL_FIRST_FD, "abc", 3) == 3 && lseek(JAIL_FIRST_FD, 0, SEEK_SET) == 0 &&
			       read(JAIL_FIRST_FD, got, 3) == 3 && !memcmp(got, "abc", 3)
		       ? GOOD
		       : 1;
}

static int uses_memory(void)
{
	char *p = malloc(64 * MIB);

	if (p)
		memset(p, 1, 64 * MIB);
	return p ? GOOD : 1;
}

static int writes_on_and_on(void)
{
	char piece[65536] = { 0 };
	ssize_t n;

	for (int i = 0; i < 100; i++)
		if ((n = write(JAIL_FIRST_FD, piece, sizeof(piece))) <= 0)
			return n < 0 && errno == EFBIG ? GOOD : 1;
	return 2;
}

static int has_others(void)
{
	return write(JAIL_FIRST_FD + 1, "x", 1) < 0 && errno == EBADF ? GOOD : 1;
}

static int burns_time(void)
{
	for (volatile unsigned i = 1; i; i += 2)
		;
	return 1;
}

static int wants_all_memory(void)
{
	return mmap(NULL, limits.memory, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0) == MAP_FAILED
		       ? GOOD
		       : 1;
}

static int opens(void)
{
	return open("/etc/passwd", O_RDONLY);
}

static int connects(void)
{
	return socket(AF_INET, SOCK_STREAM, 0);
}

static int forks(void)
{
	return fork() ? 1 : 2;
}

static int kills(void)
{
	return kill(getppid(), 0);
}

static int makes_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0) == MAP_FAILED;
}

static void what_a_job_needs_works(void **state)
{
	(void)state;
	assert_int_equal(inside(reads_and_writes), GOOD);
	assert_int_equal(inside(uses_memory), GOOD);
}

static void what_was_open_outside_is_not_open_inside(void **state)
{
	(void)state;
	assert_int_equal(inside(has_others), GOOD);
}

static void a_file_that_grows_too_long_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(inside(writes_on_and_on), GOOD);
}

static void who_burns_time_is_killed(void **state)
{
	int how;

	(void)state;
	how = inside(burns_time);
	assert_true(how == -SIGKILL || how == -SIGXCPU);
}

static void more_memory_than_allowed_is_not_given(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	assert_int_equal(inside(wants_all_memory), GOOD);
}

static void any_other_system_call_kills(void **state)
{
	static int (*const tries[])(void) = { opens, connects, forks, kills, makes_code };

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	for (size_t i = 0; i < COUNT(tries); i++)
		assert_int_equal(inside(tries[i]), -SIGSYS);
}

/* Makes files of its own, as many as it may. */
static int makes_files(void)
{
	char name[] = "/tmp/jail.0";
	int fd, made = 0;

	for (; made < 20; made++) {
		name[sizeof(name) - 2] = (char)('a' + made);
		if ((fd = open(name, O_RDWR | O_CREAT, 0600)) < 0)
			break;
		if (unlink(name) != 0 || write(fd, name, 1) != 1)
			return 1;
	}
	return made >= 4 && made < 20 && errno == EMFILE ? GOOD : 1;
}

static void who_makes_files_has_all_other_walls(void **state)
{
	static int (*const tries[])(void) = { connects, forks, kills, makes_code };

	(void)state;
	assert_int_equal(inside_of(&with_files, makes_files), GOOD);
	assert_int_equal(inside_of(&with_files, writes_on_and_on), -SIGXFSZ);
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	for (size_t i = 0; i < COUNT(tries); i++)
		assert_int_equal(inside_of(&with_files, tries[i]), -SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_job_needs_works),
		cmocka_unit_test(what_was_open_outside_is_not_open_inside),
		cmocka_unit_test(a_file_that_grows_too_long_is_an_error),
		cmocka_unit_test(who_burns_time_is_killed),
		cmocka_unit_test(more_memory_than_allowed_is_not_given),
		cmocka_unit_test(any_other_system_call_kills),
		cmocka_unit_test(who_makes_files_has_all_other_walls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
