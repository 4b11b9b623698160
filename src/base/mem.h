/*
 * mem.h: memory whose failure ends the program, and locals that clean
 * themselves.
 *
 * For small, fixed objects.  What input can grow belongs in a struct buf or a
 * struct arena with a maximum, which report instead.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Runs fn(&var) when var leaves its scope:
 *	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
 */
#define AUTO(fn) __attribute__((cleanup(fn)))

/* Out of memory: writes one line and ends the program with 4. */
void mem_give_up(void) __attribute__((noreturn));

/* Zeroed memory, never NULL: on failure writes one line and exits with 4. */
void *mem_alloc(size_t n) __attribute__((malloc, returns_nonnull));

/* n objects of size each, zeroed, checked against overflow. */
void *mem_array(size_t n, size_t size)
    __attribute__((malloc, returns_nonnull));

/* Grows p to n objects of size; the new part is not zeroed. */
void *mem_resize(void *p, size_t n, size_t size)
    __attribute__((returns_nonnull));

/* A copy that the caller frees. NULL gives NULL. */
char *mem_dup(const char *s) __attribute__((malloc));

/* A NUL-terminated copy of n bytes that the caller frees. */
char *mem_dupn(const char *p, size_t n) __attribute__((malloc));

/* A formatted string that the caller frees. */
char *mem_fmt(const char *fmt, ...)
    __attribute__((malloc, format(printf, 1, 2)));

/* For AUTO(mem_freep) char *s: frees what s points to. */
void mem_freep(void *pp);

/*
 * Makes room for one more element at the end of a growing array of T:
 *	*VEC_PUSH(&list->items, &list->n, &list->cap) = item;
 */
#define VEC_PUSH(items, n, cap) \
	(*(items) = mem_grow(*(items), *(n), (cap), sizeof(**(items))), \
	    &(*(items))[(*(n))++])

/* VEC_PUSH's helper: p with room for at least n + 1 objects. */
void *mem_grow(void *p, size_t n, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

/*
 * The element of index i in an array of T that reaches as far as it was asked;
 * what nobody set is zero:
 *	*VEC_AT(&list->items, &list->n, i) = item;
 */
#define VEC_AT(items, n, i) \
	(*(items) = mem_reach(*(items), (n), (i), sizeof(**(items))), \
	    &(*(items))[i])

/* VEC_AT's helper: p with *n objects, more than i. */
void *mem_reach(void *p, size_t *n, size_t i, size_t size)
    __attribute__((returns_nonnull));

#endif
