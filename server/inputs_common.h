/* Rows that several tables of inputs have. */
#ifndef PAKN_INPUTS_COMMON_H
#define PAKN_INPUTS_COMMON_H

#include "common/fields.h"

extern const char *const input_actors[], *const input_senders[], *const input_standings[],
									 *const input_bases[];

/* What goes with words: files that were sent before. */
#define ATTACHMENTS                                                                                \
	{                                                                                          \
		"attachments", FIELD_UUIDS, FIELD_OPTIONAL, 1, 10, NULL,                           \
			"Ids of files from /api/v1/attachments, each named once"                   \
	}

/* What every action of cases takes of those who bring history in. */
#define DATED                                                                                      \
	{ "at", FIELD_TIME, FIELD_OPTIONAL, 0, 0, NULL, "Importers only: when it was done" },      \
	{                                                                                          \
		"as", FIELD_CHOICE, FIELD_OPTIONAL, 0, 0, input_actors,                            \
			"Importers only: in which role, at the agency that has the case or the "   \
			"desk"                                                                     \
	}

#endif
