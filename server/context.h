/* What every request of a worker may use.  Made by service.c, lives as long as the worker. */
#ifndef PAKN_CONTEXT_H
#define PAKN_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

struct accepted;
struct batch;
struct bindings;
struct config;
struct contact_keys;
struct db;
struct event_base;
struct fetched;
struct gateways;
struct journal_thread;
struct kept;
struct limits;
struct oidc_issuers;
struct once;
struct outbound;
struct passwords;
struct seen;
struct router;
struct streams;
struct tenants;
struct uploads;
struct watch;

struct context {
	struct event_base *base;
	const struct config *config;
	struct db *db;
	struct router *router;
	struct tenants *tenants;
	struct bindings *bindings;
	struct batch *batch;
	struct watch *watch;
	struct kept *kept;
	struct once *once;
	struct passwords *passwords;
	struct outbound *outbound;
	struct fetched *fetched; /* NULL: no store beside files_dir */
	struct oidc_issuers *oidc_issuers;
	struct seen *seen;
	struct gateways *gateways;
	struct limits *limits;
	struct uploads *uploads;
	struct streams *streams;
	struct accepted *accepted;
	struct journal_thread *journal; /* NULL: there is none */
	unsigned char code_key[32];     /* K of design: mints codes and operation ids */
	unsigned char body_key[32];     /* made of code_key: digests bodies */
	unsigned char secret_key[32];   /* K2: mints the secrets of reports */
	const struct contact_keys *contact_keys;
	size_t body_max, body_large_max; /* the settings, which each request asks for */
	int media_channel;               /* media_order.h; -1: no files are taken */
	int sheets_channel;              /* sheet_order.h */
	char *openapi;                   /* the document, made once */
	bool draining;
};

#endif
