#include "html/sanitise.h"

#include <string.h>

#include "html/nest.h"
#include "html/srcset.h"
#include "html/tree.h"

/* A URL longer than this is no address (data: pictures aside). */
#define URL_MAX ((size_t)8 << 10)

/* What an element becomes that may not stay. "": it goes with its content.
 * Whatever is in neither list is unwrapped. Sorted. */
static const struct {
	const char *from, *to;
} changed[] = {
	{ "acronym", "abbr" }, { "address", "div" }, { "annotation-xml", "" },
	{ "applet", "" }, { "area", "" }, { "base", "" },
	{ "basefont", "" }, { "bdi", "span" }, { "bdo", "span" },
	{ "bgsound", "" }, { "button", "" }, { "canvas", "" },
	{ "center", "div" }, { "col", "" }, { "colgroup", "" },
	{ "datalist", "" }, { "dialog", "div" }, { "dir", "ul" },
	{ "embed", "" }, { "fieldset", "div" }, { "footer", "div" },
	{ "form", "div" }, { "frame", "" }, { "frameset", "" },
	{ "head", "" }, { "header", "div" }, { "hgroup", "div" },
	{ "iframe", "" }, { "input", "" }, { "keygen", "" },
	{ "legend", "div" }, { "link", "" }, { "listing", "pre" },
	{ "main", "div" }, { "map", "" }, { "menu", "ul" }, { "meta", "" },
	{ "meter", "" }, { "nav", "div" }, { "noembed", "" },
	{ "noframes", "" }, { "noscript", "" }, { "object", "" },
	{ "option", "" }, { "output", "" }, { "param", "" },
	{ "plaintext", "pre" }, { "portal", "" }, { "progress", "" },
	{ "script", "" }, { "select", "" }, { "source", "" },
	{ "strike", "s" }, { "style", "" }, { "svg", "" },
	{ "template", "" }, { "textarea", "" }, { "title", "" },
	{ "track", "" }, { "tt", "code" }, { "xmp", "pre" },
};

static const char *
changed_to(const xmlNode *n)
{
	size_t lo = 0, hi = sizeof(changed) / sizeof(changed[0]);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = strcmp((const char *)n->name, changed[mid].from);

		if (c == 0)
			return changed[mid].to;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return NULL;
}

static struct str
name_of(const xmlNode *n)
{
	return str_of((const char *)n->name);
}

static void
rename_to(xmlNode *n, const char *name)
{
	n->name = xmlDictLookup(n->doc->dict, (const xmlChar *)name, -1);
	if (n->name == NULL)
		mem_give_up();
}

/* A reference that is kept as it is, made fit for a canonical attribute. */
static void
put_reference(struct str s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\t' || s.p[i] == '\n' || s.p[i] == '\r')
			continue;
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			buf_fmt(out, "%%%02X", (unsigned char)s.p[i]);
		else
			buf_char(out, s.p[i]);
	}
}

static void
put_data(struct str s, struct buf *out)
{
	size_t comma = str_chr(s, ',');

	for (size_t i = 0; i < s.n; i++) {
		if (ch_is_space(s.p[i]))
			continue;
		buf_char(out, i < comma ? ch_lower(s.p[i]) : s.p[i]);
	}
}

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Does it lead to a place on the page itself? There it works offline too. */
static bool
is_here(const struct url *u, const struct url *here)
{
	return here != NULL && u->fragment != NULL && u->fragment[0] != '\0' &&
	    is_same(u->scheme, here->scheme) && is_same(u->host, here->host) &&
	    u->port == here->port && is_same(u->path, here->path) &&
	    is_same(u->query, here->query);
}

static void
put_address(struct str s, const struct sanitise_opts *o, struct buf *out)
{
	AUTO(buf_release) struct buf full = BUF_INIT(URL_MAX);
	AUTO(url_release) struct url u = URL_INIT;
	struct err err;

	if (s.n > URL_MAX)
		return;
	if (o->base == NULL && str_starts(s, STR("//"))) {
		buf_str(&full, "https:");
		buf_s(&full, s);
		s = buf_view(&full);
	}
	if (url_parse(&u, s, o->base, &err) == 0 && url_is_http(&u)) {
		if (is_here(&u, o->here))
			buf_fmt(out, "#%s", u.fragment);
		else
			url_href(&u, out);
	} else if (o->base == NULL) {
		put_reference(s, out);
	}
}

