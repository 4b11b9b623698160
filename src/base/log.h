/*
 * log.h: talk on standard error, for all folders.
 *
 * The only place besides src/cmd/ that prints.  Every message goes through
 * text_escape(), so that nothing from the web reaches the terminal raw.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_QUIET, LOG_NORMAL, LOG_VERBOSE, LOG_DEBUG };

void log_set_level(enum log_level);
enum log_level log_get_level(void);

/* Called before and after a line, so that a progress display can make room.
 * NULL: none. */
void log_set_hook(void (*before)(void *), void (*after)(void *), void *ctx);

/* A line "kbmirror: …" at NORMAL and above. */
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Lines at VERBOSE, at DEBUG. */
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
