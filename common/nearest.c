#include "common/nearest.h"

#include <stdbool.h>
#include <string.h>

#define NAME_MAX_LEN 48u

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Counts the insertions, deletions, replacements and swaps of neighbours between two words (the
 * optimal string alignment distance); rows[0] is the row before the last, rows[2] the current one.
 */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NAME_MAX_LEN + 1];

	for (size_t j = 0; j <= b_len; j++)
		rows[2][j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		memcpy(rows[0], rows[1], sizeof(rows[0]));
		memcpy(rows[1], rows[2], sizeof(rows[1]));
		rows[2][0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			bool swapped =
				i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];

			rows[2][j] = least(rows[1][j] + 1, rows[2][j - 1] + 1);
			rows[2][j] = least(rows[2][j], rows[1][j - 1] + (a[i - 1] != b[j - 1]));
			if (swapped)
				rows[2][j] = least(rows[2][j], rows[0][j - 2] + 1);
		}
	}
	return rows[2][b_len];
}

void nearest_consider(struct nearest *n, const char *wrong, const char *candidate)
{
	size_t wrong_len = strlen(wrong), candidate_len = strlen(candidate), found;

	if (wrong_len > NAME_MAX_LEN || candidate_len > NAME_MAX_LEN)
		return;
	found = distance(wrong, wrong_len, candidate, candidate_len);
	/* More than every third character wrong is another word, not a slip. */
	if (found > 1 + candidate_len / 3 || found >= candidate_len)
		return;
	if (!n->name || found < n->distance)
		*n = (struct nearest){ candidate, found };
}
