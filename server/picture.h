/* Pictures as plain pixels: read from JPEG or PNG, turned upright, made smaller, written anew. What
 * a file holds beside its pixels (EXIF, places, thumbnails, comments, colour profiles) is never
 * written.
 *
 * Runs on bytes from strangers, in a process of its own (media_work.c): no function here opens a
 * file. */
#ifndef PAKN_PICTURE_H
#define PAKN_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

struct picture {
	unsigned width, height;
	unsigned char *pixels; /* red, green, blue; row by row, without gaps; malloc()ed */
};

/* What is read at the most. */
struct picture_limits {
	uint64_t pixels_max; /* by the file's head, before anything is decoded */
	unsigned side_max;   /* a greater one may come out smaller, but not smaller than this */
};

#define PICTURE_COVERED_MAX 50

struct rectangle {
	uint32_t x, y, width, height;
};

/* What is painted over, in pixels of a picture of this size, which may have come out smaller. */
struct picture_cover {
	uint32_t width, height;
	int count;
	struct rectangle rectangles[PICTURE_COVERED_MAX];
};

enum picture_outcome { PICTURE_OK, PICTURE_BROKEN, PICTURE_TOO_MANY_PIXELS };

enum picture_outcome picture_jpeg_read(
	struct span file, const struct picture_limits *limits, struct picture *out);
enum picture_outcome picture_png_read(
	struct span file, const struct picture_limits *limits, struct picture *out);

/* Reads from a JPEG's EXIF how its rows and columns lie (1 to 8); 1: as they should. */
int picture_orientation(struct span file);

/* Turns a picture that lies like that upright. */
void picture_turn(struct picture *p, int orientation);

/* Makes a picture, if it is greater, so small that no side is longer: each new pixel is the mean of
 * those that it covers. */
void picture_shrink(struct picture *p, unsigned side_max);

/* Paints rectangles over, black: nothing is left of what was there. */
void picture_paint(struct picture *p, const struct picture_cover *cover);

/* Makes a copy. */
struct picture picture_copy(const struct picture *p);

/* Writes a file into memory, which free() ends. */
unsigned char *picture_jpeg_write(const struct picture *p, int quality, size_t *len);
unsigned char *picture_png_write(const struct picture *p, size_t *len);

void picture_free(struct picture *p);

#endif
