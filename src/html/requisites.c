#include "html/requisites.h"

#include <stdlib.h>

#include "base/mem.h"
#include "html/lazy.h"
#include "html/srcset.h"
#include "html/tree.h"
#include "web/css.h"

struct collector {
	struct requisites *out;
	const struct url *base;
	bool is_inner;		/* a document within the document */
	bool is_aside;		/* within <noscript> */
};

void
requisites_release(struct requisites *r)
{
	free(r->items);
	map_release(&r->seen);
	*r = (struct requisites)REQUISITES_INIT;
}

static void
add_url(struct requisites *r, enum role role, struct url *u)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CSS_VALUE_MAX * 3);
	struct requisite *item;

	if (!url_is_http(u) || r->n == REQUISITES_MAX)
		return;
	free(u->fragment);
	u->fragment = NULL;
	url_href(u, &b);
	if (b.failed || r->text + b.len > REQUISITES_TEXT ||
	    !map_add(&r->seen, buf_view(&b)))
		return;
	r->text += b.len;
	item = VEC_PUSH(&r->items, &r->n, &r->cap);
	item->role = role;
	item->url = r->seen.items[r->seen.n - 1].key;
}

static void
add(const struct collector *c, enum role role, struct str ref)
{
	AUTO(url_release) struct url u = URL_INIT;

	ref = str_trim(ref);
	if (ref.n == 0 || ref.n > CSS_VALUE_MAX || ref.p[0] == '#' ||
	    url_parse(&u, ref, c->base, NULL) < 0)
		return;
	add_url(c->out, role, &u);
}

/* --- style --- */

static void
add_css(const struct collector *c, struct str text, enum css_form form)
{
	AUTO(css_release) struct css css;
	struct css_url u;

	css_init(&css, text, form);
	while (c->out->n < REQUISITES_MAX && css_next(&css, &u))
		add(c, u.role, u.url);
}

void
requisites_of_sheet(struct requisites *r, struct str text,
    const struct url *base)
{
	const struct collector c = { .out = r, .base = base };

	add_css(&c, text, CSS_SHEET);
}

static void
add_style_attributes(const struct collector *c, const xmlNode *n)
{
	/* Of SVG, too, whose attributes may be CSS. */
	static const char *const names[] = { "style", "fill", "stroke",
		"filter", "mask", "clip-path", "cursor" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct str v = html_attr(n, names[i]);

		if (v.n > 0 && str_chr(v, '(') != (size_t)-1)
			add_css(c, v, CSS_DECLARATIONS);
	}
}

static void
add_style(const struct collector *c, const xmlNode *style)
{
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)20 << 20);
	struct str type = str_trim(html_attr(style, "type"));

	if (type.n > 0 && !str_eq_nocase(type, STR("text/css")))
		return;
	html_text(style, &text);
	add_css(c, buf_view(&text), CSS_SHEET);
}

/* --- pictures --- */

static void
add_set(const struct collector *c, struct str value)
{
	struct srcset_item item;

	while (value.n > 0 && srcset_next(&value, &item))
		add(c, ROLE_IMAGE, item.url);
}

static void
add_lazy(const struct collector *c, const xmlNode *n)
{
	for (size_t i = 0; i < LAZY_SETS; i++)
		add_set(c, html_attr(n, lazy_sets[i]));
	for (size_t i = 0; i < LAZY_NAMES; i++) {
		struct str v = str_trim(html_attr(n, lazy_names[i]));

		/* Others hold names, numbers and code, too. */
		if (v.n > 0 && str_chr(v, ' ') == (size_t)-1 &&
		    (i < LAZY_CERTAIN || str_chr(v, '/') != (size_t)-1))
			add(c, ROLE_IMAGE, v);
	}
}

static void
add_background(const struct collector *c, const xmlNode *n)
{
	add(c, ROLE_IMAGE, html_attr(n, "background"));
	for (size_t i = 0; i < LAZY_BACKGROUNDS; i++) {
		struct str v = str_trim(html_attr(n, lazy_backgrounds[i]));

		if (str_chr(v, '(') != (size_t)-1)
			add_css(c, v, CSS_DECLARATIONS);
		else if (str_chr(v, '/') != (size_t)-1)
			add(c, ROLE_IMAGE, v);
	}
}