/* What the standard strips off a URL first. */
static struct str
trim_url(struct str s)
{
	while (s.n > 0 && (unsigned char)s.p[0] <= ' ')
		s = str_from(s, 1);
	while (s.n > 0 && (unsigned char)s.p[s.n - 1] <= ' ')
		s.n--;
	return s;
}

static void
clean_url(struct str value, const struct sanitise_opts *o, struct buf *out)
{
	struct str s = trim_url(value);

	if (str_starts_nocase(s, STR("data:"))) {
		if (s.n <= 2 * SANITISE_DATA_MAX)
			put_data(s, out);
	} else if (str_starts_nocase(s, STR("mailto:"))) {
		buf_str(out, "mailto:");
		put_reference(str_from(s, 7), out);
	} else if (s.n > 0 && s.p[0] == '#') {
		put_reference(s, out);
	} else {
		put_address(s, o, out);
	}
}

static void
clean_class(struct str value, struct buf *out)
{
	size_t i = 0, from;
	struct str token;

	while (i < value.n) {
		while (i < value.n && ch_is_space(value.p[i]))
			i++;
		from = i;
		while (i < value.n && !ch_is_space(value.p[i]))
			i++;
		token = str_sub(value, from, i);
		if (str_starts_nocase(token, STR("lang-"))) {
			buf_str(out, out->len > 0 ? " language-" : "language-");
			buf_s(out, str_from(token, 5));
		} else if (sanitise_allows_value(STR("p"), STR("class"),
		    token) || (str_eq(token, STR("display")) &&
		    str_eq(buf_view(out), STR("math")))) {
			buf_str(out, out->len > 0 ? " " : "");
			buf_s(out, token);
		}
	}
}

static void
clean_number(struct str value, struct buf *out)
{
	struct str s = str_trim(value);
	size_t i = s.n > 0 && s.p[0] == '-' ? 1 : 0;

	while (i < s.n && ch_is_digit(s.p[i]))
		i++;
	if (s.n > 0 && s.p[s.n - 1] != '%')
		buf_s(out, str_sub(s, 0, i));
}

static bool
is_attr(struct str attr, const char *list)
{
	struct str rest = str_of(list), word;

	while (str_cut(&rest, ' ', &word)) {
		if (str_eq(attr, word))
			return true;
	}
	return false;
}

/* Brings a value into the form that sanitise_allows_value() asks for, where
 * the meaning stays. */
static void
clean_value(xmlNode *n, struct str attr, const struct sanitise_opts *o)
{
	AUTO(buf_release) struct buf b = BUF_INIT((size_t)256 << 10);
	struct str value = html_attr(n, attr.p);

	if (is_attr(attr, "href src cite"))
		clean_url(value, o, &b);
	else if (str_eq(attr, STR("class")))
		clean_class(value, &b);
	else if (is_attr(attr, "dir align scope"))
		for (size_t i = 0; i < value.n; i++)
			buf_char(&b, ch_lower(value.p[i]));
	else if (!sanitise_is_math(name_of(n)) &&
	    is_attr(attr, "width height colspan rowspan start value"))
		clean_number(value, &b);
	else if (is_attr(attr, "reversed") || (html_is(n, "details") &&
	    is_attr(attr, "open")))
		buf_reset(&b);
	else
		return;
	html_attr_set(n, attr.p, buf_view(&b));
}

