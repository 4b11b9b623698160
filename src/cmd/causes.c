#include "cmd/causes.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "cmd/print.h"

/* An address that is shorter says nothing. */
#define MIN_URL 30

struct cause {
	enum outcome outcome;
	const char *what, *advice;
};

static const char again[] = "nothing: the next runs ask again, after 1, 2, "
    "4 … hours";

/* In the order of the report. */
static const struct cause causes[] = {
	{ OUTCOME_INVALID, "no address that can be asked for",
	    "correct it in the note" },
	{ OUTCOME_GONE, "the server says that it is gone",
	    "correct the address, or look for a copy in a web archive and "
	    "cite that" },
	{ OUTCOME_SOFT_404, "the page only says that it is gone",
	    "correct the address, or look for a copy in a web archive and "
	    "cite that" },
	{ OUTCOME_DNS, "there is no such host",
	    "look for a misspelt name; else the next runs ask again" },
	{ OUTCOME_WALL, "behind a login, a consent or a CAPTCHA",
	    "log in with a browser and give its cookie: cookie = … in "
	    "[host NAME] of config.ini" },
	{ OUTCOME_REFUSED, "the server refuses",
	    "where it wants a login, give it: header or cookie in "
	    "[host NAME] of config.ini" },
	{ OUTCOME_ROBOTS, "robots.txt does not allow it",
	    "ask the host; or robots = ignore in its [host NAME] of "
	    "config.ini" },
	{ OUTCOME_TLS, "its certificate cannot be trusted",
	    "--cacert with its authority, or fingerprint in [host NAME] of "
	    "config.ini" },
	{ OUTCOME_ADDRESS, "a private or local address",
	    "--allow-net, where you trust all that the notes cite" },
	{ OUTCOME_SHELL, "needs JavaScript",
	    "cite a page that does not, or keep a copy beside the note" },
	{ OUTCOME_TOO_LARGE, "larger than the limit",
	    "keep a copy beside the note" },
	{ OUTCOME_REDIRECT_LOOP, "its redirects lead nowhere",
	    "open it in a browser and cite where it ends" },
	{ OUTCOME_PLACEHOLDER, "a substitute for the picture",
	    "keep the picture beside the note" },
	{ OUTCOME_SUSPECT, "worse than the copy that is there, which stays",
	    "open it in a browser; if what it shows now is right: kbmirror "
	    "accept URL" },
	{ OUTCOME_EMPTY, "nothing in it to read",
	    "open it in a browser: perhaps it has moved" },
	{ OUTCOME_BUSY, "the server has too much to do", again },
	{ OUTCOME_SERVER, "the server failed", again },
	{ OUTCOME_CONNECT, "the host does not answer", again },
	{ OUTCOME_TIMEOUT, "it took too long", again },
	{ OUTCOME_TRUNCATED, "it did not arrive whole", again },
	{ OUTCOME_WORKER, "it could not be read", again },
	{ OUTCOME_UNTRIED, "not asked for yet",
	    "nothing: the next run goes on there" },
	{ OUTCOME_SCHEME, "not on the web",
	    "nothing: it is no page" },
};

#define N_CAUSES (sizeof(causes) / sizeof(causes[0]))

static const struct cause *
find(enum outcome o)
{
	for (size_t i = 0; i < N_CAUSES; i++)
		if (causes[i].outcome == o)
			return &causes[i];
	return NULL;
}

const char *
causes_what(enum outcome o)
{
	const struct cause *c = find(o);

	return c != NULL ? c->what : "";
}

const char *
causes_advice(enum outcome o)
{
	const struct cause *c = find(o);

	return c != NULL ? c->advice : "";
}

void
causes_release(struct causes *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->items[i].url);
		free(c->items[i].reason);
		free(c->items[i].more);
	}
	free(c->items);
	*c = (struct causes){ 0 };
}

void
causes_add(struct causes *c, const struct resource *r, enum outcome o,
    const char *reason, const char *more)
{
	if ((size_t)c->counts[o]++ >= c->max_each)
		return;
	*VEC_PUSH(&c->items, &c->n, &c->cap) = (struct lost){
		mem_dup(r->url), mem_dup(reason), o,
		outcome_is_kept(r->outcome) ? r->captured : 0,
		mem_dup(more) };
}

struct citing {
	struct buf *place;
	int64_t n;
};

