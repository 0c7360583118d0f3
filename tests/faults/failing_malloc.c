/* Makes an allocator fail on demand, once: preloaded into the daemon by test_calls.py.
 *
 * The file that FAILING_MALLOC names begins with a 32-bit number, shared by all processes: each
 * allocation counts it down, and the one that reaches 0 gets none.  0: nothing fails. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_int *countdown;

/* Maps the number, before main() runs. */
__attribute__((constructor)) static void countdown_map(void)
{
	int fd = open(getenv("FAILING_MALLOC"), O_RDWR | O_CLOEXEC);
	void *at = mmap(NULL, sizeof(*countdown), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (at == MAP_FAILED)
		_exit(127);
	close(fd);
	countdown = at;
}

/* Tells whether this allocation is the one. */
static int fails(void)
{
	int left = countdown ? atomic_load(countdown) : 0;

	while (left > 0 && !atomic_compare_exchange_weak(countdown, &left, left - 1))
		;
	if (left == 1)
		errno = ENOMEM;
	return left == 1;
}

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

void *malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}
