/* Messages to a file, for demos and tests: one JSON object a line. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/config.h"
#include "common/log.h"
#include "common/str.h"
#include "server/sms.h"

static void line_write(struct str *line, const char *to, const char *text)
{
	char at[CLOCK_TEXT_SIZE];

	clock_format(at, clock_wall_ms());
	str_printf(line, "{\"at\":\"%s\",\"to\":\"%s\",\"text\":", at, to);
	str_add_json(line, text);
	str_add(line, "}\n");
}

/* Opens the file, which its owner alone may read: who reads a code is who has the phone. */
static int file_open(const struct config *c)
{
	const char *set = config_text(c, "sms_log");
	struct str path = { 0 };
	int fd;

	if (*set)
		str_add(&path, set);
	else
		str_printf(&path, "%s/sms.log", config_text(c, "spool_dir"));
	fd = open(path.data, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	str_free(&path);
	return fd;
}

bool sms_log_take(const struct config *c, const char *to, const char *text)
{
	struct str line = { 0 };
	bool written;
	int fd;

	line_write(&line, to, text);
	fd = file_open(c);
	written = fd >= 0 && write(fd, line.data, line.len) == (ssize_t)line.len;
	if (!written)
		log_error("sms_not_taken", "provider=log reason=%s", strerror(errno));
	if (fd >= 0)
		close(fd);
	explicit_bzero(line.data, line.len);
	str_free(&line);
	return written;
}
