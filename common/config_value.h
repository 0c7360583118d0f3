/* What a config holds; for config*.c alone. */
#ifndef PAKN_CONFIG_VALUE_H
#define PAKN_CONFIG_VALUE_H

struct value {
	char *text;         /* never NULL; "" means not set */
	const char *source; /* in words */
	unsigned line;      /* of the file; 0: not from the file */
};

/* One value per row of the table. */
struct config {
	struct value *values;
};

#endif
