#include "common/random.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/random.h>

#include "common/fatal.h"

/* getrandom() answers up to 256 bytes whole and without interruption. */
#define POOL_SIZE 256u

static _Thread_local struct {
	unsigned char bytes[POOL_SIZE];
	size_t left;
} pool;

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Empties the pool of a child, which would otherwise give out what its parent gives out too. */
static void forget(void)
{
	pool.left = 0;
}

static void watch_forks(void)
{
	if (pthread_atfork(NULL, NULL, forget))
		fatal("random: pthread_atfork failed");
}

/* Asks the kernel for a pool's worth at most. */
static void ask_kernel(void *out, size_t len)
{
	ssize_t got;

	do
		got = getrandom(out, len, 0);
	while (got < 0 && errno == EINTR);
	if (got != (ssize_t)len)
		fatal("random: the kernel has no random bytes");
}

void random_bytes(void *out, size_t len)
{
	unsigned char *to = out;

	pthread_once(&once, watch_forks);
	while (len) {
		size_t n;

		if (!pool.left) {
			ask_kernel(pool.bytes, POOL_SIZE);
			pool.left = POOL_SIZE;
		}
		n = len < pool.left ? len : pool.left;
		pool.left -= n;
		memcpy(to, pool.bytes + pool.left, n);
		/* What was given out may be a secret: it does not stay here. */
		explicit_bzero(pool.bytes + pool.left, n);
		to += n;
		len -= n;
	}
}

uint64_t random_u64(void)
{
	uint64_t number;

	random_bytes(&number, sizeof(number));
	return number;
}
