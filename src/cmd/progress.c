#include "cmd/progress.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "cmd/print.h"

/* Often enough to look alive, seldom enough not to flicker. */
#define REDRAW_MS 100
/* Elsewhere than on a terminal a line now and then is enough. */
#define PLAIN_MS 10000

static volatile sig_atomic_t interrupted;

static void
on_signal(int sig)
{
	static const char msg[] = "\nkbmirror: stopped at once\n";

	(void)sig;
	if (interrupted) {
		if (write(2, msg, sizeof(msg) - 1) < 0)
			_exit(130);
		_exit(130);
	}
	interrupted = 1;
}

void
progress_catch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal }, old;

	(void)sigemptyset(&sa.sa_mask);
	(void)sigaction(SIGINT, &sa, NULL);
	(void)sigaction(SIGTERM, &sa, NULL);
	/* What nohup has switched off stays off. */
	if (sigaction(SIGHUP, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		(void)sigaction(SIGHUP, &sa, NULL);
	sa.sa_handler = SIG_IGN;
	(void)sigaction(SIGPIPE, &sa, NULL);
}

static void
erase(void *ctx)
{
	struct progress *p = ctx;

	if (!p->is_drawn)
		return;
	(void)fputs("\r\033[K", stderr);
	p->is_drawn = false;
}

static void
show_plan(void *ctx, const struct mirror_plan *plan)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);
	struct progress *p = ctx;

	if (p->ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, "event", "plan");
		json_pair_int(&b, "notes", plan->notes);
		json_pair_int(&b, "references", plan->refs);
		json_pair_int(&b, "pages", plan->pages);
		json_pair_int(&b, "images", plan->images);
		json_pair_int(&b, "local", plan->local);
		json_pair_int(&b, "other", plan->other);
		json_pair_int(&b, "hosts", plan->hosts);
		json_pair_int(&b, "due", plan->due);
		json_end(&b, '}');
		buf_char(&b, '\n');
		print_buf(stdout, &b);
		return;
	}
	if (p->ctx->quiet)
		return;
	print_count(&b, plan->refs, "reference", "references");
	buf_str(&b, " in ");
	print_count(&b, plan->notes, "note", "notes");
	buf_str(&b, ": ");
	print_count(&b, plan->pages, "page", "pages");
	buf_str(&b, ", ");
	print_count(&b, plan->images, "image", "images");
	if (plan->local > 0)
		buf_fmt(&b, ", %lld local", (long long)plan->local);
	if (plan->other > 0)
		buf_fmt(&b, ", %lld other", (long long)plan->other);
	buf_str(&b, ", on ");
	print_count(&b, plan->hosts, "host", "hosts");
	if (plan->due == 0) {
		buf_str(&b, "; nothing is due");
	} else {
		buf_fmt(&b, "; %lld to fetch, about ", (long long)plan->due);
		print_bytes(&b, plan->bytes_guess);
	}
	buf_char(&b, '\n');
	print_buf(stderr, &b);
}

static void
draw_bar(struct buf *b, int64_t done, int64_t all, size_t width)
{
	size_t full = all > 0 ? (size_t)(done * (int64_t)width / all) : width;

	for (size_t i = 0; i < width; i++)
		buf_str(b, i < full ? "━" : "─");
}

static void
draw_eta(struct buf *b, int64_t ms)
{
	if (ms < 0)
		return;
	if (ms >= 3600000)
		buf_fmt(b, "   ETA %lld:%02lld:%02lld",
		    (long long)(ms / 3600000), (long long)(ms / 60000 % 60),
		    (long long)(ms / 1000 % 60));
	else
		buf_fmt(b, "   ETA %lld:%02lld", (long long)(ms / 60000),
		    (long long)(ms / 1000 % 60));
}

static void
update_rate(struct progress *p, const struct mirror_progress *m, int64_t now)
{
	int64_t ms = now - p->bytes_at;
	double rate;

	if (ms < 500)
		return;
	rate = (double)(m->crawl.bytes - p->bytes_before) * 1000 / (double)ms;
	p->rate = p->rate > 0 ? p->rate * 0.7 + rate * 0.3 : rate;
	p->bytes_before = m->crawl.bytes;
	p->bytes_at = now;
}

