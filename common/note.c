#include "common/note.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#include "common/digest.h"
#include "common/fatal.h"

#define ED25519        1 /* what a key is for, as signed notes number it */
#define ID_SIZE        4
#define SIGNATURE_SIZE 64
#define MARK           "\xe2\x80\x94 " /* a dash, U+2014 */

static EVP_PKEY *private_open(const unsigned char bytes[NOTE_KEY_SIZE])
{
	return fatal_if_null(
		EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, bytes, NOTE_KEY_SIZE));
}

static EVP_PKEY *public_open(const struct note_key *key)
{
	return fatal_if_null(EVP_PKEY_new_raw_public_key(
		EVP_PKEY_ED25519, NULL, key->public_key, NOTE_KEY_SIZE));
}

static void key_of(const struct seal_key *private_key, struct note_key *out)
{
	EVP_PKEY *pair = private_open(private_key->bytes);
	size_t len = sizeof(out->public_key);

	snprintf(out->name, sizeof(out->name), "pakn-%u", private_key->id);
	if (EVP_PKEY_get_raw_public_key(pair, out->public_key, &len) != 1)
		fatal("note: OpenSSL refuses Ed25519");
	EVP_PKEY_free(pair);
}

void note_keys_of(const struct seal_keys *private_keys, struct note_keys *out)
{
	for (size_t i = 0; i < private_keys->count; i++)
		key_of(&private_keys->keys[i], &out->keys[out->count++]);
}

/* Finds the bytes by which signatures name a key. */
static void id_of(const struct note_key *key, unsigned char id[ID_SIZE])
{
	unsigned char digest[DIGEST_SIZE], said[NOTE_NAME_SIZE + 2 + NOTE_KEY_SIZE];
	size_t len = strlen(key->name);

	memcpy(said, key->name, len);
	said[len] = '\n';
	said[len + 1] = ED25519;
	memcpy(said + len + 2, key->public_key, NOTE_KEY_SIZE);
	digest_sha256(said, len + 2 + NOTE_KEY_SIZE, digest);
	memcpy(id, digest, ID_SIZE);
}

/* Cuts off what stands before the first of a character, and that; all of it where there is none. */
static struct span cut(struct span *rest, char end)
{
	const char *at = rest->len ? memchr(rest->data, end, rest->len) : NULL;
	struct span piece = { rest->data, at ? (size_t)(at - rest->data) : rest->len };

	*rest = span_skip(*rest, piece.len + (at ? 1 : 0));
	return piece;
}

/* Reads a line that tells a key; its id has to fit. */
static bool key_read(struct span line, struct note_key *out)
{
	unsigned char bytes[1 + NOTE_KEY_SIZE], id[ID_SIZE];
	struct span name = cut(&line, '+'), told = cut(&line, '+');
	char hex[2 * ID_SIZE + 1];
	size_t len;

	if (!name.len || name.len >= sizeof(out->name) ||
		!base64_decode(line, bytes, sizeof(bytes), &len) || len != sizeof(bytes) ||
		bytes[0] != ED25519)
		return false;
	memcpy(out->name, name.data, name.len);
	out->name[name.len] = '\0';
	memcpy(out->public_key, bytes + 1, NOTE_KEY_SIZE);
	id_of(out, id);
	str_hex(hex, id, sizeof(id));
	return span_eq(told, hex);
}

/* Tells whether a line is meant as a key: no other line has two plus signs and no space. */
static bool is_key(struct span line)
{
	const char *plus = line.len ? memchr(line.data, '+', line.len) : NULL;

	return plus && !memchr(line.data, ' ', line.len) && plus - line.data < NOTE_NAME_SIZE &&
	       line.len > (size_t)(plus - line.data) + 1 + 2 * ID_SIZE &&
	       plus[1 + 2 * ID_SIZE] == '+';
}

bool note_keys_read(struct span text, struct note_keys *out)
{
	while (text.len) {
		struct span line = cut(&text, '\n');

		if (!is_key(line))
			continue;
		if (out->count == NOTE_KEYS_MAX || !key_read(line, &out->keys[out->count]))
			return false;
		out->count++;
	}
	return true;
}

void note_key_add(const struct note_key *key, struct str *out)
{
	unsigned char bytes[1 + NOTE_KEY_SIZE] = { ED25519 }, id[ID_SIZE];
	char text[BASE64_LEN(sizeof(bytes)) + 1], hex[2 * ID_SIZE + 1], *pem;
	BIO *memory = fatal_if_null(BIO_new(BIO_s_mem()));
	EVP_PKEY *opened = public_open(key);
	long len;

	memcpy(bytes + 1, key->public_key, NOTE_KEY_SIZE);
	base64_encode(bytes, sizeof(bytes), text);
	id_of(key, id);
	str_hex(hex, id, sizeof(id));
	str_printf(out, "%s+%s+%s\n", key->name, hex, text);
	if (PEM_write_bio_PUBKEY(memory, opened) != 1)
		fatal("note: OpenSSL writes no PEM");
	len = BIO_get_mem_data(memory, &pem);
	str_add_bytes(out, pem, (size_t)len);
	EVP_PKEY_free(opened);
	BIO_free(memory);
}

