#include "server/master.h"

#include <errno.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "server/children.h"
#include "server/commands.h"
#include "server/privileges.h"
#include "server/tls.h"

#define TICK_MS     1000
#define SPARE_FILES 64 /* beside client connections: database, sockets, log */

struct master {
	struct config *config;
	const char *config_path;
	struct sockets sockets;
	struct shared *shared;
	struct children children;
	int signals; /* signalfd */
	uint64_t tick_at_ms, kill_at_ms;
	uint64_t tick_ms;
	bool ready, stopping, done;
};

static int workers_wanted(const struct config *c)
{
	cpu_set_t cores;
	int wanted = (int)config_int(c, "workers");

	if (wanted)
		return wanted;
	if (sched_getaffinity(0, sizeof(cores), &cores) != 0)
		return 1;
	return CPU_COUNT(&cores) < 64 ? CPU_COUNT(&cores) : 64;
}

/* Checks, as the user that will read it again on SIGHUP, that the certificate can be used. */
static bool certificate_check(const struct config *c, struct str *error)
{
	SSL_CTX *tls;

	if (!*config_text(c, "tls_certificate"))
		return true;
	tls = tls_context_new(config_text(c, "tls_certificate"), config_text(c, "tls_key"), error);
	SSL_CTX_free(tls);
	return tls != NULL;
}

static void files_check(const struct config *c, unsigned long files)
{
	unsigned long wanted = (unsigned long)config_int(c, "conns_max") + SPARE_FILES;

	if (files < wanted)
		log_warning("few_files", "limit=%lu wanted=%lu", files, wanted);
}

