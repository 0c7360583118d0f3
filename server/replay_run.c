#include "server/replay_run.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdlib.h>

#include "common/backoff.h"
#include "common/clock.h"
#include "common/fatal.h"
#include "common/random.h"
#include "server/replay_answer.h"
#include "server/replay_work.h"
#include "server/version.h"

#define BACKOFF_BASE_MS 250
#define BACKOFF_CAP_MS  30000
#define RETRY_AFTER_MAX 3600 /* seconds: nobody waits longer because somebody said so */
#define CONNECT_SECONDS 10
#define ANSWER_MAX      (256 * 1024)
#define POLL_MS         200 /* at the most: the bar moves, and Ctrl-C is seen */

enum slot_state { SLOT_IDLE, SLOT_WAITING, SLOT_FLYING };

/* One line on its way, first its report, then what its staff did; each has a connection's worth of
 * the load. */
struct slot {
	enum slot_state state;
	CURL *easy;
	struct curl_slist *headers;
	struct str body, answer;
	size_t line;
	const char *action;       /* on its way, of work; NULL: the report itself */
	struct replay_work work;  /* what is left of it once the report is stored */
	char id[40], version[40]; /* of the case, as it is now */
	int tries;                /* that were made */
	uint64_t due_ms;          /* when a waiting one is sent again */
	struct str what;          /* what went wrong last */
};

struct replay {
	struct replay_file *file;
	const struct replay_options *options;
	struct replay_tally *tally;
	struct str *stopped; /* empty: go on */
	struct str url, seed;
	CURLM *multi;
	struct slot *slots;
	uint64_t next_us; /* when the next line may start, by the rate */
	bool file_ended;
};

/* What an answer means for its line. */
enum verdict { VERDICT_REFUSED, VERDICT_STORED, VERDICT_AGAIN, VERDICT_STOP };

/* By status; what is not here is refused.  Stop: it would be so for every line, for it is about the
 * address or the key. */
static const struct {
	long from, to;
	enum verdict verdict;
} verdicts[] = {
	{ 200, 200, VERDICT_STOP }, /* but of an action */
	{ 201, 202, VERDICT_STORED }, { 203, 399, VERDICT_STOP }, { 401, 401, VERDICT_STOP },
	{ 403, 405, VERDICT_STOP }, { 408, 408, VERDICT_AGAIN }, { 429, 429, VERDICT_AGAIN },
	{ 502, 504, VERDICT_AGAIN }, /* 502 and 504 are a proxy's words for a service away */
};

/* Failures without an answer that no repeat can mend. */
static const CURLcode hopeless[] = { CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT,
	CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE };

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	interrupted = number;
}

/* Makes the first Ctrl-C end the run with its summary; the second one kills. */
static void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND };

	interrupted = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

/* Takes a piece of an answer; what is too long for one of ours fails. */
static size_t answer_take(char *data, size_t size, size_t count, void *arg)
{
	struct slot *s = arg;

	if (s->answer.len + size * count > ANSWER_MAX)
		return 0;
	str_add_bytes(&s->answer, data, size * count);
	return size * count;
}

