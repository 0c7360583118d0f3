#include "server/jail.h"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/fatal.h"

/* The address sanitizer maps terabytes, and asks the system for much. */
#ifdef __SANITIZE_ADDRESS__
#define SANITIZED true
#else
#define SANITIZED false
#endif

void jail_descriptors(const int *fds, int count)
{
	int above[JAIL_FDS_MAX], nowhere = open("/dev/null", O_RDWR);

	/* First out of the way: some may lie where others go. */
	for (int i = 0; i < count; i++)
		if ((above[i] = fcntl(fds[i], F_DUPFD, JAIL_FIRST_FD + count)) < 0)
			fatal("jail: a descriptor cannot be moved");
	for (int i = 0; i < JAIL_FIRST_FD; i++)
		dup2(nowhere, i);
	for (int i = 0; i < count; i++)
		dup2(above[i], JAIL_FIRST_FD + i);
	closefrom(JAIL_FIRST_FD + count);
}

static void limit(int resource, rlim_t most)
{
	struct rlimit both = { most, most };

	if (setrlimit(resource, &both) != 0)
		fatal("jail: a limit cannot be set");
}

/* What memory, reading and writing take, once everything is loaded. */
static const int calls[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(lseek), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(exit), SCMP_SYS(exit_group) };

/* Nothing that was written may be run. */
static const int mapping_calls[] = { SCMP_SYS(mmap), SCMP_SYS(mprotect) };

/* What files of its own take. */
static const int file_calls[] = { SCMP_SYS(openat), SCMP_SYS(dup), SCMP_SYS(close),
	SCMP_SYS(unlink), SCMP_SYS(fcntl), SCMP_SYS(getpid), SCMP_SYS(statfs) };

static int calls_allow(scmp_filter_ctx filter, const int *list, size_t count)
{
	int failed = 0;

	for (size_t i = 0; i < count; i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, list[i], 0);
	return failed;
}

static void calls_filter(bool files)
{
	/* Of its only thread; to kill a process needs a system call that a unit may forbid. */
	scmp_filter_ctx filter = fatal_if_null(seccomp_init(SCMP_ACT_KILL_THREAD));
	int failed = calls_allow(filter, calls, sizeof(calls) / sizeof(calls[0]));

	if (files)
		failed |=
			calls_allow(filter, file_calls, sizeof(file_calls) / sizeof(file_calls[0]));
	for (size_t i = 0; i < sizeof(mapping_calls) / sizeof(mapping_calls[0]); i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, mapping_calls[i], 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (failed || seccomp_load(filter) != 0)
		fatal("jail: system calls cannot be filtered");
	seccomp_release(filter);
}

void jail_enter(const struct jail_limits *limits)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, limits->cpu_s);
	limit(RLIMIT_FSIZE, limits->file_max);
	limit(RLIMIT_NOFILE, limits->files ? JAIL_FDS_MAX + limits->files : 0);
	/* A file that grows too long is an error, not the end, where somebody looks at errors. */
	signal(SIGXFSZ, limits->files ? SIG_DFL : SIG_IGN);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		fatal("jail: new privileges cannot be forbidden");
	if (SANITIZED)
		return;
	limit(RLIMIT_AS, limits->memory);
	calls_filter(limits->files);
}
