/* Whatever stands in the header, in two lines or more: who is found is written as one of its
 * addresses, what a client writes to the left of an untrusted address changes nothing, and nobody
 * is found who is not told of. */
#include <stdint.h>
#include <stdlib.h>

#include "common/forwarded.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LINES_MAX 4

/* Cuts the input into lines at NULs; the last one has what is left. */
static size_t lines_cut(struct span in, const char *name, struct http_header lines[LINES_MAX])
{
	size_t count = 0;

	while (count < LINES_MAX) {
		const char *end = memchr(in.data, '\0', in.len);
		size_t len = end && count + 1 < LINES_MAX ? (size_t)(end - in.data) : in.len;

		lines[count++] = (struct http_header){ span_of(name), { in.data, len } };
		if (len == in.len)
			break;
		in = span_skip(in, len + 1);
	}
	return count;
}

/* Puts what a client made up in front. */
static size_t lie_add(struct http_header *lines, size_t count, const char *name)
{
	memmove(lines + 1, lines, count * sizeof(*lines));
	lines[0] = (struct http_header){ span_of(name),
		span_of("for=\"198.51.100.66, 198.51.100.66, for=198.51.100.66") };
	return count + 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http_header lines[LINES_MAX + 1];
	struct forwarded f = { .header = FORWARDED_NONE };
	struct ip proxy, client, again;
	char text[IP_TEXT_SIZE];
	size_t count;
	bool found;

	if (!size || !networks_parse("10.0.0.0/8", &f.trusted) ||
		!ip_parse(span_of("10.0.0.1"), &proxy))
		return 0;
	f.header = 1 + data[0] % (FORWARDED_HEADERS - 1);
	count = lines_cut((struct span){ (const char *)data + 1, size - 1 },
		forwarded_names[f.header], lines);
	client = proxy;
	found = forwarded_client(&f, lines, count, &client);
	if (!found && memcmp(&client, &proxy, sizeof(client)) != 0)
		abort();
	ip_format(&client, text);
	if (!ip_parse(span_of(text), &again) || memcmp(&again, &client, sizeof(again)) != 0)
		abort();
	if (!found || networks_have(&f.trusted, &client))
		return 0;
	again = proxy;
	if (!forwarded_client(
		    &f, lines, lie_add(lines, count, forwarded_names[f.header]), &again) ||
		memcmp(&again, &client, sizeof(again)) != 0)
		abort();
	return 0;
}
