/*
 * progress.h: what "fetch" and "reextract" show while they work: a line that
 * is redrawn on a terminal, plain lines elsewhere, JSON lines with --json.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include "cmd/cmd.h"
#include "cmd/eta.h"
#include "mirror/mirror.h"

struct progress {
	const struct cmd_ctx *ctx;
	const char *verb;	/* "fetching" */
	bool is_terminal, is_drawn, is_colored;
	bool is_running;	/* between the first turn and the last stage */
	size_t drawn_width;	/* columns of what is drawn */
	struct eta eta;
	int64_t eta_ms;
	int64_t drawn_at;	/* clock_mono() */
	int64_t bytes_before, bytes_at;	/* for the rate */
	double rate;		/* bytes a second, smoothed */
	int64_t down_at;	/* clock_mono(), while the network is */
	struct mirror_progress last;
	struct mirror_view view;	/* for mirror_opts */
};

void progress_init(struct progress *, const struct cmd_ctx *,
    const char *verb);
/* Removes the redrawn line, before something is printed. */
void progress_erase(struct progress *);
/* Removes the redrawn line. */
void progress_end(struct progress *);

/* Installs the handlers of SIGINT, SIGTERM and SIGHUP: the first one ends the
 * run cleanly, the second one at once. */
void progress_catch_signals(void);

#endif
