/* Feeds arbitrary bytes to the settings file reader; what it accepts must print and read again. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/config.h"
#include "common/fatal.h"

/* Loads bytes by way of a file in memory. */
static struct config *load(const void *data, size_t size, struct str *error)
{
	int fd = memfd_create("config", MFD_CLOEXEC);
	struct config *c;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		fatal("cannot make a file in memory");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	c = config_load(path, error);
	close(fd);
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str error = { 0 };
	struct config *c = load(data, size, &error), *again;
	char *text = NULL;
	size_t len;
	FILE *out;

	if (!c && !error.len)
		fatal("refused without a reason");
	if (c) {
		out = fatal_if_null(open_memstream(&text, &len));
		config_print(c, out);
		fclose(out);
		again = load(text, len, &error);
		if (!again)
			fatal(error.data);
		config_free(again);
		free(text);
	}
	config_free(c);
	str_free(&error);
	return 0;
}
