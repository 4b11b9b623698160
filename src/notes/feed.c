#include "notes/feed.h"

#include "notes/when.h"
#include "web/url.h"

/* A longer base is none: it would be a part of every address. */
#define FEED_BASE 512

enum role { ROLE_NONE, ROLE_LINK, ROLE_GUID, ROLE_TITLE, ROLE_DATE,
	ROLE_CHANGED, ROLE_CONTENT, ROLE_SUMMARY };

static const struct {
	const char *name;
	enum role role;
} roles[] = {
	{ "link", ROLE_LINK }, { "guid", ROLE_GUID }, { "id", ROLE_GUID },
	{ "title", ROLE_TITLE }, { "pubDate", ROLE_DATE },
	{ "dc:date", ROLE_DATE }, { "published", ROLE_DATE },
	{ "updated", ROLE_CHANGED }, { "content:encoded", ROLE_CONTENT },
	{ "content", ROLE_CONTENT }, { "description", ROLE_SUMMARY },
	{ "summary", ROLE_SUMMARY },
};

struct reader {
	struct feed_item *item;
	struct feed_text guid, summary;
	int64_t changed;
};

static struct str
name_of(const struct tag *t)
{
	return str_starts(t->name, STR("atom:")) ? str_from(t->name, 5) :
	    t->name;
}

static bool
is_item(const struct tag *t)
{
	struct str name = name_of(t);

	return str_eq(name, STR("item")) || str_eq(name, STR("entry"));
}

static enum role
role_of(const struct tag *t)
{
	struct str name = name_of(t);

	for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++)
		if (str_eq(name, str_of(roles[i].name)))
			return roles[i].role;
	return ROLE_NONE;
}

static bool
attr_is(const struct tag *t, const char *name, const char *value)
{
	struct str s = tags_attr(t, name);

	return s.p != NULL && str_eq_nocase(str_trim(s), str_of(value));
}

static struct str
base_of(const struct tag *t)
{
	return tags_attr(t, "xml:base");
}

static struct feed_text
text_of(const struct tag *t, const char *attr)
{
	return (struct feed_text){ .s = tags_attr(t, attr), .at = t->start,
	    .base = base_of(t) };
}

/*
 * The text of the element whose start tag was just read: its first one that
 * is not blank, or all up to its end when that is mark-up. Moves behind it.
 */
static struct feed_text
read_element(struct xml *x, bool is_markup)
{
	struct str name = x->tag.name;
	struct feed_text t = { .at = x->tag.start, .base = base_of(&x->tag) };
	size_t from = x->pos, depth = 1, before = from;
	enum xml_event e;

	if (x->is_empty)
		return t;
	while (depth > 0 && (e = xml_next(x)) != XML_END) {
		if (e == XML_TEXT && t.s.p == NULL && depth == 1 &&
		    str_trim(x->text).n > 0) {
			t.s = x->text;
			t.is_cdata = x->is_cdata;
		} else if (e == XML_TAG && str_eq(x->tag.name, name)) {
			depth += x->tag.is_end ? (size_t)-1 :
			    x->is_empty ? 0 : 1;
		} else if (e == XML_TAG && x->tag.is_end && is_item(&x->tag)) {
			/* Its end is missing: the item's holds. */
			x->pos = x->tag.start;
			break;
		}
		before = e == XML_TAG ? x->tag.start : x->pos;
	}
	if (is_markup)
		t.s = str_sub(x->s, from, before);
	return t;
}

static void
add_file(struct feed_item *item, const struct tag *t, const char *attr)
{
	struct feed_text url = text_of(t, attr);

	if (url.s.p != NULL && item->n_files < FEED_FILES)
		item->files[item->n_files++] = url;
}

/* Atom's: RFC 4287, 4.2.7.2: without rel it is "alternate". */
static void
take_link(struct feed_item *item, const struct tag *t)
{
	struct str rel = tags_attr(t, "rel");

	if (attr_is(t, "rel", "enclosure"))
		add_file(item, t, "href");
	else if (item->link.s.p == NULL &&
	    (rel.p == NULL || attr_is(t, "rel", "alternate")))
		item->link = text_of(t, "href");
}

static void
keep_first(struct feed_text *to, struct feed_text from)
{
	if (to->s.p == NULL)
		*to = from;
}

