/*
 * identity.h: which resource a reference means.
 */
#ifndef MIRROR_IDENTITY_H
#define MIRROR_IDENTITY_H

#include "article/article.h"
#include "base/err.h"
#include "mirror/run.h"
#include "store/catalog.h"

/* Servers refuse far shorter addresses; what is longer is a data: URI or an
 * accident, and is only known by its beginning. */
#define IDENTITY_URL_MAX (64 << 10)

/*
 * The resource for a destination as written. Adds it to the catalog when it is
 * new: as untried, or, for what can never be fetched, as OUTCOME_SCHEME or
 * OUTCOME_INVALID. Appends its key. is_image: wanted as a picture.
 */
int identity_add(struct catalog *, struct str destination, bool is_image,
    struct buf *key, struct err *) MUST_CHECK;

/* Versions before kept the login of an address in its key. What nothing cites
 * under such a key any more moves to the one without, unless a good copy is
 * there already; the old key is dropped. Others stay as they are. */
int identity_hide_login(struct catalog *, const struct resource *uncited,
    struct err *) MUST_CHECK;

/* Notes which other address the article names as its own (rel=canonical).
 * found->final_url is set. */
void identity_note(struct resource *found, const struct article *);

/*
 * Groups cited addresses: all but one become aliases. Those that differ only
 * in who shared them (url_untracked()); those that led to another cited one
 * and brought the same bytes, or the same article, when both were had last;
 * those whose page names another cited one as its own, or an address that
 * another cited one names, too, and that page says the same word for word.
 * Where that one goes, they stand for themselves again. Texts are compared
 * once, in the run that brought one of them.
 */
int identity_group(struct run *, struct err *) MUST_CHECK;

#endif
