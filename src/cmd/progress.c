#include "cmd/progress.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "cmd/forecast.h"
#include "cmd/line.h"
#include "cmd/print.h"

/* Often enough to look alive, seldom enough not to flicker. */
#define REDRAW_MS 100
/* What text_width() counts of a colour's sequences. */
#define COLOR_WIDTH text_width(STR("\033[33m\033[0m"))
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
show_plan(void *ctx, const struct mirror_plan *plan)
{
	const struct progress *p = ctx;

	forecast_print(p->ctx, plan);
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

/* The width that the drawn line was made for is gone when the terminal was
 * resized meanwhile: a narrower one has broken it into several. */
static size_t
rows_drawn(const struct progress *p)
{
	size_t width = print_width(stderr);

	return p->drawn_width == 0 ? 1 : (p->drawn_width + width - 1) / width;
}

/* Row by row: of a whole screen that is erased some terminals keep a copy
 * among what was scrolled away. */
static void
erase(void *ctx)
{
	AUTO(buf_release) struct buf b = BUF_INIT(64 << 10);
	struct progress *p = ctx;

	if (!p->is_drawn)
		return;
	buf_str(&b, "\r\033[K");
	for (size_t rows = rows_drawn(p); rows > 1; rows--)
		buf_str(&b, "\033[A\033[K");
	print_buf(stderr, &b);
	p->is_drawn = false;
}

/* A terminal that became narrower a moment ago breaks no line that was made
 * for its old width: what that left could not be found again. */
#define WRAP_OFF "\033[?7l"
#define WRAP_ON "\033[?7h"

/* Over the line before, which is not erased first: that would flicker. */
static void
draw(struct progress *p)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);
	AUTO(buf_release) struct buf line = BUF_INIT(8192);
	bool is_down = p->last.crawl.down_ms > 0;
	const struct line_facts facts = { is_down ? "waiting for the network" :
	    p->verb, is_down ? 0 : p->rate, is_down ? -1 : p->eta_ms };

	/* The last column stays free: some terminals wrap behind it. */
	line_draw(&line, &p->last, &facts, print_width(stderr) - 1);
	if (p->is_drawn && rows_drawn(p) > 1)
		erase(p);
	buf_str(&b, WRAP_OFF "\r");
	buf_s(&b, buf_view(&line));
	buf_str(&b, "\033[K" WRAP_ON);
	print_buf(stderr, &b);
	(void)fflush(stderr);
	p->is_drawn = true;
	p->drawn_width = text_width(buf_view(&line));
}

static void
put_hosts_json(struct buf *b, const struct crawl_state *s)
{
	json_key(b, "slowest");
	json_begin(b, '[');
	for (size_t i = 0; i < s->n_slow; i++) {
		json_begin(b, '{');
		json_pair(b, "host", s->slow[i].host);
		json_pair_int(b, "ms", s->slow[i].ms);
		json_end(b, '}');
	}
	json_end(b, ']');
}

static void
report_json(const struct progress *p, const struct mirror_progress *m)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);

	json_begin(&b, '{');
	json_pair(&b, "event", "progress");
	json_pair_int(&b, "finished", m->finished);
	json_pair_int(&b, "due", m->due);
	json_pair_int(&b, "pages", m->pages);
	json_pair_int(&b, "pages_done", m->pages_done);
	json_pair_int(&b, "images", m->images);
	json_pair_int(&b, "images_done", m->images_done);
	json_pair_int(&b, "images_expected", eta_unseen(m));
	json_pair_int(&b, "kept", m->kept);
	json_pair_int(&b, "failed", m->failed);
	json_pair_int(&b, "bytes", m->crawl.bytes);
	json_pair_int(&b, "rate", (int64_t)p->rate);
	json_pair_int(&b, "eta_ms", p->eta_ms);
	json_pair_int(&b, "network_down_ms", m->crawl.down_ms);
	put_hosts_json(&b, &m->crawl);
	json_end(&b, '}');
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

