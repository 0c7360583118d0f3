#include "server/password.h"

#include <argon2.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/fatal.h"
#include "common/list.h"
#include "common/random.h"

/* OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. */
#define MEMORY_KIB  19456
#define PASSES      2
#define LANES       1
#define SALT_SIZE   16
#define HASH_SIZE   32
#define WAITING_MAX 64
#define WAIT_MAX_S  10
#define NICENESS    10 /* a tenth of the share of what serves requests */
#define REST_FACTOR 15 /* times what a hash took, where something goes before */

struct check {
	struct list queue;
	const char *setting, *password;
	password_done *done;
	void *arg;
	char hash[PASSWORD_HASH_SIZE]; /* empty: it could not be made */
	uint64_t us;                   /* how long it took */
};

struct passwords {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t wake;
	struct check *asked, *answered; /* the one that the thread has; under the mutex */
	bool ending;
	int signal; /* an eventfd: something was answered */
	struct event *answer, *rest;
	struct list queue; /* struct check: those that wait for the thread */
	size_t waiting;    /* with the one that it has */
	bool working;
	uint64_t usual_us; /* from one to the next, as a moving average */
	passwords_busy *busy;
	void *busy_arg;
};

void password_hash(const char *password, char out[PASSWORD_HASH_SIZE])
{
	unsigned char salt[SALT_SIZE];

	random_bytes(salt, sizeof(salt));
	if (argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, password, strlen(password), salt,
		    sizeof(salt), HASH_SIZE, out, PASSWORD_HASH_SIZE) != ARGON2_OK)
		fatal("argon2: cannot hash a password");
}

void password_setting(char out[PASSWORD_HASH_SIZE])
{
	unsigned char salt[SALT_SIZE];
	char text[32];

	random_bytes(salt, sizeof(salt));
	EVP_EncodeBlock((unsigned char *)text, salt, sizeof(salt));
	text[strcspn(text, "=")] = '\0';
	snprintf(out, PASSWORD_HASH_SIZE, "$argon2id$v=19$m=%d,t=%d,p=%d$%s", MEMORY_KIB, PASSES,
		LANES, text);
}

/* Hashes with the setting and salt that were given. */
static void rehash(struct check *c)
{
	unsigned memory, passes, lanes;
	unsigned char salt[48];
	char text[64], padded[68];
	int len;

	if (sscanf(c->setting, "$argon2id$v=19$m=%u,t=%u,p=%u$%63[A-Za-z0-9+/]", &memory, &passes,
		    &lanes, text) != 4)
		return;
	/* PHC strings leave the padding of base64 away. */
	snprintf(padded, sizeof(padded), "%s%.*s", text, (int)(3 - (strlen(text) + 3) % 4), "===");
	len = EVP_DecodeBlock(salt, (unsigned char *)padded, (int)strlen(padded));
	if (len < 0)
		return;
	len -= (int)(strlen(padded) - strlen(text));
	if (argon2id_hash_encoded(passes, memory, lanes, c->password, strlen(c->password), salt,
		    (size_t)len, HASH_SIZE, c->hash, sizeof(c->hash)) != ARGON2_OK)
		c->hash[0] = '\0';
}

/* Waits for a check; NULL when the thread shall end. */
static struct check *take(struct passwords *p)
{
	struct check *c;

	pthread_mutex_lock(&p->mutex);
	while (!p->ending && !p->asked)
		pthread_cond_wait(&p->wake, &p->mutex);
	c = p->ending ? NULL : p->asked;
	pthread_mutex_unlock(&p->mutex);
	return c;
}

static void *work(void *arg)
{
	static const uint64_t one = 1;
	struct passwords *p = arg;

	/* Of this thread alone: Linux keeps a niceness for each. */
	setpriority(PRIO_PROCESS, (id_t)gettid(), NICENESS);
	for (struct check *c; (c = take(p));) {
		uint64_t began = clock_mono_us();

		rehash(c);
		c->us = clock_mono_us() - began;
		pthread_mutex_lock(&p->mutex);
		p->asked = NULL;
		p->answered = c;
		pthread_mutex_unlock(&p->mutex);
		if (write(p->signal, &one, sizeof(one)) != sizeof(one))
			fatal("password: cannot signal the loop");
	}
	return NULL;
}

