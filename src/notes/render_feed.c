#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "notes/feed.h"
#include "notes/render.h"

/* Decoding never makes text longer than this. */
#define MOST(s) ((s).n * 4 + 16)

struct page {
	struct buf *out;
	struct feed feed;
	struct feed_item item;
};

static void
write_plain(struct buf *out, struct str s, bool is_cdata)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MOST(s));

	if (s.p == NULL)
		return;
	xml_decode(str_trim(s), is_cdata, &b);
	render_text(out, buf_view(&b));
}

/* Content is mark-up, once its own escapes are undone. */
static void
write_content(struct buf *out, const struct feed_item *item)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MOST(item->content.s));

	if (item->content.s.p == NULL)
		return;
	buf_str(out, "<blockquote>\n");
	xml_decode(item->content.s, item->content.is_cdata || item->is_xhtml,
	    &b);
	text_repair(out, buf_view(&b));
	buf_str(out, "\n</blockquote>\n");
}

static void
write_link(struct buf *out, struct str url)
{
	buf_str(out, "<a");
	if (url.n > 0)
		render_attr(out, "href", url);
	buf_char(out, '>');
}

/* Without a name the address is shown as it is written. */
static void
write_address(const struct page *p, const struct feed_text *url,
    const struct feed_text *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MOST(url->s) + FEED_URL);

	if (name->s.p == NULL)
		name = url;
	feed_address(&p->feed, &p->item, url, &b);
	write_link(p->out, buf_view(&b));
	write_plain(p->out, name->s, name->is_cdata);
	buf_str(p->out, "</a>");
}

static void
write_item(const struct page *p)
{
	static const struct feed_text nameless;
	const struct feed_item *item = &p->item;
	struct buf *out = p->out;
	char date[CLOCK_TEXT];

	buf_str(out, "<h2>");
	write_address(p, &item->link, &item->title);
	buf_str(out, "</h2>\n");
	if (item->date != 0) {
		clock_text(item->date, date);
		buf_fmt(out, "<p><time datetime=\"%s\">%.10s</time></p>\n",
		    date, date);
	}
	for (size_t i = 0; i < item->n_files; i++) {
		buf_str(out, "<p>");
		write_address(p, &item->files[i], &nameless);
		buf_str(out, "</p>\n");
	}
	write_content(out, item);
}

void
render_feed(struct buf *out, struct str text)
{
	struct page p = { .out = out, .feed = FEED_INIT(text) };
	const struct feed_text *title = &p.feed.title;
	bool is_titled = false;

	while (feed_next(&p.feed, &p.item)) {
		if (!is_titled) {
			buf_str(out, "<h1>");
			write_plain(out, title->s, title->is_cdata);
			buf_str(out, "</h1>\n");
		}
		is_titled = true;
		write_item(&p);
	}
}

static void
write_outline(struct buf *out, const struct tag *t)
{
	static const char *const attrs[] = { "htmlUrl", "url", "xmlUrl" };
	struct str text = tags_attr(t, "text"), url = { NULL, 0 };

	if (text.p == NULL)
		text = tags_attr(t, "title");
	for (size_t i = 0; i < 3 && (url.p == NULL || str_trim(url).n == 0);
	    i++)
		url = tags_attr(t, attrs[i]);
	if (text.p == NULL)
		text = url;
	if (url.p != NULL) {
		AUTO(buf_release) struct buf b = BUF_INIT(MOST(url));

		xml_decode(str_trim(url), false, &b);
		write_link(out, buf_view(&b));
	}
	write_plain(out, text, false);
	if (url.p != NULL)
		buf_str(out, "</a>");
}

/* Beyond RENDER_DEPTH an item has no list of its own. */
static void
enter_outline(struct buf *out, const struct xml *x, size_t *depth)
{
	buf_str(out, "<li>");
	write_outline(out, &x->tag);
	if (x->is_empty || *depth >= RENDER_DEPTH)
		buf_str(out, "</li>\n");
	else
		buf_str(out, "\n<ul>\n");
	*depth += !x->is_empty;
}

static void
leave_outline(struct buf *out, size_t *depth)
{
	if (*depth == 0)
		return;
	if (--*depth < RENDER_DEPTH)
		buf_str(out, "</ul>\n</li>\n");
}

void
render_opml(struct buf *out, struct str text)
{
	struct xml x = XML_INIT(text);
	size_t depth = 0;
	enum xml_event e;

	buf_str(out, "<ul>\n");
	while ((e = xml_next(&x)) != XML_END) {
		if (e != XML_TAG || !tags_is(&x.tag, "outline"))
			continue;
		if (x.tag.is_end)
			leave_outline(out, &depth);
		else
			enter_outline(out, &x, &depth);
	}
	while (depth > 0)
		leave_outline(out, &depth);
	buf_str(out, "</ul>\n");
}
