#include "common/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "common/fatal.h"

#define BLOCK_SIZE 4096u
#define ALIGNMENT  _Alignof(max_align_t)

struct block {
	struct block *next;
	size_t size, used;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct block *blocks; /* the one that is being filled comes first */
	size_t size;
};

/* Puts a new block of at least size usable bytes in front. */
static struct block *block_add(struct arena *a, size_t size)
{
	size_t room = size > BLOCK_SIZE / 4 ? size : BLOCK_SIZE - sizeof(struct block);
	struct block *b = fatal_if_null(malloc(sizeof(*b) + room));

	*b = (struct block){ .next = a->blocks, .size = room };
	a->blocks = b;
	a->size += sizeof(*b) + room;
	return b;
}

struct arena *arena_new(void)
{
	return fatal_if_null(calloc(1, sizeof(struct arena)));
}

void arena_free(struct arena *a)
{
	if (!a)
		return;
	for (struct block *b = a->blocks, *next; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

/* Gives out bytes that are not zeroed. */
static void *take(struct arena *a, size_t size)
{
	struct block *b = a->blocks;
	size_t start = b ? (b->used + ALIGNMENT - 1) & ~(ALIGNMENT - 1) : 0;

	if (size > SIZE_MAX / 2)
		fatal("arena: absurd size");
	if (!b || start > b->size || b->size - start < size) {
		b = block_add(a, size);
		start = 0;
	}
	b->used = start + size;
	return b->data + start;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(take(a, size), 0, size);
}

char *arena_copy(struct arena *a, const void *data, size_t len)
{
	char *copy = take(a, len + 1);

	if (len)
		memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

char *arena_span(struct arena *a, struct span s)
{
	return s.data ? arena_copy(a, s.data, s.len) : NULL;
}

char *arena_string(struct arena *a, const char *text)
{
	return text ? arena_copy(a, text, strlen(text)) : NULL;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args, again;
	char most[256]; /* hold nearly all; what is longer is formatted twice */
	int len;
	char *text;

	va_start(args, format);
	va_copy(again, args);
	len = vsnprintf(most, sizeof(most), format, args);
	va_end(args);
	if (len < 0)
		fatal("arena_printf: bad format");
	text = take(a, (size_t)len + 1);
	if ((size_t)len < sizeof(most))
		memcpy(text, most, (size_t)len + 1);
	else
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}

char *arena_join(struct arena *a, const char *first, ...)
{
	va_list args, again;
	size_t len = 0;
	char *text, *end;

	va_start(args, first);
	va_copy(again, args);
	for (const char *part = first; part; part = va_arg(args, const char *))
		len += strlen(part);
	va_end(args);
	end = text = take(a, len + 1);
	for (const char *part = first; part; part = va_arg(again, const char *))
		end = stpcpy(end, part);
	va_end(again);
	*end = '\0';
	return text;
}

size_t arena_size(const struct arena *a)
{
	return a->size;
}
