#include "cmd/print.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "store/archive.h"
#include "web/url.h"

bool
print_has_control(FILE *f)
{
	const char *term = getenv("TERM");

	return term != NULL && strcmp(term, "dumb") != 0 &&
	    isatty(fileno(f)) == 1;
}

bool
print_has_color(const struct cmd_ctx *ctx, FILE *f)
{
	const char *no = getenv("NO_COLOR");

	if (strcmp(ctx->color, "always") == 0)
		return true;
	if (strcmp(ctx->color, "never") == 0 || (no != NULL && no[0] != '\0'))
		return false;
	return print_has_control(f);
}

/* The widest outcome, and a gap. */
#define OUTCOME_COLUMN 15

void
print_outcome(struct buf *b, bool colored, enum outcome outcome)
{
	const char *name = outcome_name(outcome);
	const char *color = outcome_is_kept(outcome) ? "\033[32m" :
	    outcome == OUTCOME_SCHEME ? "\033[2m" : "\033[33m";
	int gap = OUTCOME_COLUMN - (int)strlen(name);

	buf_fmt(b, "%s%s%s%*s", colored ? color : "", name,
	    colored ? "\033[0m" : "", gap, "");
}

void
print_buf(FILE *f, struct buf *b)
{
	(void)fwrite(b->p, 1, b->len, f);
	buf_reset(b);
}

void
print_count(struct buf *b, int64_t n, const char *one, const char *many)
{
	buf_fmt(b, "%lld %s", (long long)n, n == 1 ? one : many);
}

void
print_tally(const struct cmd_ctx *ctx, const char *what, size_t n, size_t of,
    const char *rest)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);

	if (ctx->json) {
		json_begin(&b, '{');
		json_pair_int(&b, what, (int64_t)n);
		json_pair_int(&b, "of", (int64_t)of);
		json_key(&b, "dry_run");
		json_bool(&b, ctx->dry_run);
		json_end(&b, '}');
	} else if (!ctx->quiet) {
		buf_fmt(&b, "%zu of %zu %s%s; %s", n, of,
		    ctx->dry_run ? "would be " : "", what, rest);
	}
	if (b.len == 0)
		return;
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

void
print_time(struct buf *b, const char *key, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return;
	clock_text(ms, text);
	json_pair(b, key, text);
}

void
print_day(struct buf *b, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == 0) {
		buf_char(b, '-');
		return;
	}
	clock_text(ms, text);
	buf_put(b, text, 10);
}

/* Of what comes back within so long the day alone says too little. */
#define SHORT_MS (2 * 24 * 60 * 60 * (int64_t)1000)

void
print_due(struct buf *b, int64_t at, int64_t interval_ms)
{
	char text[CLOCK_TEXT];

	if (interval_ms >= SHORT_MS) {
		print_day(b, at);
		return;
	}
	clock_text(at, text);
	buf_str(b, text);
}

void
print_bytes(struct buf *b, int64_t n)
{
	if (n < 1000)
		buf_fmt(b, "%lld B", (long long)n);
	else if (n < 1000000)
		buf_fmt(b, "%lld KB", (long long)(n / 1000));
	else if (n < 1000000000)
		buf_fmt(b, "%.1f MB", (double)n / 1e6);
	else
		buf_fmt(b, "%.1f GB", (double)n / 1e9);
}

void
print_cut(struct buf *b, const char *text, size_t max)
{
	AUTO(buf_release) struct buf safe = BUF_INIT(1 << 20);
	struct str fit;

	text_escape(&safe, str_of(text));
	fit = text_fit(buf_view(&safe), max);
	if (fit.n < safe.len && max > 1) {
		buf_s(b, text_fit(buf_view(&safe), max - 1));
		buf_str(b, "…");
	} else {
		buf_s(b, fit);
	}
}

void
print_url(struct buf *b, const char *url, size_t max)
{
	AUTO(buf_release) struct buf shown = BUF_INIT(1 << 20);

	url_display(str_of(url), &shown);
	print_cut(b, shown.p, max);
}

size_t
print_width(FILE *f)
{
	struct winsize w;

	if (isatty(fileno(f)) != 1)
		return 1000;
	if (ioctl(fileno(f), TIOCGWINSZ, &w) < 0 || w.ws_col < 20)
		return 80;
	return w.ws_col;
}

int
print_open_archive(const struct cmd_ctx *ctx, bool for_writing,
    struct archive **a, struct err *err)
{
	return archive_open(a, ctx->archive,
	    for_writing ? ARCHIVE_WRITE : ARCHIVE_READ, err);
}
