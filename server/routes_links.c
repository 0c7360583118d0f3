#include "server/route_tables.h"

#include "queries.h"
#include "server/attachment.h"
#include "server/gateway_kannel.h"
#include "server/inputs.h"
#include "server/intake.h"
#include "server/link.h"
#include "server/openapi.h"
#include "server/page.h"

/* What is done by a link, with its token; and by the forms of its pages. */
#define LINKED(verb, act, table, text)                                                             \
	{                                                                                          \
		HTTP_POST, "/api/v1/link/" verb, SENDER, NULL, table, &q_link_act, DB_WRITE,       \
			ROUTE_WRITE, act, NULL, NULL, 200, text                                    \
	}
#define PAGE(verb, act, table, text)                                                               \
	{                                                                                          \
		HTTP_POST, "/l/:link/" verb, LINK, NULL, table, &q_link_page, DB_WRITE,            \
			ROUTE_FORM, act, PAGE_MEDIA, NULL, 200, text                               \
	}
#define PAGE_FILE(verb, table, text)                                                               \
	{                                                                                          \
		HTTP_POST, "/l/:link/" verb, LINK, NULL, table, &q_link_page, DB_WRITE,            \
			ROUTE_FORM | ROUTE_FILE, verb, PAGE_MEDIA, link_form_run, 200, text        \
	}

const struct route routes_of_links[] = {
	/* method path who right input query lane flags action media run status summary */
	/* What else a gateway may bring, each in its own form, comes here, too. */
	{ HTTP_POST, "/gateways/:gateway/reports", GATEWAY, "report:submit", input_report_new,
		&q_report_submit, DB_WRITE, ROUTE_JOURNAL, NULL, NULL, intake_run, 201,
		"A gateway reports what somebody wrote to it" },

	{ HTTP_GET, "/gateways/:gateway/kannel/mo", GATEWAY_SHOWN, "report:submit",
		input_kannel_message, &q_report_submit, DB_WRITE, 0, NULL,
		"text/plain; charset=utf-8", gateway_kannel_run, 200,
		"Kannel hands over a message from a phone; the answer is the reply to it" },

	/* What messages bring: an agency without accounts, or a sender, has a link to one case. */
	{ HTTP_GET, "/api/v1/link", SENDER, NULL, NULL, &q_link_show, DB_FAST, 0, NULL, NULL, NULL,
		200, "What a link is for" },
	LINKED("open", "open", input_nothing,
		"Open the case of a link; that goes into its history"),
	LINKED("accept", "accept", input_nothing,
		"Accept the case, for the agency that got the link"),
	LINKED("return", "return", input_link_return, "Give the case back to the desk"),
	LINKED("answer", "answer", input_link_answer, "Answer"),
	LINKED("rating", "rate", input_rating, "Say how content one is with what came of it"),
	LINKED("reopen", "reopen", input_reopening, "Say that it is not solved"),
	{ HTTP_GET, "/l/:link/xem", LINK, NULL, NULL, &q_link_landing, DB_FAST, 0, NULL, PAGE_MEDIA,
		NULL, 200, "The page of a link; to ask for it does nothing" },
	PAGE("open", "open", input_form, "Open the case of a link"),
	PAGE("accept", "accept", input_form, "Accept the case"),
	PAGE("return", "return", input_form_reason, "Give the case back to the desk"),
	PAGE_FILE("answer", input_form_answer, "Answer, perhaps with a file"),
	PAGE_FILE("draft", input_form_draft, "Send a file before the answer"),
	PAGE("rating", "rate", input_form_rating, "Say how content one is with what came of it"),
	PAGE("reopen", "reopen", input_form_reason, "Say that it is not solved"),
	{ HTTP_GET, "/l/:link/files/:entry", LINK, NULL, input_attachment_page, &q_attachment_find,
		DB_FAST, 0, NULL, NULL, attachment_show_run, 200, "A file of the case of a link" },
	{ HTTP_GET, "/page.css", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL,
		"text/css; charset=utf-8", page_style_run, 200, "The style of pages" },
	{ HTTP_GET, "/page.svg", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL,
		"image/svg+xml", page_icon_run, 200, "The icon of pages" },

	{ HTTP_GET, "/", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_index_run, 200, "What this is, and where to go on" },
	{ HTTP_GET, "/openapi.json", ANYONE, NULL, NULL, NULL, DB_FAST, ROUTE_CACHE, NULL, NULL,
		openapi_run, 200, "This interface, as OpenAPI 3.1" },
	{ 0 },
};
