/*
 * needs.h: what a browser would load to show a kept page, besides the pictures
 * of its article: sheets, scripts, fonts, frames and all that those name.
 *
 * Each is a resource with a role, planned and kept as pictures are; the page,
 * the sheet or the frame that names it has a row for it.
 *
 *	a page's answer -> worker -> needs_take() -> rows, queue
 *	a sheet's or frame's answer -> needs_look() -> the same
 *	a page that is not asked for, or is unchanged -> needs_walk()
 *
 * 1. Only for pages that are kept and where the user wants it.
 * 2. A failure here is a fact of its own and none of the page.
 * 3. Sheets are followed NEEDS_DEPTH steps from the page, frames one step.
 * 4. A resource that several pages need is asked for once, for the first.
 */
#ifndef MIRROR_NEEDS_H
#define MIRROR_NEEDS_H

#include "base/err.h"
#include "mirror/run.h"

/* Sheets that import sheets that import sheets: real ones stay under 4. */
#define NEEDS_DEPTH 8
/* For one page, sheets and frames with their own included, without what pages
 * before it needed too; the largest real ones stay under 1000. */
#define NEEDS_MAX 5000

/* Does the user want it for pages at this address? */
bool needs_is_wanted(const struct run *, const char *url);

/* How a resource is asked for, by what it is needed as. */
enum net_kind needs_kind(const struct resource *);

/* A page's capture became current, and this is what a worker found in it. */
int needs_take(struct run *, int64_t id, const struct locator *capture,
    struct str lines, struct err *) MUST_CHECK;

/* A page's capture became current later than a worker saw it: it is read. */
int needs_find(struct run *, const struct resource *, struct err *) MUST_CHECK;

/* The same for any other resource: looks into sheets and frames that a page
 * needs, at once or by a worker. */
struct needs_answer {
	const struct locator *capture;
	struct str payload, content_type;
};
int needs_look(struct run *, int64_t id, const struct needs_answer *,
    struct err *) MUST_CHECK;

/* A page, sheet or frame that stays as it is: queues what is due of its needs.
 * may_look: when nobody has looked for them yet, its capture is read. */
int needs_walk(struct run *, const struct resource *, bool may_look,
    struct err *) MUST_CHECK;

/* needs_walk() for what was asked for and has not changed. */
int needs_confirm(struct run *, const struct resource *, struct err *)
    MUST_CHECK;

/* Finds in whose name a requisite is asked for: *page gets the address of the
 * page, referer that of what names it. Both are empty when it is not known. */
int needs_refer(struct run *, int64_t id, struct buf *referer,
    struct buf *page, struct err *) MUST_CHECK;

void needs_release(struct run *);

#endif
