/* Signed notes: texts with signatures below them that anybody can check who has the public key, as
 * transparency logs write them (C2SP, signed-note), by Ed25519 (RFC 8032):
 *
 *   first line
 *   last line
 *
 *   — pakn-1 v8mfJ3l...=
 *
 * What is signed is the text with the end of its last line.  Behind the name stand, in base64, the
 * first four bytes of SHA-256(name, newline, 1, public key) and the signature.  A public key is
 * told as "pakn-1+3f9c21aa+AbCd...=": the name, those bytes, and base64 of 1 and the key. */
#ifndef PAKN_NOTE_H
#define PAKN_NOTE_H

#include <stdbool.h>

#include "common/base64.h"
#include "common/seal.h"
#include "common/span.h"
#include "common/str.h"

#define NOTE_KEY_SIZE  32 /* of a private key and of a public one */
#define NOTE_NAME_SIZE 64
#define NOTE_KEYS_MAX  64

/* Who may have signed. */
struct note_key {
	char name[NOTE_NAME_SIZE];
	unsigned char public_key[NOTE_KEY_SIZE];
};
struct note_keys {
	size_t count;
	struct note_key keys[NOTE_KEYS_MAX];
};

/* Finds the public keys of numbered private ones, the names of which are "pakn-" and the number. */
void note_keys_of(const struct seal_keys *private_keys, struct note_keys *out);

/* Adds the keys that a text tells, each on a line of its own between any other lines.  False where
 * one is told wrongly, or there are too many. */
bool note_keys_read(struct span text, struct note_keys *out);

/* Adds a key as above, and as PEM, each on lines of its own. */
void note_key_add(const struct note_key *key, struct str *out);

/* Adds a note: the text, which ends with a newline and has no empty line, and the signatures of all
 * keys, so that whoever knows only the one before goes on believing it. */
void note_add(const struct seal_keys *private_keys, struct span text, struct str *out);

/* What the signatures of a note are worth. */
enum note_worth {
	NOTE_SIGNED,  /* by at least one known key, and no signature of a known one is wrong */
	NOTE_UNKNOWN, /* by unknown keys alone */
	NOTE_FORGED,  /* a signature of a known key is wrong */
	NOTE_BROKEN,  /* it is no note */
};

/* Takes the next note off the front of a text, after empty lines; false where none is left. */
bool note_next(
	struct span *text, const struct note_keys *keys, struct span *note, enum note_worth *worth);

#endif
