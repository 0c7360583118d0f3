#include "common/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>

/* Reads a port: digits only, at most 65535. */
static bool port_parse(struct span text, in_port_t *port)
{
	unsigned value = 0;

	if (!text.len || text.len > 5)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (unsigned)(text.data[i] - '0');
	}
	*port = htons((in_port_t)value);
	return value <= 65535;
}

static bool v4_parse(const char *host, in_port_t port, struct address *out)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)&out->socket;

	out->len = sizeof(*v4);
	*v4 = (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = port };
	return inet_pton(AF_INET, host, &v4->sin_addr) == 1;
}

static bool v6_parse(const char *host, in_port_t port, struct address *out)
{
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&out->socket;

	out->len = sizeof(*v6);
	*v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_port = port };
	return inet_pton(AF_INET6, host, &v6->sin6_addr) == 1;
}

bool address_parse(struct span text, struct address *out)
{
	char host[INET6_ADDRSTRLEN];
	size_t colon = text.len;
	in_port_t port;

	*out = (struct address){ 0 };
	while (colon && text.data[colon - 1] != ':')
		colon--;
	if (!colon || colon - 1 >= sizeof(host) || !port_parse(span_skip(text, colon), &port))
		return false;
	text.len = colon - 1;
	if (memchr(text.data, '\0', text.len))
		return false;
	snprintf(host, sizeof(host), "%.*s", (int)text.len, text.data);
	out->both = !strcmp(host, "*");
	if (out->both)
		return v6_parse("::", port, out);
	if (host[0] != '[')
		return v4_parse(host, port, out);
	if (host[text.len - 1] != ']')
		return false;
	host[text.len - 1] = '\0';
	return v6_parse(host + 1, port, out);
}

static bool separates(char c)
{
	return c == ',' || c == ' ' || c == '\t';
}

bool address_next(struct span *list, struct span *item)
{
	while (list->len && separates(list->data[0]))
		*list = span_skip(*list, 1);
	*item = (struct span){ list->data, 0 };
	while (item->len < list->len && !separates(list->data[item->len]))
		item->len++;
	*list = span_skip(*list, item->len);
	return item->len > 0;
}

void address_format(char out[ADDRESS_TEXT_SIZE], const struct sockaddr_storage *socket)
{
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)socket;
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)socket;
	char host[INET6_ADDRSTRLEN] = "?";

	if (socket->ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &v6->sin6_addr, host, sizeof(host));
		snprintf(out, ADDRESS_TEXT_SIZE, "[%s]:%u", host, ntohs(v6->sin6_port));
	} else {
		inet_ntop(AF_INET, &v4->sin_addr, host, sizeof(host));
		snprintf(out, ADDRESS_TEXT_SIZE, "%s:%u", host, ntohs(v4->sin_port));
	}
}
