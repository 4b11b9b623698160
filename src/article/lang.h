/*
 * lang.h: the language that a script gives away.
 */
#ifndef ARTICLE_LANG_H
#define ARTICLE_LANG_H

#include "base/str.h"

/* "zh", "ja", "ko", "ru", "ar", "he", "el" or "th" where a third of the
 * letters are of its script; "" otherwise. Pure. */
const char *lang_of_text(struct str);

#endif
