/* Whatever a phone sends is read as text that PostgreSQL takes, and as one command; what is sent
 * back is of the alphabet that costs one character each, and fits into one message. */
#include <stdint.h>
#include <stdlib.h>

#include "common/sms_command.h"
#include "common/sms_text.h"
#include "common/text.h"

#define MAX 50

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void text_check(const char *text)
{
	struct text_look look = text_look(span_of(text));

	if (!look.valid || look.control || look.returns || look.length > MAX || strchr(text, '\t'))
		abort();
}

static void plain_check(const char *plain)
{
	for (const char *c = plain; *c; c++)
		if (*c < ' ' || *c > '~' || strchr("[\\]^`{|}~", *c))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct span in = { (const char *)data + (size > 0), size - (size > 0) };
	char *text = sms_text_read(a, in, size && data[0] & 1, MAX);
	char code[REFCODE_KEY_SIZE];
	struct sms_command said;

	text_check(text);
	sms_command_read(a, text, &said);
	if (said.verb == SMS_REPORT && !text_says_something(span_of(said.text)))
		abort();
	if (said.verb == SMS_LOOKUP && !refcode_key(span_of(said.code), code))
		abort();
	plain_check(sms_text_plain(a, text));
	if (strlen(sms_text_fit(a, "before", sms_text_plain(a, text), "after")) > SMS_TEXT_MAX)
		abort();
	arena_free(a);
	return 0;
}
