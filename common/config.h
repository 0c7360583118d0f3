/* Settings: one table (config.c) of name, type, range, default and help feeds the file, the
 * environment, --print-config and the reference page.
 *
 * Order: default < file (INI, libinih) < environment PAKN_NAME < PAKN_NAME_FILE (for secrets: the
 * first line of that file) < systemd credential (for secrets: its first line; for paths: the path
 * of the credential itself).  An empty value stands for the default.  An unknown name is an error
 * that names the nearest one. */
#ifndef PAKN_CONFIG_H
#define PAKN_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

#include "common/str.h"

enum setting_type {
	SETTING_TEXT,
	SETTING_INT,
	SETTING_BOOL,
	SETTING_SECRET,
	SETTING_PATH,
	SETTING_CHOICE,    /* one of a few words */
	SETTING_KEY,       /* a secret of 32 bytes: 64 hexadecimal digits */
	SETTING_KEYS,      /* several such secrets with their numbers (seal.h) */
	SETTING_ADDRESSES, /* address.h, any number of them */
	SETTING_NETWORKS,  /* ip.h, any number of them */
	SETTING_RATE,      /* rate.h */
	SETTING_SCHEDULE,  /* schedule.h */
};

struct config;

/* Reads everything.  path NULL: no file.  On false, error holds one sentence that names the
 * setting, what is wrong and (unknown names) the nearest one. */
struct config *config_load(const char *path, struct str *error);
void config_free(struct config *c);

/* Reads everything again and takes over the settings that may change while the daemon runs (the
 * text of such a setting is good until then).  later gets the names of changed ones that wait for a
 * restart. On false nothing has changed. */
bool config_reload(struct config *c, const char *path, struct str *error, struct str *later);

/* Reads one setting by its name in the table; an unknown name is our bug and fatal.  Text is owned
 * by the config; an empty text means "not set". */
const char *config_text(const struct config *c, const char *name);
long config_int(const struct config *c, const char *name);
bool config_bool(const struct config *c, const char *name);

/* Writes every setting with its value and where it came from; secrets as "(set)" or "(not set)". */
void config_print(const struct config *c, FILE *out);

/* Writes the reference page (Markdown) of all settings. */
void config_reference(FILE *out);

#endif
