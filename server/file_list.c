#include "server/file_list.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"

void file_list_clear(struct file_list *l)
{
	l->count = 0;
	str_clear(&l->tenants);
	str_clear(&l->names);
}

void file_list_free(struct file_list *l)
{
	str_free(&l->tenants);
	str_free(&l->names);
	free(l->files);
}

void file_list_add(void *list, const struct file_name *name)
{
	struct file_list *l = list;
	char tenant[12];

	if (l->count == l->room) {
		l->room = l->room ? 2 * l->room : 64;
		l->files = fatal_if_null(realloc(l->files, l->room * sizeof(*l->files)));
	}
	l->files[l->count++] = *name;
	snprintf(tenant, sizeof(tenant), "%d", name->tenant_id);
	str_add_element(&l->tenants, tenant);
	str_add_element(&l->names, name->sha256);
}

void file_list_params(struct file_list *l, const char *params[2])
{
	str_add(&l->tenants, l->count ? "}" : "{}");
	str_add(&l->names, l->count ? "}" : "{}");
	params[0] = l->tenants.data;
	params[1] = l->names.data;
}
