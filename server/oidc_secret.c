#include "server/oidc_secret.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"

const char *oidc_secret_find(struct arena *a, const char *path, const char *name)
{
	FILE *in = *path ? fopen(path, "re") : NULL;
	const char *secret = NULL;
	char *line = NULL;
	size_t size = 0;

	if (*path && !in)
		log_error("secrets_unreadable", "path=%s reason=%s", path, strerror(errno));
	while (in && !secret && getline(&line, &size, in) > 0) {
		char *rest = line, *word = strtok_r(line, " \t\r\n", &rest);

		if (word && *word != '#' && !strcmp(word, name))
			secret = arena_string(a, strtok_r(NULL, " \t\r\n", &rest));
	}
	if (line)
		explicit_bzero(line, size);
	free(line);
	if (in)
		fclose(in);
	return secret;
}
