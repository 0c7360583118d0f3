#include "common/arena.h"

#include "tests/common/unit.h"

static void pieces_are_zeroed_aligned_and_apart(void **state)
{
	struct arena *a = arena_new();
	unsigned char *last = NULL;

	(void)state;
	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *piece = arena_alloc(a, size);

		assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(piece[i], 0);
		memset(piece, 0xaa, size);
		if (last && size > 7)
			assert_int_equal(last[size - 8], 0xaa);
		last = piece;
	}
	arena_free(a);
}

static void large_pieces_have_blocks_of_their_own(void **state)
{
	struct arena *a = arena_new();
	char *large;

	(void)state;
	assert_int_equal(arena_size(a), 0);
	large = arena_alloc(a, 1000000);
	large[999999] = 1;
	assert_true(arena_size(a) >= 1000000);
	assert_true(arena_size(a) < 1100000);
	arena_free(a);
}

static void copies_are_terminated(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(arena_copy(a, "abc", 2), "ab");
	assert_string_equal(arena_copy(a, NULL, 0), "");
	assert_string_equal(arena_span(a, (struct span){ "xyz", 1 }), "x");
	assert_string_equal(arena_string(a, "Huế"), "Huế");
	assert_null(arena_span(a, (struct span){ NULL, 0 }));
	assert_null(arena_string(a, NULL));
	arena_free(a);
}

static void formatted_text_has_any_length(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(arena_printf(a, "%s-%d", "x", 5), "x-5");
	assert_int_equal(strlen(arena_printf(a, "%020000d", 1)), 20000);
	arena_free(a);
}

static void freeing_nothing_is_allowed(void **state)
{
	(void)state;
	arena_free(NULL);
	arena_free(arena_new());
}

static void joined_texts_stand_behind_each_other(void **state)
{
	struct arena *a = arena_new();

	(void)state;
	assert_string_equal(arena_join(a, "/api/v1/reports/", "7K2M-9QXD-4HA", NULL),
		"/api/v1/reports/7K2M-9QXD-4HA");
	assert_string_equal(arena_join(a, "", "a", "", "b", NULL), "ab");
	assert_string_equal(arena_join(a, "", NULL), "");
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
		cmocka_unit_test(large_pieces_have_blocks_of_their_own),
		cmocka_unit_test(copies_are_terminated),
		cmocka_unit_test(formatted_text_has_any_length),
		cmocka_unit_test(freeing_nothing_is_allowed),
		cmocka_unit_test(joined_texts_stand_behind_each_other),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
