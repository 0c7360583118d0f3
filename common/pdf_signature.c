#include "common/pdf_signature.h"

#include <ctype.h>
#include <stdint.h>

#define RANGES_MAX 256       /* of a file that means to keep us busy */
#define GAP_MAX    (1 << 20) /* signatures with all their certificates have some 10 kB */
#define AROUND_MAX 4096      /* bytes of the dictionary on either side of the gap */

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

/* Tells whether a name goes on with this character. */
static bool is_regular(char c)
{
	return !is_space(c) && !strchr("()<>[]{}/%", c);
}

/* Finds a text; what is left begins with it, or is empty. */
static struct span find(struct span in, const char *text)
{
	const char *at = memmem(in.data, in.len, text, strlen(text));

	return at ? span_skip(in, (size_t)(at - in.data)) : span_skip(in, in.len);
}

static void spaces_skip(struct span *at)
{
	while (at->len && is_space(*at->data))
		*at = span_skip(*at, 1);
}

/* Reads a number of at most 18 digits. */
static bool number_read(struct span *at, uint64_t *number)
{
	int digits = 0;

	spaces_skip(at);
	for (*number = 0; at->len && isdigit((unsigned char)*at->data); digits++) {
		*number = *number * 10 + (uint64_t)(*at->data - '0');
		*at = span_skip(*at, 1);
		if (digits == 18)
			return false;
	}
	return digits > 0;
}

/* Reads [0 length begin length]: what is signed before the gap and behind it. */
static bool range_read(struct span at, uint64_t numbers[4])
{
	spaces_skip(&at);
	if (!span_starts(at, "["))
		return false;
	at = span_skip(at, 1);
	for (int i = 0; i < 4; i++)
		if (!number_read(&at, &numbers[i]))
			return false;
	spaces_skip(&at);
	return span_starts(at, "]");
}

/* Tells whether a signature lies in the gap: <30...>. */
static bool gap_is_signature(struct span gap)
{
	if (gap.len < 8 || gap.len > GAP_MAX || !span_starts(gap, "<30") ||
		gap.data[gap.len - 1] != '>')
		return false;
	for (size_t i = 1; i < gap.len - 1; i++)
		if (!isxdigit((unsigned char)gap.data[i]) && !is_space(gap.data[i]))
			return false;
	return true;
}

/* Tells whether a part of a dictionary says that it is one of a signature. */
static bool says_signature(struct span part)
{
	while ((part = find(part, "/Type")).len) {
		part = span_skip(part, strlen("/Type"));
		spaces_skip(&part);
		if (span_starts(part, "/Sig") &&
			(part.len == strlen("/Sig") || !is_regular(part.data[strlen("/Sig")])))
			return true;
	}
	return false;
}

/* Cuts what belongs to another object off the beginning. */
static struct span own_part(struct span before)
{
	struct span rest = before;

	while ((rest = find(rest, "endobj")).len)
		before = rest = span_skip(rest, strlen("endobj"));
	return before;
}

/* Tells whether the range that is named at a place is that of a signature. */
static bool range_is_signed(struct span file, struct span at)
{
	uint64_t n[4];
	struct span before, behind;
	size_t place = (size_t)(at.data - file.data);

	if (!range_read(at, n) || n[0] || n[1] >= n[2] || n[2] > file.len ||
		n[3] > file.len - n[2] ||
		!gap_is_signature((struct span){ file.data + n[1], n[2] - n[1] }))
		return false;
	before = (struct span){ file.data + n[1], 0 };
	before.len = n[1] < AROUND_MAX ? n[1] : AROUND_MAX;
	before.data -= before.len;
	before = own_part(before);
	behind = (struct span){ file.data + n[2], n[3] < AROUND_MAX ? n[3] : AROUND_MAX };
	behind.len -= find(behind, "endobj").len;
	return (says_signature(before) || says_signature(behind)) &&
	       place >= (size_t)(before.data - file.data) && place < n[2] + behind.len;
}

bool pdf_is_signed(struct span file)
{
	struct span rest = file;

	for (int i = 0; i < RANGES_MAX && (rest = find(rest, "/ByteRange")).len; i++) {
		rest = span_skip(rest, strlen("/ByteRange"));
		if (range_is_signed(file, rest))
			return true;
	}
	return false;
}
