/* What people read of the settings: --print-config and the reference page. */

#include "common/config.h"
#include "common/config_table.h"
#include "common/config_value.h"

/* Writes where a value came from, as a comment of the file's own format. */
static void source_print(const struct value *v, FILE *out)
{
	if (v->line)
		fprintf(out, "# from the file, line %u\n", v->line);
	else
		fprintf(out, "# from the %s\n", v->source);
}

void config_print(const struct config *c, FILE *out)
{
	for (size_t i = 0; i < setting_count; i++) {
		const struct value *v = &c->values[i];
		const char *shown = v->text;

		if (setting_is_secret(&settings[i]))
			shown = *v->text ? "(set)" : "(not set)";
		if (strcmp(v->source, "default") != 0)
			source_print(v, out);
		/* A line that is only a comment can be given back to --config as it is. */
		fprintf(out, "%s%s = %s\n", setting_is_secret(&settings[i]) ? "# " : "",
			settings[i].name, shown);
	}
}

/* Writes a default for a table cell. */
static void fallback_print(const struct setting *s, FILE *out)
{
	if (*s->fallback)
		fprintf(out, "`%s`", s->fallback);
	else
		fputs("not set", out);
}

void config_reference(FILE *out)
{
	fputs("# Settings\n\n"
	      "Each can stand in the file (`name = value`) or in the environment (`PAKN_NAME`). "
	      "Later ones\n"
	      "win: default, file, environment, for a secret `PAKN_NAME_FILE` (the first line of "
	      "that\n"
	      "file), systemd credential of the setting's name (for a path: the credential "
	      "itself). An\n"
	      "empty value stands for the default. *Live* ones are taken over on SIGHUP; the "
	      "others wait\n"
	      "for a restart.\n\n"
	      "| setting | value | default | live | what |\n|---|---|---|---|---|\n",
		out);
	for (size_t i = 0; i < setting_count; i++) {
		struct str type = { 0 };

		setting_describe(&settings[i], &type);
		fprintf(out, "| `%s` | %s | ", settings[i].name, type.data);
		fallback_print(&settings[i], out);
		fprintf(out, " | %s | %s |\n", settings[i].live ? "yes" : "", settings[i].help);
		str_free(&type);
	}
}
