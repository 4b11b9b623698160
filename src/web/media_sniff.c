#include "web/media.h"
#include "web/media_magic.h"

/* As much as the standard's resource header, and then some for long comments
 * before the first tag. */
#define HEADER_MAX 4096

/* Text in which one byte of this many is a control character is still the
 * text it was declared to be. */
#define CONTROL_SHARE 20

/* What the beginning of a text says. */
enum look { LOOK_NONE, LOOK_HTML, LOOK_COMMENT, LOOK_XML, LOOK_FEED,
	LOOK_SVG, LOOK_SVG_DOCUMENT };

static bool
is_utf16(struct str s)
{
	return str_starts(s, STR("\xff\xfe")) || str_starts(s, STR("\xfe\xff"));
}

/* How many bytes no text has (MIME Sniffing, "binary data byte"); ESC is left
 * out, since ISO-2022 needs it. */
static size_t
count_controls(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		n += c <= 8 || c == 0x0b || (c >= 0x0e && c <= 0x1a) ||
		    (c >= 0x1c && c <= 0x1f);
	}
	return n;
}

static struct str
skip_space(struct str s)
{
	while (s.n > 0 && ch_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

static struct str
skip_past(struct str s, struct str end)
{
	size_t i = str_find(s, end);

	return i == (size_t)-1 ? STR("") : skip_space(str_from(s, i + end.n));
}

/* Is the element one of the list's? s begins behind '<'. */
static bool
is_element(struct str s, const char *const *names)
{
	size_t n;

	for (; *names != NULL; names++) {
		n = strlen(*names);
		if (str_starts_nocase(s, str_of(*names)) && (s.n == n ||
		    s.p[n] == '>' || s.p[n] == '/' || ch_is_space(s.p[n])))
			return true;
	}
	return false;
}

static bool
is_feed_element(struct str s)
{
	static const char *const names[] = { "rss", "feed", "rdf:RDF", NULL };

	return is_element(s, names);
}

static bool
is_html_element(struct str s)
{
	static const char *const names[] = {
		"html", "head", "body", "script", "iframe", "h1", "div",
		"font", "table", "a", "style", "title", "b", "br", "p",
		"meta", "link", "base", "noscript", "center", "form", "img",
		"span", "section", "article", "main", "header", "nav", "ul",
		"ol", "h2", "h3", "h4", "frameset", "template", "textarea",
		"blockquote", "pre", "strong", NULL,
	};

	return is_element(s, names);
}

static enum look
root_look(struct str s, bool is_xml)
{
	static const char *const svg[] = { "svg", NULL };
	static const char *const html[] = { "html", NULL };

	s = str_from(s, 1);
	if (is_feed_element(s))
		return LOOK_FEED;
	if (is_element(s, svg))
		return is_xml || str_find(s, STR("www.w3.org/2000/svg")) !=
		    (size_t)-1 ? LOOK_SVG_DOCUMENT : LOOK_SVG;
	if (is_xml)
		return is_element(s, html) ? LOOK_HTML : LOOK_XML;
	return is_html_element(s) ? LOOK_HTML : LOOK_NONE;
}

static enum look
text_look(struct str s)
{
	bool is_xml = false, has_comment = false;
	enum look look;

	for (s = skip_space(s); s.n > 0 && s.p[0] == '<';) {
		if (str_starts(s, STR("<!--"))) {
			has_comment = true;
			s = skip_past(str_from(s, 4), STR("-->"));
		} else if (str_starts(s, STR("<?"))) {
			is_xml |= str_starts_nocase(s, STR("<?xml"));
			s = skip_past(s, STR(">"));
		} else if (str_starts_nocase(s, STR("<!doctype html"))) {
			return LOOK_HTML;
		} else if (str_starts_nocase(s, STR("<!doctype"))) {
			is_xml = true;
			s = skip_past(s, STR(">"));
		} else {
			break;
		}
	}
	look = s.n > 0 && s.p[0] == '<' ? root_look(s, is_xml) :
	    is_xml ? LOOK_XML : LOOK_NONE;
	return look == LOOK_NONE && has_comment ? LOOK_COMMENT : look;
}

/* An object, or an array of what prose in brackets does not begin with. */
static bool
looks_like_json(struct str s)
{
	char open;

	s = skip_space(s);
	if (s.n < 2)
		return false;
	open = s.p[0];
	s = skip_space(str_from(s, 1));
	if (s.n == 0)
		return false;
	return (open == '{' && (s.p[0] == '"' || s.p[0] == '}')) ||
	    (open == '[' && strchr("{[\"]", s.p[0]) != NULL);
}

static enum media
give(const char *name, const char **essence)
{
	*essence = name;
	return media_kind(str_of(name), essence);
}

static enum media
give_xml(enum look look, struct str s, const char **essence)
{
	switch (look) {
	case LOOK_FEED:
		return give(str_find(s, STR("<feed")) != (size_t)-1 ?
		    "application/atom+xml" :
		    str_find_nocase(s, STR("<rdf:RDF")) != (size_t)-1 ?
		    "application/rdf+xml" : "application/rss+xml", essence);
	case LOOK_SVG:
	case LOOK_SVG_DOCUMENT:
		return give("image/svg+xml", essence);
	case LOOK_HTML:
		return give("text/html", essence);
	case LOOK_NONE:
	case LOOK_COMMENT:
	case LOOK_XML:
		break;
	}
	return give("application/xml", essence);
}

/* Text whose declared type says nothing, or is contradicted. */
static enum media
sniff_text(struct str s, const char **essence)
{
	enum look look = text_look(s);

	if (look == LOOK_COMMENT)
		return give("text/html", essence);
	if (look != LOOK_NONE)
		return give_xml(look, s, essence);
	if (looks_like_json(s))
		return give("application/json", essence);
	return give("text/plain", essence);
}

static enum media
sniff_as_html(struct str s, const char *name, const char **essence)
{
	enum look look = text_look(s);

	if (look == LOOK_FEED || look == LOOK_SVG_DOCUMENT || look == LOOK_XML)
		return give_xml(look, s, essence);
	if (looks_like_json(s) && str_chr(s, '<') == (size_t)-1)
		return give("application/json", essence);
	return give(name, essence);
}

/* Text that was declared as kind, which name is the type of. */
static enum media
sniff_declared(struct str s, enum media kind, const char *name,
    const char **essence)
{
	enum look look = text_look(s);

	switch (kind) {
	case MEDIA_HTML:
		return sniff_as_html(s, name, essence);
	case MEDIA_TEXT:
		return give(name, essence);
	case MEDIA_XML:
	case MEDIA_FEED:
	case MEDIA_SVG:
		if (look == LOOK_NONE && !str_starts(skip_space(s), STR("<")))
			return sniff_text(s, essence);
		if (look == LOOK_NONE || look == LOOK_COMMENT ||
		    look == LOOK_XML)
			return give(name, essence);
		return give_xml(look, s, essence);
	case MEDIA_JSON:
	case MEDIA_CSS:
	case MEDIA_SCRIPT:
		if (look == LOOK_NONE || look == LOOK_COMMENT)
			return give(name, essence);
		return sniff_text(s, essence);
	case MEDIA_EMPTY:
	case MEDIA_PDF:
	case MEDIA_IMAGE:
	case MEDIA_AUDIO:
	case MEDIA_VIDEO:
	case MEDIA_ARCHIVE:
	case MEDIA_OFFICE:
	case MEDIA_FONT:
	case MEDIA_BINARY:
		break;
	}
	return sniff_text(s, essence);
}

static bool
is_text_kind(enum media kind)
{
	return kind == MEDIA_HTML || kind == MEDIA_XML || kind == MEDIA_FEED ||
	    kind == MEDIA_TEXT || kind == MEDIA_JSON || kind == MEDIA_SVG ||
	    kind == MEDIA_CSS || kind == MEDIA_SCRIPT;
}

/* Of types that have no table entry, only what they are a kind of matters. */
static enum media
find_declared(struct str declared, const char **name)
{
	enum media kind = media_kind(declared, name);

	if (kind != MEDIA_EMPTY)
		return kind;
	if (str_ends_nocase(declared, STR("+json")))
		return give("application/json", name);
	if (str_ends_nocase(declared, STR("+xml")))
		return give("application/xml", name);
	if (str_ends_nocase(declared, STR("javascript")))
		return give("text/javascript", name);
	if (str_starts_nocase(declared, STR("text/")))
		return give("text/plain", name);
	return give("application/octet-stream", name);
}

/* Bytes that are no text and have no magic number. */
static enum media
sniff_binary(enum media kind, const char *name, const char **essence)
{
	if (is_text_kind(kind) || kind == MEDIA_IMAGE || kind == MEDIA_PDF)
		return give("application/octet-stream", essence);
	return give(name, essence);
}

enum media
media_sniff(struct str bytes, struct str declared, const char **essence)
{
	struct str s = str_sub(bytes, 0, HEADER_MAX);
	const char *name, *magic;
	enum media kind;
	size_t controls;

	declared = str_trim(str_sub(declared, 0, str_chr(declared, ';')));
	if (s.n == 0) {
		*essence = "application/x-empty";
		return MEDIA_EMPTY;
	}
	kind = find_declared(declared, &name);
	magic = is_utf16(s) ? NULL : media_magic(s, declared);
	if (magic != NULL)
		return give(magic, essence);
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	controls = is_utf16(s) ? 0 : count_controls(s);
	if (controls > 0 && !(text_look(s) != LOOK_NONE ||
	    (is_text_kind(kind) && controls < 1 + s.n / CONTROL_SHARE)))
		return sniff_binary(kind, name, essence);
	return sniff_declared(s, kind, name, essence);
}
