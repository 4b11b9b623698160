/*
 * state.h: outcomes in people's words.
 */
#ifndef SITE_STATE_H
#define SITE_STATE_H

#include "article/outcome.h"
#include "base/buf.h"
#include "store/model.h"

/* "Article", "Gone", "Login wall": short, for lists; static. */
const char *state_word(enum outcome);

/* One sentence that says what it means for the reader; static. */
const char *state_sentence(enum outcome);

/* Appends a sentence: why this resource is not here. */
void state_reason(const struct resource *, struct buf *);

/* Class of its mark in the style sheet: kb-ok, kb-part, kb-dead, kb-none. */
const char *state_class(enum outcome);

/* Appends the mark: <span class="kb-state …">word</span>. */
void state_put(enum outcome, struct buf *);

/* Appends <time datetime="…">2026-11-22</time>; nothing when unknown. */
void state_put_day(int64_t ms, struct buf *);
/* The same with hours and minutes, UTC. */
void state_put_time(int64_t ms, struct buf *);

#endif
