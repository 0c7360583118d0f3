/* TLS contexts for listening sockets. */
#ifndef PAKN_TLS_H
#define PAKN_TLS_H

#include "common/str.h"

struct ssl_ctx_st;

/* Makes a context from PEM files: TLS 1.2 and later, no renegotiation.  NULL: error holds one
 * sentence.  End with SSL_CTX_free(). */
struct ssl_ctx_st *tls_server_new(const char *certificate, const char *key, struct str *error);

#endif
