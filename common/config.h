/* Settings: one table (config.c) of name, type, range, default and help feeds the file, the
 * environment, --print-config and the reference page.
 *
 * Order: default < file (INI, libinih) < environment PAKN_NAME < PAKN_NAME_FILE (for secrets: the
 * first line of that file) < systemd credential.  An unknown name is an error that names the nearest one. */
#ifndef PAKN_CONFIG_H
#define PAKN_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "common/str.h"

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_SECRET, SETTING_PATH };

struct config;

/* Reads everything.  path NULL: no file.  On false, error holds one sentence that names the setting,
 * what is wrong and (unknown names) the nearest one. */
struct config *config_load(const char *path, struct str *error);
void config_free(struct config *c);

/* Reads one setting by its name in the table; an unknown name is our bug and fatal.  Text is owned by
 * the config; an empty text means "not set". */
const char *config_text(const struct config *c, const char *name);
long config_int(const struct config *c, const char *name);
bool config_bool(const struct config *c, const char *name);

/* Writes every setting with its value and where it came from; secrets as "(set)" or "(not set)". */
void config_print(const struct config *c, FILE *out);

/* Writes the reference page (Markdown) of all settings. */
void config_reference(FILE *out);

#endif
