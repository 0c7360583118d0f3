#include "common/fatal.h"
#include "server/http_conn.h"

void http_push(struct http_request *r, struct span piece)
{
	struct exchange *x = (struct exchange *)r;

	if (!x->http || !x->conn)
		return;
	if (!x->streaming)
		fatal("http_push: no stream");
	conn_move(x->conn, PHASE_PUSH);
	conn_send(x->conn, piece, span_of(""), false);
	x->sent += piece.len;
	conn_wake(x->conn);
}

void http_end(struct http_request *r)
{
	struct exchange *x = (struct exchange *)r;

	x->streaming = false;
	if (!x->http) { /* the server is gone, and so is whoever would count */
		exchange_free(x);
	} else if (!x->conn) {
		list_append(&x->http->dropped, &x->in_dropped);
		http_wake(x->http);
	} else {
		conn_move(x->conn, PHASE_ANSWER);
		conn_wake(x->conn);
	}
}
