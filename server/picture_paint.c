#include <string.h>

#include "server/picture.h"

#define CHANNELS 3

/* Where a part of a side begins in a picture of another size; what it ends in, counts as covered.
 */
static size_t scaled(uint64_t at, uint64_t of, uint64_t length, bool up)
{
	uint64_t place = (at * length + (up ? of - 1 : 0)) / of;

	return place < length ? place : length;
}

static void rectangle_paint(
	struct picture *p, const struct picture_cover *cover, const struct rectangle *r)
{
	size_t left = scaled(r->x, cover->width, p->width, false);
	size_t right = scaled((uint64_t)r->x + r->width, cover->width, p->width, true);
	size_t top = scaled(r->y, cover->height, p->height, false);
	size_t bottom = scaled((uint64_t)r->y + r->height, cover->height, p->height, true);

	for (size_t y = top; left < right && y < bottom; y++)
		memset(p->pixels + (y * p->width + left) * CHANNELS, 0, (right - left) * CHANNELS);
}

void picture_paint(struct picture *p, const struct picture_cover *cover)
{
	if (!cover->width || !cover->height)
		return;
	for (int i = 0; i < cover->count; i++)
		rectangle_paint(p, cover, &cover->rectangles[i]);
}
