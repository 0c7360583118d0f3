#include "common/email.h"

#define LOCAL_MAX 64
#define LABEL_MAX 63

static bool is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Tells whether text is words of RFC 5322's atext with single dots between them. */
static bool is_local(struct span text)
{
	char last = '.';

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c == '.' ? last == '.'
			     : !is_alnum(c) && (!c || !strchr("!#$%&'*+-/=?^_`{|}~", c)))
			return false;
		last = c;
	}
	return last != '.' && text.len <= LOCAL_MAX;
}

/* Tells whether text is two labels or more of letters, digits and inner hyphens; the last label is
 * not a number, or else it would be an address of IPv4. */
static bool is_domain(struct span text)
{
	size_t labels = 1, len = 0;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c == '.') {
			if (!len || text.data[i - 1] == '-')
				return false;
			labels++;
			len = 0;
		} else if ((!is_alnum(c) && (c != '-' || !len)) || ++len > LABEL_MAX) {
			return false;
		}
	}
	return labels > 1 && len > 1 && text.data[text.len - 1] != '-' &&
	       (text.data[text.len - len] > '9');
}

bool email_normalise(struct span in, char out[EMAIL_TEXT_SIZE])
{
	struct span text = span_trim(in), local, domain;
	const char *at = text.len ? memchr(text.data, '@', text.len) : NULL;

	if (!at || text.len >= EMAIL_TEXT_SIZE)
		return false;
	local = (struct span){ text.data, (size_t)(at - text.data) };
	domain = span_skip(text, local.len + 1);
	if (!is_local(local) || !is_domain(domain))
		return false;
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
	for (char *c = out + local.len + 1; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return true;
}