static void
add_img(const struct collector *c, const xmlNode *n)
{
	add(c, ROLE_IMAGE, html_attr(n, "src"));
	add_set(c, html_attr(n, "srcset"));
	add_lazy(c, n);
}

static void
add_source(const struct collector *c, const xmlNode *n)
{
	bool is_picture = n->parent != NULL && html_is(n->parent, "picture");

	add(c, is_picture ? ROLE_IMAGE : ROLE_MEDIA, html_attr(n, "src"));
	add_set(c, html_attr(n, "srcset"));
	add_lazy(c, n);
}

static void
add_input(const struct collector *c, const xmlNode *n)
{
	if (str_eq_nocase(str_trim(html_attr(n, "type")), STR("image")))
		add(c, ROLE_IMAGE, html_attr(n, "src"));
}

/* SVG's; a fragment alone names what is in the page itself. */
static void
add_svg(const struct collector *c, const xmlNode *n)
{
	add(c, ROLE_IMAGE, html_attr(n, "href"));
	add(c, ROLE_IMAGE, html_attr(n, "xlink:href"));
}

/* --- others --- */

static void
add_media(const struct collector *c, const xmlNode *n)
{
	add(c, ROLE_MEDIA, html_attr(n, "src"));
	add(c, ROLE_IMAGE, html_attr(n, "poster"));
}

static void
add_script(const struct collector *c, const xmlNode *n)
{
	static const char *const scripts[] = { "javascript", "ecmascript",
		"module" };
	struct str type = str_trim(html_attr(n, "type"));

	/* Another type is data for scripts, which is not loaded. */
	if (type.n > 0 && !str_has_any_nocase(type, scripts,
	    sizeof(scripts) / sizeof(*scripts)))
		return;
	add(c, ROLE_SCRIPT, html_attr(n, "src"));
	add(c, ROLE_SCRIPT, html_attr(n, "href"));
}

static enum role
role_of_preload(const xmlNode *link)
{
	static const struct {
		const char *as;
		enum role role;
	} roles[] = {
		{ "style", ROLE_STYLE }, { "script", ROLE_SCRIPT },
		{ "worker", ROLE_SCRIPT }, { "font", ROLE_FONT },
		{ "image", ROLE_IMAGE }, { "audio", ROLE_MEDIA },
		{ "video", ROLE_MEDIA }, { "track", ROLE_MEDIA },
	};
	struct str as = str_trim(html_attr(link, "as"));

	for (size_t i = 0; i < sizeof(roles) / sizeof(*roles); i++)
		if (str_eq_nocase(as, str_of(roles[i].as)))
			return roles[i].role;
	return ROLE_OTHER;
}

/* ROLE_NONE: the link leads somewhere, it loads nothing. */
static enum role
role_of_rel(const xmlNode *link, struct str rel)
{
	static const char *const icons[] = { "icon", "apple-touch-icon",
		"apple-touch-icon-precomposed", "apple-touch-startup-image",
		"mask-icon", "fluid-icon" };

	if (str_eq_nocase(rel, STR("stylesheet")))
		return ROLE_STYLE;
	if (str_eq_nocase(rel, STR("preload")))
		return role_of_preload(link);
	if (str_eq_nocase(rel, STR("modulepreload")))
		return ROLE_SCRIPT;
	if (str_eq_nocase(rel, STR("manifest")))
		return ROLE_OTHER;
	return str_is_any_nocase(rel, icons, sizeof(icons) / sizeof(*icons)) ?
	    ROLE_IMAGE : ROLE_NONE;
}

static void
add_link(const struct collector *c, const xmlNode *n)
{
	struct str rest = html_attr(n, "rel"), href = html_attr(n, "href");

	while (rest.n > 0) {
		enum role role;
		size_t end = 0;

		while (end < rest.n && !ch_is_space(rest.p[end]))
			end++;
		role = role_of_rel(n, str_sub(rest, 0, end));
		if (role != ROLE_NONE)
			add(c, role, href);
		if (role == ROLE_IMAGE)
			add_set(c, html_attr(n, "imagesrcset"));
		rest = str_trim(str_from(rest, end));
	}
}

