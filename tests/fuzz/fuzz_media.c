/* A whole job on a file from a stranger: any bytes, and pictures of which some bytes are any.
 * Whatever comes of it, a picture that is said to be good has versions within their sizes. */
#include <assert.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/media_work.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

#define SIDE 24
#define EXIF                                                                                       \
	"\xff\xe1\xff\xff"                                                                         \
	"Exif\0\0"

static struct media_limits limits = {
	.picture = { 4000000, 256 },
	.side_max = { 256, 64, 16 },
	.quality = 80,
};
static struct picture_cover cover = { .width = SIDE, .height = SIDE, .count = 1 };
static struct magic_set *magic;
static int nowhere[MEDIA_SIZES];
static unsigned char *samples[2]; /* a JPEG and a PNG */
static size_t sample_lens[2];

static void begin(void)
{
	struct picture p = { SIDE, SIDE, malloc(3 * SIDE * SIDE) };

	for (int i = 0; i < 3 * SIDE * SIDE; i++)
		p.pixels[i] = (unsigned char)(i * 7 ^ i >> 4);
	samples[0] = picture_jpeg_write(&p, 80, &sample_lens[0]);
	samples[1] = picture_png_write(&p, &sample_lens[1]);
	picture_free(&p);
	magic = media_magic_new();
	for (int t = 0; t < MEDIA_TYPES; t++)
		limits.size_max[t] = 1 << 20;
	for (int i = 0; i < MEDIA_SIZES; i++)
		nowhere[i] = open("/dev/null", O_WRONLY);
	assert(magic && samples[0] && samples[1]);
}

static void look(const void *bytes, size_t len)
{
	/* Of exactly its size, so that reading on is noticed. */
	char *copy = memcpy(malloc(len + !len), bytes, len);
	struct media_findings f =
		media_look(magic, (struct span){ copy, len }, &limits, &cover, nowhere);

	assert(f.found >= MEDIA_FOUND && f.found <= MEDIA_FOUND_NO_SPACE && f.type <= MEDIA_TYPES);
	for (int i = 0; i < MEDIA_SIZES; i++)
		if (f.found == MEDIA_FOUND && media_types[f.type].picture)
			assert(f.width[i] && f.height[i] && f.width[i] <= limits.side_max[i] &&
				f.height[i] <= limits.side_max[i]);
	free(copy);
}

/* Writes the bytes over a part of a good picture. */
static void spoil(int which, const uint8_t *data, size_t len)
{
	size_t whole = sample_lens[which], at = len > 1 ? (data[0] << 8 | data[1]) % whole : 0;
	unsigned char *copy = memcpy(malloc(whole), samples[which], whole);

	for (size_t i = 2; i < len && at < whole; i++)
		copy[at++] = data[i];
	look(copy, whole);
	free(copy);
}

/* Puts the bytes into a JPEG as its EXIF. */
static void describe(const uint8_t *data, size_t len)
{
	size_t extra = sizeof(EXIF) - 1;
	unsigned char *copy = malloc(sample_lens[0] + extra + len);

	if (len < 60000) {
		memcpy(copy, samples[0], 2);
		memcpy(copy + 2, EXIF, extra);
		copy[4] = (unsigned char)((len + 8) >> 8);
		copy[5] = (unsigned char)(len + 8);
		memcpy(copy + 2 + extra, data, len);
		memcpy(copy + 2 + extra + len, samples[0] + 2, sample_lens[0] - 2);
		look(copy, sample_lens[0] + extra + len);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (!magic)
		begin();
	if (!len)
		return 0;
	cover.rectangles[0] = (struct rectangle){ data[0], data[len / 2], data[len - 1], data[0] };
	switch (data[0] % 4) {
	case 0:
	case 1:
		spoil(data[0] % 4, data + 1, len - 1);
		break;
	case 2:
		describe(data + 1, len - 1);
		break;
	default:
		look(data + 1, len - 1);
	}
	return 0;
}
