#include "server/media_type.h"

#include <magic.h>

#define HEAD_MAX 65536 /* bytes that tell the type */

const struct media_type_row media_types[MEDIA_TYPES] = {
	[MEDIA_JPEG] = { "image/jpeg", "image_max", "jpg", true },
	[MEDIA_PNG] = { "image/png", "image_max", "png", true },
	[MEDIA_MP4] = { "video/mp4", "video_max", "mp4", false },
	[MEDIA_3GP] = { "video/3gpp", "video_max", "3gp", false },
	[MEDIA_WEBM] = { "video/webm", "video_max", "webm", false },
	[MEDIA_PDF] = { "application/pdf", "pdf_max", "pdf", false },
};

enum media_type media_type_named(struct span name)
{
	int i = 0;

	while (i < MEDIA_TYPES && !span_eq_nocase(name, media_types[i].name))
		i++;
	return (enum media_type)i;
}

/* struct magic_set is libmagic's own. */
struct magic_set *media_magic_new(void)
{
	magic_t magic = magic_open(MAGIC_MIME_TYPE | MAGIC_ERROR | MAGIC_NO_CHECK_COMPRESS |
				   MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF |
				   MAGIC_NO_CHECK_TOKENS);

	if (magic && magic_load(magic, NULL) == 0)
		return magic;
	media_magic_free(magic);
	return NULL;
}

void media_magic_free(struct magic_set *m)
{
	if (m)
		magic_close(m);
}

enum media_type media_type_of(struct magic_set *m, struct span content)
{
	const char *name =
		magic_buffer(m, content.data, content.len < HEAD_MAX ? content.len : HEAD_MAX);

	return name ? media_type_named(span_of(name)) : MEDIA_TYPES;
}
