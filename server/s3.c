#include "server/s3.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/config.h"
#include "common/digest.h"
#include "common/fatal.h"
#include "common/log.h"
#include "common/str.h"
#include "server/outbound.h"

#define REPORT_MAX 65536 /* bytes of what a store says of itself */
#define NOTHING    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

struct s3 {
	struct outbound *outbound;
	const struct config *config;
	struct str signature;
};

/* One request. */
struct transfer {
	const struct s3 *s3;
	struct file_name name;
	const char *what; /* for the log */
	int fd;
	uint64_t taken;
	EVP_MD_CTX *digest; /* of what comes; NULL: nothing does */
	s3_done *done;
	void *arg;
};

struct s3 *s3_new(struct outbound *outbound, const struct config *c)
{
	struct s3 *s;

	if (!*config_text(c, "files_s3"))
		return NULL;
	if (!*config_text(c, "files_s3_key") || !*config_text(c, "files_s3_secret"))
		fatal("the setting files_s3_key or files_s3_secret is missing");
	s = fatal_if_null(calloc(1, sizeof(*s)));
	*s = (struct s3){ .outbound = outbound, .config = c };
	str_printf(&s->signature, "aws:amz:%s:s3", config_text(c, "files_s3_region"));
	return s;
}

void s3_free(struct s3 *s)
{
	if (!s)
		return;
	str_free(&s->signature);
	free(s);
}

static struct transfer *transfer_new(const struct s3 *s, const char *what,
	const struct file_name *name, s3_done *done, void *arg)
{
	struct transfer *t = fatal_if_null(calloc(1, sizeof(*t)));

	*t = (struct transfer){ s, .name = *name, .what = what, .fd = -1, .done = done,
		.arg = arg };
	return t;
}

static ssize_t file_give(void *arg, char *room, size_t len, uint64_t offset)
{
	const struct transfer *t = arg;

	return pread(t->fd, room, len, (off_t)offset);
}

static bool file_take(void *arg, const char *data, size_t len)
{
	struct transfer *t = arg;

	EVP_DigestUpdate(t->digest, data, len);
	while (len) {
		ssize_t n = pwrite(t->fd, data, len, (off_t)t->taken);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		t->taken += (uint64_t)n;
		data += n;
		len -= (size_t)n;
	}
	return true;
}

/* Tells whether what came is what it was asked for as. */
static bool is_itself(const struct transfer *t)
{
	unsigned char digest[DIGEST_SIZE];
	char text[FILE_NAME_SIZE] = "";

	EVP_DigestFinal_ex(t->digest, digest, NULL);
	str_hex(text, digest, sizeof(digest));
	return !memcmp(text, t->name.sha256, FILE_NAME_SIZE - 1);
}

/* Tells what an answer means, and why where it is none. */
static enum s3_outcome outcome_of(
	const struct transfer *t, const struct outbound_answer *a, const char **reason)
{
	*reason = a->reason;
	if (a->outcome != OUTBOUND_ANSWERED)
		return S3_AWAY;
	*reason = "";
	if (a->status == 404)
		return S3_MISSING;
	if (a->status / 100 != 2)
		return S3_AWAY;
	*reason = "other bytes than asked for";
	return !t->digest || is_itself(t) ? S3_DONE : S3_AWAY;
}

/* Goes on when the store has answered, or never will. */
static void answered(void *arg, const struct outbound_answer *a)
{
	struct transfer *t = arg;
	const char *reason;
	enum s3_outcome outcome = outcome_of(t, a, &reason);

	if (outcome == S3_AWAY)
		log_error("store_away", "what=%s sha256=%s outcome=%s status=%d reason=\"%s\"",
			t->what, t->name.sha256, outbound_outcome_name(a->outcome), a->status,
			reason);
	t->done(t->arg, outcome);
	EVP_MD_CTX_free(t->digest);
	free(t);
}

/* Asks, with what all requests have in common. */
static void ask(struct transfer *t, const char *digest, struct outbound_request *r)
{
	const struct s3 *s = t->s3;
	const char *sha = t->name.sha256;
	struct str url = { 0 }, header = { 0 };
	const char *headers[] = { NULL, NULL };

	str_printf(&url, "%s/%d/%.2s/%.2s/%s", config_text(s->config, "files_s3"),
		t->name.tenant_id, sha, sha + 2, sha);
	str_printf(&header, "X-Amz-Content-Sha256: %s", digest);
	r->url = url.data;
	headers[0] = header.data;
	r->headers = headers;
	r->user = config_text(s->config, "files_s3_key");
	r->secret = config_text(s->config, "files_s3_secret");
	r->signature = s->signature.data;
	r->deadline_ms = (int)config_int(s->config, "files_s3_ms");
	outbound_call(s->outbound, r, answered, t);
	str_free(&url);
	str_free(&header);
}

void s3_store(
	struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done, void *arg)
{
	struct transfer *t = transfer_new(s, "store", name, done, arg);

	t->fd = fd;
	ask(t, name->sha256,
		&(struct outbound_request){
			.give = file_give, .give_size = size, .answer_max = REPORT_MAX });
}

void s3_fetch(
	struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done, void *arg)
{
	struct transfer *t = transfer_new(s, "fetch", name, done, arg);

	t->fd = fd;
	t->digest = fatal_if_null(EVP_MD_CTX_new());
	EVP_DigestInit_ex(t->digest, EVP_sha256(), NULL);
	ask(t, NOTHING,
		&(struct outbound_request){
			.take = file_take, .answer_max = size > REPORT_MAX ? size : REPORT_MAX });
}

void s3_delete(struct s3 *s, const struct file_name *name, s3_done *done, void *arg)
{
	ask(transfer_new(s, "delete", name, done, arg), NOTHING,
		&(struct outbound_request){ .method = "DELETE", .answer_max = REPORT_MAX });
}
