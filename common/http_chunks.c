#include "common/http_chars.h"
#include "common/http_parse.h"

#define DIGITS_MAX 16

/* What the next byte must be. */
enum state {
	SIZE,      /* a digit of the size, or what ends it */
	EXTENSION, /* behind the ';' */
	SIZE_LF,
	DATA,
	DATA_CR,
	DATA_LF,
	TRAILER, /* the first byte of a trailer, or the CR of the last line */
	TRAILER_NAME,
	TRAILER_VALUE,
	TRAILER_LF,
	END_LF,
	END,
	BAD,
	TOO_LARGE,
};

void http_chunks_init(struct http_chunks *c, uint64_t max)
{
	*c = (struct http_chunks){ .state = SIZE, .max = max };
}

static int size_digit(struct http_chunks *c, char byte)
{
	if (++c->digits > DIGITS_MAX)
		return BAD;
	c->left = c->left << 4 | http_hex(byte);
	return SIZE;
}

/* No spaces, no sign, no "0x": each has split readers before. */
static int step_size(struct http_chunks *c, char byte)
{
	if (http_is(byte, HTTP_HEX))
		return size_digit(c, byte);
	if (c->digits == 0)
		return BAD;
	c->extension = 0;
	return byte == ';' ? EXTENSION : byte == '\r' ? SIZE_LF : BAD;
}

static int step_extension(struct http_chunks *c, char byte)
{
	if (byte == '\r')
		return SIZE_LF;
	if (++c->extension > HTTP_EXTENSION_MAX || ++c->extra > HTTP_CHUNK_EXTRA_MAX)
		return BAD;
	return http_is(byte, HTTP_VALUE) ? EXTENSION : BAD;
}

static int step_size_lf(struct http_chunks *c, char byte)
{
	if (byte != '\n')
		return BAD;
	c->digits = 0;
	if (c->left == 0)
		return TRAILER;
	if (c->left > c->max - c->total)
		return TOO_LARGE;
	c->total += c->left;
	return DATA;
}

static int step_data_cr(struct http_chunks *c, char byte)
{
	(void)c;
	return byte == '\r' ? DATA_LF : BAD;
}

static int step_data_lf(struct http_chunks *c, char byte)
{
	(void)c;
	return byte == '\n' ? SIZE : BAD;
}

static int step_trailer(struct http_chunks *c, char byte)
{
	if (byte == '\r')
		return END_LF;
	c->extra++;
	return http_is(byte, HTTP_TOKEN) ? TRAILER_NAME : BAD;
}

static int step_trailer_name(struct http_chunks *c, char byte)
{
	if (++c->extra > HTTP_CHUNK_EXTRA_MAX)
		return BAD;
	return byte == ':' ? TRAILER_VALUE : http_is(byte, HTTP_TOKEN) ? TRAILER_NAME : BAD;
}

static int step_trailer_value(struct http_chunks *c, char byte)
{
	if (++c->extra > HTTP_CHUNK_EXTRA_MAX)
		return BAD;
	return byte == '\r' ? TRAILER_LF : http_is(byte, HTTP_VALUE) ? TRAILER_VALUE : BAD;
}

static int step_trailer_lf(struct http_chunks *c, char byte)
{
	(void)c;
	return byte == '\n' ? TRAILER : BAD;
}

static int step_end_lf(struct http_chunks *c, char byte)
{
	(void)c;
	return byte == '\n' ? END : BAD;
}

static int (*const steps[])(struct http_chunks *c, char byte) = {
	[SIZE] = step_size,
	[EXTENSION] = step_extension,
	[SIZE_LF] = step_size_lf,
	[DATA_CR] = step_data_cr,
	[DATA_LF] = step_data_lf,
	[TRAILER] = step_trailer,
	[TRAILER_NAME] = step_trailer_name,
	[TRAILER_VALUE] = step_trailer_value,
	[TRAILER_LF] = step_trailer_lf,
	[END_LF] = step_end_lf,
};

/* Yields what there is of the chunk. */
static size_t data_take(struct http_chunks *c, const char *data, size_t len, struct span *piece)
{
	size_t part = c->left < len ? (size_t)c->left : len;

	*piece = (struct span){ data, part };
	c->left -= part;
	if (c->left == 0)
		c->state = DATA_CR;
	return part;
}

static enum http_progress refuse(struct http_chunks *c, struct http_refusal *refusal)
{
	*refusal = c->state == TOO_LARGE ? (struct http_refusal){ 413, "body_too_large" }
					 : (struct http_refusal){ 400, "bad_framing" };
	return HTTP_REFUSED;
}

enum http_progress http_chunks_read(struct http_chunks *c, const char *data, size_t len,
	size_t *used, struct span *piece, struct http_refusal *refusal)
{
	size_t at = 0;

	*piece = (struct span){ data, 0 };
	while (at < len && c->state < END && !piece->len) {
		if (c->state == DATA)
			at += data_take(c, data + at, len - at, piece);
		else
			c->state = steps[c->state](c, data[at++]);
	}
	*used = at;
	if (c->state > END)
		return refuse(c, refusal);
	return c->state == END ? HTTP_DONE : HTTP_MORE;
}
