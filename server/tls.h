/* TLS contexts for listening sockets. */
#ifndef PAKN_TLS_H
#define PAKN_TLS_H

#include "common/str.h"

struct ssl_ctx_st;

/* Reads a certificate chain and its key (PEM) and makes a context: TLS 1.2 and 1.3, no
 * renegotiation, HTTP/1.1 by ALPN.  On NULL, error holds one sentence.  The caller ends with
 * SSL_CTX_free(); http.c holds its own reference. */
struct ssl_ctx_st *tls_context_new(
	const char *certificate_path, const char *key_path, struct str *error);

#endif
