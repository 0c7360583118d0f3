/* Counters and gauges of all processes, in shared memory, as Prometheus reads them.  A process adds
 * to its own slot with relaxed atomics; whoever renders sums over the slots. */
#ifndef PAKN_COUNTERS_H
#define PAKN_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

#include "common/http_parse.h"
#include "common/str.h"

struct shared;

/* pakn_NAME_total, summed over the processes. */
#define COUNTERS(X)                                                                                \
	X(http_requests_refused, "Requests refused by the HTTP reader itself")                     \
	X(http_requests_shed, "Requests refused because a queue was full")                         \
	X(http_answer_bytes, "Bytes of answers handed to clients")                                 \
	X(reports_received, "Reports stored for the first time")                                   \
	X(reports_replayed, "Reports answered from an earlier equal submission")                   \
	X(stream_events_pushed, "Pieces pushed into streams of events")                            \
	X(streams_refused, "Streams refused because there were too many")                          \
	X(journal_kept, "Reports kept in the journal while the database was away")                 \
	X(journal_moved, "Reports moved from the journal into the database")                       \
	X(journal_set_aside, "Reports in the journal that the database did not take")              \
	X(journal_failures, "Times the journal could not be read or written")                      \
	X(reports_unknown, "Reports whose time was up while they were being stored")               \
	X(batches, "Batches of reports sent to the database")                                      \
	X(batch_rows, "Reports in those batches")                                                  \
	X(db_errors, "Statements that PostgreSQL refused unexpectedly")                            \
	X(db_timeouts, "Statements without an answer in time")                                     \
	X(db_lost, "Statements whose connection died")                                             \
	X(answers_kept, "Answers that the database did not send again, since nothing had changed") \
	X(answers_shared,                                                                          \
		"Answers for everybody that were given without asking the database again")         \
	X(senders_forgotten, "Senders forgotten because their time was over")                      \
	X(chore_runs, "Chores that were run")                                                      \
	X(chore_failures, "Chores that failed")                                                    \
	X(attachments_covered, "Pictures of which parts were covered")                             \
	X(attachments_stored, "Files that were stored, each with all its versions")                \
	X(attachment_bytes, "Bytes of the versions of stored files")                               \
	X(attachments_type_refused, "Files refused as of no type that is taken")                   \
	X(attachments_size_refused, "Files refused as too large, in bytes or in pixels")           \
	X(attachments_unreadable, "Files refused because they could not be read")                  \
	X(attachments_unplaced, "Files refused because the disk was full")                         \
	X(attachments_shed, "Files refused because too many came at once")                         \
	X(media_jobs, "Files that were looked into")                                               \
	X(media_deaths, "Files that killed the process that looked into them, or took too long")   \
	X(files_deleted, "Files of which nothing was left that wanted them")                       \
	X(files_copied, "Files that were copied to the store beside the folder")                   \
	X(files_fetched, "Files that came back from there because somebody asked for them")        \
	X(store_failures, "Requests to that store that failed")                                    \
	X(outbound_answers, "Answers of other services that were asked")                           \
	X(outbound_failures, "Requests to other services that got no answer")                      \
	X(notices_sent, "Notices that the other side has taken")                                   \
	X(notices_failed, "Attempts to send a notice that failed and are repeated")                \
	X(notices_dead, "Notices that were given up")                                              \
	X(sign_ons, "Sign-ins through a province's own sign-on service")                           \
	X(sign_ons_refused, "Sign-ins through such a service that were refused")                   \
	X(requests_limited, "Requests refused because who sends them had sent too many")           \
	X(lookups_missed, "Lookups of tracking codes that are none")                               \
	X(lookups_limited, "Lookups refused because too many from there had missed")               \
	X(lookups_suspicious, "Missed lookups beyond limit_alarm: somebody may try codes")         \
	X(exports_written, "Tables that were written into files")                                  \
	X(exports_refused, "Tables that were refused because too many were written already")       \
	X(exports_failed, "Tables that were given up: no room, too long, or nobody waited")        \
	X(config_reloads, "Times a process took over new settings")

