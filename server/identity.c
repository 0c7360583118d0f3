#include "server/identity.h"

#include <stdlib.h>

#include "common/log.h"
#include "common/str.h"
#include "queries.h"
#include "server/bind.h"
#include "server/contact.h"
#include "server/req.h"

/* The columns of pakn.identity. */
enum { STATUS, PROBLEM, BODY, REPORT, FIRST_PART };

/* A request on its way: parameters of one statement after the other. */
struct look {
	struct req *req;
	const char *params[10];
};

static struct look *look_new(struct req *r)
{
	struct look *l = arena_alloc(r->http->arena, sizeof(*l));

	l->req = r;
	l->params[0] = r->digest;
	l->params[1] = r->tenant;
	return l;
}

/* Notes and answers that a seal does not open: the key is gone, or somebody moved the row. */
static void refuse_unopened(struct req *r, const char *report_id)
{
	log_error("seal_broken", "report=%s trace_id=%s", report_id, r->http->trace_id);
	req_problem(r, "internal", NULL);
	req_refuse(r);
}

/* Refuses where the statement failed; false then. */
static bool look_succeeded(struct req *r, const struct db_result *res)
{
	if (res->outcome == DB_OK)
		return true;
	req_db_problem(r, res);
	req_refuse(r);
	return false;
}

static const char *cell(const PGresult *rows, int row, int column)
{
	return PQgetisnull(rows, row, column) ? NULL : PQgetvalue(rows, row, column);
}

/* Opens the parts of a row; false where one does not open. */
static bool parts_open(
	struct req *r, const PGresult *rows, int row, const char *parts[CONTACT_PART_COUNT])
{
	struct contact_of of = { r->tenant_id, cell(rows, row, REPORT) };
	bool opened = true;

	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
		opened = contact_open(r->context->contact_keys, r->http->arena, of, p,
				 cell(rows, row, FIRST_PART + (int)p), &parts[p]) &&
			 opened;
	return opened;
}

/* Adds a row: the database's object, with the opened parts as its first member. */
static void row_add(struct str *out, const char *body, const char *parts[CONTACT_PART_COUNT])
{
	const char *separator = "";

	str_add(out, "{\"contact\":{");
	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++) {
		if (!parts[p])
			continue;
		str_printf(out, "%s\"%s\":", separator, contact_names[p]);
		str_add_json(out, parts[p]);
		separator = ",";
	}
	str_add(out, "},");
	str_add(out, body + 1);
}

static void reply(struct req *r, struct str *body)
{
	req_reply(r, &(struct req_answer){ .status = 200, .body = str_span(body) });
	str_free(body);
}

static void identity_shown(void *arg, struct db_result *res);

void identity_show_run(struct req *r)
{
	struct look *l = look_new(r);

	l->params[2] = bind_value(r, "event_id");
	l->params[3] = bind_captured(r, "id");
	l->params[4] = req_input(r, "reason");
	if (r->problem)
		return req_refuse(r);
	db_call(r->context->db, DB_WRITE, &q_identity_show, l->params, identity_shown, l);
}

static void identity_shown(void *arg, struct db_result *res)
{
	struct req *r = ((struct look *)arg)->req;
	const char *parts[CONTACT_PART_COUNT], *problem;
	struct str body = { 0 };

	if (!look_succeeded(r, res))
		return;
	problem = cell(res->rows, 0, PROBLEM);
	if (problem) {
		req_problem(r, problem, NULL);
		return req_refuse(r);
	}
	if (!parts_open(r, res->rows, 0, parts))
		return refuse_unopened(r, cell(res->rows, 0, REPORT));
	row_add(&body, cell(res->rows, 0, BODY), parts);
	reply(r, &body);
}

/* Asks for all of a person; each report that is found is a look on record. */
static void person_open(struct req *r, const char *purpose, db_done *opened)
{
	struct look *l = look_new(r);

	l->params[2] = purpose;
	l->params[3] = bind_value(r, "phone_hash");
	l->params[4] = bind_value(r, "email_hash");
	l->params[5] = req_input(r, "reason");
	db_call(r->context->db, DB_SLOW, &q_person_open, l->params, opened, l);
}

static void person_exported(void *arg, struct db_result *res)
{
	struct req *r = ((struct look *)arg)->req;
	const char *parts[CONTACT_PART_COUNT];
	struct str body = { 0 };

	if (!look_succeeded(r, res))
		return;
	str_add(&body, "{\"reports\":[");
	for (int i = 0; i < PQntuples(res->rows); i++) {
		if (!parts_open(r, res->rows, i, parts)) {
			str_free(&body);
			return refuse_unopened(r, cell(res->rows, i, REPORT));
		}
		str_add(&body, i ? "," : "");
		row_add(&body, cell(res->rows, i, BODY), parts);
	}
	str_add(&body, "]}");
	reply(r, &body);
}

void person_export_run(struct req *r)
{
	person_open(r, "export", person_exported);
}

/* Writes the parts of all rows as the literal of an array.  Those that do not open any more must
 * not keep a person from being erased. */
static const char *mentions_of(struct req *r, const PGresult *rows)
{
	const char *parts[CONTACT_PART_COUNT];
	struct str list = { 0 };
	char *copy;

	for (int i = 0; i < PQntuples(rows); i++) {
		if (!parts_open(r, rows, i, parts))
			log_error("seal_broken", "report=%s trace_id=%s", cell(rows, i, REPORT),
				r->http->trace_id);
		for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++)
			str_add_element(&list, parts[p]);
	}
	str_add(&list, list.len ? "}" : "{}");
	copy = arena_copy(r->http->arena, list.data, list.len);
	str_free(&list);
	return copy;
}

static void person_erase_opened(void *arg, struct db_result *res)
{
	struct look *l = arg;
	struct req *r = l->req;

	if (!look_succeeded(r, res))
		return;
	l->params[2] = bind_value(r, "operation_id");
	l->params[3] = bind_value(r, "body_hash");
	l->params[4] = bind_value(r, "phone_hash");
	l->params[5] = bind_value(r, "email_hash");
	l->params[6] = mentions_of(r, res->rows);
	l->params[7] = req_input(r, "reason");
	l->params[8] = req_input(r, "asked_by");
	l->params[9] = req_input(r, "ground");
	db_call(r->context->db, DB_SLOW, &q_person_erase, l->params, req_answered, r);
}

void person_erase_run(struct req *r)
{
	person_open(r, "erase", person_erase_opened);
}
