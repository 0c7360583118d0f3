#include "common/http_chars.h"
#include "common/http_parse.h"

#define T HTTP_TOKEN
#define P HTTP_PCHAR
#define V HTTP_VALUE
#define N HTTP_NAME
#define X HTTP_HEX
#define D HTTP_DIGIT

const uint8_t http_classes[256] = {
	['\t'] = V,
	[' '] = V,
	['!'] = T | P | V,
	['"'] = V,
	['#'] = T | V,
	['$'] = T | P | V,
	['%'] = T | V,
	['&'] = T | P | V,
	['\''] = T | P | V,
	['('] = P | V,
	[')'] = P | V,
	['*'] = T | P | V,
	['+'] = T | P | V,
	[','] = P | V,
	['-'] = T | P | V | N,
	['.'] = T | P | V | N,
	['/'] = V,
	['0' ... '9'] = T | P | V | N | X | D,
	[':'] = P | V,
	[';'] = P | V,
	['<'] = V,
	['='] = P | V,
	['>'] = V,
	['?'] = V,
	['@'] = P | V,
	['A' ... 'F'] = T | P | V | N | X,
	['G' ... 'Z'] = T | P | V | N,
	['[' ... ']'] = V,
	['^'] = T | V,
	['_'] = T | P | V | N,
	['`'] = T | V,
	['a' ... 'f'] = T | P | V | N | X,
	['g' ... 'z'] = T | P | V | N,
	['{'] = V,
	['|'] = T | V,
	['}'] = V,
	['~'] = T | P | V,
	[0x80 ... 0xff] = V,
};

/* Reads the byte behind a '%'; -1 where it is no such thing. */
static int percent_read(struct span s, size_t at)
{
	if (s.len - at < 3 || !http_is(s.data[at + 1], HTTP_HEX) ||
		!http_is(s.data[at + 2], HTTP_HEX))
		return -1;
	return (int)(http_hex(s.data[at + 1]) << 4 | http_hex(s.data[at + 2]));
}

/* Tells whether one decoded byte of a path means the same to every reader: no control character,
 * and no separator in disguise. */
static bool path_byte_good(int c)
{
	return c >= 0x20 && c != 0x7f && c != '/' && c != '\\';
}

/* Checks one segment of a path; *at ends behind it.  Segments that decode to "." or ".." are moves
 * to some readers and names to others. */
static bool segment_read(struct span path, size_t *at)
{
	size_t i = *at, bytes = 0, dots = 0;

	for (; i < path.len && path.data[i] != '/'; bytes++) {
		int c = (unsigned char)path.data[i];
		bool escaped = c == '%';

		if (escaped)
			c = percent_read(path, i);
		if (escaped ? !path_byte_good(c) : !http_is((char)c, HTTP_PCHAR))
			return false;
		dots += c == '.';
		i += escaped ? 3 : 1;
	}
	*at = i;
	return bytes == 0 || dots != bytes || dots > 2;
}

/* Checks a path: it begins with '/', and only its last segment may be empty. */
static bool path_valid(struct span path)
{
	size_t at = 0, start;

	if (!path.len || path.data[0] != '/')
		return false;
	while (at < path.len) {
		start = ++at;
		if (!segment_read(path, &at) || (at == start && at < path.len))
			return false;
	}
	return true;
}

/* Checks a query.  What its escapes stand for is looked at by who reads it: a message from a phone
 * may hold any byte. */
static bool query_valid(struct span query)
{
	size_t i = 0;

	while (i < query.len) {
		char c = query.data[i];

		if (c == '%' ? percent_read(query, i) < 0
			     : !(http_is(c, HTTP_PCHAR) || c == '/' || c == '?'))
			return false;
		i += c == '%' ? 3 : 1;
	}
	return true;
}

/* Takes "http://host" off the target, where it is there (RFC 9112, 3.2.2: it must be understood).
 */
static bool authority_read(struct span *target, struct span *host)
{
	size_t scheme = span_starts(*target, "http://")    ? 7
			: span_starts(*target, "https://") ? 8
							   : 0;
	const char *slash;

	if (!scheme)
		return true;
	*target = span_skip(*target, scheme);
	slash = memchr(target->data, '/', target->len);
	if (!slash)
		return false;
	*host = (struct span){ target->data, (size_t)(slash - target->data) };
	*target = span_skip(*target, host->len);
	return http_host_valid(*host);
}

bool http_target_read(struct span target, struct span *host, struct span *path, struct span *query)
{
	const char *mark;

	if (!authority_read(&target, host))
		return false;
	mark = memchr(target.data, '?', target.len);
	*path = target;
	*query = (struct span){ target.data + target.len, 0 };
	if (mark) {
		path->len = (size_t)(mark - target.data);
		*query = span_skip(target, path->len + 1);
	}
	return span_eq(target, "*") || (path_valid(*path) && query_valid(*query));
}

/* Counts the bytes of "[v6 address]"; what stands inside is checked for its letters only. */
static size_t bracket_run(struct span s)
{
	size_t i = 1;

	while (i < s.len && (http_is(s.data[i], HTTP_HEX) || s.data[i] == ':' || s.data[i] == '.'))
		i++;
	return i >= 4 && i < s.len && s.data[i] == ']' ? i + 1 : 0;
}

static bool port_valid(struct span port)
{
	unsigned number = 0;

	if (port.len == 0 || port.len > 5)
		return false;
	for (size_t i = 0; i < port.len; i++) {
		if (!http_is(port.data[i], HTTP_DIGIT))
			return false;
		number = number * 10 + (unsigned)(port.data[i] - '0');
	}
	return number > 0 && number < 65536;
}

bool http_host_valid(struct span host)
{
	size_t run;

	if (host.len == 0 || host.len > HTTP_HOST_MAX)
		return false;
	run = host.data[0] == '[' ? bracket_run(host) : http_run(host.data, host.len, HTTP_NAME);
	if (run == 0 || host.data[0] == '.')
		return false;
	if (run == host.len)
		return true;
	return host.data[run] == ':' && port_valid(span_skip(host, run + 1));
}

bool http_header_valid(struct span name, struct span value)
{
	return name.len && http_run(name.data, name.len, HTTP_TOKEN) == name.len &&
	       http_run(value.data, value.len, HTTP_VALUE) == value.len;
}
