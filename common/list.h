/* An intrusive, doubly linked list.  Put a `struct list` into the thing; a list head is one too. */
#ifndef PAKN_LIST_H
#define PAKN_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct list {
	struct list *prev, *next;
};

static inline void list_init(struct list *l)
{
	l->prev = l->next = l;
}

static inline bool list_empty(const struct list *l)
{
	return l->next == l;
}

static inline void list_append(struct list *head, struct list *item)
{
	item->prev = head->prev;
	item->next = head;
	head->prev->next = item;
	head->prev = item;
}

static inline void list_prepend(struct list *head, struct list *item)
{
	list_append(head->next, item);
}

/* Takes the item out of whatever list it is in; doing so twice is harmless. */
static inline void list_remove(struct list *item)
{
	item->prev->next = item->next;
	item->next->prev = item->prev;
	list_init(item);
}

/* Moves all items of one list behind those of another. */
static inline void list_move_all(struct list *to, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

#define list_item(node, type, member) ((type *)(void *)((char *)(node)-offsetof(type, member)))
#define list_first(head, type, member)                                                             \
	(list_empty(head) ? NULL : list_item((head)->next, type, member))

#endif