static void
draw(struct progress *p, const struct mirror_progress *m)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);
	AUTO(buf_release) struct buf fit = BUF_INIT(8192);
	size_t width = print_width(stderr);

	buf_fmt(&b, "  %s ", p->verb);
	draw_bar(&b, m->finished, m->due, width >= 90 ? 20 : 10);
	buf_fmt(&b, "  %lld/%lld   ", (long long)m->finished,
	    (long long)m->due);
	print_bytes(&b, m->crawl.bytes);
	buf_str(&b, "   ");
	print_bytes(&b, (int64_t)p->rate);
	buf_str(&b, "/s");
	draw_eta(&b, m->crawl.eta_ms);
	if (m->crawl.slowest[0] != '\0') {
		buf_fmt(&b, "   %s", m->crawl.slowest);
		if (m->crawl.n_hosts > 1)
			buf_fmt(&b, " +%d", m->crawl.n_hosts - 1);
	}
	print_cut(&fit, b.p, width - 1);
	erase(p);
	print_buf(stderr, &fit);
	(void)fflush(stderr);
	p->is_drawn = true;
}

static void
report_plainly(const struct progress *p, const struct mirror_progress *m)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (p->ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, "event", "progress");
		json_pair_int(&b, "finished", m->finished);
		json_pair_int(&b, "due", m->due);
		json_pair_int(&b, "bytes", m->crawl.bytes);
		json_pair_int(&b, "eta_ms", m->crawl.eta_ms);
		json_end(&b, '}');
		buf_char(&b, '\n');
		print_buf(stdout, &b);
		return;
	}
	buf_fmt(&b, "  %s %lld/%lld   ", p->verb, (long long)m->finished,
	    (long long)m->due);
	print_bytes(&b, m->crawl.bytes);
	draw_eta(&b, m->crawl.eta_ms);
	buf_char(&b, '\n');
	print_buf(stderr, &b);
}

static int
on_turn(void *ctx, const struct mirror_progress *m)
{
	struct progress *p = ctx;
	int64_t now = clock_mono();
	bool is_plain = !p->is_terminal || p->ctx->json;

	p->last = *m;
	update_rate(p, m, now);
	if (now - p->drawn_at >= (is_plain ? PLAIN_MS : REDRAW_MS)) {
		p->drawn_at = now;
		if (is_plain && (p->ctx->json || !p->ctx->quiet))
			report_plainly(p, m);
		else if (!is_plain && !p->ctx->quiet)
			draw(p, m);
	}
	return interrupted != 0;
}

static void
on_ended(void *ctx, const struct resource *r, bool was_kept)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct progress *p = ctx;

	if (p->ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, "event", "resource");
		json_pair(&b, "url", r->url);
		json_pair(&b, "outcome", outcome_name(r->last));
		json_pair(&b, "reason", r->last_reason);
		json_key(&b, "kept");
		json_bool(&b, was_kept);
		json_end(&b, '}');
		buf_char(&b, '\n');
		print_buf(stdout, &b);
	} else if (was_kept) {
		log_info("%s  %s", outcome_name(r->outcome), r->url);
	} else {
		log_info("%s  %s: %s", outcome_name(r->last), r->url,
		    r->last_reason);
	}
}

static void
on_stage(void *ctx, const char *what)
{
	struct progress *p = ctx;

	erase(p);
	if (!p->is_terminal || p->ctx->quiet || p->ctx->json)
		return;
	(void)fprintf(stderr, "  %s", what);
	(void)fflush(stderr);
	p->is_drawn = true;
}

static void
redraw(void *ctx)
{
	(void)ctx;
}

void
progress_init(struct progress *p, const struct cmd_ctx *ctx,
    const char *verb)
{
	*p = (struct progress){ .ctx = ctx, .verb = verb };
	p->is_terminal = isatty(2) == 1;
	p->drawn_at = p->bytes_at = clock_mono();
	/* Who reads events wants them when they happen. */
	if (ctx->json)
		(void)setvbuf(stdout, NULL, _IOLBF, 0);
	p->view = (struct mirror_view){ show_plan, on_turn, on_ended,
	    on_stage, p };
	log_set_hook(erase, redraw, p);
}

void
progress_erase(struct progress *p)
{
	erase(p);
}

void
progress_end(struct progress *p)
{
	erase(p);
	log_set_hook(NULL, NULL, NULL);
}