static void
read_child(struct reader *r, struct xml *x)
{
	bool is_href = tags_attr(&x->tag, "href").p != NULL;
	bool is_xhtml = attr_is(&x->tag, "type", "xhtml");
	bool is_link = !attr_is(&x->tag, "isPermaLink", "false");
	enum role role = role_of(&x->tag);
	struct feed_text t;

	if (role == ROLE_LINK && is_href)
		take_link(r->item, &x->tag);
	if (str_eq(x->tag.name, STR("enclosure")))
		add_file(r->item, &x->tag, "url");
	t = read_element(x, is_xhtml && (role == ROLE_CONTENT ||
	    role == ROLE_SUMMARY));
	if (role == ROLE_LINK && !is_href)
		keep_first(&r->item->link, t);
	else if (role == ROLE_GUID && is_link &&
	    str_starts_nocase(str_trim(t.s), STR("http")))
		keep_first(&r->guid, t);
	else if (role == ROLE_TITLE)
		keep_first(&r->item->title, t);
	else if (role == ROLE_DATE && r->item->date == 0)
		r->item->date = when_read(t.s);
	else if (role == ROLE_CHANGED && r->changed == 0)
		r->changed = when_read(t.s);
	else if (role == ROLE_SUMMARY && r->item->content.s.p == NULL)
		keep_first(&r->summary, t);
	else if (role == ROLE_CONTENT)
		keep_first(&r->item->content, t);
	if (is_xhtml && role == ROLE_CONTENT)
		r->item->is_xhtml = true;
}

static void
read_item(struct xml *x, struct feed_item *item)
{
	struct reader r = { .item = item };
	enum xml_event e;

	while ((e = xml_next(x)) != XML_END) {
		if (e != XML_TAG)
			continue;
		if (is_item(&x->tag) && x->tag.is_end)
			break;
		/* The end of the item before is missing. */
		if (is_item(&x->tag)) {
			x->pos = x->tag.start;
			break;
		}
		if (!x->tag.is_end)
			read_child(&r, x);
	}
	keep_first(&item->link, r.guid);
	keep_first(&item->content, r.summary);
	if (item->date == 0)
		item->date = r.changed;
}

static void
take_base(struct feed *f, const struct tag *t)
{
	struct str name = xml_local(t);

	if (str_eq(name, STR("feed")) || str_eq(name, STR("rss")) ||
	    str_eq(name, STR("RDF")))
		f->bases[0] = base_of(t);
	else if (str_eq(name, STR("channel")))
		f->bases[1] = base_of(t);
}

bool
feed_next(struct feed *f, struct feed_item *item)
{
	enum xml_event e;

	memset(item, 0, sizeof(*item));
	while ((e = xml_next(&f->xml)) != XML_END) {
		if (e != XML_TAG || f->xml.tag.is_end)
			continue;
		if (is_item(&f->xml.tag)) {
			item->base = base_of(&f->xml.tag);
			if (!f->xml.is_empty)
				read_item(&f->xml, item);
			return true;
		}
		take_base(f, &f->xml.tag);
		if (role_of(&f->xml.tag) == ROLE_TITLE)
			keep_first(&f->title, read_element(&f->xml, false));
	}
	return false;
}

/* What base, an absolute address or nothing, and value make together. */
static void
join_base(struct buf *base, struct str value)
{
	AUTO(buf_release) struct buf plain = BUF_INIT(FEED_BASE * 4 + 16);
	AUTO(buf_release) struct buf joined = BUF_INIT(FEED_URL);
	AUTO(url_release) struct url u = URL_INIT;

	if (value.p == NULL || value.n > FEED_BASE)
		return;
	xml_decode(str_trim(value), false, &plain);
	if (base->len > 0 ? url_resolve(buf_view(&plain), buf_view(base),
	    &joined, NULL) < 0 : url_parse(&u, buf_view(&plain), NULL,
	    NULL) < 0 || !url_is_http(&u))
		return;
	if (base->len == 0)
		url_href(&u, &joined);
	buf_reset(base);
	buf_s(base, buf_view(&joined));
}

void
feed_address(const struct feed *f, const struct feed_item *item,
    const struct feed_text *t, struct buf *out)
{
	struct str s = str_trim(t->s);
	AUTO(buf_release) struct buf plain = BUF_INIT(s.n * 4 + 16);
	AUTO(buf_release) struct buf base = BUF_INIT(FEED_URL);
	AUTO(buf_release) struct buf joined = BUF_INIT(FEED_URL);
	AUTO(url_release) struct url whole = URL_INIT;

	if (s.n == 0)
		return;
	xml_decode(s, t->is_cdata, &plain);
	join_base(&base, f->bases[0]);
	join_base(&base, f->bases[1]);
	join_base(&base, item->base);
	join_base(&base, t->base);
	if (base.len > 0 &&
	    url_parse(&whole, buf_view(&plain), NULL, NULL) < 0 &&
	    url_resolve(buf_view(&plain), buf_view(&base), &joined, NULL) == 0)
		buf_s(out, buf_view(&joined));
	else
		buf_s(out, buf_view(&plain));
}