static void
report_plainly(const struct progress *p, const struct mirror_progress *m)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	if (p->ctx->json) {
		report_json(p, m);
		return;
	}
	buf_fmt(&b, "  %s %lld/%lld   ", p->verb, (long long)m->finished,
	    (long long)m->due);
	if (m->images > 0)
		buf_fmt(&b, "%lld pages, %lld images   ",
		    (long long)m->pages_done, (long long)m->images_done);
	print_bytes(&b, m->crawl.bytes);
	if (p->eta_ms >= 0)
		buf_str(&b, "   ");
	line_eta(&b, p->eta_ms);
	buf_char(&b, '\n');
	print_buf(stderr, &b);
}

/* That the network went, and that it came back. */
static void
tell_network(struct progress *p, const struct mirror_progress *m)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	AUTO(buf_release) struct buf time = BUF_INIT(100);
	bool was_down = p->down_at != 0, is_down = m->crawl.down_ms > 0;
	int64_t now = clock_mono(), ms = now - p->down_at;

	if (was_down == is_down)
		return;
	p->down_at = is_down ? now - m->crawl.down_ms : 0;
	if (p->ctx->json) {
		json_begin(&b, '{');
		json_pair(&b, "event", "network");
		json_key(&b, "up");
		json_bool(&b, !is_down);
		if (!is_down)
			json_pair_int(&b, "down_ms", ms);
		json_end(&b, '}');
		buf_char(&b, '\n');
		print_buf(stdout, &b);
		return;
	}
	line_time(&time, ms);
	if (is_down)
		log_warn("the network is down; the run waits for it");
	else
		log_warn("the network is back after %s", time.p);
}

static int
on_turn(void *ctx, const struct mirror_progress *m)
{
	struct progress *p = ctx;
	int64_t now = clock_mono();
	bool is_plain = !p->is_terminal || p->ctx->json;

	p->last = *m;
	p->is_running = true;
	update_rate(p, m, now);
	p->eta_ms = eta_update(&p->eta, m, now);
	tell_network(p, m);
	if (now - p->drawn_at >= (is_plain ? PLAIN_MS : REDRAW_MS)) {
		p->drawn_at = now;
		if (is_plain && (p->ctx->json || !p->ctx->quiet))
			report_plainly(p, m);
		else if (!is_plain && !p->ctx->quiet)
			draw(p);
	}
	return interrupted != 0;
}

/* A line above the one that is redrawn. */
static void
tell_failure(struct progress *p, const struct resource *r)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	size_t reason = text_width(str_of(r->last_reason));
	size_t begin, left, used;

	buf_str(&b, "  ");
	print_outcome(&b, p->is_colored, r->last);
	begin = text_width(buf_view(&b));
	left = print_width(stderr) - 1 + (p->is_colored ? COLOR_WIDTH : 0);
	left -= begin < left ? begin : left;
	/* The address gets what the reason leaves of the line, and three
	 * fifths of it at the least. */
	print_url(&b, r->url, reason + 2 < left * 2 / 5 ? left - reason - 2 :
	    left * 3 / 5);
	used = text_width(buf_view(&b)) - begin;
	if (reason > 0 && used + 10 < left) {
		buf_str(&b, "  ");
		print_cut(&b, r->last_reason, left - used - 2);
	}
	buf_char(&b, '\n');
	erase(p);
	print_buf(stderr, &b);
	if (p->is_terminal && p->is_running)
		draw(p);
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
	} else if (r->is_cited && !p->ctx->quiet) {
		tell_failure(p, r);
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
	p->is_running = false;
	if (!p->is_terminal || p->ctx->quiet || p->ctx->json)
		return;
	(void)fprintf(stderr, "  %s", what);
	(void)fflush(stderr);
	p->is_drawn = true;
	p->drawn_width = strlen(what) + 2;
}

static void
redraw(void *ctx)
{
	struct progress *p = ctx;

	if (p->is_terminal && p->is_running && !p->ctx->quiet &&
	    !p->ctx->json)
		draw(p);
}

void
progress_init(struct progress *p, const struct cmd_ctx *ctx,
    const char *verb)
{
	*p = (struct progress){ .ctx = ctx, .verb = verb };
	p->is_terminal = print_has_control(stderr);
	p->is_colored = print_has_color(ctx, stderr);
	p->drawn_at = p->bytes_at = clock_mono();
	eta_init(&p->eta);
	p->eta_ms = -1;
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
