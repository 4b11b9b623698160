/*
 * picture.h: did a picture come, or something instead of it?
 */
#ifndef CRAWL_PICTURE_H
#define CRAWL_PICTURE_H

#include "crawl/errand.h"

/*
 * Judges the answer to a picture's request. *is_followed: the errand goes on
 * with another Referer or was finished; else the caller finishes it by its
 * status. Earlier pictures of the host that turn out to be substitutes are
 * queued again.
 */
int picture_judge(struct errand *, struct net_exchange *,
    bool *is_followed, struct err *) MUST_CHECK;

#endif
