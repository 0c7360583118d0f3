#include "common/uuid.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "tests/common/unit.h"

#define MANY 200000

static uint64_t time_of(const struct uuid *u)
{
	uint64_t ms = 0;

	for (int i = 0; i < 6; i++)
		ms = ms << 8 | u->bytes[i];
	return ms;
}

static void an_id_has_version_variant_and_time(void **state)
{
	uint64_t before = clock_wall_ms();
	struct uuid u;

	(void)state;
	uuid_v7(&u);
	assert_int_equal(u.bytes[6] >> 4, 7);
	assert_int_equal(u.bytes[8] >> 6, 2);
	assert_true(time_of(&u) >= before && time_of(&u) <= clock_wall_ms());
}

static void ids_of_a_thread_only_grow(void **state)
{
	struct uuid last, next;

	(void)state;
	uuid_v7(&last);
	for (int i = 0; i < MANY; i++) {
		uuid_v7(&next);
		assert_true(memcmp(&last, &next, sizeof(next)) < 0);
		last = next;
	}
}

static void ids_of_a_given_time_have_it_and_differ(void **state)
{
	static const uint64_t times[] = { 0, 1, 1767200400123, 0xffffffffffff };
	struct uuid first, second, now;

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		uuid_v7_at(times[i], &first);
		uuid_v7_at(times[i], &second);
		assert_true(time_of(&first) == times[i] && time_of(&second) == times[i]);
		assert_int_equal(first.bytes[6] >> 4, 7);
		assert_int_equal(first.bytes[8] >> 6, 2);
		assert_memory_not_equal(&first, &second, sizeof(first));
	}
	uuid_v7(&now);
	assert_true(time_of(&now) < times[3]);
}

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct uuid));
}

static void *make_half(void *to)
{
	for (int i = 0; i < MANY / 2; i++)
		uuid_v7((struct uuid *)to + i);
	return NULL;
}

static void ids_of_two_threads_differ(void **state)
{
	struct uuid *ids = calloc(MANY, sizeof(*ids));
	pthread_t threads[2];

	(void)state;
	assert_non_null(ids);
	for (int i = 0; i < 2; i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, make_half, ids + i * MANY / 2), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(threads[i], NULL);
	qsort(ids, MANY, sizeof(*ids), compare);
	for (int i = 1; i < MANY; i++)
		assert_int_not_equal(compare(&ids[i - 1], &ids[i]), 0);
	free(ids);
}

static void a_child_does_not_repeat_its_parents_ids(void **state)
{
	struct uuid mine, theirs;
	int ends[2], status;
	pid_t child;

	(void)state;
	uuid_v7(&mine); /* fills the pool that a child inherits */
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	uuid_v7(&mine);
	if (!child)
		_exit(write(ends[1], &mine, sizeof(mine)) != sizeof(mine));
	assert_int_equal(read(ends[0], &theirs, sizeof(theirs)), sizeof(theirs));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	/* The random tail, without the two bits of the variant. */
	assert_memory_not_equal(mine.bytes + 9, theirs.bytes + 9, 7);
	close(ends[0]);
	close(ends[1]);
}

static void what_is_written_is_read_again(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++) {
		char text[UUID_TEXT_SIZE];
		struct uuid u, again;

		uuid_v7(&u);
		uuid_format(&u, text);
		assert_true(uuid_parse(span_of(text), &again));
		assert_memory_equal(&u, &again, sizeof(u));
	}
}

static void any_case_and_any_version_are_read(void **state)
{
	char text[UUID_TEXT_SIZE];
	struct uuid u;

	(void)state;
	assert_true(uuid_parse(span_of("0A1B2C3D-4E5F-6789-aBcD-Ef0123456789"), &u));
	uuid_format(&u, text);
	assert_string_equal(text, "0a1b2c3d-4e5f-6789-abcd-ef0123456789");
}

static void other_forms_are_refused(void **state)
{
	static const char *const refused[] = {
		"",
		"0a1b2c3d4e5f6789abcdef0123456789",
		"{0a1b2c3d-4e5f-6789-abcd-ef0123456789}",
		"0a1b2c3d-4e5f-6789-abcd-ef012345678",
		"0a1b2c3d-4e5f-6789-abcd-ef01234567890",
		"0a1b2c3g-4e5f-6789-abcd-ef0123456789",
		"0a1b2c3-d4e5f-6789-abcd-ef0123456789",
		"0a1b2c3d-4e5f-6789-abcd-ef012345678 ",
		"0a1b2c3d_4e5f-6789-abcd-ef0123456789",
		"0a1b2c3d-4e5f-6789-abcd-ef01234567\xc3\xa9",
	};
	struct uuid u;

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_false(uuid_parse(span_of(refused[i]), &u));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_id_has_version_variant_and_time),
		cmocka_unit_test(ids_of_a_thread_only_grow),
		cmocka_unit_test(ids_of_a_given_time_have_it_and_differ),
		cmocka_unit_test(ids_of_two_threads_differ),
		cmocka_unit_test(a_child_does_not_repeat_its_parents_ids),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(any_case_and_any_version_are_read),
		cmocka_unit_test(other_forms_are_refused),
	};

	return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