/* Blocks the signals that the loop reads, here and, until they have their own ways, in children. */
static bool signals_open(struct master *m)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD };
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		sigaddset(&set, numbers[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	m->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return m->signals >= 0;
}

/* Makes a socket by which workers reach another process, whichever it is at the time: this process
 * holds both ends, so that orders wait while a dead one is replaced. */
static bool channel_open(int ends[2])
{
	return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0;
}

static bool channels_open(struct process *like)
{
	like->media_channel[CHANNEL_WORKERS] = like->media_channel[CHANNEL_TAKERS] = -1;
	return channel_open(like->sheets_channel) &&
	       (!*config_text(like->config, "files_dir") || channel_open(like->media_channel));
}

static bool master_open(struct master *m, struct str *error)
{
	unsigned long files = privileges_raise_files();
	int workers = workers_wanted(m->config);
	struct process like = { .master = getpid(), .config = m->config };

	if (!sockets_open(&m->sockets, m->config, error) ||
		!privileges_drop(config_text(m->config, "user"), error) ||
		!certificate_check(m->config, error))
		return false;
	privileges_harden();
	files_check(m->config, files);
	if (!signals_open(m)) {
		str_printf(error, "signals cannot be read: %m");
		return false;
	}
	if (!channels_open(&like)) {
		str_printf(error, "the sockets for orders cannot be made: %m");
		return false;
	}
	m->shared = shared_new(children_count(m->config, workers));
	m->shared->journal.on = *config_text(m->config, "journal");
	like.config_path = m->config_path;
	like.shared = m->shared;
	like.sockets = &m->sockets;
	children_init(&m->children, workers, &like);
	return true;
}

/* Ends the daemon in two steps: first the workers, then the others, which serve them until then. */
static void master_stop(struct master *m)
{
	if (m->stopping) {
		log_warning("stopping_at_once", "pid=%d", (int)getpid());
		children_signal(&m->children, CHILDREN_ALL, SIGKILL);
		return;
	}
	sd_notify(false, "STOPPING=1");
	log_info("stopping", "drain_ms=%ld", config_int(m->config, "drain_ms"));
	m->stopping = m->children.stopping = true;
	m->kill_at_ms = clock_mono_ms() + (uint64_t)config_int(m->config, "drain_ms");
	atomic_store(&m->shared->stopping, true);
	/* Held open here, they would keep clients in a queue that nobody sees to any more. */
	sockets_close(&m->sockets, 1u << SOCKET_PLAIN | 1u << SOCKET_TLS);
	children_signal(&m->children, CHILDREN_WORKERS, SIGTERM);
}

static void master_reload(struct master *m)
{
	struct str error = { 0 }, later = { 0 };

	if (m->stopping)
		return;
	sd_notifyf(false, "RELOADING=1\nMONOTONIC_USEC=%llu", (unsigned long long)clock_mono_us());
	if (!config_reload(m->config, m->config_path, &error, &later)) {
		log_error("reload_refused", "reason=%s", error.data);
	} else {
		process_log(m->config, "master");
		if (!certificate_check(m->config, &error))
			log_error("certificate_refused", "reason=%s", error.data);
		if (later.len)
			log_warning("restart_needed", "settings=%s", later.data);
		log_info("reloaded", "pid=%d", (int)getpid());
		children_signal(&m->children, CHILDREN_ALL, SIGHUP);
	}
	sd_notify(false, "READY=1");
	str_free(&error);
	str_free(&later);
}

/* Sees to the dead; when all workers have ended, the others may. */
static void master_reap(struct master *m)
{
	children_reap(&m->children);
	if (!m->stopping || children_running(&m->children, CHILDREN_WORKERS))
		return;
	if (children_running(&m->children, CHILDREN_OTHERS))
		children_signal(&m->children, CHILDREN_OTHERS, SIGTERM);
	else
		m->done = true;
}

static const struct {
	uint32_t number;
	void (*act)(struct master *m);
} reactions[] = {
	{ SIGTERM, master_stop },
	{ SIGINT, master_stop },
	{ SIGHUP, master_reload },
	{ SIGCHLD, master_reap },
};

static void signals_take(struct master *m)
{
	struct signalfd_siginfo info;

	while (read(m->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		for (size_t i = 0; i < sizeof(reactions) / sizeof(reactions[0]); i++)
			if (reactions[i].number == info.ssi_signo)
				reactions[i].act(m);
}

/* Says once that every loop turns: only then is the daemon up. */
static void ready_tell(struct master *m)
{
	m->ready = true;
	sd_notifyf(false, "READY=1\nSTATUS=%d workers", m->children.workers);
	log_info("ready", "pid=%d workers=%d", (int)getpid(), m->children.workers);
}

/* Tells after how many looks without a beat a process counts as stalled; a beat takes a second. */
static unsigned stalled_looks(const struct master *m)
{
	uint64_t stall_ms = (uint64_t)config_int(m->config, "stall_ms");
	uint64_t least_ms = 3 * TICK_MS;

	return (unsigned)((stall_ms && stall_ms < least_ms ? least_ms : stall_ms) / m->tick_ms);
}

/* Does what is done once a second. */
static void tick(struct master *m, uint64_t now)
{
	sd_notify(false, "WATCHDOG=1");
	if (!m->stopping)
		children_watch(&m->children, stalled_looks(m));
	m->tick_at_ms = now + m->tick_ms;
}

/* Does what time asks for, and tells how long poll() may wait. */
static int timers_run(struct master *m)
{
	uint64_t now = clock_mono_ms();
	int wait = children_start(&m->children), until_tick;

	if (!m->ready && !m->stopping && children_ready(&m->children))
		ready_tell(m);
	if (now >= m->tick_at_ms)
		tick(m, now);
	if (m->stopping && now >= m->kill_at_ms) {
		children_signal(&m->children, CHILDREN_ALL, SIGKILL);
		m->kill_at_ms = now + m->tick_ms;
	}
	until_tick = (int)(m->tick_at_ms - now);
	if (m->stopping && m->kill_at_ms - now < (uint64_t)until_tick)
		until_tick = (int)(m->kill_at_ms - now);
	if (!m->ready && until_tick > 20)
		until_tick = 20;
	return wait >= 0 && wait < until_tick ? wait : until_tick;
}

static void master_loop(struct master *m)
{
	struct pollfd p = { .fd = m->signals, .events = POLLIN };

	while (!m->done) {
		if (poll(&p, 1, timers_run(m)) > 0)
			signals_take(m);
		else if (m->stopping)
			master_reap(m); /* where no child was left to send a signal */
	}
}

/* A watchdog wants two signs of life in its time. */
static uint64_t tick_length(void)
{
	uint64_t watchdog_us = 0;

	if (sd_watchdog_enabled(false, &watchdog_us) > 0 && watchdog_us / 2000u < TICK_MS)
		return watchdog_us / 2000u ? watchdog_us / 2000u : 1;
	return TICK_MS;
}

int master_run(struct config *config, const char *path)
{
	struct master m = { .config = config, .config_path = path, .signals = -1 };
	struct str error = { 0 };
	bool good;

	process_log(config, "master");
	m.tick_ms = tick_length();
	m.tick_at_ms = clock_mono_ms() + m.tick_ms;
	good = master_open(&m, &error);
	if (good) {
		master_loop(&m);
		log_info("ended", "pid=%d", (int)getpid());
	} else {
		log_error("cannot_start", "reason=%s", error.data);
	}
	children_free(&m.children);
	shared_free(m.shared);
	sockets_close(&m.sockets, ~0u);
	if (m.signals >= 0)
		close(m.signals);
	str_free(&error);
	return good ? COMMAND_DONE : COMMAND_FAILED;
}
