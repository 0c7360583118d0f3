/* Whatever a file of checkpoints or of public keys holds: each note that is read lies within it,
 * and none is taken for signed but what note_add() wrote. */
#include <stdint.h>
#include <stdlib.h>

#include "common/note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define KEY "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = { (const char *)data, size }, rest = text, note;
	struct note_keys known = { 0 }, read = { 0 };
	struct seal_keys keys;
	enum note_worth worth;

	if (!seal_keys_parse(KEY, &keys))
		abort();
	note_keys_of(&keys, &known);
	note_keys_read(text, &read);
	while (note_next(&rest, &known, &note, &worth)) {
		struct str again = { 0 };

		if (note.data < text.data || note.data + note.len > text.data + text.len)
			abort();
		if (worth != NOTE_SIGNED)
			continue;
		note_add(&keys, note, &again);
		if (again.len > (size_t)(rest.data - note.data) ||
			memcmp(again.data, note.data, again.len) != 0)
			abort();
		str_free(&again);
	}
	return 0;
}
