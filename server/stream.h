/* Answers that go on: server-sent events (text/event-stream, WHATWG HTML 9.2).  A stream is a place
 * in a log that the database has (change_list): it asks for what comes after it, pushes that, and
 * asks again once the client has taken it and something happened (watch.h).  So a slow reader falls
 * behind instead of filling memory, one that comes back goes on by Last-Event-ID, and who may read
 * is asked each time. */
#ifndef PAKN_STREAM_H
#define PAKN_STREAM_H

struct config;
struct req;
struct stream;
struct stream_table;
struct streams;

/* The flow of a route whose query answers (status, events, -, id to go on from, topic, empty);
 * status 206: there is more to ask for at once. */
void stream_run(struct req *r);

/* The head, or what was pushed last, is out. */
void stream_drained(struct stream *s);

/* The client left. */
void stream_left(struct stream *s);

/* All streams of a worker. */
struct streams *streams_new(struct stream_table *table, int worker, const struct config *c);
int streams_open(const struct streams *all);

/* Ends all; their clients come back, not all at once. */
void streams_end(struct streams *all);
void streams_free(struct streams *all);

#endif
