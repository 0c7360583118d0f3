#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "server/picture.h"

enum picture_outcome picture_png_read(
	struct span file, const struct picture_limits *limits, struct picture *out)
{
	static const png_color paper = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	bool good;

	*out = (struct picture){ 0 };
	if (!png_image_begin_read_from_memory(&image, file.data, file.len))
		return PICTURE_BROKEN;
	if ((uint64_t)image.width * image.height > limits->pixels_max) {
		png_image_free(&image);
		return PICTURE_TOO_MANY_PIXELS;
	}
	/* What is transparent becomes paper. */
	image.format = PNG_FORMAT_RGB;
	*out = (struct picture){ image.width, image.height, malloc(PNG_IMAGE_SIZE(image)) };
	good = out->pixels && png_image_finish_read(&image, &paper, out->pixels, 0, NULL);
	png_image_free(&image);
	if (!good)
		picture_free(out);
	return good ? PICTURE_OK : PICTURE_BROKEN;
}

unsigned char *picture_png_write(const struct picture *p, size_t *len)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = p->width,
		.height = p->height,
		.format = PNG_FORMAT_RGB,
		.flags = PNG_IMAGE_FLAG_FAST };
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
	unsigned char *out = malloc(size);

	if (out && png_image_write_to_memory(&image, out, &size, 0, p->pixels, 0, NULL)) {
		*len = size;
		return out;
	}
	free(out);
	return NULL;
}
