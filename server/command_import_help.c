/* pakn import: what each noun takes, for --help. */
#include <stdio.h>
#include <string.h>

#include "server/command_import.h"

/* What fits no column. */
static const struct {
	const char *noun, *note;
} notes[] = {
	{ "areas", "A line is the unit of its code that began on valid_from; without that the "
		   "newest one, or "
		   "the newest\nthat began before valid_to.  The unit above must exist all of the "
		   "time." },
	{ "former", "How units were called, and what was above them, before; the last name is that "
		    "of areas." },
	{ "succession", "The lines of an old unit are all that it became; several are candidates.  "
			"Districts and "
			"provinces\nfollow from their communes, unless they have lines." },
	{ "boundaries",
		"The time of an outline lies within that of its unit.  Without both days it is the "
		"newest of "
		"the unit\nof today; with valid_from the one before ends then; with valid_to alone "
		"the unit is one that began\nbefore." },
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

void import_help(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		for (const struct import_noun *noun = import_nouns; noun->name; noun++)
			if (!strcmp(argv[i], noun->name))
				noun_print(noun);
		if (!strcmp(argv[i], import_boundaries.name))
			noun_print(&import_boundaries);
	}
}
