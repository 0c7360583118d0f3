#include "common/forwarded.h"

const char *const forwarded_names[FORWARDED_HEADERS + 1] = { "none", "X-Forwarded-For", "X-Real-IP",
	"Forwarded", NULL };

/* Cuts the last element off a list; false where none is left.  A comma between quotes divides
 * nothing; an escaped quote is not known here, for no address has one. */
static bool last_take(struct span *list, struct span *item)
{
	size_t at = list->len;
	bool quoted = false;

	if (!list->data)
		return false;
	while (at && (quoted || list->data[at - 1] != ','))
		quoted ^= list->data[--at] == '"';
	*item = span_trim(span_skip(*list, at));
	*list = at ? (struct span){ list->data, at - 1 } : (struct span){ 0 };
	return true;
}

static struct span unquoted(struct span s)
{
	if (s.len >= 2 && s.data[0] == '"' && s.data[s.len - 1] == '"')
		return (struct span){ s.data + 1, s.len - 2 };
	return s;
}

/* Takes the value of `for` out of an element of Forwarded; the empty span where it has none or more
 * than one. */
static struct span for_of(struct span element)
{
	struct span found = { "", 0 };
	unsigned count = 0;

	while (element.len) {
		size_t len = 0;
		bool quoted = false;
		struct span pair;

		for (; len < element.len && (quoted || element.data[len] != ';'); len++)
			quoted ^= element.data[len] == '"';
		pair = span_trim((struct span){ element.data, len });
		if (pair.len >= 4 && !strncasecmp(pair.data, "for=", 4)) {
			found = unquoted(span_skip(pair, 4));
			count++;
		}
		element = span_skip(element, len < element.len ? len + 1 : len);
	}
	return count == 1 ? found : (struct span){ "", 0 };
}

static bool is_port(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
	return s.len > 0 && s.len <= 5;
}

/* Takes brackets and a port off: [2001:db8::1]:443, [2001:db8::1], 192.0.2.1:443.  False where what
 * stands there is neither. */
static bool host_take(struct span *s)
{
	const char *first = memchr(s->data, ':', s->len), *end = memchr(s->data, ']', s->len);
	struct span host = *s, rest = { "", 0 };

	if (s->len && s->data[0] == '[') {
		if (!end)
			return false;
		host = (struct span){ s->data + 1, (size_t)(end - s->data) - 1 };
		rest = span_skip(*s, host.len + 2);
		if (!memchr(host.data, ':', host.len))
			return false;
	} else if (first && !memchr(first + 1, ':', s->len - (size_t)(first - s->data) - 1)) {
		host.len = (size_t)(first - s->data);
		rest = span_skip(*s, host.len);
	}
	*s = host;
	return !rest.len || (rest.data[0] == ':' && is_port(span_skip(rest, 1)));
}

/* Reads the address that an element tells of. */
static bool element_read(enum forwarded_header header, struct span element, struct ip *out)
{
	if (header == FORWARDED_RFC7239)
		element = for_of(element);
	return host_take(&element) && ip_parse(element, out);
}

bool forwarded_client(const struct forwarded *f, const struct http_header *headers, size_t count,
	struct ip *client)
{
	bool found = false;

	if (f->header == FORWARDED_NONE)
		return false;
	for (size_t i = count; i--;) {
		struct span list = headers[i].value, element;

		if (!span_eq_nocase(headers[i].name, forwarded_names[f->header]))
			continue;
		while (last_take(&list, &element)) {
			struct ip said;

			if (!element.len)
				continue; /* RFC 9110, 5.6.1 */
			if (!element_read(f->header, element, &said))
				return found;
			*client = said;
			found = true;
			if (!networks_have(&f->trusted, &said))
				return true;
		}
	}
	return found;
}
