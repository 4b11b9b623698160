/*
 * kind.h: what sort of page this is.
 */
#ifndef ARTICLE_KIND_H
#define ARTICLE_KIND_H

#include <stdbool.h>

#include "article/metadata.h"

/* The kind of a page with that outcome: "article", "documentation", "thread",
 * "list", "video"; "" where nothing is kept. Static. */
const char *kind_name(enum outcome, bool is_documentation);

/* Is it a page of a manual? */
bool kind_is_documentation(const struct metadata *);

/* Is it about a video? */
bool kind_is_video(const struct metadata *);

/* Is the element mostly a list of linked titles? */
bool kind_is_list(const xmlNode *);

/* Is it a thread: questions and answers, a discussion? From what the page
 * declares, the program that made it, and its address. */
bool kind_is_thread(const struct metadata *);

/* Is it a page of questions and answers, where comments are asides? */
bool kind_is_answers(const struct metadata *);

#endif