/* pakn_NAME{process="..."}: name, type, size of one unit, help. */
#define GAUGES(X)                                                                                  \
	X(http_connections, "gauge", 1, "Open client connections")                                 \
	X(http_requests_in_hand, "gauge", 1, "Requests between head and end of answer")            \
	X(streams, "gauge", 1, "Streams of events that are open")                                  \
	X(db_calls_pending, "gauge", 1, "Statements waiting or under way")                         \
	X(media_jobs_waiting, "gauge", 1, "Files that wait to be looked into")                     \
	X(media_jobs_running, "gauge", 1, "Files that are looked into")                            \
	X(exports_running, "gauge", 1, "Tables that are written into files")                       \
	X(publications_waiting, "gauge", 1,                                                        \
		"Published reports whose change is not in the list yet")                           \
	X(spots_waiting, "gauge", 1, "Events after which neighbours' map was not yet drawn")       \
	X(searches_waiting, "gauge", 1, "Events after which cases are not yet found as they are")  \
	X(notices_waiting, "gauge", 1, "Notices that wait to be sent")                             \
	X(notices_oldest_seconds, "gauge", 1, "How long the first of them has waited")             \
	X(notices_dead_waiting, "gauge", 1, "Dead notices that staff may have sent again")         \
	X(notice_breakers_open, "gauge", 1, "Subscriptions that nothing is sent to for a while")   \
	X(process_starting, "gauge", 1, "1 until a worker knows the provinces; it answers 503")    \
	X(journal_reports, "gauge", 1, "Reports that wait in the journal to be moved in")          \
	X(journal_reports_aside, "gauge", 1, "Reports that the database did not take")             \
	X(journal_oldest_seconds, "gauge", 1e-3,                                                   \
		"How long the first of those that wait has done so")                               \
	X(journal_trouble, "gauge", 1, "1 while the journal cannot take a report")                 \
	X(event_loop_lag_seconds, "gauge", 1e-6, "How late the last beat of the event loop was")   \
	X(process_resident_memory_bytes, "gauge", 1, "Resident memory")                            \
	X(process_cpu_seconds_total, "counter", 1e-6, "User and system time")

#define COUNTER_NAME(name, help)           COUNTER_##name,
#define GAUGE_NAME(name, type, unit, help) GAUGE_##name,
enum counter { COUNTERS(COUNTER_NAME) COUNTER_COUNT };
enum gauge { GAUGES(GAUGE_NAME) GAUGE_COUNT };
#undef COUNTER_NAME
#undef GAUGE_NAME

#define ROUTES_COUNTED 160
#define METHOD_COUNT   8  /* the bits of enum http_method, and anything else */
#define CLASS_COUNT    6  /* the client left, 1xx ... 5xx */
#define BUCKET_COUNT   15 /* of durations; the last has no bound */

/* The requests of one route.  A label is set once and never changes. */
struct route_counts {
	char label[64];
	_Atomic uint64_t requests[METHOD_COUNT][CLASS_COUNT];
	_Atomic uint64_t durations[BUCKET_COUNT];
	_Atomic uint64_t duration_us;
};

struct counters {
	_Atomic uint64_t values[COUNTER_COUNT];
	_Atomic int64_t gauges[GAUGE_COUNT];
	_Atomic uint32_t route_count;
	struct route_counts routes[ROUTES_COUNTED];
};

/* The upper bound of each bucket, and its name in the output. */
struct bucket {
	uint64_t us;
	const char *text;
};
extern const struct bucket buckets[BUCKET_COUNT];

/* Says which slot this process writes.  Before that, what is counted goes nowhere. */
void counters_use(struct shared *shared, int slot);

void counters_add(enum counter c, uint64_t n);

/* Sets a gauge, in its units (microseconds for times). */
void counters_set(enum gauge g, int64_t value);

/* Counts an answered request.  label is a route's pattern (NULL: none matched); status 0: the
 * client left first.  Once ROUTES_COUNTED labels are known, further ones count as "other". */
void counters_request(const char *label, enum http_method method, int status, uint64_t us);

/* Adds all of it in the Prometheus text format. */
void counters_render(struct str *out, const struct shared *shared);

#endif
