#include "common/sms_command.h"

#include <ctype.h>

#include "common/text.h"

#define KEYWORD_MAX       24 /* bytes, with marks */
#define CODE_WORDS_MAX    11 /* that a code is typed in: each symbol alone */
#define FOREIGN_WORDS_MAX 4  /* of what may be a code of another kind */

/* What may stand between a keyword and a text, and around a code. */
#define DIVIDERS " \n:;,.-_/"
#define AROUND   DIVIDERS "()<>\"'!?*#"

/* What follows a keyword, if it is one. */
enum follows { ANYTHING, A_CODE, A_CODE_AND_MORE, NOTHING };

static const struct keyword {
	const char *word;
	enum sms_verb verb, bare; /* bare: where nothing follows */
	enum follows follows;
} keywords[] = {
	{ "pakn", SMS_REPORT, SMS_NO_TEXT, ANYTHING },
	{ "tc", SMS_LOOKUP, SMS_NO_CODE, A_CODE },
	{ "tracuu", SMS_LOOKUP, SMS_NO_CODE, A_CODE },
	{ "tg", SMS_HELP, SMS_HELP, NOTHING },
	{ "trogiup", SMS_HELP, SMS_HELP, NOTHING },
	{ "dg", SMS_RATE, SMS_UNFINISHED, A_CODE_AND_MORE },
	{ "hl", SMS_RATE, SMS_UNFINISHED, A_CODE_AND_MORE },
	{ "ml", SMS_REOPEN, SMS_UNFINISHED, A_CODE_AND_MORE },
	{ "bs", SMS_ADD, SMS_UNFINISHED, A_CODE_AND_MORE },
	{ "huy", SMS_WITHDRAW, SMS_UNFINISHED, A_CODE_AND_MORE },
};

/* Finds the keyword of a word. */
static const struct keyword *keyword_find(struct arena *a, struct span word)
{
	const char *folded = word.len <= KEYWORD_MAX ? text_fold(a, word) : NULL;

	for (size_t i = 0; folded && i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (!strcmp(keywords[i].word, folded))
			return &keywords[i];
	return NULL;
}

/* Takes what may stand around a code off both ends. */
static struct span trimmed(struct span text)
{
	while (text.len && strchr(AROUND, text.data[0]))
		text = span_skip(text, 1);
	while (text.len && strchr(AROUND, text.data[text.len - 1]))
		text.len--;
	return text;
}

/* Finds a code at the front, and what is behind it; the longest, since it may have spaces. */
static bool code_begins(const char *text, char code[REFCODE_KEY_SIZE], const char **behind)
{
	size_t ends[CODE_WORDS_MAX], count = 0;

	for (size_t at = 0; text[at] && count < CODE_WORDS_MAX; count++) {
		at += strspn(text + at, " \n");
		at += strcspn(text + at, " \n");
		ends[count] = at;
	}
	while (count--)
		if (refcode_normalise(trimmed((struct span){ text, ends[count] }), code)) {
			*behind = text + ends[count] + strspn(text + ends[count], AROUND);
			return true;
		}
	return false;
}

/* Reads what is behind a code: of a rating first a digit, standing alone.  What lacks something is
 * unfinished. */
static void behind_read(const char *behind, struct sms_command *out)
{
	if (out->verb == SMS_RATE) {
		out->score = isdigit((unsigned char)behind[0]) && !isalnum((unsigned char)behind[1])
				     ? behind[0]
				     : '\0';
		behind += out->score ? 1 + strspn(behind + 1, AROUND) : 0;
	}
	out->text = text_says_something(span_of(behind)) ? behind : NULL;
	if ((out->verb == SMS_RATE && !out->score) ||
		((out->verb == SMS_ADD || out->verb == SMS_REOPEN) && !out->text))
		out->verb = SMS_UNFINISHED;
}

/* Tells whether all of a text is short and has a digit: such is a code that was mistyped, or an
 * older system's. */
static bool code_meant(struct span text, char code[REFCODE_KEY_SIZE])
{
	size_t words = 1, digits = 0;

	for (size_t i = 0; i < text.len; i++) {
		words += text.data[i] == ' ' || text.data[i] == '\n';
		digits += isdigit((unsigned char)text.data[i]) != 0;
	}
	return words <= FOREIGN_WORDS_MAX && digits && refcode_key(text, code);
}

/* Reads what follows a keyword; false where that does not fit it. */
static bool rest_read(const struct keyword *k, const char *rest, struct sms_command *out)
{
	struct span all = trimmed(span_of(rest));
	const char *behind;

	if (!text_says_something(all)) {
		out->verb = k->bare;
		return true;
	}
	out->verb = k->verb;
	out->text = rest;
	if (k->follows == ANYTHING || k->follows == NOTHING)
		return k->follows == ANYTHING;
	if (!code_begins(rest, out->code, &behind)) {
		out->mistyped = refcode_shaped(all);
		behind = "";
		if (!code_meant(all, out->code))
			return false;
	}
	if (k->follows == A_CODE_AND_MORE)
		behind_read(behind, out);
	return true;
}

void sms_command_read(struct arena *a, const char *text, struct sms_command *out)
{
	const char *start = text + strspn(text, AROUND);
	size_t len = strcspn(start, AROUND);
	const char *rest = start + len + strspn(start + len, DIVIDERS);
	const struct keyword *k = keyword_find(a, (struct span){ start, len });

	*out = (struct sms_command){ .verb = SMS_HELP, .surely = true };
	if (!text_says_something(span_of(text)) || (k && rest_read(k, rest, out)))
		return;
	*out = (struct sms_command){ .verb = SMS_REPORT, .text = text };
	if (refcode_normalise(trimmed(span_of(text)), out->code))
		out->verb = SMS_LOOKUP;
}
