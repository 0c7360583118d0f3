#include "common/config.h"

#include <ctype.h>
#include <ini.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/config_table.h"
#include "common/config_value.h"
#include "common/fatal.h"
#include "common/nearest.h"
#include "common/utf8.h"

#define PREFIX        "PAKN_"
#define LINE_MAX_SIZE 8192
#define NAME_SIZE     64

/* What reads the file line by line, on behalf of libinih. */
struct reading {
	struct config *config;
	const char *path;
	FILE *stream;
	unsigned line;
	bool failed;
	struct str *error;
};

static void value_clear(struct value *v)
{
	if (v->text)
		explicit_bzero(v->text, strlen(v->text));
	free(v->text);
	v->text = NULL;
}

static void value_set(struct value *v, const char *text, const char *source, unsigned line)
{
	value_clear(v);
	v->text = fatal_if_null(strdup(text));
	v->source = source;
	v->line = line;
}

static void defaults_set(struct config *c)
{
	for (size_t i = 0; i < setting_count; i++)
		value_set(&c->values[i], settings[i].fallback, "default", 0);
}

/* Tells whether the value is text that can stand in one line. */
static bool text_check(const struct setting *s, const char *value, struct str *error)
{
	bool clean = utf8_valid(value, strlen(value));

	for (const char *at = value; *at && clean; at++)
		clean = (unsigned char)*at >= ' ' && *at != 0x7f;
	if (!clean)
		str_printf(error, "%s must be UTF-8 without control characters", s->name);
	return clean;
}

/* Gives a setting its value; an empty one stands for the default.  The error lacks its beginning.
 */
static bool assign(struct config *c, const struct setting *s, const char *value, const char *source,
	unsigned line, struct str *error)
{
	if (!*value)
		value = s->fallback;
	else if (!text_check(s, value, error) || !setting_check(s, value, error))
		return false;
	value_set(&c->values[s - settings], value, source, line);
	return true;
}

/* Says that there is no such name, and which one is near. */
static void unknown(const char *name, const char *prefix, bool upper, struct str *error)
{
	struct nearest near = { 0 };
	char lower[NAME_SIZE] = "";

	for (size_t i = 0; name[i] && i + 1 < sizeof(lower); i++)
		lower[i] = (char)tolower((unsigned char)name[i]);
	for (size_t i = 0; i < setting_count; i++)
		nearest_consider(&near, lower, settings[i].name);
	str_printf(error, "%s%s is not a setting", prefix, name);
	if (!near.name)
		return;
	str_printf(error, "; did you mean %s", prefix);
	for (const char *at = near.name; *at; at++)
		str_add_char(error, upper ? (char)toupper((unsigned char)*at) : *at);
	str_add_char(error, '?');
}

/* Fetches the next line for libinih; refuses what it would cut in two or cut off. */
static char *line_read(char *buffer, int size, void *arg)
{
	struct reading *r = arg;
	size_t len = 0;
	int c = EOF;

	if (r->failed)
		return NULL;
	r->line++;
	while (len + 2 < (size_t)size && (c = getc(r->stream)) != EOF) {
		buffer[len++] = (char)c;
		if (c == '\n' || c == '\0')
			break;
	}
	buffer[len] = '\0';
	if (len && c != '\n' && c != EOF) {
		str_printf(r->error, "%s:%u: %s", r->path, r->line,
			c ? "the line is too long" : "the line holds a NUL");
		r->failed = true;
	}
	return len && !r->failed ? buffer : NULL;
}

/* Takes one name and value from libinih; 0 is an error. */
static int pair_read(void *arg, const char *section, const char *name, const char *value)
{
	struct reading *r = arg;
	const struct setting *s = setting_find(name);
	const struct value *old = s ? &r->config->values[s - settings] : NULL;
	struct str problem = { 0 };

	if (r->failed)
		return 0;
	if (*section)
		str_printf(&problem, "sections such as [%s] are not used", section);
	else if (!s)
		unknown(name, "", false, &problem);
	else if (old->line)
		str_printf(&problem, "%s was given in line %u already", name, old->line);
	else
		assign(r->config, s, value, "file", r->line, &problem);
	if (problem.len) {
		str_printf(r->error, "%s:%u: %s", r->path, r->line, problem.data);
		r->failed = true;
	}
	str_free(&problem);
	return !r->failed;
}

static bool file_read(struct config *c, const char *path, struct str *error)
{
	struct reading r = { .config = c, .path = path, .error = error };
	int bad_line;

	r.stream = fopen(path, "re");
	if (!r.stream) {
		str_printf(error, "%s cannot be read: %m", path);
		return false;
	}
	ini_max_line = LINE_MAX_SIZE;
	ini_allow_inline_comments = false; /* a password may hold a semicolon */
	ini_allow_multiline = false;
	bad_line = ini_parse_stream(line_read, &r, pair_read, &r);
	if (!r.failed && ferror(r.stream))
		str_printf(error, "%s cannot be read: %m", path);
	else if (!r.failed && bad_line)
		str_printf(
			error, "%s:%d: the line is not of the form name = value", path, bad_line);
	fclose(r.stream);
	return !error->len;
}

/* Reads the first line of a small file. */
static bool first_line(const char *path, char *line, size_t size, struct str *error)
{
	FILE *stream = fopen(path, "re");
	size_t len = 0;

	if (stream)
		len = fread(line, 1, size - 1, stream);
	if (!stream || ferror(stream))
		str_printf(error, "%s cannot be read: %m", path);
	if (stream)
		fclose(stream);
	line[len] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	if (!error->len && (len == size - 1 || !*line))
		str_printf(error, "the first line of %s is %s", path, *line ? "too long" : "empty");
	return !error->len;
}

