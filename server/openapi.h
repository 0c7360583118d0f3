/* /openapi.json: OpenAPI 3.1 made from the tables of routes, fields and problems, so that it cannot
 * say anything else than what the daemon does. */
#ifndef PAKN_OPENAPI_H
#define PAKN_OPENAPI_H

struct req;

/* Makes the document; the caller frees it. */
char *openapi_document(void);

/* The flows of /openapi.json, and of /, which leads a newcomer there. */
void openapi_run(struct req *r);
void openapi_index_run(struct req *r);

#endif