static void collect(const struct collector *, const xmlNode *root);

/* srcdoc is a document, but not one of its own address. */
static void
add_srcdoc(const struct collector *c, struct str html)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct collector inner = { c->out, c->base, true, false };

	if (c->is_inner || html.n == 0 || html_parse(html, &doc, NULL) < 0)
		return;
	collect(&inner, xmlDocGetRootElement(doc));
}

static void
add_frame(const struct collector *c, const xmlNode *n)
{
	struct str srcdoc = html_attr(n, "srcdoc");

	/* What counts those who have no scripts. */
	if (c->is_aside)
		return;
	if (srcdoc.p != NULL) {
		add_srcdoc(c, srcdoc);
		return;
	}
	add(c, ROLE_FRAME, html_attr(n, "src"));
	add(c, ROLE_FRAME, html_attr(n, "data-src"));
}

static void
add_embed(const struct collector *c, const xmlNode *n)
{
	add(c, ROLE_OTHER, html_attr(n, html_is(n, "object") ? "data" :
	    "src"));
}

static const struct {
	const char *name;
	void (*fn)(const struct collector *, const xmlNode *);
} elements[] = {
	{ "img", add_img }, { "link", add_link }, { "script", add_script },
	{ "source", add_source }, { "input", add_input },
	{ "video", add_media }, { "audio", add_media }, { "track", add_media },
	{ "iframe", add_frame }, { "frame", add_frame },
	{ "embed", add_embed }, { "object", add_embed },
	{ "image", add_svg }, { "use", add_svg }, { "feImage", add_svg },
};

static void
collect_one(const struct collector *c, const xmlNode *n)
{
	if (html_is(n, "style"))
		add_style(c, n);
	if (n->properties == NULL)
		return;
	for (size_t i = 0; i < sizeof(elements) / sizeof(*elements); i++)
		if (html_is(n, elements[i].name))
			elements[i].fn(c, n);
	add_style_attributes(c, n);
	add_background(c, n);
}

static bool
is_in(const xmlNode *n, const xmlNode *outer)
{
	for (; n != NULL; n = n->parent)
		if (n == outer)
			return true;
	return false;
}

static void
collect(const struct collector *outer, const xmlNode *root)
{
	struct collector c = *outer;
	const xmlNode *aside = NULL;

	for (const xmlNode *n = root; n != NULL && c.out->n < REQUISITES_MAX;
	    n = html_next(n, root, false)) {
		if (n->type != XML_ELEMENT_NODE)
			continue;
		if (aside != NULL && !is_in(n, aside))
			aside = NULL;
		if (aside == NULL && html_is(n, "noscript"))
			aside = n;
		c.is_aside = aside != NULL;
		collect_one(&c, n);
	}
}

void
requisites_of_page(struct requisites *r, const xmlNode *root,
    const struct url *base)
{
	const struct collector c = { .out = r, .base = base };

	collect(&c, root);
}

/* --- as lines --- */

void
requisites_write(const struct requisites *r, struct buf *b)
{
	for (size_t i = 0; i < r->n; i++)
		buf_fmt(b, "%s %s\n", role_name(r->items[i].role),
		    r->items[i].url);
}

static bool
read_line(struct requisites *r, struct str line)
{
	AUTO(url_release) struct url u = URL_INIT;
	size_t space = str_chr(line, ' ');
	enum role role;

	if (space == (size_t)-1 || line.n > CSS_VALUE_MAX * 4 ||
	    !role_find(str_sub(line, 0, space), &role) || role == ROLE_NONE ||
	    url_parse(&u, str_from(line, space + 1), NULL, NULL) < 0 ||
	    !url_is_http(&u))
		return false;
	add_url(r, role, &u);
	return true;
}

bool
requisites_read(struct requisites *r, struct str lines)
{
	struct str line;
	bool is_good = true;

	while (lines.n > 0 && str_cut(&lines, '\n', &line))
		is_good = read_line(r, line) && is_good;
	return is_good;
}
