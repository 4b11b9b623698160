#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "notes/feed.h"
#include "notes/render.h"

/* Decoding never makes text longer than this. */
#define MOST(s) ((s).n * 4 + 16)

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
write_link(struct buf *out, const struct feed_text *url)
{
	AUTO(buf_release) struct buf b = BUF_INIT(MOST(url->s));

	buf_str(out, "<a");
	if (url->s.p != NULL) {
		xml_decode(str_trim(url->s), url->is_cdata, &b);
		render_attr(out, "href", buf_view(&b));
	}
	buf_char(out, '>');
}

static void
write_item(struct buf *out, const struct feed_item *item)
{
	const struct feed_text *name = item->title.s.p != NULL ?
	    &item->title : &item->link;
	char date[CLOCK_TEXT];

	buf_str(out, "<h2>");
	write_link(out, &item->link);
	write_plain(out, name->s, name->is_cdata);
	buf_str(out, "</a></h2>\n");
	if (item->date != 0) {
		clock_text(item->date, date);
		buf_fmt(out, "<p><time datetime=\"%s\">%.10s</time></p>\n",
		    date, date);
	}
	for (size_t i = 0; i < item->n_files; i++) {
		buf_str(out, "<p>");
		write_link(out, &item->files[i]);
		write_plain(out, item->files[i].s, false);
		buf_str(out, "</a></p>\n");
	}
	write_content(out, item);
}

void
render_feed(struct buf *out, struct str text)
{
	struct feed feed = FEED_INIT(text);
	struct feed_item item;
	bool is_titled = false;

	while (feed_next(&feed, &item)) {
		if (!is_titled) {
			buf_str(out, "<h1>");
			write_plain(out, feed.title.s, feed.title.is_cdata);
			buf_str(out, "</h1>\n");
		}
		is_titled = true;
		write_item(out, &item);
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
		const struct feed_text link = { .s = url };

		write_link(out, &link);
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
