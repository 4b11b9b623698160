/*
 * ruled.h: what robots.txt said no to in a run, what was done about it, and how
 * to have it otherwise for a host.
 */
#ifndef CMD_RULED_H
#define CMD_RULED_H

#include "cmd/cmd.h"
#include "mirror/mirror.h"

/* Prints to standard output; nothing with --quiet, one event a host with
 * --json. */
void ruled_print(const struct cmd_ctx *, const struct mirror_report *);

#endif
