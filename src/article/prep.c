#include "article/prep.h"

#include "article/code.h"
#include "article/explain.h"
#include "article/math.h"
#include "article/node.h"
#include "article/terminal.h"
#include "article/weigh.h"
#include "base/buf.h"
#include "html/tree.h"

/* A <noscript> with this much text is the page for those without scripts
 * (forums render it so), a shorter one a notice. */
#define MIN_NOSCRIPT 300
/* A menu in a line leads to so many titles of so many letters. */
#define MIN_MENU_TITLES 2
#define MIN_MENU_TITLE 30

static bool
is_dead(const xmlNode *n)
{
	static const char *const tags[] = {
		"script", "style", "link", "meta", "template", "base",
		"object", "applet", "input", "select", "textarea",
		"datalist", "progress", "canvas", "map", "frameset",
		"noembed", "noframes", "title",
	};

	return NODE_IS_ANY(n, tags);
}

/* Is the property given this value, whatever the white space? */
static bool
has_style(struct str style, const char *property, const char *value)
{
	size_t at;

	while ((at = str_find_nocase(style, str_of(property))) != (size_t)-1) {
		style = str_from(style, at + strlen(property));
		struct str s = str_trim(style);

		if (s.n > 0 && s.p[0] == ':' && str_starts_nocase(
		    str_trim(str_from(s, 1)), str_of(value)))
			return true;
	}
	return false;
}

/* visibility and opacity are left alone: pages hide their whole body with
 * them until a script has run. */
static bool
is_hidden(const xmlNode *n)
{
	struct str style, aria;

	if (n->properties == NULL)
		return false;
	style = html_attr(n, "style");
	aria = html_attr(n, "aria-hidden");
	if (html_attr(n, "hidden").p != NULL)
		return true;
	if (aria.p != NULL && str_eq_nocase(aria, STR("true")) &&
	    !node_is(n, "img") && !node_is(n, "figure"))
		return true;
	return style.p != NULL && has_style(style, "display", "none");
}

/* Tabs of code, folded text that a click opens: worth keeping. */
static bool
is_fold(const xmlNode *n)
{
	struct str role = html_attr(n, "role");

	if (role.p != NULL && str_eq(role, STR("tabpanel")))
		return true;
	return html_find(n, "pre") != NULL;
}

static bool
is_image_only(const xmlNode *noscript)
{
	return weigh_node(noscript) == 0 && html_find(noscript, "img") != NULL;
}

/* The picture that a script was to load stands before its <noscript>. */
static xmlNode *
image_before(const xmlNode *noscript)
{
	xmlNode *n = noscript->prev;

	while (n != NULL && n->type != XML_ELEMENT_NODE) {
		if (n->type == XML_TEXT_NODE &&
		    str_trim(str_of((char *)n->content)).n > 0)
			return NULL;
		n = n->prev;
	}
	if (n == NULL && noscript->parent != NULL &&
	    node_is(noscript->parent, "div"))
		return NULL;
	return n != NULL && node_is(n, "img") ? n :
	    n != NULL && weigh_node(n) == 0 ? html_find(n, "img") : NULL;
}

/* Keeps the pictures of a <noscript>, drops the rest of it. */
static void
open_noscript(xmlNode *noscript)
{
	xmlNode *twin, *img;

	if (!is_image_only(noscript)) {
		if (weigh_node(noscript) >= MIN_NOSCRIPT)
			html_unwrap(noscript);
		else
			explain_drop(noscript, "a word to browsers");
		return;
	}
	img = html_find(noscript, "img");
	twin = image_before(noscript);
	if (twin != NULL && html_attr(img, "src").n > 0) {
		html_attr_set(twin, "data-noscript-src",
		    html_attr(img, "src"));
		if (html_attr(img, "srcset").n > 0 &&
		    html_attr(twin, "srcset").n == 0)
			html_attr_set(twin, "srcset",
			    html_attr(img, "srcset"));
		html_drop(noscript);
		return;
	}
	html_unwrap(noscript);
}

/* More than half of a page that is hidden is shown by a script. */
static bool
is_page_itself(const xmlNode *n, uint32_t total)
{
	return weigh_node(n) * 2 > total;
}

