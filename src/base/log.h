/*
 * log.h: talk on standard error, for all folders.
 *
 * The only place besides src/cmd/ that prints.  Every message goes through
 * text_escape(), so that nothing from the web reaches the terminal raw.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE };

void log_set_level(enum log_level);

/* Is the program's name at the start of a line red before an error and yellow
 * before a warning? At first it is not. */
void log_set_color(bool);

/* Called before and after a line, so that a progress display can make room.
 * NULL: none. */
void log_set_hook(void (*before)(void *), void (*after)(void *), void *ctx);

/* A line "kbmirror: …" at every level: why the program ends. */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* At NORMAL and above. */
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* At VERBOSE. */
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
