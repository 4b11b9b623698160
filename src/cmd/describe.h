/*
 * describe.h: the command table as data: "kbmirror --describe".
 *
 * Manuals, completions and the check of the documents are made from it, so
 * that none of them can name an option that the parser does not know, nor
 * leave one out. One JSON value a line: first the program, then each command.
 */
#ifndef CMD_DESCRIBE_H
#define CMD_DESCRIBE_H

#include "cmd/cmd.h"

/* name, version, date and the common options. */
void describe_program(const struct opt *common);

/* name, operands, summary, text and the options of its own (may be NULL). */
void describe_command(const struct cmd *, const struct opt *own);

#endif