static void
drop_dead(xmlNode *body)
{
	xmlNode *n = html_next(body, body, false), *next;
	uint32_t total;

	while (n != NULL) {
		next = html_next(n, body, true);
		if (node_is(n, "script") || node_is(n, "style"))
			html_drop(n);
		else if (n->type == XML_ELEMENT_NODE && is_dead(n))
			explain_drop(n, "never shown as text");
		else if (node_is(n, "noscript"))
			open_noscript(n);
		else
			next = html_next(n, body, false);
		n = next;
	}
	total = weigh_node(body);
	for (n = html_next(body, body, false); n != NULL; n = next) {
		next = html_next(n, body, true);
		if (n->type == XML_ELEMENT_NODE && is_hidden(n) &&
		    !is_fold(n) && !is_page_itself(n, total))
			explain_drop(n, "hidden");
		else
			next = html_next(n, body, false);
	}
}

/*
 * A menu that opens over the text, as of a name in a paragraph: links of whole
 * titles side by side, and not a word between them.
 */
static bool
is_menu_in_line(const xmlNode *span)
{
	const xmlNode *n = span;
	size_t n_titles = 0;

	while (n != NULL) {
		bool is_link = node_is(n, "a");

		if (n->type == XML_TEXT_NODE && !xmlIsBlankNode(n))
			return false;
		n_titles += is_link && weigh_node(n) >= MIN_MENU_TITLE;
		n = html_next(n, span, is_link);
	}
	return n_titles >= MIN_MENU_TITLES;
}

static void
drop_menus_in_lines(xmlNode *body)
{
	xmlNode *next;

	for (xmlNode *n = body; n != NULL; n = next) {
		next = html_next(n, body, false);
		if (!node_is(n, "p"))
			continue;
		for (xmlNode *in = html_next(n, n, false); in != NULL;
		    in = next) {
			next = html_next(in, n, false);
			if (node_is(in, "span") && is_menu_in_line(in)) {
				next = html_next(in, n, true);
				explain_drop(in, "a menu in a line of text");
			}
		}
		next = html_next(n, body, true);
	}
}

/* Is there something to fill in or to press? */
static bool
has_field(const xmlNode *form)
{
	static const char *const tags[] = { "input", "select", "textarea",
		"button" };

	for (const xmlNode *n = form; n != NULL; n = html_next(n, form,
	    false)) {
		struct str type;

		if (!NODE_IS_ANY(n, tags))
			continue;
		type = html_attr(n, "type");
		if (type.p == NULL || !str_eq_nocase(type, STR("hidden")))
			return true;
	}
	return false;
}

/* A form without a field only carries its text. */
static void
open_forms(xmlNode *body)
{
	for (xmlNode *n = body; n != NULL; n = html_next(n, body, false))
		if (node_is(n, "form") && !has_field(n))
			xmlNodeSetName(n, BAD_CAST "div");
}

/* A button that unfolds what stands under it is that part's heading. */
static void
open_toggles(xmlNode *body)
{
	static const char *const tags[] = { "h2", "h3", "h4", "h5", "h6" };
	xmlNode *next;

	for (xmlNode *n = body; n != NULL; n = next) {
		next = html_next(n, body, false);
		if (NODE_IS_ANY(n, tags)) {
			if (node_is(n->parent, "button"))
				xmlNodeSetName(n->parent, BAD_CAST "div");
		} else if (node_is(n, "button") &&
		    NODE_IS_ANY(n->parent, tags)) {
			html_unwrap(n);
		}
	}
}

static bool
is_heading(const xmlNode *n)
{
	static const char *const names[] = { "h1", "h2", "h3", "h4", "h5",
		"h6" };

	return NODE_IS_ANY(n, names);
}

static bool
is_inside(const xmlNode *n, const xmlNode *root)
{
	while (n != NULL && n != root)
		n = n->parent;
	return n != NULL;
}

/* Headings that an anchor inside of them names take its name over: the anchor
 * may go with the sign that it shows. */
static void
name_headings(xmlNode *body)
{
	xmlNode *heading = NULL;

	for (xmlNode *n = body; n != NULL; n = html_next(n, body, false)) {
		struct str name;

		if (is_heading(n))
			heading = html_attr(n, "id").n == 0 ? n : NULL;
		if (heading == NULL || !node_is(n, "a"))
			continue;
		name = html_attr(n, "id").n > 0 ? html_attr(n, "id") :
		    html_attr(n, "name");
		if (is_inside(n, heading) && name.n > 0) {
			html_attr_set(heading, "id", name);
			html_attr_del(n, "id");
			html_attr_del(n, "name");
		}
		heading = is_inside(n, heading) && name.n == 0 ? heading :
		    NULL;
	}
}

void
prep_body(xmlNode *body)
{
	math_normalise(body);
	open_forms(body);
	drop_dead(body);
	drop_menus_in_lines(body);
	name_headings(body);
	open_toggles(body);
	terminal_normalise(body);
	code_normalise(body);
}
