/*
 * kind.h: what sort of page this is.
 */
#ifndef ARTICLE_KIND_H
#define ARTICLE_KIND_H

#include <stdbool.h>

#include "article/metadata.h"

/* Is it a thread: questions and answers, a discussion? From what the page
 * declares, the program that made it, and its address. */
bool kind_is_thread(const struct metadata *);

/* Is it a page of questions and answers, where comments are asides? */
bool kind_is_answers(const struct metadata *);

#endif
