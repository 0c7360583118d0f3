#include "server/checkpoint.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/config.h"

#define FIRST_LINE "PAKN history\n"

bool checkpoint_keys(const struct config *c, struct seal_keys *out)
{
	return seal_keys_parse(config_text(c, "checkpoint_keys"), out);
}

void checkpoint_add(const struct seal_keys *keys, int tenant_id, const char *province,
	const char *events, const char *digest, struct str *out)
{
	char now[CLOCK_TEXT_SIZE];
	struct str text = { 0 };

	clock_format(now, clock_wall_ms());
	str_printf(&text, FIRST_LINE "province %s %d\nevents %s\ndigest %s\ntime %s\n", province,
		tenant_id, events, digest, now);
	note_add(keys, str_span(&text), out);
	str_add_char(out, '\n');
	str_free(&text);
}

/* Takes a line with its first word off a text; NULL where it is another or does not fit. */
static const char *line_take(struct span *text, const char *word, char *out, size_t size)
{
	const char *end = text->len ? memchr(text->data, '\n', text->len) : NULL;
	size_t skip = strlen(word), len = end ? (size_t)(end - text->data) : 0;

	if (!span_starts(*text, word) || len < skip || len - skip >= size)
		return NULL;
	memcpy(out, text->data + skip, len - skip);
	out[len - skip] = '\0';
	*text = span_skip(*text, len + 1);
	return out;
}

bool checkpoint_read(struct span note, struct checkpoint *out)
{
	char *number;

	if (!span_starts(note, FIRST_LINE))
		return false;
	note = span_skip(note, strlen(FIRST_LINE));
	if (!line_take(&note, "province ", out->province, sizeof(out->province)) ||
		!line_take(&note, "events ", out->events, sizeof(out->events)) ||
		!line_take(&note, "digest ", out->digest, sizeof(out->digest)) ||
		!line_take(&note, "time ", out->time, sizeof(out->time)) || note.len)
		return false;
	number = strchr(out->province, ' ');
	if (!number || !*out->events || strspn(out->events, "0123456789") != strlen(out->events))
		return false;
	*number = '\0';
	out->tenant_id = atoi(number + 1);
	return true;
}

bool checkpoint_write(const char *path, struct span text)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
	bool written = fd >= 0 && write(fd, text.data, text.len) == (ssize_t)text.len;

	if (fd >= 0)
		written = close(fd) == 0 && written;
	return written;
}