static void
clean_attrs(xmlNode *n, const struct sanitise_opts *o)
{
	xmlAttr *a, *next;
	struct str name;

	if (html_is(n, "a") && html_attr(n, "id").p == NULL &&
	    html_attr(n, "name").n > 0)
		html_attr_set(n, "id", html_attr(n, "name"));
	for (a = n->properties; a != NULL; a = next) {
		next = a->next;
		name = str_of((const char *)a->name);
		if (!sanitise_allows_attr(name_of(n), name)) {
			xmlRemoveProp(a);
			continue;
		}
		clean_value(n, name, o);
		if (!sanitise_allows_value(name_of(n), name,
		    html_attr(n, name.p)))
			xmlRemoveProp(a);
	}
}

static xmlNode *
drop(xmlNode *n, const xmlNode *root)
{
	xmlNode *next = html_next(n, root, true);

	html_drop(n);
	return next;
}

static xmlNode *
unwrap(xmlNode *n, const xmlNode *root)
{
	xmlNode *next = n->children != NULL ? n->children :
	    html_next(n, root, true);

	html_unwrap(n);
	return next;
}

static void
set_only_text(xmlNode *n, struct str text)
{
	while (n->children != NULL)
		html_drop(n->children);
	xmlNodeAddContentLen(n, (const xmlChar *)text.p, (int)text.n);
}

/* A player becomes a link to what it plays, under its title or a sign. */
static xmlNode *
link_media(xmlNode *n, const xmlNode *root, const struct sanitise_opts *o)
{
	const xmlNode *source = html_find(n, "source");
	struct str src = html_attr(n, "src"), title = html_attr(n, "title");

	if (src.n == 0 && source != NULL)
		src = html_attr(source, "src");
	if (src.n == 0)
		return drop(n, root);
	html_attr_set(n, "href", src);
	set_only_text(n, title.n > 0 ? title : STR("\xe2\x96\xb6"));
	rename_to(n, "a");
	clean_attrs(n, o);
	if (html_attr(n, "href").n == 0)
		return drop(n, root);
	return html_next(n, root, true);
}

static bool
is_pixel(const xmlNode *img)
{
	struct str w = html_attr(img, "width"), h = html_attr(img, "height");

	return w.n == 1 && h.n == 1 && w.p[0] <= '1' && h.p[0] <= '1';
}

/* A picture that cannot be shown leaves what it says. */
static xmlNode *
clean_img(xmlNode *n, const xmlNode *root, const struct sanitise_opts *o)
{
	struct str best, alt;
	xmlNode *next;

	if (html_attr(n, "src").n == 0) {
		best = srcset_best(html_attr(n, "srcset")).url;
		if (best.p != NULL)
			html_attr_set(n, "src", best);
	}
	clean_attrs(n, o);
	while (n->children != NULL)
		html_drop(n->children);
	if (is_pixel(n))
		return drop(n, root);
	if (html_attr(n, "src").n > 0)
		return html_next(n, root, true);
	alt = html_attr(n, "alt");
	set_only_text(n, alt);
	next = html_next(n, root, true);
	html_unwrap(n);
	return next;
}

static xmlNode *
clean_element(xmlNode *n, const xmlNode *root, const struct sanitise_opts *o)
{
	const char *to = changed_to(n);

	/* A <form> in a table is always empty: no block for it. */
	if (to != NULL && (to[0] == '\0' || n->children == NULL))
		return drop(n, root);
	if (to != NULL)
		rename_to(n, to);
	if (!sanitise_allows_child(name_of(n->parent), name_of(n)))
		return unwrap(n, root);
	if (html_is(n, "video") || html_is(n, "audio"))
		return link_media(n, root, o);
	if (!sanitise_allows_element(name_of(n)))
		return unwrap(n, root);
	if (html_is(n, "img"))
		return clean_img(n, root, o);
	clean_attrs(n, o);
	if (html_is(n, "a") && n->properties == NULL)
		return unwrap(n, root);
	return html_next(n, root, false);
}

void
html_sanitise(xmlNode *root, const struct sanitise_opts *o)
{
	xmlNode *n = html_next(root, root, false);

	while (n != NULL) {
		if (n->type == XML_ELEMENT_NODE)
			n = clean_element(n, root, o);
		else if (n->type == XML_TEXT_NODE)
			n = html_next(n, root, false);
		else
			n = drop(n, root);
	}
	nest_fix(root);
}