/* Gives the thread its next check, unless it has one or rests. */
static void next_start(struct passwords *p)
{
	struct check *c;

	if (p->working || list_empty(&p->queue) || evtimer_pending(p->rest, NULL))
		return;
	c = list_first(&p->queue, struct check, queue);
	list_remove(&c->queue);
	p->working = true;
	pthread_mutex_lock(&p->mutex);
	p->asked = c;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->mutex);
}

/* Lets the thread rest where something goes before sign-ins: a niceness counts only among the
 * threads of one service, and PostgreSQL is another. */
static void rest_start(struct passwords *p, uint64_t us)
{
	uint64_t rest_us = p->busy(p->busy_arg) ? REST_FACTOR * us : 0;
	struct timeval rest = { (time_t)(rest_us / 1000000), (suseconds_t)(rest_us % 1000000) };

	p->usual_us = (7 * p->usual_us + us + rest_us) / 8;
	if (rest_us)
		evtimer_add(p->rest, &rest);
}

static void rested(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	next_start(arg);
}

/* Hands the answer out, on the loop. */
static void passwords_answered(evutil_socket_t fd, short what, void *arg)
{
	struct passwords *p = arg;
	struct check *c;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof(count)) != sizeof(count))
		return;
	pthread_mutex_lock(&p->mutex);
	c = p->answered;
	p->answered = NULL;
	pthread_mutex_unlock(&p->mutex);
	p->working = false;
	p->waiting--;
	rest_start(p, c->us);
	next_start(p);
	c->done(c->arg, *c->hash ? c->hash : NULL);
	explicit_bzero(c->hash, sizeof(c->hash));
	free(c);
}

struct passwords *passwords_new(struct event_base *base, passwords_busy *busy, void *arg)
{
	struct passwords *p = fatal_if_null(calloc(1, sizeof(*p)));

	p->busy = busy;
	p->busy_arg = arg;
	list_init(&p->queue);
	p->signal = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (p->signal < 0)
		fatal("password: no eventfd");
	p->rest = fatal_if_null(evtimer_new(base, rested, p));
	p->answer = fatal_if_null(
		event_new(base, p->signal, EV_READ | EV_PERSIST, passwords_answered, p));
	event_add(p->answer, NULL);
	pthread_mutex_init(&p->mutex, NULL);
	pthread_cond_init(&p->wake, NULL);
	if (pthread_create(&p->thread, NULL, work, p))
		fatal("password: no thread");
	return p;
}

static void drop_all(struct list *checks)
{
	for (struct list *at = checks->next, *next; at != checks; at = next) {
		next = at->next;
		free(list_item(at, struct check, queue));
	}
}

void passwords_free(struct passwords *p)
{
	pthread_mutex_lock(&p->mutex);
	p->ending = true;
	pthread_cond_signal(&p->wake);
	pthread_mutex_unlock(&p->mutex);
	pthread_join(p->thread, NULL);
	drop_all(&p->queue);
	free(p->asked);
	free(p->answered);
	event_free(p->answer);
	event_free(p->rest);
	close(p->signal);
	pthread_mutex_destroy(&p->mutex);
	pthread_cond_destroy(&p->wake);
	free(p);
}

bool passwords_rehash(struct passwords *p, const char *setting, const char *password,
	password_done *done, void *arg)
{
	struct check *c;

	if (p->waiting >= WAITING_MAX || passwords_wait_s(p) > WAIT_MAX_S)
		return false;
	c = fatal_if_null(calloc(1, sizeof(*c)));
	*c = (struct check){ .setting = setting, .password = password, .done = done, .arg = arg };
	p->waiting++;
	list_append(&p->queue, &c->queue);
	next_start(p);
	return true;
}

int passwords_wait_s(const struct passwords *p)
{
	return (int)(p->waiting * p->usual_us / 1000000) + 1;
}
