/* Who reported, as it is stored: every part sealed (common/seal.h), phone and e-mail findable by a
 * keyed hash.  The keys stay in this process; the database sees neither them nor a plain part. */
#ifndef PAKN_CONTACT_H
#define PAKN_CONTACT_H

#include <stdbool.h>

struct arena;
struct config;
struct contact_keys;
struct seal_keys;

/* The parts, which are columns of report_sender (NAME_sealed), and members of an answer. */
#define CONTACT_PARTS(X)   X(name) X(phone) X(email) X(on_behalf_of)
#define CONTACT_PART(name) CONTACT_##name,
enum contact_part { CONTACT_PARTS(CONTACT_PART) CONTACT_PART_COUNT };
#undef CONTACT_PART

extern const char *const contact_names[CONTACT_PART_COUNT];

/* What a part belongs to, as PostgreSQL writes it. */
struct contact_of {
	int tenant_id;
	const char *report_id;
};

/* Reads identity_keys, and makes the key of the hashes out of secret_key (HKDF-Expand, RFC 5869).
 */
struct contact_keys *contact_keys_new(const struct config *c);
void contact_keys_free(struct contact_keys *k);

/* Gives the keys themselves, for what else is sealed by them. */
const struct seal_keys *contact_seal_keys(const struct contact_keys *k);

/* Tells the number of the key that seals. */
int contact_key_id(const struct contact_keys *k);

/* Seals a part into the text of a bytea; NULL stays NULL. */
const char *contact_seal(const struct contact_keys *k, struct arena *a, struct contact_of of,
	enum contact_part part, const char *text);

/* Opens a part out of the text of a bytea; NULL stays NULL.  False where it does not open. */
bool contact_open(const struct contact_keys *k, struct arena *a, struct contact_of of,
	enum contact_part part, const char *sealed, const char **text);

/* Hashes a normalised phone or e-mail into the text of a bytea; NULL stays NULL.  Letters of either
 * case are one address. */
const char *contact_hash(const struct contact_keys *k, struct arena *a, int tenant_id,
	enum contact_part part, const char *text);

#endif
