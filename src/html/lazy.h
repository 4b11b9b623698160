/*
 * lazy.h: attributes in which pages keep what a script will show later.
 */
#ifndef HTML_LAZY_H
#define HTML_LAZY_H

#include <stddef.h>

/* Of pictures, by what they most often hold; the first LAZY_CERTAIN hold
 * nothing but addresses. */
#define LAZY_CERTAIN 6
#define LAZY_NAMES 42
extern const char *const lazy_names[LAZY_NAMES];

/* Those that hold a srcset. */
#define LAZY_SETS 5
extern const char *const lazy_sets[LAZY_SETS];

/* Of blocks with a picture behind them. */
#define LAZY_BACKGROUNDS 4
extern const char *const lazy_backgrounds[LAZY_BACKGROUNDS];

#endif
