#include "server/media_work.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/pdf_signature.h"

/* How a picture of a type is read and written. */
static unsigned char *jpeg_write(const struct picture *p, const struct media_limits *l, size_t *len)
{
	return picture_jpeg_write(p, l->quality, len);
}

static unsigned char *png_write(const struct picture *p, const struct media_limits *l, size_t *len)
{
	(void)l;
	return picture_png_write(p, len);
}

static int upright(struct span file)
{
	(void)file;
	return 1;
}

static const struct codec {
	enum picture_outcome (*read)(
		struct span file, const struct picture_limits *limits, struct picture *out);
	int (*orientation)(struct span file);
	unsigned char *(*write)(
		const struct picture *p, const struct media_limits *limits, size_t *len);
} codecs[] = {
	[MEDIA_JPEG] = { picture_jpeg_read, picture_orientation, jpeg_write },
	[MEDIA_PNG] = { picture_png_read, upright, png_write },
};

static bool bytes_write(int fd, const unsigned char *bytes, size_t len)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

/* Writes one version, made out of the greater one before it. */
static enum media_found version_write(const struct codec *codec, struct picture *p,
	const struct media_limits *limits, unsigned side_max, int fd)
{
	unsigned char *bytes;
	size_t len = 0;
	enum media_found found = MEDIA_FOUND;

	picture_shrink(p, side_max);
	bytes = codec->write(p, limits, &len);
	if (!bytes)
		return MEDIA_FOUND_BROKEN;
	if (!bytes_write(fd, bytes, len))
		found = MEDIA_FOUND_NO_SPACE;
	free(bytes);
	return found;
}

/* Makes a picture anew, in all sizes. */
static void picture_look(struct media_findings *f, struct span file,
	const struct media_limits *limits, const struct picture_cover *cover,
	const int versions[MEDIA_SIZES])
{
	static const enum media_found told[] = { [PICTURE_OK] = MEDIA_FOUND,
		[PICTURE_BROKEN] = MEDIA_FOUND_BROKEN,
		[PICTURE_TOO_MANY_PIXELS] = MEDIA_FOUND_PIXELS };
	const struct codec *codec = &codecs[f->type];
	struct picture p;

	f->found = told[codec->read(file, &limits->picture, &p)];
	if (f->found != MEDIA_FOUND)
		return;
	picture_shrink(&p, limits->side_max[0]);
	picture_turn(&p, codec->orientation(file));
	picture_paint(&p, cover);
	for (int i = 0; i < MEDIA_SIZES && f->found == MEDIA_FOUND; i++) {
		f->found = version_write(codec, &p, limits, limits->side_max[i], versions[i]);
		f->width[i] = p.width;
		f->height[i] = p.height;
	}
	picture_free(&p);
}

struct media_findings media_look(struct magic_set *magic, struct span file,
	const struct media_limits *limits, const struct picture_cover *cover,
	const int versions[MEDIA_SIZES])
{
	struct media_findings f = { .found = MEDIA_FOUND, .type = media_type_of(magic, file) };

	if (f.type == MEDIA_TYPES)
		f.found = MEDIA_FOUND_OTHER;
	else if (file.len > limits->size_max[f.type])
		f.found = MEDIA_FOUND_LARGE;
	else if (f.type == MEDIA_PDF)
		f.is_signed = pdf_is_signed(file);
	else if (media_types[f.type].picture)
		picture_look(&f, file, limits, cover, versions);
	return f;
}

void media_work(struct magic_set *magic, const int fds[MEDIA_WORK_FDS], uint64_t size,
	const struct media_limits *limits, const struct picture_cover *cover)
{
	const int versions[MEDIA_SIZES] = { JAIL_FIRST_FD + 1, JAIL_FIRST_FD + 2,
		JAIL_FIRST_FD + 3 };
	struct media_findings findings;
	void *file;

	jail_descriptors(fds, MEDIA_WORK_FDS);
	jail_enter(&limits->jail);
	file = mmap(NULL, size, PROT_READ, MAP_PRIVATE, JAIL_FIRST_FD, 0);
	if (file == MAP_FAILED)
		_exit(EXIT_FAILURE);
	findings = media_look(magic, (struct span){ file, size }, limits, cover, versions);
	bytes_write(JAIL_FIRST_FD + MEDIA_WORK_FDS - 1, (const unsigned char *)&findings,
		sizeof(findings));
	_exit(EXIT_SUCCESS);
}
