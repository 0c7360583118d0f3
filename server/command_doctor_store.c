/* pakn doctor: whether the store beside files_dir takes a file, gives it back and deletes it. */
#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/config.h"
#include "common/fatal.h"
#include "common/random.h"
#include "server/command_doctor.h"
#include "server/s3.h"

#define TRIAL_SIZE 64

/* What is known of answers: the first row that fits; a code of NULL fits all. */
static const struct advice {
	const char *code;
	int status; /* hundreds; 0: any */
	const char *text;
} advice[] = {
	{ "forbidden", 0, "files_s3 must be an address that begins with https://" },
	{ "unreachable", 0,
		"look at the address in files_s3, at the name server, the firewall and the "
		"certificate (outbound_authorities)" },
	{ "late", 0, "it answers too slowly or not at all: is it up, and files_s3_ms enough?" },
	{ "other_bytes", 0, "it damages what it keeps: do not use it before it is mended" },
	{ "InvalidAccessKeyId", 0, "it does not know files_s3_key" },
	{ "SignatureDoesNotMatch", 0,
		"files_s3_secret is not the secret of files_s3_key, or files_s3_region not its "
		"region" },
	{ "AuthorizationHeaderMalformed", 0, "files_s3_region is not its region" },
	{ "PermanentRedirect", 0,
		"files_s3_region is not the bucket's region, or files_s3 names "
		"another region's address" },
	{ "RequestTimeTooSkewed", 0, "this machine's clock is wrong: timedatectl" },
	{ "NoSuchBucket", 0, "make the bucket, or put its name at the end of files_s3" },
	{ NULL, 4, "let files_s3_key put, get and delete objects of this bucket" },
	{ NULL, 5, "it fails by itself: ask who runs it; files wait on this disk meanwhile" },
	{ NULL, 0, "is files_s3 the address of a bucket?" },
};

/* A trial file: of a province that there is not, and which nothing names. */
struct trial {
	struct event_base *base;
	struct s3 *s3;
	struct file_name name;
	int fd;
	const char *step; /* what the store should do with it */
	bool well;
};

static const char *advice_for(const struct s3_answer *a)
{
	const struct advice *row = advice;

	while ((row->code && strcmp(row->code, a->code) != 0) ||
		(row->status && row->status != a->status / 100))
		row++;
	return row->text;
}

static void trial_answered(void *arg, const struct s3_answer *a)
{
	struct trial *t = arg;

	t->well = a->outcome == S3_DONE;
	if (t->well)
		return;
	printf("FINDING store: it does not %s a trial file: ", t->step);
	if (a->status)
		printf("%d %s\n", a->status, a->code);
	else
		printf("%s, %s\n", a->code, a->reason);
	printf("        %s\n", advice_for(a));
}

static void trial_take(struct trial *t)
{
	s3_store(t->s3, &t->name, t->fd, TRIAL_SIZE, trial_answered, t);
}

static void trial_give(struct trial *t)
{
	if (ftruncate(t->fd, 0) != 0)
		fatal("a trial file does not become empty");
	s3_fetch(t->s3, &t->name, t->fd, TRIAL_SIZE, trial_answered, t);
}

static void trial_delete(struct trial *t)
{
	s3_delete(t->s3, &t->name, trial_answered, t);
}

/* Makes the file; other bytes each time, so that none of an earlier trial is taken for it. */
static void trial_make(struct trial *t)
{
	unsigned char bytes[TRIAL_SIZE];
	uint64_t size;

	random_bytes(bytes, sizeof(bytes));
	t->fd = memfd_create("trial", MFD_CLOEXEC);
	if (t->fd < 0 || pwrite(t->fd, bytes, sizeof(bytes), 0) != sizeof(bytes) ||
		!file_digest(t->fd, t->name.sha256, &size))
		fatal("there is no memory for a trial file");
}

/* Tells how many findings there are; what was not taken is not asked for. */
static int trial_run(struct trial *t)
{
	static const struct {
		const char *name;
		void (*start)(struct trial *t);
	} steps[] = { { "take", trial_take }, { "give back", trial_give },
		{ "delete", trial_delete } };
	int findings = 0;

	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		t->step = steps[i].name;
		steps[i].start(t);
		event_base_dispatch(t->base);
		findings += !t->well;
		if (!i && !t->well)
			break;
	}
	return findings;
}

/* Tries the store of settings that are as they should be. */
static int store_try(const struct config *c)
{
	struct trial t = { .base = fatal_if_null(event_base_new()) };
	int findings;

	t.s3 = s3_new(t.base, c, 1);
	trial_make(&t);
	findings = trial_run(&t);
	if (!findings)
		puts("ok      store");
	s3_free(t.s3);
	close(t.fd);
	event_base_free(t.base);
	return findings;
}

int doctor_store(const struct options *o)
{
	struct config *c = options_config(o);
	const char *fault = c ? s3_settings_fault(c) : NULL;
	int findings = fault ? 1 : 0;

	if (fault)
		printf("FINDING store: %s\n        without it no file goes there\n", fault);
	else if (c && *config_text(c, "files_s3"))
		findings = store_try(c);
	config_free(c);
	return findings;
}
