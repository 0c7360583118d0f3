#include "common/multipart.h"

#define CRLF "\r\n"

/* Finds text in a span; NULL where it is not. */
static const char *find(struct span in, struct span text)
{
	return memmem(in.data, in.len, text.data, text.len);
}

/* Takes the quotes of a quoted string off. */
static struct span unquoted(struct span s)
{
	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		return (struct span){ s.data + 1, s.len - 2 };
	return s;
}

/* Cuts a parameter off a header's value: up to the next semicolon outside of quotes. */
static struct span parameter_cut(struct span *rest)
{
	bool quoted = false;
	size_t len = 0;
	struct span parameter;

	while (len < rest->len && (quoted || rest->data[len] != ';')) {
		quoted ^= rest->data[len] == '"';
		len++;
	}
	parameter = span_trim((struct span){ rest->data, len });
	*rest = span_skip(*rest, len < rest->len ? len + 1 : len);
	return parameter;
}

/* Finds the value of a parameter, such as boundary=; false where there is none. */
static bool parameter_find(struct span header, const char *name, struct span *value)
{
	size_t len = strlen(name);

	while (header.len) {
		struct span p = parameter_cut(&header);

		if (p.len > len && !strncasecmp(p.data, name, len)) {
			*value = unquoted(span_skip(p, len));
			return true;
		}
	}
	return false;
}

bool multipart_boundary(struct span content_type, struct span *boundary)
{
	struct span rest = content_type;

	return span_eq_nocase(parameter_cut(&rest), "multipart/form-data") &&
	       parameter_find(rest, "boundary=", boundary) && boundary->len &&
	       boundary->len <= MULTIPART_BOUNDARY_MAX;
}

/* Reads the headers of a part. */
static bool headers_read(struct span headers, struct multipart_part *part)
{
	static const char disposition[] = "Content-Disposition:";
	struct span file;
	bool named = false;

	while (headers.len) {
		const char *end = find(headers, span_of(CRLF));
		struct span line = { headers.data,
			end ? (size_t)(end - headers.data) : headers.len };

		headers = span_skip(headers, line.len + (end ? 2 : 0));
		if (line.len < sizeof(disposition) ||
			strncasecmp(line.data, disposition, sizeof(disposition) - 1))
			continue;
		line = span_skip(line, sizeof(disposition) - 1);
		named = span_eq_nocase(parameter_cut(&line), "form-data") &&
			parameter_find(line, "name=", &part->name);
		part->is_file = named && parameter_find(line, "filename=", &file);
	}
	return named;
}

/* Takes CRLF--boundary; the first of a body has no CRLF in front. */
static bool delimiter_take(struct span front, struct span boundary, size_t *at)
{
	struct span rest = span_skip(front, *at);
	size_t lead = *at ? 4 : 2;

	if (rest.len < lead + boundary.len + 2 || memcmp(rest.data, *at ? CRLF "--" : "--", lead) ||
		memcmp(rest.data + lead, boundary.data, boundary.len) ||
		memcmp(rest.data + lead + boundary.len, CRLF, 2))
		return false;
	*at += lead + boundary.len + 2;
	return true;
}

/* Finds the next delimiter's place. */
static bool delimiter_find(struct span rest, struct span boundary, size_t *len)
{
	const char *dashes;

	for (size_t from = 0; (dashes = find(span_skip(rest, from), span_of(CRLF "--"))) != NULL;) {
		size_t at = (size_t)(dashes - rest.data);

		if (rest.len - at < 4 + boundary.len)
			return false;
		if (!memcmp(dashes + 4, boundary.data, boundary.len)) {
			*len = at;
			return true;
		}
		from = at + 1;
	}
	return false;
}

bool multipart_next(
	struct span front, struct span boundary, size_t *at, struct multipart_part *part)
{
	struct span rest;
	const char *blank;
	size_t len;

	*part = (struct multipart_part){ 0 };
	if (*at > front.len || !delimiter_take(front, boundary, at))
		return false;
	rest = span_skip(front, *at);
	blank = find(rest, span_of(CRLF CRLF));
	if (!blank || !headers_read((struct span){ rest.data, (size_t)(blank - rest.data) }, part))
		return false;
	*at += (size_t)(blank - rest.data) + 4;
	part->start = *at;
	if (part->is_file)
		return true;
	if (!delimiter_find(span_skip(front, *at), boundary, &len))
		return false;
	part->text = (struct span){ front.data + *at, len };
	*at += len;
	return true;
}

bool multipart_end(struct span end, uint64_t total, struct span boundary, uint64_t *stop)
{
	size_t tail = boundary.len + 6; /* CRLF--B-- */

	if (end.len >= 2 && !memcmp(end.data + end.len - 2, CRLF, 2)) {
		end.len -= 2;
		total -= 2;
	}
	if (end.len < tail || total < tail)
		return false;
	end = span_skip(end, end.len - tail);
	if (memcmp(end.data, CRLF "--", 4) || memcmp(end.data + 4, boundary.data, boundary.len) ||
		memcmp(end.data + 4 + boundary.len, "--", 2))
		return false;
	*stop = total - tail;
	return true;
}
