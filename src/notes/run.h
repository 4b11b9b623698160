/*
 * run.h: text as the parser hands it out, joined, and where each byte of it
 * stands in the source.
 */
#ifndef NOTES_RUN_H
#define NOTES_RUN_H

#include <stdint.h>

#include "base/str.h"

struct run {
	char *p;
	uint32_t *at;	/* offset of each byte's origin in the source */
	size_t n, cap;
};

void run_release(struct run *);
void run_reset(struct run *);	/* keeps the memory */

/* Appends s, whose bytes stand one after the other from at. */
void run_add(struct run *, struct str s, size_t at);

/* Appends s, which as a whole stands for the source's bytes from at. */
void run_add_decoded(struct run *, struct str s, size_t at);

static inline struct str
run_view(const struct run *r)
{
	return str_make(r->p, r->n);
}

#endif
