/* Contacts: sealed for one report and one part, found by a hash that only the keys can make. */
#include "tests/common/unit.h"

#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/config.h"
#include "server/contact.h"

#define KEY_1   "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define KEY_2   "2:f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SECRET  "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"
#define ANOTHER "0c0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"

static const struct contact_of of = { 24, "018f0000-0000-7000-8000-000000000001" };
static struct arena *arena;

/* Makes the keys of settings; NULL where they are not enough. */
static struct contact_keys *keys_of(const char *identity_keys, const char *secret_key)
{
	struct str error = { 0 };
	struct contact_keys *k;
	struct config *c;

	setenv("PAKN_IDENTITY_KEYS", identity_keys, 1);
	setenv("PAKN_SECRET_KEY", secret_key, 1);
	c = config_load(NULL, &error);
	assert_non_null(c);
	k = contact_keys_new(c);
	config_free(c);
	return k;
}

static void every_part_opens_where_it_belongs_and_nowhere_else(void **state)
{
	static const struct contact_of elsewhere[] = { { 25, of.report_id },
		{ 24, "018f0000-0000-7000-8000-000000000002" } };
	struct contact_keys *k = keys_of(KEY_1, SECRET);
	const char *sealed, *text;

	(void)state;
	for (enum contact_part p = 0; p < CONTACT_PART_COUNT; p++) {
		sealed = contact_seal(k, arena, of, p, "Nguyễn Văn Kín");
		assert_memory_equal(sealed, "\\x0001", 6);
		assert_true(contact_open(k, arena, of, p, sealed, &text));
		assert_string_equal(text, "Nguyễn Văn Kín");
		for (size_t i = 0; i < COUNT(elsewhere); i++)
			assert_false(contact_open(k, arena, elsewhere[i], p, sealed, &text));
		assert_false(
			contact_open(k, arena, of, (p + 1) % CONTACT_PART_COUNT, sealed, &text));
		assert_null(text);
	}
	contact_keys_free(k);
}

static void what_is_absent_stays_absent(void **state)
{
	struct contact_keys *k = keys_of(KEY_1, SECRET);
	const char *text = "";

	(void)state;
	assert_null(contact_seal(k, arena, of, CONTACT_name, NULL));
	assert_null(contact_hash(k, arena, 24, CONTACT_phone, NULL));
	assert_true(contact_open(k, arena, of, CONTACT_name, NULL, &text));
	assert_null(text);
	contact_keys_free(k);
}

static void what_is_no_seal_does_not_open(void **state)
{
	static const char *const broken[] = { "", "\\x", "\\x0001", "0001", "\\xzz",
		"\\x0001000000000000000000000000000000000000000000000000000000000000" };
	struct contact_keys *k = keys_of(KEY_1, SECRET);
	const char *text;

	(void)state;
	for (size_t i = 0; i < COUNT(broken); i++)
		assert_false(contact_open(k, arena, of, CONTACT_name, broken[i], &text));
	contact_keys_free(k);
}

static void a_new_key_seals_and_the_old_one_still_opens(void **state)
{
	struct contact_keys *old = keys_of(KEY_1, SECRET), *both = keys_of(KEY_2 "," KEY_1, SECRET);
	const char *sealed = contact_seal(old, arena, of, CONTACT_phone, "+84903123456"), *text;

	(void)state;
	assert_int_equal(contact_key_id(both), 2);
	assert_true(contact_open(both, arena, of, CONTACT_phone, sealed, &text));
	assert_string_equal(text, "+84903123456");
	sealed = contact_seal(both, arena, of, CONTACT_phone, text);
	assert_memory_equal(sealed, "\\x0002", 6);
	assert_false(contact_open(old, arena, of, CONTACT_phone, sealed, &text));
	contact_keys_free(old);
	contact_keys_free(both);
}

/* The key: HKDF-Expand by Python's hmac, of SECRET, info "pakn sender hash"; the hash: the first
 * half of HMAC-SHA256 over "phone", "24" and the number, each with its length in eight bytes before
 * it. */
static void a_hash_is_of_one_province_and_part_and_does_not_depend_on_the_sealing_key(void **state)
{
	struct contact_keys *k = keys_of(KEY_1, SECRET), *new = keys_of(KEY_2, SECRET),
			    *foreign = keys_of(KEY_1, ANOTHER);
	const char *hash = contact_hash(k, arena, 24, CONTACT_phone, "+84903123456");

	(void)state;
	assert_string_equal(hash, "\\x830872ceebc645a4eaf7e46492c300f0");
	assert_string_equal(hash, contact_hash(new, arena, 24, CONTACT_phone, "+84903123456"));
	assert_string_not_equal(
		hash, contact_hash(foreign, arena, 24, CONTACT_phone, "+84903123456"));
	assert_string_not_equal(hash, contact_hash(k, arena, 25, CONTACT_phone, "+84903123456"));
	assert_string_not_equal(hash, contact_hash(k, arena, 24, CONTACT_email, "+84903123456"));
	assert_string_equal(contact_hash(k, arena, 24, CONTACT_email, "An.Le@example.vn"),
		contact_hash(k, arena, 24, CONTACT_email, "an.le@example.vn"));
	contact_keys_free(k);
	contact_keys_free(new);
	contact_keys_free(foreign);
}

static void without_both_settings_there_are_no_keys(void **state)
{
	(void)state;
	assert_null(keys_of("", SECRET));
	assert_null(keys_of(KEY_1, ""));
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_part_opens_where_it_belongs_and_nowhere_else),
		cmocka_unit_test(what_is_absent_stays_absent),
		cmocka_unit_test(what_is_no_seal_does_not_open),
		cmocka_unit_test(a_new_key_seals_and_the_old_one_still_opens),
		cmocka_unit_test(
			a_hash_is_of_one_province_and_part_and_does_not_depend_on_the_sealing_key),
		cmocka_unit_test(without_both_settings_there_are_no_keys),
	};
	return cmocka_run_group_tests_name("contact", tests, set_up, tear_down);
}
