#include "server/s3.h"

#include <ctype.h>
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
#include "server/counters.h"
#include "server/outbound.h"

#define REPORT_MAX 65536 /* bytes of what a store says of itself */
#define CODE_SIZE  64
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
	int fd;
	uint64_t taken;
	EVP_MD_CTX *digest; /* of what comes; NULL: nothing does */
	s3_done *done;
	void *arg;
};

const char *s3_settings_fault(const struct config *c)
{
	const char *url = config_text(c, "files_s3");
	size_t len = strlen(url);

	if (!len)
		return NULL;
	if (!*config_text(c, "files_s3_key") || !*config_text(c, "files_s3_secret"))
		return "the setting files_s3_key or files_s3_secret is missing";
	if (url[len - 1] == '/' || strpbrk(url, "?#"))
		return "the setting files_s3 must end with the bucket's name";
	return NULL;
}

struct s3 *s3_new(struct event_base *base, const struct config *c, size_t calls_max)
{
	const char *fault = s3_settings_fault(c);
	struct s3 *s;

	if (!*config_text(c, "files_s3"))
		return NULL;
	if (fault)
		fatal(fault);
	s = fatal_if_null(calloc(1, sizeof(*s)));
	s->config = c;
	s->outbound = outbound_new(base,
		&(struct outbound_settings){ .authorities = config_text(c, "outbound_authorities"),
			.loopback = config_bool(c, "outbound_loopback"),
			.calls_max = calls_max });
	str_printf(&s->signature, "aws:amz:%s:s3", config_text(c, "files_s3_region"));
	return s;
}

void s3_free(struct s3 *s)
{
	if (!s)
		return;
	outbound_free(s->outbound);
	str_free(&s->signature);
	free(s);
}

void s3_log(const char *what, const struct file_name *name, const struct s3_answer *a)
{
	counters_add(COUNTER_store_failures, 1);
	log_error("store_away", "what=%s sha256=%s status=%d code=%s reason=%s", what, name->sha256,
		a->status, a->code, a->reason);
}

static struct transfer *transfer_new(
	const struct s3 *s, const struct file_name *name, s3_done *done, void *arg)
{
	struct transfer *t = fatal_if_null(calloc(1, sizeof(*t)));

	*t = (struct transfer){ s, .name = *name, .fd = -1, .done = done, .arg = arg };
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

/* Reads <Code> out of what a store says; letters only, since it is going to be logged. */
static void code_read(char code[CODE_SIZE], struct span body)
{
	const char *tag = memmem(body.data, body.len, "<Code>", 6), *from = tag ? tag + 6 : NULL;
	size_t len = 0;

	while (from && from + len < body.data + body.len && len < CODE_SIZE - 1 &&
		isalpha((unsigned char)from[len]))
		len++;
	memcpy(code, from ? from : "", len);
	code[len] = '\0';
}

/* Tells what an answer means. */
static struct s3_answer answer_read(
	const struct transfer *t, const struct outbound_answer *a, char code[CODE_SIZE])
{
	struct s3_answer answer = { S3_AWAY, a->status, code, "" };

	if (a->outcome != OUTBOUND_ANSWERED) {
		answer.code = outbound_outcome_name(a->outcome);
		answer.reason = a->reason;
		return answer;
	}
	code_read(code, a->body);
	if (a->status == 404 && strcmp(code, "NoSuchBucket")) {
		answer.outcome = S3_MISSING;
	} else if (a->status / 100 == 2 && t->digest && !is_itself(t)) {
		answer.code = "other_bytes";
		answer.reason = "what came back is not what was stored";
	} else if (a->status / 100 == 2) {
		answer.outcome = S3_DONE;
	}
	return answer;
}

/* Goes on when the store has answered, or never will. */
static void answered(void *arg, const struct outbound_answer *a)
{
	struct transfer *t = arg;
	char code[CODE_SIZE];
	struct s3_answer answer = answer_read(t, a, code);

	t->done(t->arg, &answer);
	EVP_MD_CTX_free(t->digest);
	free(t);
}

/* Asks, with what all requests have in common. */
static void ask(struct transfer *t, const char *digest, struct outbound_request *r)
{
	const struct s3 *s = t->s3;
	const char *sha = t->name.sha256;
	struct str url = { 0 }, header = { 0 };

	str_printf(&url, "%s/%d/%.2s/%.2s/%s", config_text(s->config, "files_s3"),
		t->name.tenant_id, sha, sha + 2, sha);
	str_printf(&header, "X-Amz-Content-Sha256: %s", digest);
	r->url = url.data;
	r->headers = (const char *const[]){ header.data, NULL };
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
	struct transfer *t = transfer_new(s, name, done, arg);

	t->fd = fd;
	ask(t, name->sha256,
		&(struct outbound_request){
			.give = file_give, .give_size = size, .answer_max = REPORT_MAX });
}

void s3_fetch(
	struct s3 *s, const struct file_name *name, int fd, uint64_t size, s3_done *done, void *arg)
{
	struct transfer *t = transfer_new(s, name, done, arg);

	t->fd = fd;
	t->digest = fatal_if_null(EVP_MD_CTX_new());
	EVP_DigestInit_ex(t->digest, EVP_sha256(), NULL);
	ask(t, NOTHING,
		&(struct outbound_request){
			.take = file_take, .answer_max = size > REPORT_MAX ? size : REPORT_MAX });
}

void s3_delete(struct s3 *s, const struct file_name *name, s3_done *done, void *arg)
{
	ask(transfer_new(s, name, done, arg), NOTHING,
		&(struct outbound_request){ .method = "DELETE", .answer_max = REPORT_MAX });
}
