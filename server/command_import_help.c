/* pakn import: what each noun takes, for --help. */
#include <stdio.h>
#include <string.h>

#include "server/command_import.h"

/* What fits no column. */
static const struct {
	const char *noun, *note;
} notes[] = {
	{ "areas", "A line is the unit of its code that began on valid_from; without that the "
		   "newest one,\n"
		   "or the newest that began before valid_to.  The unit above must exist all of "
		   "the time." },
	{ "former", "How units were called, and what was above them, before; areas has the last "
		    "name." },
	{ "succession", "The lines of an old unit are all that it became; several are candidates.  "
			"Districts\n"
			"and provinces follow from their communes, unless they have lines." },
	{ "boundaries",
		"Columns are properties of features.  Without both days the newest outline of the\n"
		"unit of today is meant; with valid_from the one before ends then; with valid_to\n"
		"alone the unit is one that began before." },
	{ "zones", "Columns are properties of features." },
};

static void column_print(const struct field *c)
{
	char name[40];

	snprintf(name, sizeof(name), "%s%s", c->name, c->flags & FIELD_REQUIRED ? " *" : "");
	printf("  %-20s %s", name, c->help ? c->help : "");
	for (int i = 0; c->choices && c->choices[i]; i++)
		printf("%s%s", i ? ", " : c->help ? ": " : "", c->choices[i]);
	putchar('\n');
}

static void noun_print(const struct import_noun *noun)
{
	printf("\nColumns of %s (* may not be missing):\n", noun->name);
	for (const struct field *c = noun->columns; c->name; c++)
		column_print(c);
	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if (!strcmp(notes[i].noun, noun->name))
			puts(notes[i].note);
}

/* Prints those of the nouns that a word names. */
static void nouns_print(const struct import_noun *nouns, const char *word)
{
	for (; nouns->name; nouns++)
		if (!strcmp(word, nouns->name))
			noun_print(nouns);
}

void import_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		nouns_print(import_nouns, argv[i]);
		nouns_print(import_outlines, argv[i]);
	}
}
