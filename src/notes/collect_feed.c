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

struct reader {
	struct collect *c;
	struct feed feed;
	struct feed_item item;
};

static int
add(const struct reader *r, struct collect_ref ref,
    const struct feed_text *url)
{
	struct str s = str_trim(url->s);
	AUTO(buf_release) struct buf b = BUF_INIT(s.n * 4 + 16 + FEED_URL);

	if (s.n == 0)
		return 0;
	feed_address(&r->feed, &r->item, url, &b);
	ref.url = buf_view(&b);
	if (ref.text.n == 0)
		ref.text = ref.url;
	ref.at = url->at;
	ref.start = (size_t)(s.p - r->c->text.p);
	ref.end = ref.start + s.n;
	return collect_add(r->c, &ref);
}

static int
add_item(const struct reader *r, struct str heading)
{
	const struct feed_item *item = &r->item;
	AUTO(buf_release) struct buf title = BUF_INIT(FEED_LABEL);
	struct collect_ref ref = { .kind = REF_LINK, .heading = heading,
	    .date = item->date };

	decode(&item->title, &title);
	ref.text = buf_view(&title);
	if (add(r, ref, &item->link) < 0)
		return -1;
	for (size_t i = 0; i < item->n_files; i++)
		if (add(r, ref, &item->files[i]) < 0)
			return -1;
	return 0;
}

int
collect_feed(struct collect *c)
{
	AUTO(buf_release) struct buf title = BUF_INIT(FEED_LABEL);
	struct reader r = { .c = c, .feed = FEED_INIT(c->text) };

	while (feed_next(&r.feed, &r.item)) {
		buf_reset(&title);
		decode(&r.feed.title, &title);
		if (add_item(&r, buf_view(&title)) < 0)
			return -1;
	}
	buf_reset(&title);
	decode(&r.feed.title, &title);
	collect_title(c, buf_view(&title));
	return 0;
}
