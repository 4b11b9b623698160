/*
 * print.h: how the commands write to the terminal.
 */
#ifndef CMD_PRINT_H
#define CMD_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "cmd/cmd.h"
#include "store/model.h"

/* Is this stream a terminal that moves and erases? By TERM and isatty(). */
bool print_has_control(FILE *);

/* May this stream get colours? By --color; else by NO_COLOR, and as above. */
bool print_has_color(const struct cmd_ctx *, FILE *);

/* A word in a column: what was kept in green, what was not in yellow, what was
 * never wanted dimmed; without colours the same columns. */
void print_outcome(struct buf *, bool colored, enum outcome);

/* Writes and empties the buffer. */
void print_buf(FILE *, struct buf *);

/* "1 note", "33 references": appends number and noun. */
void print_count(struct buf *, int64_t n, const char *one, const char *many);

/* "4.1 MB". */
void print_bytes(struct buf *, int64_t bytes);

/* "2026-11-22": appends the day of a time, "-" of 0. */
void print_day(struct buf *, int64_t ms);
/* When something is due: the day, of short intervals the time too. */
void print_due(struct buf *, int64_t at, int64_t interval_ms);

/* The end of a command that did something to n of so many addresses: what
 * ("forgotten") is also the member of --json; rest follows for people. */
void print_tally(const struct cmd_ctx *, const char *what, size_t n, size_t of,
    const char *rest);

/* A member with an RFC 3339 time; 0 leaves the pair out. */
void print_time(struct buf *, const char *key, int64_t ms);

/* Appends at most max columns, escaped, with "…" where it was cut. */
void print_cut(struct buf *, const char *text, size_t max);

/* The address as people read it, cut to max columns. */
void print_url(struct buf *, const char *url, size_t max);

/* Width of the terminal, or 80 (a pipe: 1000). */
size_t print_width(FILE *);

/* Opens the archive for reading or writing; says where it looked. */
struct archive;
int print_open_archive(const struct cmd_ctx *, bool for_writing,
    struct archive **, struct err *) MUST_CHECK;

#endif
