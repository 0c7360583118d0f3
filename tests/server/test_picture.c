/* Pictures: turned, made smaller, written and read again, and one whole job on a file. */
#include "server/picture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/files.h"
#include "server/media_work.h"
#include "tests/common/unit.h"

static const struct picture_limits limits = { 1000000, 4096 };
static const struct picture_cover nothing;

/* Makes a picture of which each pixel has the same three values. */
static struct picture painted(unsigned width, unsigned height, const char *values)
{
	struct picture p = { width, height, malloc(3 * (size_t)width * height) };

	for (size_t i = 0; i < (size_t)width * height; i++)
		memset(p.pixels + 3 * i, values[i], 3);
	return p;
}

static void each_orientation_is_turned_upright(void **state)
{
	/* How the picture "abc/def" is stored where the camera says so. */
	static const struct {
		const char *stored;
		unsigned width, height;
	} cases[] = {
		[1] = { "abcdef", 3, 2 },
		[2] = { "cbafed", 3, 2 },
		[3] = { "fedcba", 3, 2 },
		[4] = { "defabc", 3, 2 },
		[5] = { "adbecf", 2, 3 },
		[6] = { "cfbead", 2, 3 },
		[7] = { "fcebda", 2, 3 },
		[8] = { "daebfc", 2, 3 },
	};

	(void)state;
	for (int o = 1; o <= 8; o++) {
		struct picture p = painted(cases[o].width, cases[o].height, cases[o].stored);

		picture_turn(&p, o);
		assert_int_equal(p.width, 3);
		assert_int_equal(p.height, 2);
		for (size_t i = 0; i < 6; i++)
			assert_int_equal(p.pixels[3 * i], "abcdef"[i]);
		picture_free(&p);
	}
}

static void a_smaller_picture_has_the_means_of_what_it_covers(void **state)
{
	struct picture p = painted(4, 2, "\x10\x20\x30\x40\x20\x30\x40\x50");

	(void)state;
	picture_shrink(&p, 2);
	assert_int_equal(p.width, 2);
	assert_int_equal(p.height, 1);
	assert_int_equal(p.pixels[0], 0x20);
	assert_int_equal(p.pixels[3], 0x40);
	picture_free(&p);
}

static void a_pixel_that_lies_in_two_new_ones_counts_in_both(void **state)
{
	struct picture p = painted(3, 1, "\x00\x60\xc0");

	(void)state;
	picture_shrink(&p, 2);
	assert_int_equal(p.pixels[0], 0x20);
	assert_int_equal(p.pixels[3], 0xa0);
	picture_free(&p);
}

static void one_colour_stays_that_colour_in_any_size(void **state)
{
	(void)state;
	for (unsigned side = 1; side < 100; side += 7) {
		char values[99 * 53];
		struct picture p;

		memset(values, 77, sizeof(values));
		p = painted(99, 53, values);
		picture_shrink(&p, side);
		assert_true(p.width == side && p.height >= 1 && p.height <= side);
		for (size_t i = 0; i < 3 * (size_t)p.width * p.height; i++)
			assert_int_equal(p.pixels[i], 77);
		picture_free(&p);
	}
}

