#include "server/picture.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "common/fatal.h"

#define CHANNELS 3

static struct picture picture_new(unsigned width, unsigned height)
{
	return (struct picture){ width, height,
		fatal_if_null(malloc((size_t)width * height * CHANNELS)) };
}

void picture_free(struct picture *p)
{
	free(p->pixels);
	*p = (struct picture){ 0 };
}

struct picture picture_copy(const struct picture *p)
{
	struct picture copy = picture_new(p->width, p->height);

	memcpy(copy.pixels, p->pixels, (size_t)p->width * p->height * CHANNELS);
	return copy;
}

/* What has to be done to a picture, by its orientation (EXIF 2.32, tag 0x0112): first rows and
 * columns change places, then the mirrors. */
static const struct {
	bool swapped, mirrored, upside_down;
} turns[] = {
	[1] = { false, false, false },
	[2] = { false, true, false },
	[3] = { false, true, true },
	[4] = { false, false, true },
	[5] = { true, false, false },
	[6] = { true, true, false },
	[7] = { true, true, true },
	[8] = { true, false, true },
};

void picture_turn(struct picture *p, int orientation)
{
	bool swapped, mirrored, upside_down;
	struct picture to;

	if (orientation < 2 || orientation > 8)
		return;
	swapped = turns[orientation].swapped;
	mirrored = turns[orientation].mirrored;
	upside_down = turns[orientation].upside_down;
	to = swapped ? picture_new(p->height, p->width) : picture_new(p->width, p->height);
	for (unsigned y = 0; y < to.height; y++)
		for (unsigned x = 0; x < to.width; x++) {
			unsigned column = mirrored ? to.width - 1 - x : x;
			unsigned row = upside_down ? to.height - 1 - y : y;
			size_t from = swapped ? (size_t)column * p->width + row
					      : (size_t)row * p->width + column;

			memcpy(to.pixels + ((size_t)y * to.width + x) * CHANNELS,
				p->pixels + from * CHANNELS, CHANNELS);
		}
	picture_free(p);
	*p = to;
}

/* Divides, for a result times 256.  The analyser loses sight of count > 0. */
static uint32_t mean(uint64_t sum, unsigned count)
{
	return (uint32_t)((sum << 8) / count); /* NOLINT */
}

/* Makes a row narrower: each new pixel is the mean of the old ones that it covers, times 256.  In
 * units of which an old pixel has `to`, a new one has `from`. */
static void row_shrink(const unsigned char *row, unsigned from, unsigned to, uint32_t *means)
{
	uint64_t sum[CHANNELS] = { 0 };
	unsigned covered = 0; /* of the new pixel */

	assert(from > 0);
	for (unsigned x = 0; x < from; x++, row += CHANNELS)
		for (unsigned rest = to; rest;) {
			unsigned left = from - covered, part = rest < left ? rest : left;

			for (int c = 0; c < CHANNELS; c++)
				sum[c] += (uint64_t)row[c] * part;
			rest -= part;
			covered += part;
			if (covered < from)
				continue;
			for (int c = 0; c < CHANNELS; c++) {
				*means++ = mean(sum[c], from);
				sum[c] = 0;
			}
			covered = 0;
		}
}

/* Adds a row that was made narrower, as often as it counts. */
static void row_add(uint64_t *totals, const uint32_t *means, size_t count, uint64_t part)
{
	for (size_t i = 0; i < count; i++)
		totals[i] += means[i] * part;
}

/* Writes the means of a finished row, rounded, and begins the next. */
static void row_finish(unsigned char *out, uint64_t *totals, size_t count, unsigned from)
{
	uint64_t whole = (uint64_t)from << 8;

	for (size_t i = 0; i < count; i++) {
		out[i] = (unsigned char)((totals[i] + whole / 2) / whole);
		totals[i] = 0;
	}
}

static void picture_scale(struct picture *p, unsigned width, unsigned height)
{
	struct picture to = picture_new(width, height);
	size_t count = (size_t)width * CHANNELS;
	uint32_t *means = fatal_if_null(calloc(count, sizeof(*means)));
	uint64_t *totals = fatal_if_null(calloc(count, sizeof(*totals)));
	unsigned done = 0;

	for (unsigned y = 0; y < p->height; y++) {
		uint64_t at = (uint64_t)y * height, next = at + height;

		row_shrink(p->pixels + (size_t)y * p->width * CHANNELS, p->width, width, means);
		while (at < next) {
			uint64_t end = (uint64_t)(done + 1) * p->height;
			uint64_t part = (next < end ? next : end) - at;

			row_add(totals, means, count, part);
			at += part;
			if (at == end)
				row_finish(to.pixels + count * done++, totals, count, p->height);
		}
	}
	free(means);
	free(totals);
	picture_free(p);
	*p = to;
}

/* Makes a side as long as its share, and no shorter than a pixel. */
static unsigned side(unsigned length, unsigned longest, unsigned side_max)
{
	unsigned now = (unsigned)(((uint64_t)length * side_max + longest / 2) / longest);

	return now ? now : 1;
}

void picture_shrink(struct picture *p, unsigned side_max)
{
	unsigned longest = p->width > p->height ? p->width : p->height;

	if (longest > side_max)
		picture_scale(
			p, side(p->width, longest, side_max), side(p->height, longest, side_max));
}