/* Adds the line of one signature. */
static void signature_add(const struct seal_key *private_key, struct span text, struct str *out)
{
	unsigned char bytes[ID_SIZE + SIGNATURE_SIZE];
	char encoded[BASE64_LEN(sizeof(bytes)) + 1];
	EVP_PKEY *pair = private_open(private_key->bytes);
	EVP_MD_CTX *signing = fatal_if_null(EVP_MD_CTX_new());
	size_t len = SIGNATURE_SIZE;
	struct note_key key;

	key_of(private_key, &key);
	id_of(&key, bytes);
	if (EVP_DigestSignInit(signing, NULL, NULL, NULL, pair) != 1 ||
		EVP_DigestSign(signing, bytes + ID_SIZE, &len, (const unsigned char *)text.data,
			text.len) != 1)
		fatal("note: OpenSSL does not sign");
	base64_encode(bytes, sizeof(bytes), encoded);
	str_printf(out, MARK "%s %s\n", key.name, encoded);
	EVP_MD_CTX_free(signing);
	EVP_PKEY_free(pair);
}

void note_add(const struct seal_keys *private_keys, struct span text, struct str *out)
{
	str_add_bytes(out, text.data, text.len);
	str_add_char(out, '\n');
	for (size_t i = 0; i < private_keys->count; i++)
		signature_add(&private_keys->keys[i], text, out);
}

static bool signature_fits(
	const struct note_key *key, struct span text, const unsigned char signature[SIGNATURE_SIZE])
{
	EVP_PKEY *opened = public_open(key);
	EVP_MD_CTX *checking = fatal_if_null(EVP_MD_CTX_new());
	bool fits = EVP_DigestVerifyInit(checking, NULL, NULL, NULL, opened) == 1 &&
		    EVP_DigestVerify(checking, signature, SIGNATURE_SIZE,
			    (const unsigned char *)text.data, text.len) == 1;

	EVP_MD_CTX_free(checking);
	EVP_PKEY_free(opened);
	return fits;
}

/* Finds the key of a signature by its name and id; NULL where it is not known. */
static const struct note_key *key_find(
	const struct note_keys *keys, struct span name, const unsigned char id[ID_SIZE])
{
	unsigned char own[ID_SIZE];

	for (size_t i = 0; i < keys->count; i++) {
		id_of(&keys->keys[i], own);
		if (span_eq(name, keys->keys[i].name) && !memcmp(id, own, ID_SIZE))
			return &keys->keys[i];
	}
	return NULL;
}

/* Tells what one line below a text is worth. */
static enum note_worth line_worth(struct span line, struct span text, const struct note_keys *keys)
{
	unsigned char bytes[ID_SIZE + SIGNATURE_SIZE];
	const struct note_key *key;
	struct span name;
	size_t len;

	if (!span_starts(line, MARK))
		return NOTE_BROKEN;
	line = span_skip(line, strlen(MARK));
	name = cut(&line, ' ');
	if (!name.len || !base64_decode(line, bytes, sizeof(bytes), &len) || len != sizeof(bytes))
		return NOTE_BROKEN;
	key = key_find(keys, name, bytes);
	if (!key)
		return NOTE_UNKNOWN;
	return signature_fits(key, text, bytes + ID_SIZE) ? NOTE_SIGNED : NOTE_FORGED;
}

/* Tells what is left of a note's worth after one more line. */
static enum note_worth worth_with(enum note_worth so_far, enum note_worth line)
{
	if (so_far == NOTE_BROKEN || line == NOTE_BROKEN)
		return NOTE_BROKEN;
	if (so_far == NOTE_FORGED || line == NOTE_FORGED)
		return NOTE_FORGED;
	return so_far == NOTE_SIGNED ? NOTE_SIGNED : line;
}

bool note_next(
	struct span *text, const struct note_keys *keys, struct span *note, enum note_worth *worth)
{
	while (text->len && *text->data == '\n')
		*text = span_skip(*text, 1);
	if (!text->len)
		return false;
	*note = (struct span){ text->data, 0 };
	while (cut(text, '\n').len)
		note->len = (size_t)(text->data - note->data);
	*worth = text->len && span_starts(*text, MARK) ? NOTE_UNKNOWN : NOTE_BROKEN;
	while (text->len && *text->data != '\n')
		*worth = worth_with(*worth, line_worth(cut(text, '\n'), *note, keys));
	return true;
}