static void what_is_covered_is_black_to_the_pixel_and_all_else_stays(void **state)
{
	/* Of a picture of 6 by 4, shown in the same size or in half of it. */
	static const struct {
		struct rectangle covered;
		unsigned width, height;
		const char *left; /* what is painted: #; what stays: a */
	} cases[] = {
		{ { 1, 1, 2, 2 }, 6, 4,
			"aaaaaa"
			"a##aaa"
			"a##aaa"
			"aaaaaa" },
		{ { 0, 0, 6, 4 }, 6, 4,
			"######"
			"######"
			"######"
			"######" },
		{ { 5, 3, 1, 1 }, 6, 4,
			"aaaaaa"
			"aaaaaa"
			"aaaaaa"
			"aaaaa#" },
		{ { 5, 3, 9, 9 }, 6, 4,
			"aaaaaa"
			"aaaaaa"
			"aaaaaa"
			"aaaaa#" },
		{ { 6, 4, 1, 1 }, 6, 4,
			"aaaaaa"
			"aaaaaa"
			"aaaaaa"
			"aaaaaa" },
		{ { 4294967295, 0, 4294967295, 4 }, 6, 4,
			"aaaaaa"
			"aaaaaa"
			"aaaaaa"
			"aaaaaa" },
		{ { 1, 1, 2, 1 }, 3, 2,
			"##a"
			"aaa" }, /* a pixel that holds some of it is covered */
		{ { 3, 1, 1, 2 }, 3, 2,
			"a#a"
			"a#a" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct picture p =
			painted(cases[i].width, cases[i].height, "aaaaaaaaaaaaaaaaaaaaaaaa");
		struct picture_cover cover = { 6, 4, 1, { cases[i].covered } };

		picture_paint(&p, &cover);
		for (size_t at = 0; at < 3 * (size_t)p.width * p.height; at++)
			assert_int_equal(p.pixels[at], cases[i].left[at / 3] == '#' ? 0 : 'a');
		picture_free(&p);
	}
}

static void a_small_picture_stays_as_it_is(void **state)
{
	struct picture p = painted(2, 1, "ab"), copy = picture_copy(&p);

	(void)state;
	picture_shrink(&p, 2);
	picture_turn(&p, 0);
	picture_turn(&p, 9);
	assert_memory_equal(p.pixels, copy.pixels, 6);
	picture_free(&p);
	picture_free(&copy);
}

static void what_is_written_is_read_again(void **state)
{
	struct picture p = painted(2, 2, "\x00\x40\x80\xc0"), back;
	size_t len;
	unsigned char *file = picture_png_write(&p, &len);

	(void)state;
	assert_int_equal(
		picture_png_read((struct span){ (char *)file, len }, &limits, &back), PICTURE_OK);
	assert_memory_equal(back.pixels, p.pixels, 12);
	picture_free(&back);
	free(file);
	file = picture_jpeg_write(&p, 92, &len);
	assert_int_equal(
		picture_jpeg_read((struct span){ (char *)file, len }, &limits, &back), PICTURE_OK);
	assert_true(back.width == 2 && back.height == 2);
	assert_int_equal(picture_orientation((struct span){ (char *)file, len }), 1);
	picture_free(&back);
	free(file);
	picture_free(&p);
}

static void every_file_that_ends_early_is_refused(void **state)
{
	struct picture p = painted(2, 2, "\x00\x40\x80\xc0"), back;
	size_t len;
	unsigned char *file = picture_png_write(&p, &len);

	(void)state;
	/* Behind the pixels come check sums and the end, which nobody misses. */
	for (size_t cut = 0; cut < len - 24; cut++)
		assert_int_equal(
			picture_png_read((struct span){ (char *)file, cut }, &limits, &back),
			PICTURE_BROKEN);
	free(file);
	file = picture_jpeg_write(&p, 92, &len);
	for (size_t cut = 0; cut < len - 2; cut++)
		assert_int_equal(
			picture_jpeg_read((struct span){ (char *)file, cut }, &limits, &back),
			PICTURE_BROKEN);
	free(file);
	picture_free(&p);
}

static void more_pixels_than_allowed_are_not_decoded(void **state)
{
	struct picture p = painted(2, 2, "\x00\x40\x80\xc0"), back;
	const struct picture_limits few = { 3, 4096 };
	size_t len;
	unsigned char *file = picture_png_write(&p, &len);

	(void)state;
	assert_int_equal(picture_png_read((struct span){ (char *)file, len }, &few, &back),
		PICTURE_TOO_MANY_PIXELS);
	free(file);
	file = picture_jpeg_write(&p, 92, &len);
	assert_int_equal(picture_jpeg_read((struct span){ (char *)file, len }, &few, &back),
		PICTURE_TOO_MANY_PIXELS);
	free(file);
	picture_free(&p);
}

/* Covers the left half of a light picture, and reads its versions back. */
static void what_is_covered_is_in_no_version(
	struct magic_set *magic, const struct media_limits *l, struct span file)
{
	const struct picture_cover cover = { 60, 30, 1, { { 0, 0, 30, 30 } } };
	int versions[MEDIA_SIZES];
	char *bytes = malloc(100000);
	struct picture back;

	for (int i = 0; i < MEDIA_SIZES; i++)
		versions[i] = file_unnamed("/tmp");
	assert_int_equal(media_look(magic, file, l, &cover, versions).found, MEDIA_FOUND);
	for (int i = 0; i < MEDIA_SIZES; i++) {
		ssize_t len = pread(versions[i], bytes, 100000, 0);

		assert_int_equal(
			picture_jpeg_read((struct span){ bytes, (size_t)len }, &limits, &back),
			PICTURE_OK);
		assert_true(back.pixels[0] < 30 && back.pixels[3 * (back.width - 1)] > 180);
		picture_free(&back);
		close(versions[i]);
	}
	free(bytes);
}

static void a_job_writes_three_files_smaller_and_smaller(void **state)
{
	struct media_limits l = { .picture = limits, .side_max = { 40, 20, 10 }, .quality = 92 };
	struct magic_set *magic = media_magic_new();
	char *values = memset(malloc(3600), 220, 3600);
	struct picture p = painted(60, 30, values);
	int versions[MEDIA_SIZES];
	struct media_findings f;
	size_t len;
	unsigned char *file = picture_jpeg_write(&p, 92, &len);

	(void)state;
	for (int t = 0; t < MEDIA_TYPES; t++)
		l.size_max[t] = 100000;
	for (int i = 0; i < MEDIA_SIZES; i++)
		versions[i] = file_unnamed("/tmp");
	f = media_look(magic, (struct span){ (char *)file, len }, &l, &nothing, versions);
	assert_int_equal(f.found, MEDIA_FOUND);
	assert_int_equal(f.type, MEDIA_JPEG);
	for (int i = 0; i < MEDIA_SIZES; i++) {
		assert_true(f.width[i] == l.side_max[i] && f.height[i] == l.side_max[i] / 2);
		assert_true(lseek(versions[i], 0, SEEK_END) > 100);
		close(versions[i]);
	}
	what_is_covered_is_in_no_version(magic, &l, (struct span){ (char *)file, len });
	l.size_max[MEDIA_JPEG] = len - 1;
	assert_int_equal(
		media_look(magic, (struct span){ (char *)file, len }, &l, &nothing, versions).found,
		MEDIA_FOUND_LARGE);
	assert_int_equal(media_look(magic, span_of("no file"), &l, &nothing, versions).found,
		MEDIA_FOUND_OTHER);
	free(file);
	free(values);
	picture_free(&p);
	media_magic_free(magic);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_orientation_is_turned_upright),
		cmocka_unit_test(a_smaller_picture_has_the_means_of_what_it_covers),
		cmocka_unit_test(a_pixel_that_lies_in_two_new_ones_counts_in_both),
		cmocka_unit_test(one_colour_stays_that_colour_in_any_size),
		cmocka_unit_test(what_is_covered_is_black_to_the_pixel_and_all_else_stays),
		cmocka_unit_test(a_small_picture_stays_as_it_is),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(every_file_that_ends_early_is_refused),
		cmocka_unit_test(more_pixels_than_allowed_are_not_decoded),
		cmocka_unit_test(a_job_writes_three_files_smaller_and_smaller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
