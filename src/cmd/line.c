#include "cmd/line.h"

#include "base/text.h"
#include "cmd/print.h"

/* A bar of so many columns. */
#define BAR 10
#define WIDE_BAR 20
#define WIDE 110
/* More hosts than that nobody reads while they change. */
#define SLOW_HOSTS 3

enum segment { SEG_VERB, SEG_BAR, SEG_PAGES, SEG_IMAGES, SEG_BYTES, SEG_RATE,
	SEG_ETA, SEG_HOSTS, SEG_COUNT };

/* What goes first when there is too little room. */
static const enum segment dropped[] = { SEG_BAR, SEG_RATE, SEG_BYTES,
	SEG_IMAGES, SEG_VERB };

void
line_time(struct buf *b, int64_t ms)
{
	long long s = (long long)(ms / 1000);

	if (s >= 3600)
		buf_fmt(b, "%lld:%02lld:%02lld", s / 3600, s / 60 % 60,
		    s % 60);
	else
		buf_fmt(b, "%lld:%02lld", s / 60, s % 60);
}

void
line_eta(struct buf *b, int64_t ms)
{
	if (ms < 0)
		return;
	buf_str(b, "ETA ");
	line_time(b, ms);
}

static void
put_bar(struct buf *b, const struct mirror_progress *m, size_t width)
{
	size_t full = m->due > 0 ?
	    (size_t)(m->finished * (int64_t)width / m->due) : width;

	for (size_t i = 0; i < width; i++)
		buf_str(b, i < full ? "━" : "─");
}

static void
put_segment(struct buf *b, enum segment s, const struct mirror_progress *m,
    const struct line_facts *f, size_t width)
{
	bool is_mixed = m->images > 0 && m->pages > 0;

	switch (s) {
	case SEG_VERB:
		buf_str(b, f->verb);
		break;
	case SEG_BAR:
		put_bar(b, m, width >= WIDE ? WIDE_BAR : BAR);
		break;
	case SEG_PAGES:
		buf_fmt(b, "%lld/%lld", (long long)(is_mixed ? m->pages_done :
		    m->finished), (long long)(is_mixed ? m->pages : m->due));
		if (is_mixed)
			buf_str(b, " pages");
		break;
	case SEG_IMAGES:
		if (is_mixed && width >= WIDE)
			buf_fmt(b, "%lld/%lld images",
			    (long long)m->images_done, (long long)m->images);
		else if (is_mixed)
			print_count(b, m->images_done, "image", "images");
		break;
	case SEG_BYTES:
		print_bytes(b, m->crawl.bytes);
		break;
	case SEG_RATE:
		print_bytes(b, (int64_t)f->rate);
		buf_str(b, "/s");
		break;
	case SEG_ETA:
		line_eta(b, f->eta_ms);
		break;
	case SEG_HOSTS:
	case SEG_COUNT:
		break;
	}
}

/* The hosts that take longest, as many as there is room for. */
static void
put_hosts(struct buf *b, const struct mirror_progress *m, size_t width)
{
	for (size_t i = 0; i < m->crawl.n_slow && i < SLOW_HOSTS; i++) {
		const struct estimate *e = &m->crawl.slow[i];
		AUTO(buf_release) struct buf one = BUF_INIT(1000);

		buf_str(&one, i == 0 ? "  slowest: " : ", ");
		text_escape(&one, str_of(e->host));
		buf_char(&one, ' ');
		line_time(&one, e->ms);
		if (text_width(buf_view(b)) + text_width(buf_view(&one)) >
		    width)
			return;
		buf_s(b, buf_view(&one));
	}
}

static void
put_all(struct buf *b, const struct mirror_progress *m,
    const struct line_facts *f, size_t width, unsigned int without)
{
	buf_reset(b);
	for (int s = 0; s < SEG_COUNT; s++) {
		AUTO(buf_release) struct buf one = BUF_INIT(1000);

		if (without & 1U << s)
			continue;
		put_segment(&one, (enum segment)s, m, f, width);
		if (one.len == 0)
			continue;
		buf_str(b, "  ");
		buf_s(b, buf_view(&one));
	}
}

void
line_draw(struct buf *out, const struct mirror_progress *m,
    const struct line_facts *f, size_t width)
{
	AUTO(buf_release) struct buf b = BUF_INIT(8192);
	unsigned int without = 0;

	put_all(&b, m, f, width, without);
	for (size_t i = 0; i < sizeof(dropped) / sizeof(dropped[0]) &&
	    text_width(buf_view(&b)) > width; i++) {
		without |= 1U << dropped[i];
		put_all(&b, m, f, width, without);
	}
	put_hosts(&b, m, width);
	buf_s(out, text_fit(buf_view(&b), width));
}
