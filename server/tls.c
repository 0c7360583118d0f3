#include "server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

/* Says what OpenSSL has to say; its first error is the cause. */
static void explain(const char *path, struct str *error)
{
	unsigned long code = ERR_get_error();
	const char *reason = ERR_reason_error_string(code);

	str_printf(error, "%s cannot be used: %s", path,
		reason ? reason : strerror((int)ERR_GET_REASON(code)));
	ERR_clear_error();
}

static void options_set(SSL_CTX *ctx)
{
	SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
	SSL_CTX_set_options(ctx,
		SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
	SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_cipher_list(ctx, "ECDHE+AESGCM:ECDHE+CHACHA20");
	/* Tickets are sealed with a key of this process; another worker would refuse them, and the
	 * client then shakes hands in full, as it would without. */
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

struct ssl_ctx_st *tls_server_new(const char *certificate, const char *key, struct str *error)
{
	SSL_CTX *ctx;

	str_clear(error);
	ERR_clear_error();
	ctx = SSL_CTX_new(TLS_server_method());
	if (!ctx || SSL_CTX_use_certificate_chain_file(ctx, certificate) != 1)
		explain(certificate, error);
	else if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) != 1 ||
		 SSL_CTX_check_private_key(ctx) != 1)
		explain(key, error);
	if (!error->len) {
		options_set(ctx);
		return ctx;
	}
	SSL_CTX_free(ctx);
	return NULL;
}
