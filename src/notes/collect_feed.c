#include "notes/collect.h"
#include "notes/feed.h"

/* Titles are for people. */
#define FEED_LABEL 4096

static void
decode(const struct feed_text *t, struct buf *out)
{
	if (t->s.p != NULL)
		xml_decode(str_sub(t->s, 0, FEED_LABEL / 4), t->is_cdata, out);
}

/* CDATA has no references: what looks like one is the address's own. */
static int
add(struct collect *c, struct collect_ref ref, const struct feed_text *url)
{
	if (url->s.p == NULL)
		return 0;
	ref.at = url->at;
	if (!url->is_cdata)
		return collect_escaped(c, ref, url->s);
	ref.url = str_trim(url->s);
	ref.start = (size_t)(ref.url.p - c->text.p);
	ref.end = ref.start + ref.url.n;
	return collect_add(c, &ref);
}

static int
add_item(struct collect *c, const struct feed_item *item, struct str heading)
{
	AUTO(buf_release) struct buf title = BUF_INIT(FEED_LABEL);
	struct collect_ref ref = { .kind = REF_LINK, .heading = heading,
	    .date = item->date };

	decode(&item->title, &title);
	ref.text = buf_view(&title);
	if (add(c, ref, &item->link) < 0)
		return -1;
	for (size_t i = 0; i < item->n_files; i++)
		if (add(c, ref, &item->files[i]) < 0)
			return -1;
	return 0;
}

int
collect_feed(struct collect *c)
{
	AUTO(buf_release) struct buf title = BUF_INIT(FEED_LABEL);
	struct feed feed = FEED_INIT(c->text);
	struct feed_item item;

	while (feed_next(&feed, &item)) {
		buf_reset(&title);
		decode(&feed.title, &title);
		if (add_item(c, &item, buf_view(&title)) < 0)
			return -1;
	}
	buf_reset(&title);
	decode(&feed.title, &title);
	collect_title(c, buf_view(&title));
	return 0;
}
