/*
 * thread.h: what stands around the posts of a thread.
 */
#ifndef ARTICLE_THREAD_H
#define ARTICLE_THREAD_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "base/str.h"

/* Replaces a box about the author of a post by the author's name, or drops it
 * when it has none. */
void thread_keep_name(xmlNode *box);

/* Is the line a button, counter or label of forum software? title: the
 * thread's, repeated as "Re: …". */
bool thread_is_noise(struct str line, struct str title);

#endif
