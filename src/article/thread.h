/*
 * thread.h: what stands around the posts of a thread.
 */
#ifndef ARTICLE_THREAD_H
#define ARTICLE_THREAD_H

#include <libxml/tree.h>
#include <stdbool.h>

#include "article/stats.h"
#include "base/str.h"

/* Replaces a box about the author of a post by the author's name, or drops it
 * when it has none. */
void thread_keep_name(xmlNode *box);

/* Is the line a button, counter or label of forum software? title: the
 * thread's, repeated as "Re: …". */
bool thread_is_noise(struct str line, struct str title);

/* Is most of what is written in posts: siblings of one kind, each with an
 * author and a text of its own?  Comments that are named so do not count. */
bool thread_has_posts(const struct stats *);

#endif
