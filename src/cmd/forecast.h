/*
 * forecast.h: what a run will do, before it does: in one line, and for a dry
 * run host by host.
 */
#ifndef CMD_FORECAST_H
#define CMD_FORECAST_H

#include "cmd/cmd.h"
#include "mirror/mirror.h"

/* The line goes to standard error, the hosts of a dry run to standard output;
 * with --json all is one event. */
void forecast_print(const struct cmd_ctx *, const struct mirror_plan *);

#endif
