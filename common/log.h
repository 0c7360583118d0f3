/* Log lines: one event each, one JSON object a line, on stderr.  Never a secret, a text that a
 * citizen wrote, or a whole phone number. */
#ifndef PAKN_LOG_H
#define PAKN_LOG_H

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* Sets the least level that is written, and what "process" says (master, worker 1, courier). */
void log_setup(enum log_level least, const char *process);

/* Writes one line.  spec is words of the form key=%s, key=%d, key=%u, key=%ld, key=%lu, key=%lld,
 * key=%llu, key=%zu, key=%g or key=literal; the compiler checks the arguments:
 *   log_event(LOG_LEVEL_INFO, "listening", "address=%s port=%d", address, port);
 * A NULL for %s writes null. */
void log_event(enum log_level level, const char *event, const char *spec, ...)
	__attribute__((format(printf, 3, 4)));

#define log_debug(...)   log_event(LOG_LEVEL_DEBUG, __VA_ARGS__)
#define log_info(...)    log_event(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_warning(...) log_event(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_error(...)   log_event(LOG_LEVEL_ERROR, __VA_ARGS__)

#endif
