/* The types of files that are taken, and what they look like inside. */
#ifndef PAKN_MEDIA_TYPE_H
#define PAKN_MEDIA_TYPE_H

#include <stdbool.h>

#include "common/span.h"

enum media_type {
	MEDIA_JPEG,
	MEDIA_PNG,
	MEDIA_MP4,
	MEDIA_3GP,
	MEDIA_WEBM,
	MEDIA_PDF,
	MEDIA_TYPES, /* none of them */
};

/* What is done with one, by its type. */
struct media_type_row {
	const char *name;   /* of Content-Type */
	const char *size;   /* setting: bytes at the most */
	const char *ending; /* of the name under which it is downloaded */
	bool picture;       /* made anew; every other one is stored as it came */
};
extern const struct media_type_row media_types[MEDIA_TYPES];

/* Finds a type by the name of a Content-Type, without its parameters; MEDIA_TYPES: none. */
enum media_type media_type_named(struct span name);

struct magic_set;

/* Loads what is known of all types of files; NULL where there is no such file (libmagic's). */
struct magic_set *media_magic_new(void);
void media_magic_free(struct magic_set *m);

/* Tells a type by content, whatever it calls itself. */
enum media_type media_type_of(struct magic_set *m, struct span content);

#endif
