#include "common/phone.h"

/* Enough for every number that could be right; more digits are none. */
#define DIGITS_MAX 15

/* The second digits that follow a first one in mobile prefixes (03x, 05x ...).  Allocations:
 * decision 798/QD-BTTTT of 2018 on the conversion to ten digits, and libphonenumber's tables
 * (Apache-2.0). */
static const char *const mobile_second[10] = {
	['3' - '0'] = "23456789",
	['5' - '0'] = "25689",
	['7' - '0'] = "06789",
	['8' - '0'] = "123456789",
	['9' - '0'] = "012346789",
};

/* The eleven-digit prefixes of before September 2018 and what became of them (same decision). */
static const struct {
	const char *old, *new;
} converted[] = {
	{ "120", "70" },
	{ "121", "79" },
	{ "122", "77" },
	{ "126", "76" },
	{ "128", "78" },
	{ "123", "83" },
	{ "124", "84" },
	{ "125", "85" },
	{ "127", "81" },
	{ "129", "82" },
	{ "162", "32" },
	{ "163", "33" },
	{ "164", "34" },
	{ "165", "35" },
	{ "166", "36" },
	{ "167", "37" },
	{ "168", "38" },
	{ "169", "39" },
	{ "186", "56" },
	{ "188", "58" },
	{ "199", "59" },
};

/* The third digits that follow the second one in area codes (020x, 021x ...), three digits each
 * since 2017; 024 (Hà Nội) and 028 (TP.HCM) are two-digit ones, whose numbers have a digit more. */
static const char *const area_third[10] = {
	"3456789",
	"012345689",
	"01256789",
	"23456789",
	"2345678",
	"12456789",
	"01239",
	"01234567",
	"23456789",
	"01234679",
};

/* Characters other than ASCII that come along with numbers pasted from address books and pages:
 * no-break space, hyphens, dashes, marks of direction. */
static const char *const ornaments[] = {
	"\u00a0",
	"\u2010",
	"\u2011",
	"\u2012",
	"\u2013",
	"\u200b",
	"\u200e",
	"\u202a",
	"\u202c",
	"\u202d",
	"\u202f",
	"\u2060",
};

/* Tells how many bytes at the front of s only separate digits; 0 where it is something else. */
static size_t separator(struct span s)
{
	if (s.data[0] && strchr(" \t.-()/", s.data[0]))
		return 1;
	for (size_t i = 0; i < sizeof(ornaments) / sizeof(ornaments[0]); i++)
		if (span_starts(s, ornaments[i]))
			return strlen(ornaments[i]);
	return 0;
}

/* Collects the digits, with the + that may stand before the first one; false for anything else. */
static bool collect(struct span in, char digits[DIGITS_MAX + 2])
{
	size_t count = 0, skip;

	for (; in.len; in = span_skip(in, skip)) {
		char c = in.data[0];
		bool kept = (c >= '0' && c <= '9') || (c == '+' && !count);

		skip = kept ? 1 : separator(in);
		if (!skip || (kept && count > DIGITS_MAX))
			return false;
		if (kept)
			digits[count++] = c;
	}
	digits[count] = '\0';
	return count > 0;
}

/* Takes off what stands before the national number; NULL where that is not Vietnam's. */
static const char *national(const char *digits)
{
	static const char *const countries[] = { "+84", "0084", "84" };

	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]); i++) {
		size_t len = strlen(countries[i]);

		/* +84 0903..., +84 (0)903...: wrong, but common and clear. */
		if (!strncmp(digits, countries[i], len))
			return digits + len + (digits[len] == '0');
	}
	return digits[0] == '0' ? digits + 1 : NULL;
}

/* Tells whether a list, by first digit, has the second one. */
static bool is_listed(const char *const lists[10], char first, char second)
{
	const char *list = first >= '0' && first <= '9' ? lists[first - '0'] : NULL;

	return list && second && strchr(list, second);
}

/* Tells whether a national number is a mobile one of today. */
static bool is_mobile(const char *number)
{
	return strlen(number) == 9 && is_listed(mobile_second, number[0], number[1]);
}

static bool is_landline(const char *number)
{
	return strlen(number) == 10 && number[0] == '2' &&
	       is_listed(area_third, number[1], number[2]);
}

/* Finds the row of an old mobile number; -1 where it is none. */
static int find_converted(const char *number)
{
	for (size_t i = 0; strlen(number) == 10 && i < sizeof(converted) / sizeof(converted[0]);
		i++)
		if (!strncmp(number, converted[i].old, 3))
			return (int)i;
	return -1;
}

bool phone_normalise(struct span in, char out[PHONE_TEXT_SIZE])
{
	char digits[DIGITS_MAX + 2] = "";
	const char *number;
	int row;

	if (!collect(in, digits))
		return false;
	number = national(digits);
	if (!number || !*number)
		return false;
	row = find_converted(number);
	if (row < 0 && !is_mobile(number) && !is_landline(number))
		return false;
	stpcpy(stpcpy(stpcpy(out, "+84"), row < 0 ? "" : converted[row].new),
		row < 0 ? number : number + 3);
	return true;
}

void phone_mask(const char *e164, char out[PHONE_TEXT_SIZE])
{
	size_t len = strnlen(e164, PHONE_TEXT_SIZE - 1);

	/* The country and the last three digits; nothing at all of what is too short to hide. */
	for (size_t i = 0; i < len; i++)
		out[i] = len >= 10 && (i < 3 || i >= len - 3) ? e164[i] : '*';
	out[len] = '\0';
}
