#include "common/note.h"

#include "tests/common/unit.h"

#define KEYS                                                                                       \
	"2:f00102030405060708090A0B0C0D0E0F101112131415161718191a1b1c1d1e1f,"                      \
	"1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define OLD_KEY "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define TEXT    "PAKN history\nevents 12\n"

/* The example of the first writer of signed notes (golang.org/x/mod/sumdb/note). */
#define GO_KEY "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
#define GO_TEXT                                                                                    \
	"If you think cryptography is the answer to your problem,\n"                               \
	"then you don't know what your problem is.\n"
#define GO_SIGNATURE                                                                               \
	"\n\xe2\x80\x94 PeterNeumann "                                                             \
	"x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ" \
	"nAM=\n"

static struct note_keys public_of(const char *list)
{
	struct note_keys public_keys = { 0 };
	struct seal_keys keys;

	assert_true(seal_keys_parse(list, &keys));
	note_keys_of(&keys, &public_keys);
	return public_keys;
}

/* Signs the text by the keys of a list. */
static struct str signed_by(const char *list)
{
	struct seal_keys keys;
	struct str out = { 0 };

	assert_true(seal_keys_parse(list, &keys));
	note_add(&keys, span_of(TEXT), &out);
	return out;
}

static enum note_worth worth_of(struct span text, const struct note_keys *keys)
{
	enum note_worth worth = NOTE_BROKEN;
	struct span note;

	assert_true(note_next(&text, keys, &note, &worth));
	return worth;
}

static void a_note_of_another_writer_is_read(void **state)
{
	struct note_keys keys = { 0 };
	struct span rest = span_of(GO_TEXT GO_SIGNATURE), note;
	enum note_worth worth;

	(void)state;
	assert_true(note_keys_read(span_of(GO_KEY "\n"), &keys));
	assert_true(note_next(&rest, &keys, &note, &worth));
	assert_int_equal(worth, NOTE_SIGNED);
	assert_true(span_eq(note, GO_TEXT));
	assert_false(note_next(&rest, &keys, &note, &worth));
	assert_int_equal(worth_of(span_of("If you" GO_TEXT GO_SIGNATURE), &keys), NOTE_FORGED);
}

static void all_keys_sign_so_that_either_generation_believes_it(void **state)
{
	struct str both = signed_by(KEYS), old = signed_by(OLD_KEY);
	struct note_keys all = public_of(KEYS), before = public_of(OLD_KEY), none = { 0 };

	(void)state;
	assert_int_equal(worth_of(str_span(&both), &all), NOTE_SIGNED);
	assert_int_equal(worth_of(str_span(&both), &before), NOTE_SIGNED);
	assert_int_equal(worth_of(str_span(&old), &all), NOTE_SIGNED);
	assert_int_equal(worth_of(str_span(&both), &none), NOTE_UNKNOWN);
	str_free(&both);
	str_free(&old);
}

static void no_byte_of_a_note_can_be_changed_or_left_out(void **state)
{
	struct note_keys known = public_of(OLD_KEY);
	struct str signed_once = signed_by(OLD_KEY);

	(void)state;
	for (size_t i = 0; i < signed_once.len; i++) {
		signed_once.data[i] ^= 1;
		assert_int_not_equal(worth_of(str_span(&signed_once), &known), NOTE_SIGNED);
		signed_once.data[i] ^= 1;
	}
	for (size_t len = 1; len < signed_once.len - 1; len++)
		assert_int_not_equal(
			worth_of((struct span){ signed_once.data, len }, &known), NOTE_SIGNED);
	str_free(&signed_once);
}

static void notes_are_read_one_after_the_other(void **state)
{
	struct note_keys all = public_of(KEYS);
	struct str file = { 0 };
	struct span rest, note;
	enum note_worth worth;
	int count = 0;

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct str one = signed_by(KEYS);

		str_add(&file, "\n");
		str_add_bytes(&file, one.data, one.len);
		str_free(&one);
	}
	rest = str_span(&file);
	while (note_next(&rest, &all, &note, &worth)) {
		assert_int_equal(worth, NOTE_SIGNED);
		assert_true(span_eq(note, TEXT));
		count++;
	}
	assert_int_equal(count, 3);
	str_free(&file);
}

static void public_keys_are_told_and_read_again(void **state)
{
	struct note_keys all = public_of(KEYS), read = { 0 };
	struct str told = { 0 };

	(void)state;
	for (size_t i = 0; i < all.count; i++)
		note_key_add(&all.keys[i], &told);
	assert_non_null(strstr(told.data, "-----BEGIN PUBLIC KEY-----\n"));
	assert_true(note_keys_read(str_span(&told), &read));
	assert_int_equal(read.count, 2);
	assert_memory_equal(&read.keys[1], &all.keys[1], sizeof(read.keys[1]));
	told.data[strlen("pakn-2+")] ^= 1;
	read.count = 0;
	assert_false(note_keys_read(str_span(&told), &read));
	str_free(&told);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_note_of_another_writer_is_read),
		cmocka_unit_test(all_keys_sign_so_that_either_generation_believes_it),
		cmocka_unit_test(no_byte_of_a_note_can_be_changed_or_left_out),
		cmocka_unit_test(notes_are_read_one_after_the_other),
		cmocka_unit_test(public_keys_are_told_and_read_again),
	};

	return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
