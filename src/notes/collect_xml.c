#include "base/mem.h"
#include "notes/bare.h"
#include "notes/collect.h"
#include "notes/folders.h"
#include "notes/when.h"
#include "notes/xml.h"

/* What an outline's text is cut to. */
#define XML_LABEL 4096

struct outline {
	struct collect *c;
	struct folders folders;
	struct buf title;
	bool in_title;
};

static bool
is_present(struct str s)
{
	return s.p != NULL && str_trim(s).n > 0;
}

/* In an attribute a reference ends an address, but "&amp;" belongs to it. */
static size_t
cut_at_reference(struct str s, size_t start, size_t end)
{
	for (size_t i = start; i < end; i++)
		if (s.p[i] == '&' && !str_starts(str_from(s, i),
		    STR("&amp;")))
			return i;
	return end;
}

/* Addresses that stand in an outline's own words. */
static int
read_words(struct collect *c, struct str words, struct collect_ref ref)
{
	struct bare b;

	if (words.p == NULL)
		return 0;
	ref.kind = REF_AUTOLINK;
	for (size_t i = 0; bare_find(words, i, &b); i = b.end) {
		struct str url = str_sub(words, b.start,
		    cut_at_reference(words, b.start, b.end));

		ref.text = str_make(NULL, 0);
		ref.at = (size_t)(url.p - c->text.p);
		if (b.has_scheme && collect_escaped(c, ref, url) < 0)
			return -1;
	}
	return 0;
}

/* A feed is cited by its site; its own address only when that is unknown. */
static int
read_outline(struct outline *o, const struct tag *t)
{
	static const char *const attrs[] = { "htmlUrl", "url", "xmlUrl" };
	AUTO(buf_release) struct buf text = BUF_INIT(XML_LABEL);
	struct str words = tags_attr(t, "text"), url = { NULL, 0 };
	struct str created = tags_attr(t, "created");
	struct collect_ref ref = { .kind = REF_LINK, .at = t->start };

	if (!is_present(words))
		words = tags_attr(t, "title");
	if (words.p != NULL)
		xml_decode(str_sub(words, 0, XML_LABEL / 4), false, &text);
	ref.text = buf_view(&text);
	ref.heading = folders_path(&o->folders);
	ref.date = created.p != NULL ? when_read(created) : 0;
	for (size_t i = 0; i < 3 && !is_present(url); i++)
		url = tags_attr(t, attrs[i]);
	if ((is_present(url) && collect_escaped(o->c, ref, url) < 0) ||
	    read_words(o->c, words, ref) < 0 ||
	    read_words(o->c, tags_attr(t, "_note"), ref) < 0)
		return -1;
	if (!str_ends(t->attrs, STR("/")))
		folders_push(&o->folders, buf_view(&text));
	return 0;
}

static int
read_opml(struct outline *o)
{
	struct xml x = XML_INIT(o->c->text);
	enum xml_event e;

	while ((e = xml_next(&x)) != XML_END) {
		if (e == XML_TEXT) {
			if (o->in_title && o->title.len == 0)
				xml_decode(str_sub(x.text, 0, XML_LABEL / 4),
				    x.is_cdata, &o->title);
			continue;
		}
		o->in_title = !x.tag.is_end && tags_is(&x.tag, "title");
		if (tags_is(&x.tag, "head") && x.tag.is_end)
			collect_title(o->c, buf_view(&o->title));
		if (!tags_is(&x.tag, "outline"))
			continue;
		if (x.tag.is_end)
			folders_pop(&o->folders);
		else if (read_outline(o, &x.tag) < 0)
			return -1;
	}
	return 0;
}

int
collect_opml(struct collect *c)
{
	struct outline o = { .c = c };
	int rc;

	folders_init(&o.folders);
	buf_init(&o.title, XML_LABEL);
	rc = read_opml(&o);
	buf_release(&o.title);
	folders_release(&o.folders);
	return rc;
}

/* Its dates tell when a page changed, not when anybody cited it. */
int
collect_sitemap(struct collect *c)
{
	struct collect_ref ref = { .kind = REF_LINK };
	struct xml x = XML_INIT(c->text);
	bool is_open = false;
	enum xml_event e;

	while ((e = xml_next(&x)) != XML_END) {
		if (e == XML_TAG) {
			is_open = !x.tag.is_end && str_eq(xml_local(&x.tag),
			    STR("loc"));
			ref.at = x.tag.start;
			ref.kind = str_starts(x.tag.name, STR("image:")) ?
			    REF_IMAGE : REF_LINK;
		} else if (is_open && str_trim(x.text).n > 0) {
			is_open = false;
			if (collect_escaped(c, ref, x.text) < 0)
				return -1;
		}
	}
	return 0;
}
