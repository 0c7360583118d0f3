#include "server/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

/* Adds a sentence and what OpenSSL has to say, and forgets the latter. */
static bool fail(struct str *error, const char *sentence, const char *path)
{
	unsigned long code = ERR_peek_error();
	const char *reason = ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code))
						    : ERR_reason_error_string(code);

	str_printf(error, "%s %s", sentence, path);
	if (reason)
		str_printf(error, ": %s", reason);
	str_add(error, ".");
	ERR_clear_error();
	return false;
}

static bool certificate_load(
	SSL_CTX *context, const char *certificate, const char *key, struct str *error)
{
	if (SSL_CTX_use_certificate_chain_file(context, certificate) != 1)
		return fail(error, "Cannot use the certificate", certificate);
	if (SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)
		return fail(error, "Cannot use the key", key);
	if (SSL_CTX_check_private_key(context) != 1)
		return fail(error, "The certificate does not belong to the key", key);
	return true;
}

/* Chooses HTTP/1.1.  A client that offers only other protocols is refused (RFC 7301, 3.2), so that
 * one protocol's bytes cannot be passed off as the other's. */
static int alpn_choose(SSL *ssl, const unsigned char **out, unsigned char *out_len,
	const unsigned char *in, unsigned in_len, void *arg)
{
	static const unsigned char ours[] = "\x08http/1.1";
	unsigned char *chosen;

	(void)ssl;
	(void)arg;
	if (SSL_select_next_proto(&chosen, out_len, ours, sizeof(ours) - 1, in, in_len) !=
		OPENSSL_NPN_NEGOTIATED)
		return SSL_TLSEXT_ERR_ALERT_FATAL;
	*out = chosen;
	return SSL_TLSEXT_ERR_OK;
}

/* Sets what does not depend on the certificate. */
static bool context_setup(SSL_CTX *context)
{
	SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
					     SSL_OP_CIPHER_SERVER_PREFERENCE |
					     SSL_OP_PRIORITIZE_CHACHA);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
	SSL_CTX_set_session_cache_mode(
		context, SSL_SESS_CACHE_OFF); /* tickets do, without memory */
	SSL_CTX_set_alpn_select_cb(context, alpn_choose, NULL);
	return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
	       SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
}

struct ssl_ctx_st *tls_context_new(
	const char *certificate_path, const char *key_path, struct str *error)
{
	SSL_CTX *context;

	ERR_clear_error();
	context = SSL_CTX_new(TLS_server_method());
	if (!context || !context_setup(context))
		fail(error, "OpenSSL cannot make a context for", certificate_path);
	else if (certificate_load(context, certificate_path, key_path, error))
		return context;
	SSL_CTX_free(context);
	return NULL;
}
