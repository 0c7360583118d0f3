/* One job on one file from a stranger: what it is, and, of a picture, the same without anything
 * but its pixels, in three sizes.  Runs in a process of its own that ends with it. */
#ifndef PAKN_MEDIA_WORK_H
#define PAKN_MEDIA_WORK_H

#include <stdint.h>

#include "server/jail.h"
#include "server/media_type.h"
#include "server/picture.h"

#define MEDIA_SIZES 3 /* full, medium, small */

enum media_found {
	MEDIA_FOUND = 1,
	MEDIA_FOUND_OTHER,    /* no type that is taken */
	MEDIA_FOUND_BROKEN,   /* cannot be decoded */
	MEDIA_FOUND_PIXELS,   /* has too many of them */
	MEDIA_FOUND_LARGE,    /* longer than its type may be */
	MEDIA_FOUND_NO_SPACE, /* what was made could not be written */
};

struct media_findings {
	enum media_found found;
	enum media_type type;
	uint32_t width[MEDIA_SIZES], height[MEDIA_SIZES]; /* of pictures */
	uint32_t is_signed;                               /* of a PDF */
};

struct media_limits {
	struct jail_limits jail;
	struct picture_limits picture;
	uint64_t size_max[MEDIA_TYPES];
	unsigned side_max[MEDIA_SIZES];
	int quality; /* of JPEG */
};

/* Looks at a file, and writes the versions of a picture to the descriptors, with what is covered in
 * it. */
struct media_findings media_look(struct magic_set *magic, struct span file,
	const struct media_limits *limits, const struct picture_cover *cover,
	const int versions[MEDIA_SIZES]);

/* Becomes the process of a job: shuts itself in, does it, writes the findings to the last
 * descriptor, and ends.  fds: the file, the versions, the findings. */
#define MEDIA_WORK_FDS (MEDIA_SIZES + 2)
_Noreturn void media_work(struct magic_set *magic, const int fds[MEDIA_WORK_FDS], uint64_t size,
	const struct media_limits *limits, const struct picture_cover *cover);

#endif
