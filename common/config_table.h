/* The table of settings, and what a value of each type may be.  Only config*.c and tests need it.
 */
#ifndef PAKN_CONFIG_TABLE_H
#define PAKN_CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/config.h"

struct setting {
	const char *name; /* as in the file; PAKN_NAME in the environment */
	enum setting_type type;
	const char *fallback;
	long min, max;              /* of numbers */
	const char *const *choices; /* of SETTING_CHOICE, NULL at the end */
	bool live;                  /* taken over on SIGHUP; any other waits for a restart */
	const char *help;
};

extern const struct setting settings[];
extern const size_t setting_count;

/* Tells whether the value must never be shown, and may come from PAKN_NAME_FILE or a credential. */
bool setting_is_secret(const struct setting *s);

/* Checks a value that is not empty; on false, error ends with "must be ..." (without the value). */
bool setting_check(const struct setting *s, const char *value, struct str *error);

/* Reads a value that was checked. */
long setting_long(const struct setting *s, const char *value);

/* Finds a row by its name; NULL where there is none. */
const struct setting *setting_find(const char *name);

/* Names the type for people: "number 1 to 64", "yes or no". */
void setting_describe(const struct setting *s, struct str *out);

#endif