/* Gives a secret the first line of a file. */
static bool assign_file(struct config *c, const struct setting *s, const char *path,
	const char *source, struct str *error)
{
	char line[LINE_MAX_SIZE];
	bool good =
		first_line(path, line, sizeof(line), error) && assign(c, s, line, source, 0, error);

	explicit_bzero(line, sizeof(line));
	return good;
}

/* Makes the name of a setting out of the part of an environment name behind PAKN_. */
static const struct setting *setting_of_variable(const char *upper, size_t len)
{
	char name[NAME_SIZE];

	if (len >= sizeof(name))
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (islower((unsigned char)upper[i]))
			return NULL;
		name[i] = (char)tolower((unsigned char)upper[i]);
	}
	name[len] = '\0';
	return setting_find(name);
}

/* Takes one variable; files says whether it is the turn of PAKN_NAME or of PAKN_NAME_FILE. */
static bool variable_read(struct config *c, const char *variable, bool files, struct str *problem)
{
	const char *name = variable + strlen(PREFIX), *value = strchr(variable, '=') + 1;
	size_t len = (size_t)(value - 1 - name);
	const struct setting *s = setting_of_variable(name, len), *of_file = NULL;
	char copy[NAME_SIZE];

	if (s)
		return files || assign(c, s, value, "environment", 0, problem);
	if (len > 5 && !memcmp(name + len - 5, "_FILE", 5))
		of_file = setting_of_variable(name, len - 5);
	if (of_file && setting_is_secret(of_file))
		return !files || !*value ||
		       assign_file(c, of_file, value, "environment, file", problem);
	if (of_file) {
		str_printf(problem, "only a secret can come from a file of its own");
		return false;
	}
	snprintf(copy, sizeof(copy), "%.*s", (int)len, name);
	unknown(copy, PREFIX, true, problem);
	return false;
}

static bool environment_read(struct config *c, bool files, struct str *error)
{
	struct str problem = { 0 };

	for (char **at = environ; *at && !problem.len; at++) {
		if (strncmp(*at, PREFIX, strlen(PREFIX)) != 0 || !strchr(*at, '='))
			continue;
		if (!variable_read(c, *at, files, &problem))
			str_printf(error, "%.*s: %s", (int)strcspn(*at, "="), *at, problem.data);
	}
	str_free(&problem);
	return !error->len;
}

/* Looks for each setting that systemd may have been told to hand over (LoadCredential=name:path).
 */
static bool credentials_read(struct config *c, struct str *error)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char path[4096];
	struct str problem = { 0 };

	for (size_t i = 0; folder && i < setting_count && !problem.len; i++) {
		const struct setting *s = &settings[i];

		snprintf(path, sizeof(path), "%s/%s", folder, s->name);
		if (access(path, F_OK) != 0)
			continue;
		if (s->type == SETTING_PATH)
			assign(c, s, path, "credential", 0, &problem);
		else if (setting_is_secret(s))
			assign_file(c, s, path, "credential", &problem);
		if (problem.len)
			str_printf(error, "credential %s: %s", s->name, problem.data);
	}
	str_free(&problem);
	return !error->len;
}

/* Checks what concerns several settings at once. */
static bool together_check(const struct config *c, struct str *error)
{
	bool certificate = *config_text(c, "tls_certificate"), key = *config_text(c, "tls_key");

	if (certificate != key)
		str_printf(error, "tls_certificate and tls_key must be set together");
	else if (*config_text(c, "listen_tls") && !certificate)
		str_printf(error, "listen_tls needs tls_certificate and tls_key");
	else if (*config_text(c, "code_key") &&
		 !strcasecmp(config_text(c, "code_key"), config_text(c, "secret_key")))
		str_printf(error, "code_key and secret_key must differ");
	return !error->len;
}

struct config *config_load(const char *path, struct str *error)
{
	struct config *c = fatal_if_null(calloc(1, sizeof(*c)));

	str_clear(error);
	c->values = fatal_if_null(calloc(setting_count, sizeof(*c->values)));
	defaults_set(c);
	if ((!path || file_read(c, path, error)) && environment_read(c, false, error) &&
		environment_read(c, true, error) && credentials_read(c, error) &&
		together_check(c, error))
		return c;
	config_free(c);
	return NULL;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < setting_count; i++)
		value_clear(&c->values[i]);
	free(c->values);
	free(c);
}

bool config_reload(struct config *c, const char *path, struct str *error, struct str *later)
{
	struct config *fresh = config_load(path, error);

	str_clear(later);
	if (!fresh)
		return false;
	for (size_t i = 0; i < setting_count; i++) {
		struct value old = c->values[i];

		if (!strcmp(old.text, fresh->values[i].text))
			continue;
		if (!settings[i].live) {
			str_printf(later, "%s%s", later->len ? " " : "", settings[i].name);
			continue;
		}
		c->values[i] = fresh->values[i];
		fresh->values[i] = old;
	}
	config_free(fresh);
	return true;
}

/* Finds the value of a setting of one of the types (a set of bits). */
static const char *value_find(const struct config *c, const char *name, unsigned types)
{
	const struct setting *s = setting_find(name);

	if (!s || !(types >> s->type & 1u)) {
		fprintf(stderr, "pakn: setting %s\n", name);
		fatal("no such setting, or of another type");
	}
	return c->values[s - settings].text;
}

const char *config_text(const struct config *c, const char *name)
{
	return value_find(c, name, ~(1u << SETTING_INT | 1u << SETTING_BOOL));
}

long config_int(const struct config *c, const char *name)
{
	return setting_long(setting_find(name), value_find(c, name, 1u << SETTING_INT));
}

bool config_bool(const struct config *c, const char *name)
{
	return setting_long(setting_find(name), value_find(c, name, 1u << SETTING_BOOL));
}
