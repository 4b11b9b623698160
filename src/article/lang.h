/*
 * lang.h: the language that a text gives away.
 */
#ifndef ARTICLE_LANG_H
#define ARTICLE_LANG_H

#include <stdbool.h>

#include "base/str.h"

/*
 * "zh", "ja", "ko", "ru", "ar", "he", "el" or "th" where a third of the
 * letters are of its script; "en", "de", "fr", "es", "it", "pt" or "nl" where
 * hardly a letter is of another script and its commonest words abound; ""
 * otherwise.  Pure.
 */
const char *lang_of_text(struct str);

/* May a text of which lang_of_text() says told be in the declared language: the
 * same one, or another in that script ("uk" for "ru")? */
bool lang_fits(struct str declared, const char *told);

#endif
