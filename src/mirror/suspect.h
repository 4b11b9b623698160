/*
 * suspect.h: judges an answer by the good copy that it would replace.
 */
#ifndef MIRROR_SUSPECT_H
#define MIRROR_SUSPECT_H

#include "article/article.h"
#include "base/err.h"
#include "mirror/judge.h"
#include "mirror/run.h"

/*
 * good is current, found would be, both of a kept class; a is found's article,
 * NULL for what is no page. A good copy whose article cannot be read any more
 * is judged by its size alone.
 */
int suspect_judge(struct run *, const struct resource *good,
    const struct resource *found, const struct article *a,
    struct judgement *, struct err *) MUST_CHECK;

#endif
