/* A list of files to ask the database about, as the arrays that its functions take. */
#ifndef PAKN_FILE_LIST_H
#define PAKN_FILE_LIST_H

#include "common/str.h"
#include "server/files.h"

struct file_list {
	struct file_name *files;
	size_t count, room;
	struct str tenants, names;
};

void file_list_clear(struct file_list *l);
void file_list_free(struct file_list *l);

/* Notes a file; list is a struct file_list, as files_walk() hands it on. */
void file_list_add(void *list, const struct file_name *name);

/* Ends the arrays and gives them as two parameters, good until the list is cleared. */
void file_list_params(struct file_list *l, const char *params[2]);

#endif
