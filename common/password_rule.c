#include "common/password_rule.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "common/text.h"
#include "common/utf8.h"

#define DIGITS_MIN                                                                                 \
	16 /* of a password of digits alone: dates, telephone and identity numbers are not secret  \
	    */
#define OTHERS_MIN 12 /* digits and signs that make up for common words */
#define WORD_MIN   2

/* Words of which the passwords that are tried first are made, folded and without digits: those at
 * the head of every published list, and what takes their place in Vietnamese and in our offices. */
static const char *const common_words[] = { "password", "passw", "passwd", "pass", "word", "qwerty",
	"qwertyuiop", "asdf", "asdfgh", "asdfghjkl", "zxcv", "zxcvbn", "zxcvbnm", "qaz", "wsx",
	"edc", "qazwsx", "abc", "abcd", "abcdef", "abcdefgh", "abcdefghij", "iloveyou", "love",
	"letmein", "welcome", "monkey", "dragon", "football", "baseball", "superman", "batman",
	"sunshine", "princess", "master", "shadow", "michael", "computer", "internet", "server",
	"admin", "administrator", "root", "test", "testing", "user", "guest", "default", "changeme",
	"change", "login", "secret", "system", "hello", "demo", "example", "temp", "office",
	"trustno", "whatever", "starwars", "pokemon", "google", "facebook", "samsung", "iphone",
	"matkhau", "mat", "khau", "mkmoi", "anhyeuem", "emyeuanh", "yeuem", "yeuanh", "anh", "yeu",
	"toiyeu", "vietnam", "viet", "nam", "hanoi", "saigon", "hochiminh", "danang", "haiphong",
	"bacninh", "bacgiang", "quantri", "quantrivien", "nhanvien", "lanhdao", "giamdoc", "canbo",
	"chuyenvien", "phananh", "kiennghi", "tiepnhan", "tongdai", "dichvucong", "chinhquyen",
	"ubnd", "uyban", "nhandan", "tinh", "huyen", "phuong", "thanhpho", "pakn", "xinchao",
	"khongbiet", "gialinh", "nguyen", "tran", "pham", "hoang", "thang", "minh", "linh", "huong",
	"tuan", "dung", "hung", "gmail", "yahoo", "com", NULL };

/* What is written for a letter. */
static char letter(char c)
{
	static const char shapes[] = "@430$51!7", letters[] = "aaeossiit";
	const char *at = c ? strchr(shapes, c) : NULL;

	return at ? letters[at - shapes] : c;
}

/* Notes how far one gets from a place of a text with a word. */
static void step(const char *text, size_t at, const char *word, size_t len, bool *reached)
{
	if (len >= WORD_MIN && !strncmp(text + at, word, len))
		reached[at + len] = true;
}

/* Tells whether text is made of listed words alone, one behind the other.  own: separated by
 * spaces. */
static bool made_of_words(const char *text, size_t len, const char *own)
{
	bool reached[PASSWORD_MAX + 1] = { true };

	for (size_t at = 0; at < len; at++) {
		if (!reached[at])
			continue;
		for (const char *const *w = common_words; *w; w++)
			step(text, at, *w, strlen(*w), reached);
		for (const char *w = own; *w; w += strcspn(w, " ")) {
			w += strspn(w, " ");
			step(text, at, w, strcspn(w, " "), reached);
		}
	}
	return reached[len];
}

/* Tells whether a text is listed words with some digits and signs around and between them.
 * shaped: those between letters that look like letters are meant as such. */
static bool words_only(const char *text, bool shaped, const char *own)
{
	char letters[PASSWORD_MAX + 1];
	size_t len = 0, begin = 0, end = strlen(text);

	while (begin < end && !isalpha((unsigned char)text[begin]))
		begin++;
	while (end > begin && !isalpha((unsigned char)text[end - 1]))
		end--;
	for (size_t i = begin; i < end && len < PASSWORD_MAX; i++) {
		char c = shaped ? letter(text[i]) : text[i];

		if (isalpha((unsigned char)c))
			letters[len++] = c;
	}
	letters[len] = '\0';
	return len && strlen(text) - len < OTHERS_MIN && made_of_words(letters, len, own);
}

/* Tells whether a text is little more than a run: 1234567890, aabbccddee. */
static bool runs_only(const char *text)
{
	size_t len = strlen(text), near = 0;

	for (size_t i = 1; i < len; i++)
		near += abs(text[i] - text[i - 1]) <= 1;
	return 4 * near >= 3 * len;
}

static bool digits_only(const char *text)
{
	return strspn(text, "0123456789 .-/+") == strlen(text) && strlen(text) < DIGITS_MIN;
}

const char *password_fault(struct arena *a, const char *password, const char *words)
{
	char *folded = text_fold(a, span_of(password)), *own = text_fold(a, span_of(words));
	size_t length;

	if (!folded || !own)
		return "bad_format";
	length = utf8_length(password, strlen(password));
	if (length < PASSWORD_MIN)
		return "too_short";
	if (length > PASSWORD_MAX)
		return "too_long";
	for (char *c = own; *c; c++)
		if (!isalpha((unsigned char)*c))
			*c = ' ';
	return runs_only(folded) || digits_only(folded) || words_only(folded, false, own) ||
			       words_only(folded, true, own)
		       ? "common_password"
		       : NULL;
}
