/* A request on its way: found, admitted, decoded, bound, called, answered.  The only place that
 * knows both HTTP and the database. */
#ifndef PAKN_REQ_H
#define PAKN_REQ_H

#include "common/fields.h"
#include "common/http_parse.h"
#include "common/token.h"
#include "server/admit.h"
#include "server/context.h"
#include "server/db.h"
#include "server/http.h"
#include "server/problem.h"
#include "server/router.h"
#include "server/watch.h"

struct stream;
struct upload;

struct req {
	struct http_request *http; /* its arena holds everything here */
	struct context *context;
	struct match match;
	const struct route *route;
	enum lang lang;
	/* Who, as far as C knows: the database finds out what the credential is worth. */
	bool has_token;
	struct token token;
	const char *digest; /* as a bytea's text; NULL without a credential */
	int tenant_id;      /* who answers */
	const char *tenant; /* the same as text */
	int home_id;      /* whom host or credential name: keys and codes are minted for it, so that
			   * they stay the same when another answers for it (tenants_heir) */
	const char *home; /* the same as text */
	const char *idempotency_key; /* NULL: none */
	const char **input;          /* by place in route->input */
	const char **params;         /* of route->query */
	struct admission admission;
	/* Why it is refused; problem NULL: it is not. */
	const struct problem *problem;
	const char *members;
	int retry_after; /* seconds until it may be asked again; 0: no matter */
	struct field_errors errors;
	uint64_t question;       /* whose answer is kept (kept.h); 0: of none */
	struct watch_entry poll; /* of a long poll */
	uint64_t asked_us;       /* when the database was asked last */
	uint64_t poll_until;     /* clock_mono_ms() when its time is up; 0: it has not waited */
	unsigned poll_ms;        /* how long it may wait in all */
	bool gone;               /* the client left; the answer will be dropped */
	struct stream *stream;   /* an answer that goes on; stream.c's own */
	struct upload *upload;   /* of a file that comes in; upload.c's own */
};

/* The callbacks of struct http_service; arg is the struct context. */
bool req_head(struct http_request *h, void *arg);
void req_ready(struct http_request *h, void *arg);
void req_gone(struct http_request *h, void *arg);
void req_drained(struct http_request *h, void *arg);
void req_refused(struct http_request *h, int status, const char *code, void *arg);

/* Notes a problem; returns false, so that checks can end with it. */
bool req_problem(struct req *r, const char *code, const char *members);

/* Notes that one has to wait so many seconds.  Returns false. */
bool req_wait(struct req *r, const char *code, int seconds);

/* Answers with the problem that was noted.  The request is gone afterwards. */
void req_refuse(struct req *r);

/* Answers from a result: (status, body, etag, next, topic, empty), or the problem that it tells of.
 * lead: a member such as `"secret":"..."` that goes first into a JSON body; NULL: none.
 * A db_done. */
void req_answered(void *arg, struct db_result *res);

struct req_answer {
	int status;
	const char *media; /* NULL: JSON */
	struct span body;  /* copied unless release is set */
	const char *etag;  /* without quotes; NULL: none */
	bool weak;         /* it stands for what the body means, not for every byte */
	const char *next;  /* cursor of the next page; NULL: none */
	const char *location;
	const char *cookie; /* of Set-Cookie */
	bool replayed;
	bool stream;                       /* as of struct http_answer */
	struct http_file *file;            /* the body instead, from disk; NULL: none */
	const struct http_header *headers; /* further ones */
	size_t header_count;
	void (*release)(void *arg);
	void *release_arg;
};

/* Answers.  The request is gone afterwards. */
void req_reply(struct req *r, const struct req_answer *a);

/* Tells whether the client has this version already (If-None-Match). */
bool req_known(const struct req *r, const char *etag);

/* Notes what a failed statement means for the client.  Returns false. */
bool req_db_problem(struct req *r, const struct db_result *res);

/* Answers with a JSON object, with members (`"secret":"..."`) put first into it. */
void req_reply_with(struct req *r, struct req_answer a, const char *members);

/* The value of an input field by its name in the route's table; NULL where absent. */
const char *req_input(const struct req *r, const char *name);

/* The caller as idempotency knows them: "" for anybody, "s17" for staff, "k3" for an API key. */
const char *req_caller(const struct req *r);

#endif
