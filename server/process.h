/* What every child of the master has in common: how it starts, its loop, its signals, its beat. */
#ifndef PAKN_PROCESS_H
#define PAKN_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/config.h"
#include "server/sockets.h"
#include "server/shared.h"

struct event_base;

struct process {
	const char *name; /* "master", "worker 1", "courier", "media", "sheets" */
	int number;       /* of a worker, from 1; 0: any other */
	int slot;         /* in shared */
	pid_t master;
	struct config *config;
	const char *config_path; /* NULL: no file */
	struct shared *shared;
	struct sockets *sockets;
	/* The ends of the sockets for orders (media_order.h, sheet_order.h); -1: no files */
	int media_channel[2], sheets_channel[2];
};

enum { CHANNEL_WORKERS, CHANNEL_TAKERS };

/* What a process does about its signals; none may wait. */
struct process_hooks {
	void (*drain)(void *arg);   /* SIGTERM: take nothing new */
	bool (*drained)(void *arg); /* asked again and again afterwards */
	void (*reload)(void *arg);  /* SIGHUP: the config has its new values */
	void (*beat)(void *arg);    /* once a second: set gauges */
};

/* Turns a forked child into this process: signals, death with the master, log, counters. */
void process_enter(const struct process *p);

/* Runs the loop until the process has drained; returns its exit code. */
int process_run(const struct process *p, struct event_base *base, const struct process_hooks *hooks,
	void *arg);

/* Sets up the log as the settings say. */
void process_log(const struct config *c, const char *name);

#endif
