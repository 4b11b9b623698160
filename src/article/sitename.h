/*
 * sitename.h: the name of a site at the ends of its pages' titles.
 *
 * out->site and what else was offered for it are known.
 */
#ifndef ARTICLE_SITENAME_H
#define ARTICLE_SITENAME_H

#include "article/metadata.h"

/* Does a separator of title and site (" | ", " - ", "_") begin at byte i? */
bool sitename_separator_at(struct str s, size_t i, size_t *len);

/* Is it a name of the site, by what it declares or by its host? */
bool sitename_is(struct str part, const struct metadata *,
    const struct article *out);

/* Without the site's name at both ends. */
struct str sitename_cut(struct str s, const struct metadata *,
    const struct article *out);

/* "Title | Section" without the section. */
struct str sitename_cut_bar(struct str s);

/* "Title / Forum / Site" without the way up. */
struct str sitename_cut_path(struct str s);

/* "Title - Section - Part", which is whole without its site's name, without
 * the sections: they stand behind the separator that the name had. */
struct str sitename_cut_sections(struct str s, struct str whole);

/* Without what follows the last separator, when it is the shorter part: a
 * name that nothing else tells. */
struct str sitename_cut_tail(struct str s);

/* "…-某某社区", "… 某某网": without words that end a site's name, not a
 * title. */
struct str sitename_cut_word(struct str s);

#endif