/* Makes what every line through this slot has in common. */
static void slot_make(struct replay *r, struct slot *s)
{
	s->easy = fatal_if_null(curl_easy_init());
	curl_easy_setopt(s->easy, CURLOPT_PROTOCOLS_STR, "http,https");
	/* One line at a time on each connection, as phones do. */
	curl_easy_setopt(s->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(s->easy, CURLOPT_USERAGENT, "pakn-replay/" PAKN_VERSION);
	curl_easy_setopt(s->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(s->easy, CURLOPT_WRITEFUNCTION, answer_take);
	curl_easy_setopt(s->easy, CURLOPT_WRITEDATA, s);
	curl_easy_setopt(s->easy, CURLOPT_PRIVATE, s);
	curl_easy_setopt(s->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(s->easy, CURLOPT_TIMEOUT, (long)r->options->timeout);
}

/* Makes address, seed, connections. */
static void replay_make(struct replay *r)
{
	const char *url = r->options->url;
	size_t len = strlen(url);

	while (len && url[len - 1] == '/')
		len--;
	str_add_bytes(&r->url, url, len);
	str_add(&r->url, "/api/v1/");
	if (r->options->seed)
		str_add(&r->seed, r->options->seed);
	else
		replay_file_seed(r->file, &r->seed);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	r->multi = fatal_if_null(curl_multi_init());
	curl_multi_setopt(r->multi, CURLMOPT_MAXCONNECTS, (long)r->options->connections);
	curl_multi_setopt(r->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
	r->slots = fatal_if_null(calloc((size_t)r->options->connections, sizeof(*r->slots)));
	for (int i = 0; i < r->options->connections; i++)
		slot_make(r, &r->slots[i]);
}

/* Adds a header to the next request of a slot. */
static void header_add(struct slot *s, const char *name, const char *value)
{
	struct str line = { 0 };

	str_printf(&line, "%s: %s", name, value);
	s->headers = curl_slist_append(s->headers, line.data);
	str_free(&line);
}

/* Makes the headers of the report or the action that comes next. */
static void headers_make(struct replay *r, struct slot *s)
{
	struct str authorization = { 0 };
	char key[UUID_TEXT_SIZE];

	curl_slist_free_all(s->headers);
	s->headers = NULL;
	header_add(s, "Content-Type", "application/json");
	replay_file_key(str_span(&r->seed), s->line, s->work.begun, key);
	header_add(s, "Idempotency-Key", key);
	if (s->action)
		header_add(s, "If-Match", s->version);
	if (r->options->key) {
		str_printf(&authorization, "Bearer %s", r->options->key);
		header_add(s, "Authorization", authorization.data);
	}
	str_free(&authorization);
}

/* Makes the request of the report, or of its action. */
static void request_make(struct replay *r, struct slot *s)
{
	struct str url = { 0 };

	str_add(&url, r->url.data);
	if (s->action)
		str_printf(&url, "cases/%s/%s", s->id, s->action);
	else
		str_add(&url, "reports");
	curl_easy_setopt(s->easy, CURLOPT_URL, url.data);
	str_free(&url);
	headers_make(r, s);
	s->tries = 0;
}

/* Sends the request of a slot, for the first time or again. */
static void slot_send(struct replay *r, struct slot *s)
{
	str_clear(&s->answer);
	str_clear(&s->what);
	s->state = SLOT_FLYING;
	s->tries++;
	if (s->tries > 1)
		r->tally->retries++;
	curl_easy_setopt(s->easy, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(s->easy, CURLOPT_POSTFIELDS, s->body.data);
	curl_easy_setopt(s->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)s->body.len);
	if (curl_multi_add_handle(r->multi, s->easy) != CURLM_OK)
		fatal("replay: libcurl does not take a transfer");
}

/* Reads the next line that can be sent; false at the end of the file. */
static bool line_take(struct replay *r, struct slot *s)
{
	const char *fault;

	while (replay_file_next(r->file, &s->body, &fault)) {
		s->line = r->file->line;
		if (!fault)
			fault = replay_work_take(&s->work, &s->body);
		if (!fault)
			return true;
		replay_tally_bad(r->tally, REPLAY_REFUSED, s->line, fault);
	}
	r->file_ended = true;
	return false;
}

/* Tells whether the rate allows another line now, and if so counts it. */
static bool rate_allows(struct replay *r)
{
	uint64_t now = clock_mono_us();

	if (r->options->rate <= 0)
		return true;
	if (now < r->next_us)
		return false;
	/* What was missed in the last second is made up for, no more. */
	if (r->next_us + 1000000 < now)
		r->next_us = now - 1000000;
	r->next_us += (uint64_t)(1000000 / r->options->rate);
	return true;
}

/* Leaves a line; what its staff did and was not sent is counted as left out. */
static void slot_end(struct replay *r, struct slot *s)
{
	replay_tally_left_out(r->tally, s->work.count - s->work.begun);
	replay_work_end(&s->work);
	s->action = NULL;
	s->state = SLOT_IDLE;
}

/* Counts a line's report or action as failed, with what went wrong last. */
static void slot_fail(struct replay *r, struct slot *s, enum replay_outcome outcome)
{
	struct str what = { 0 };

	if (s->action)
		str_printf(&what, "%s: ", s->action);
	str_add(&what, s->what.data);
	replay_tally_bad(r->tally, outcome, s->line, what.data);
	str_free(&what);
	slot_end(r, s);
}

static void slot_refused(struct replay *r, struct slot *s)
{
	slot_fail(r, s, s->action ? REPLAY_ACTION_REFUSED : REPLAY_REFUSED);
}

static void slot_give_up(struct replay *r, struct slot *s)
{
	slot_fail(r, s, s->action ? REPLAY_ACTION_GIVEN_UP : REPLAY_GIVEN_UP);
}

/* Sends what is due; tells how many slots have something to do. */
static int slots_feed(struct replay *r)
{
	uint64_t now = clock_mono_ms();
	int busy = 0;

	for (int i = 0; i < r->options->connections; i++) {
		struct slot *s = &r->slots[i];

		if (s->state == SLOT_WAITING && r->stopped->len)
			slot_give_up(r, s);
		else if (s->state == SLOT_WAITING && s->due_ms <= now)
			slot_send(r, s);
		else if (s->state == SLOT_IDLE && !r->stopped->len && !r->file_ended &&
			 rate_allows(r) && line_take(r, s)) {
			request_make(r, s);
			slot_send(r, s);
		}
		busy += s->state != SLOT_IDLE;
	}
	return busy;
}

/* Waits before the line is sent again, or gives it up after too many tries.  A service that did not
 * answer at all in so many tries will not answer the next line either. */
static void slot_again(struct replay *r, struct slot *s, bool answered)
{
	curl_off_t after = 0;

	if (s->tries >= r->options->tries) {
		if (!answered && !r->stopped->len)
			str_printf(r->stopped, "nobody answers at %s: %s", r->options->url,
				s->what.data);
		slot_give_up(r, s);
		return;
	}
	curl_easy_getinfo(s->easy, CURLINFO_RETRY_AFTER, &after);
	if (after > RETRY_AFTER_MAX)
		after = RETRY_AFTER_MAX;
	s->due_ms =
		clock_mono_ms() + (uint64_t)after * 1000 +
		backoff_ms((unsigned)s->tries - 1, BACKOFF_BASE_MS, BACKOFF_CAP_MS, random_u64());
	s->state = SLOT_WAITING;
}

/* Goes on after a try without an answer. */
static void slot_unanswered(struct replay *r, struct slot *s, CURLcode result)
{
	str_add(&s->what, curl_easy_strerror(result));
	for (size_t i = 0; i < sizeof(hopeless) / sizeof(hopeless[0]); i++)
		if (result == hopeless[i]) {
			if (!r->stopped->len)
				str_printf(r->stopped, "%s: %s", r->options->url, s->what.data);
			slot_give_up(r, s);
			return;
		}
	slot_again(r, s, false);
}

/* Tells whether the answer says that the report had been stored before. */
static bool slot_replayed(struct slot *s)
{
	struct curl_header *header;

	return curl_easy_header(s->easy, "Idempotency-Replayed", 0, CURLH_HEADER, -1, &header) ==
		       CURLHE_OK &&
	       !strcmp(header->value, "true");
}

/* Counts a stored report and writes down its code and secret; false where the answer has none. */
static bool report_stored(struct replay *r, struct slot *s)
{
	struct replay_answer answer;

	if (!replay_answer_stored(str_span(&s->answer), &answer))
		return false;
	replay_tally_good(r->tally, slot_replayed(s) ? REPLAY_REPLAYED : REPLAY_STORED);
	if (r->options->codes)
		fprintf(r->options->codes, "%zu\t%s\t%s\n", s->line, answer.code, answer.secret);
	memcpy(s->id, answer.id, sizeof(s->id));
	strcpy(s->version, "\"1\""); /* of every case at its beginning */
	return true;
}

/* Counts a done action and notes the version that the next one is about; false where the answer has
 * none. */
static bool action_done(struct replay *r, struct slot *s)
{
	struct curl_header *etag;

	if (curl_easy_header(s->easy, "ETag", 0, CURLH_HEADER, -1, &etag) != CURLHE_OK)
		return false;
	replay_tally_good(r->tally, REPLAY_DONE);
	snprintf(s->version, sizeof(s->version), "%s", etag->value);
	return true;
}

/* Goes on after a success: with what staff did next, or with the next line. */
static void slot_succeeded(struct replay *r, struct slot *s)
{
	if (!(s->action ? action_done(r, s) : report_stored(r, s))) {
		str_add(&s->what, "an answer that is none of PAKN");
		slot_refused(r, s);
	} else if (s->work.begun < s->work.count && !r->stopped->len) {
		s->action = replay_work_begin(&s->work, &s->body);
		request_make(r, s);
		slot_send(r, s);
	} else {
		slot_end(r, s);
	}
}

static enum verdict verdict_of(const struct slot *s, long status)
{
	if (s->action && status == 200)
		return VERDICT_STORED;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		if (verdicts[i].from <= status && status <= verdicts[i].to)
			return verdicts[i].verdict;
	return VERDICT_REFUSED;
}

/* Goes on after an answer. */
static void slot_answered(struct replay *r, struct slot *s)
{
	enum verdict verdict;
	long status = 0;
	curl_off_t us = 0;

	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(s->easy, CURLINFO_TOTAL_TIME_T, &us);
	replay_tally_latency(r->tally, (uint64_t)us);
	verdict = verdict_of(s, status);
	if (verdict == VERDICT_STORED) {
		slot_succeeded(r, s);
		return;
	}
	str_printf(&s->what, "%ld ", status);
	replay_answer_refusal(str_span(&s->answer), &s->what);
	if (verdict == VERDICT_AGAIN) {
		slot_again(r, s, true);
		return;
	}
	if (verdict == VERDICT_STOP && !r->stopped->len)
		str_printf(r->stopped, "%s answers %s", r->options->url, s->what.data);
	slot_refused(r, s);
}

/* Takes the transfers that ended; tells whether there were any. */
static bool answers_take(struct replay *r)
{
	CURLMsg *message;
	bool any = false;
	int left;

	while ((message = curl_multi_info_read(r->multi, &left))) {
		CURLcode result = message->data.result;
		CURL *easy = message->easy_handle;
		struct slot *s = NULL;

		curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&s);
		curl_multi_remove_handle(r->multi, easy);
		if (result == CURLE_OK)
			slot_answered(r, s);
		else
			slot_unanswered(r, s, result);
		any = true;
	}
	return any;
}

/* Tells how long nothing will be due. */
static int wait_ms(const struct replay *r)
{
	uint64_t now = clock_mono_ms(), due = now + POLL_MS;

	for (int i = 0; i < r->options->connections; i++) {
		const struct slot *s = &r->slots[i];
		bool idle = s->state == SLOT_IDLE && !r->file_ended && !r->stopped->len;
		uint64_t when = idle ? r->next_us / 1000 : s->due_ms;

		if ((idle || s->state == SLOT_WAITING) && when < due)
			due = when;
	}
	return due > now ? (int)(due - now) : 0;
}

static void replay_free(struct replay *r)
{
	for (int i = 0; i < r->options->connections; i++) {
		curl_easy_cleanup(r->slots[i].easy);
		curl_slist_free_all(r->slots[i].headers);
		replay_work_end(&r->slots[i].work);
		str_free(&r->slots[i].body);
		str_free(&r->slots[i].answer);
		str_free(&r->slots[i].what);
	}
	free(r->slots);
	curl_multi_cleanup(r->multi);
	curl_global_cleanup();
	str_free(&r->url);
	str_free(&r->seed);
}

bool replay_run(struct replay_file *file, const struct replay_options *options,
	struct replay_tally *tally, struct str *stopped)
{
	struct replay r = { .file = file, .options = options, .tally = tally, .stopped = stopped };
	bool freed;
	int running;

	replay_make(&r);
	r.next_us = clock_mono_us();
	interrupt_catch();
	while (slots_feed(&r) || (!r.file_ended && !stopped->len)) {
		curl_multi_perform(r.multi, &running);
		freed = answers_take(&r);
		if (interrupted && !stopped->len)
			str_add(stopped, "interrupted");
		replay_tally_show(tally, replay_file_percent(file));
		if (!freed)
			curl_multi_poll(r.multi, NULL, 0, wait_ms(&r), NULL);
	}
	replay_free(&r);
	return !stopped->len;
}
