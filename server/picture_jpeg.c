#include <libexif/exif-data.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

#include "server/picture.h"

/* Tells whether the head's numbers may be decoded at all. */
static enum picture_outcome size_check(int width, int height, const struct picture_limits *limits)
{
	if (width <= 0 || height <= 0)
		return PICTURE_BROKEN;
	return (uint64_t)width * (uint64_t)height > limits->pixels_max ? PICTURE_TOO_MANY_PIXELS
								       : PICTURE_OK;
}

/* Makes a picture as much smaller as the decoder does while it decodes, as long as its longest
 * side stays at side_max or above. */
static void size_choose(struct picture *p, unsigned side_max)
{
	unsigned longest = p->width > p->height ? p->width : p->height;
	int count, best = -1;
	tjscalingfactor *factors = tjGetScalingFactors(&count);

	for (int i = 0; factors && i < count; i++) {
		bool smaller = factors[i].num < factors[i].denom;

		if (smaller && TJSCALED((int)longest, factors[i]) >= (int)side_max &&
			(best < 0 || factors[i].num * factors[best].denom <
					     factors[best].num * factors[i].denom))
			best = i;
	}
	if (best < 0)
		return;
	p->width = (unsigned)TJSCALED((int)p->width, factors[best]);
	p->height = (unsigned)TJSCALED((int)p->height, factors[best]);
}

/* Makes red, green and blue of what is meant for a printer: such files hold their inks inverted. */
static void inks_to_rgb(struct picture *p)
{
	size_t count = (size_t)p->width * p->height;
	const unsigned char *inks = p->pixels;
	unsigned char *rgb = p->pixels;

	for (size_t i = 0; i < count; i++, inks += 4, rgb += 3)
		for (int c = 0; c < 3; c++)
			rgb[c] = (unsigned char)(inks[c] * inks[3] / 255);
}

/* Tells whether a picture came out that is worth keeping: some cameras' files have small faults
 * that hurt no pixel, but one that ends early is half a picture. */
static bool decoded(tjhandle decoder, int result)
{
	return result == 0 || (tjGetErrorCode(decoder) == TJERR_WARNING &&
				      !strstr(tjGetErrorStr2(decoder), "Premature end"));
}

static enum picture_outcome jpeg_decode(tjhandle decoder, struct span file,
	const struct picture_limits *limits, struct picture *out)
{
	const unsigned char *bytes = (const unsigned char *)file.data;
	/* Of a file of tables alone, the reader tells nothing, and no error. */
	int width = 0, height = 0, subsampling = 0, colours = 0;
	enum picture_outcome outcome;
	bool inks;

	if (tjDecompressHeader3(
		    decoder, bytes, file.len, &width, &height, &subsampling, &colours) != 0)
		return PICTURE_BROKEN;
	outcome = size_check(width, height, limits);
	if (outcome != PICTURE_OK)
		return outcome;
	*out = (struct picture){ (unsigned)width, (unsigned)height, NULL };
	size_choose(out, limits->side_max);
	inks = colours == TJCS_CMYK || colours == TJCS_YCCK;
	out->pixels = malloc((size_t)out->width * out->height * (inks ? 4 : 3));
	if (!out->pixels)
		return PICTURE_BROKEN;
	if (!decoded(decoder,
		    tjDecompress2(decoder, bytes, file.len, out->pixels, (int)out->width, 0,
			    (int)out->height, inks ? TJPF_CMYK : TJPF_RGB, TJFLAG_LIMITSCANS)))
		return PICTURE_BROKEN;
	if (inks)
		inks_to_rgb(out);
	return PICTURE_OK;
}

enum picture_outcome picture_jpeg_read(
	struct span file, const struct picture_limits *limits, struct picture *out)
{
	tjhandle decoder = tjInitDecompress();
	enum picture_outcome outcome;

	*out = (struct picture){ 0 };
	outcome = decoder ? jpeg_decode(decoder, file, limits, out) : PICTURE_BROKEN;
	if (decoder)
		tjDestroy(decoder);
	if (outcome != PICTURE_OK)
		picture_free(out);
	return outcome;
}

int picture_orientation(struct span file)
{
	ExifData *data =
		exif_data_new_from_data((const unsigned char *)file.data, (unsigned)file.len);
	ExifEntry *entry = data ? exif_data_get_entry(data, EXIF_TAG_ORIENTATION) : NULL;
	int orientation = 1;

	if (entry && entry->format == EXIF_FORMAT_SHORT && entry->size >= 2)
		orientation = exif_get_short(entry->data, exif_data_get_byte_order(data));
	if (data)
		exif_data_unref(data);
	return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

unsigned char *picture_jpeg_write(const struct picture *p, int quality, size_t *len)
{
	tjhandle encoder = tjInitCompress();
	unsigned char *made = NULL, *out = NULL;
	unsigned long made_len = 0;

	if (encoder && tjCompress2(encoder, p->pixels, (int)p->width, 0, (int)p->height, TJPF_RGB,
			       &made, &made_len, TJSAMP_420, quality, 0) == 0) {
		out = malloc(made_len);
		if (out)
			memcpy(out, made, made_len);
		*len = made_len;
	}
	tjFree(made);
	if (encoder)
		tjDestroy(encoder);
	return out;
}