static int
note_place(void *ctx, const struct ref_row *row, struct err *err)
{
	struct citing *c = ctx;

	(void)err;
	if (c->n++ == 0)
		buf_fmt(c->place, "%s:%lld", row->note, (long long)row->line);
	return 0;
}

int
causes_place(struct catalog *cat, const char *url, struct buf *place,
    int64_t *n, struct err *err)
{
	struct citing c = { place, 0 };

	buf_reset(place);
	if (catalog_each_ref_to(cat, url, note_place, &c, err) < 0)
		return -1;
	*n = c.n;
	return 0;
}

/* The end of a long path says more than its beginning. */
static void
put_place(struct buf *b, struct str place, size_t max)
{
	AUTO(buf_release) struct buf safe = BUF_INIT(1 << 20);
	struct str s;

	text_escape(&safe, place);
	s = buf_view(&safe);
	if (text_width(s) <= max) {
		buf_s(b, s);
		return;
	}
	buf_str(b, "…");
	while (s.n > 0 && text_width(s) > max - 1) {
		unsigned int cp;

		s = str_from(s, text_decode(s, &cp));
	}
	buf_s(b, s);
}

/* What follows the first words, on the same line where there is room. */
static void
put_rest(struct buf *b, const struct buf *text, size_t width)
{
	struct str rest = buf_view(text);

	if (rest.n == 0)
		return;
	buf_str(b, text_width(buf_view(b)) + text_width(rest) + 3 > width ?
	    "\n      " : "   ");
	print_cut(b, rest.p, width > 10 ? width - 7 : width);
}

static int
print_one(const struct lost *l, struct catalog *cat,
    const struct causes_style *style, struct err *err)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf place = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf rest = BUF_INIT(1 << 20);
	size_t used;
	int64_t n;

	if (causes_place(cat, l->url, &place, &n, err) < 0)
		return -1;
	buf_str(&b, "  ");
	put_place(&b, buf_view(&place), style->width / 2);
	if (n > 1)
		buf_fmt(&b, " (+%lld)", (long long)(n - 1));
	if (n > 0)
		buf_str(&b, "   ");
	used = text_width(buf_view(&b));
	print_url(&b, l->url, used + MIN_URL < style->width ?
	    style->width - used - 1 : MIN_URL);
	buf_str(&rest, l->reason);
	if (l->captured != 0) {
		char date[CLOCK_TEXT];

		clock_text(l->captured, date);
		buf_fmt(&rest, "%sthe copy of %.10s stays",
		    rest.len > 0 ? "; " : "", date);
	}
	put_rest(&b, &rest, style->width);
	buf_char(&b, '\n');
	if (l->more[0] != '\0')
		buf_fmt(&b, "      %s\n", l->more);
	print_buf(stdout, &b);
	return 0;
}

static void
print_head(const struct cause *c, int64_t n, const struct causes_style *style)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(mem_freep) char *todo = mem_fmt("→ %s", c->advice);
	AUTO(mem_freep) char *what = mem_fmt(" · %lld · %s", (long long)n,
	    c->what);
	const char *name = outcome_name(c->outcome);
	size_t width = text_width(str_of(name)) + text_width(str_of(what)) +
	    text_width(str_of(todo)) + 3;

	buf_fmt(&b, "%s%s%s%s", style->is_colored ? "\033[33m" : "", name,
	    style->is_colored ? "\033[0m" : "", what);
	buf_str(&b, width > style->width ? "\n  " : "   ");
	print_cut(&b, todo, style->width > 4 ? style->width - 3 : 80);
	buf_char(&b, '\n');
	print_buf(stdout, &b);
}

int
causes_print(const struct causes *c, struct catalog *cat,
    const struct causes_style *style, struct err *err)
{
	for (size_t k = 0; k < N_CAUSES; k++) {
		enum outcome o = causes[k].outcome;
		int64_t told = 0;

		if (c->counts[o] == 0)
			continue;
		print_head(&causes[k], c->counts[o], style);
		for (size_t i = 0; i < c->n; i++) {
			if (c->items[i].outcome != o)
				continue;
			told++;
			if (print_one(&c->items[i], cat, style, err) < 0)
				return -1;
		}
		if (told < c->counts[o])
			(void)printf("  … and %lld more: %s\n",
			    (long long)(c->counts[o] - told), style->more);
	}
	return 0;
}
