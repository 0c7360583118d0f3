/* Passwords: a hash fits its password and no other, and is made off the loop. */
#include <event2/event.h>
#include <string.h>

#include "server/password.h"
#include "tests/common/unit.h"

static struct event_base *base;
static char made[80][PASSWORD_HASH_SIZE];
static int answered, wanted;

static void note(void *arg, const char *hash)
{
	char *out = arg;

	strcpy(out, hash ? hash : "none");
	if (++answered == wanted)
		event_base_loopbreak(base);
}

static bool busy;

static bool is_busy(void *arg)
{
	(void)arg;
	return busy;
}

/* Runs the loop until n answers are in; on a busy machine a hash takes seconds, and its rest many
 * times that. */
static void await(int n)
{
	static const struct timeval most = { 240, 0 };

	wanted = n;
	if (answered < n) {
		event_base_loopexit(base, &most);
		event_base_dispatch(base);
	}
	assert_int_equal(answered, n);
}

/* Writes a hash without its last part: the setting and the salt. */
static char *setting_of(const char *hash)
{
	static char setting[PASSWORD_HASH_SIZE];

	strcpy(setting, hash);
	*strrchr(setting, '$') = '\0';
	return setting;
}

static int open_loop(void **state)
{
	(void)state;
	base = event_base_new();
	answered = 0;
	return 0;
}

static int close_loop(void **state)
{
	(void)state;
	event_base_free(base);
	return 0;
}

static void the_right_password_gives_the_stored_hash_again(void **state)
{
	struct passwords *p = passwords_new(base, is_busy, NULL);
	char stored[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];

	(void)state;
	password_hash("con đường làng", stored);
	password_hash("con đường làng", other);
	assert_string_not_equal(stored, other); /* each has its own salt */
	assert_true(passwords_rehash(p, setting_of(stored), "con đường làng", note, made[0]));
	assert_true(passwords_rehash(p, setting_of(stored), "con duong lang", note, made[1]));
	assert_int_equal(answered, 0);
	await(2);
	assert_string_equal(made[0], stored);
	assert_string_not_equal(made[1], stored);
	passwords_free(p);
}

static void a_new_setting_has_a_salt_of_its_own_and_can_be_used_again(void **state)
{
	struct passwords *p = passwords_new(base, is_busy, NULL);
	char one[PASSWORD_HASH_SIZE], other[PASSWORD_HASH_SIZE];

	(void)state;
	password_setting(one);
	password_setting(other);
	assert_string_not_equal(one, other);
	assert_true(passwords_rehash(p, one, "con đường làng", note, made[0]));
	assert_true(passwords_rehash(p, one, "con đường làng", note, made[1]));
	assert_true(passwords_rehash(p, other, "con đường làng", note, made[2]));
	await(3);
	assert_memory_equal(made[0], one, strlen(one));
	assert_string_equal(made[0], made[1]);
	assert_string_not_equal(made[0], made[2]);
	passwords_free(p);
}

static void who_has_to_come_back_is_told_when(void **state)
{
	struct passwords *p = passwords_new(base, is_busy, NULL);
	char setting[PASSWORD_HASH_SIZE];
	int idle = passwords_wait_s(p);

	(void)state;
	password_setting(setting);
	assert_true(passwords_rehash(p, setting, "any password", note, made[0]));
	await(1);
	assert_int_equal(idle, 1);
	assert_int_equal(passwords_wait_s(p), 1);
	for (int i = 0; i < 64 && passwords_wait_s(p) <= 10; i++)
		assert_true(passwords_rehash(p, setting, "any password", note, made[i]));
	assert_false(passwords_rehash(p, setting, "any password", note, made[64]));
	assert_in_range(passwords_wait_s(p), 1, 600);
	passwords_free(p);
}

static void what_goes_before_makes_sign_ins_wait_and_come_back(void **state)
{
	struct passwords *p;
	char setting[PASSWORD_HASH_SIZE];
	int taken = 0;

	(void)state;
	busy = true;
	p = passwords_new(base, is_busy, NULL);
	password_setting(setting);
	for (int i = 0; i < 2; i++)
		assert_true(passwords_rehash(p, setting, "any password", note, made[i]));
	await(2);
	while (taken < 64 && passwords_rehash(p, setting, "any password", note, made[taken]))
		taken++;
	assert_in_range(passwords_wait_s(p), 2, 600); /* the rests count */
	assert_true(taken == 64 || passwords_wait_s(p) > 10);
	passwords_free(p);
	busy = false;
}

static void a_setting_that_makes_no_sense_gives_no_hash(void **state)
{
	static const char *const settings[] = { "", "plain", "$argon2id$v=19$m=19456,t=2,p=1$",
		"$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA",
		"$argon2id$v=19$m=1,t=0,p=0$AAAA" };
	struct passwords *p = passwords_new(base, is_busy, NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(settings); i++)
		assert_true(passwords_rehash(p, settings[i], "any password", note, made[i]));
	await(COUNT(settings));
	for (size_t i = 0; i < COUNT(settings); i++)
		assert_string_equal(made[i], "none");
	passwords_free(p);
}

static void too_many_at_once_are_turned_away(void **state)
{
	struct passwords *p = passwords_new(base, is_busy, NULL);
	char stored[PASSWORD_HASH_SIZE];
	int taken = 0;

	(void)state;
	password_hash("any password", stored);
	while (taken < 80 &&
		passwords_rehash(p, setting_of(stored), "any password", note, made[taken]))
		taken++;
	assert_int_equal(taken, 64);
	passwords_free(p); /* what waits is dropped, nothing is called */
	assert_int_equal(answered, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			the_right_password_gives_the_stored_hash_again, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			a_new_setting_has_a_salt_of_its_own_and_can_be_used_again, open_loop,
			close_loop),
		cmocka_unit_test_setup_teardown(
			who_has_to_come_back_is_told_when, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			what_goes_before_makes_sign_ins_wait_and_come_back, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			a_setting_that_makes_no_sense_gives_no_hash, open_loop, close_loop),
		cmocka_unit_test_setup_teardown(
			too_many_at_once_are_turned_away, open_loop, close_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
