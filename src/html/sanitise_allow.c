#include "html/sanitise.h"

#include <string.h>

static const char *const elements[] = {
	"a", "abbr", "article", "aside", "b", "blockquote", "br", "caption",
	"cite", "code", "dd", "del", "details", "div", "dl", "dt", "em",
	"figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
	"img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt",
	"ruby", "s", "samp", "section", "small", "span", "strong", "sub",
	"summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead",
	"time", "tr", "u", "ul", "var", "wbr",
};

/* MathML Core, and what older pages need; annotation-xml may hold HTML. */
static const char *const math_elements[] = {
	"annotation", "maction", "math", "menclose", "merror", "mfenced",
	"mfrac", "mi", "mmultiscripts", "mn", "mo", "mover", "mpadded",
	"mphantom", "mprescripts", "mroot", "mrow", "ms", "mspace", "msqrt",
	"mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr",
	"munder", "munderover", "none", "semantics",
};

static const char *const math_attrs[] = {
	"accent", "accentunder", "align", "bevelled", "close", "columnalign",
	"columnlines", "columnspacing", "columnspan", "denomalign", "depth",
	"dir", "display", "displaystyle", "encoding", "fence", "form",
	"frame", "framespacing", "height", "largeop", "linethickness",
	"lspace", "mathvariant", "maxsize", "minsize", "movablelimits",
	"notation", "numalign", "open", "rowalign", "rowlines", "rowspacing",
	"rowspan", "rspace", "scriptlevel", "separator", "separators",
	"stretchy", "symmetric", "voffset", "width",
};

static const char *const common_attrs[] = {
	"class", "data-embed", "data-wiki", "dir", "id", "lang", "title",
};

/* Sorted by element, then attribute. */
static const struct {
	const char *element, *attr;
} own_attrs[] = {
	{ "a", "href" }, { "blockquote", "cite" }, { "del", "cite" },
	{ "del", "datetime" }, { "details", "open" }, { "img", "alt" },
	{ "img", "height" }, { "img", "src" }, { "img", "width" },
	{ "ins", "cite" }, { "ins", "datetime" }, { "li", "value" },
	{ "ol", "reversed" }, { "ol", "start" }, { "ol", "type" },
	{ "q", "cite" }, { "td", "align" }, { "td", "colspan" },
	{ "td", "rowspan" }, { "th", "align" }, { "th", "colspan" },
	{ "th", "rowspan" }, { "th", "scope" }, { "time", "datetime" },
};

#define N(list) (sizeof(list) / sizeof((list)[0]))

static bool
is_in(struct str s, const char *const *list, size_t n)
{
	size_t lo = 0, hi = s.n > 0 ? n : 0;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int c = (unsigned char)s.p[0] - (unsigned char)list[mid][0];

		if (c == 0)
			c = str_cmp(s, str_of(list[mid]));
		if (c == 0)
			return true;
		if (c < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return false;
}

bool
sanitise_is_math(struct str name)
{
	return is_in(name, math_elements, N(math_elements));
}

bool
sanitise_allows_element(struct str name)
{
	return is_in(name, elements, N(elements)) || sanitise_is_math(name);
}

bool
sanitise_allows_attr(struct str element, struct str attr)
{
	if (is_in(attr, common_attrs, N(common_attrs)))
		return true;
	if (sanitise_is_math(element))
		return is_in(attr, math_attrs, N(math_attrs));
	for (size_t i = 0; i < N(own_attrs); i++) {
		if (str_eq(element, str_of(own_attrs[i].element)) &&
		    str_eq(attr, str_of(own_attrs[i].attr)))
			return true;
	}
	return false;
}

static bool
is_all(struct str s, const char *others)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_is_alnum(s.p[i]) && strchr(others, s.p[i]) == NULL)
			return false;
	}
	return s.n > 0;
}

static bool
is_number(struct str s)
{
	unsigned long v;

	if (s.n > 0 && s.p[0] == '-')
		s = str_from(s, 1);
	return str_to_ulong(s, 999999, &v);
}

/* Whatever a link can name: wikis write "Weir_(river)!". */
static bool
is_id(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f ||
		    memchr("\"&'<>`", s.p[i], 6) != NULL)
			return false;
	}
	return s.n > 0;
}

static bool
is_class_token(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!ch_is_alnum(s.p[i]) && (unsigned char)s.p[i] < 0x80 &&
		    strchr("_:.-", s.p[i]) == NULL)
			return false;
	}
	return s.n > 0 && (str_starts(s, STR("language-")) ||
	    str_starts(s, STR("footnote")) || str_starts(s, STR("kb-")) ||
	    str_eq(s, STR("math")));
}

/* "math display" is a formula on lines of its own, "display" anything. */
static bool
is_class(struct str s)
{
	struct str token, before = STR("");

	while (str_cut(&s, ' ', &token)) {
		if (!is_class_token(token) && !(str_eq(token, STR("display")) &&
		    str_eq(before, STR("math"))))
			return false;
		before = token;
	}
	return true;
}

/* One of the words of a list separated by spaces. */
static bool
is_word(struct str s, const char *list)
{
	struct str rest = str_of(list), word;

	while (str_cut(&rest, ' ', &word)) {
		if (str_eq(s, word))
			return true;
	}
	return false;
}

bool
sanitise_allows_child(struct str parent, struct str child)
{
	bool in_math = sanitise_is_math(parent);

	if (!sanitise_is_math(child))
		return !in_math;
	if (str_eq(child, STR("math")))
		return !in_math;
	return in_math && !is_word(parent, "mi mn mo ms mtext mspace "
	    "annotation none mprescripts");
}

static bool
is_url_attr(struct str attr)
{
	return is_word(attr, "href src cite");
}

static bool
allows_url_here(struct str attr, struct str value)
{
	if (!sanitise_allows_url(value))
		return false;
	if (str_starts(value, STR("data:")))
		return str_eq(attr, STR("src"));
	if (str_starts(value, STR("mailto:")))
		return str_eq(attr, STR("href"));
	return true;
}

bool
sanitise_allows_value(struct str element, struct str attr, struct str value)
{
	if (is_url_attr(attr))
		return allows_url_here(attr, value);
	if (str_eq(attr, STR("class")))
		return is_class(value);
	if (str_eq(attr, STR("id")))
		return is_id(value);
	if (str_eq(attr, STR("dir")))
		return is_word(value, "ltr rtl auto");
	if (str_eq(attr, STR("lang")))
		return is_all(value, "-");
	if (sanitise_is_math(element))
		return true;
	if (is_word(attr, "width height colspan rowspan start value"))
		return is_number(value);
	if (is_word(attr, "open reversed"))
		return value.n == 0;
	if (str_eq(attr, STR("type")))
		return is_word(value, "1 a A i I");
	if (str_eq(attr, STR("scope")))
		return is_word(value, "row col rowgroup colgroup");
	if (str_eq(attr, STR("align")))
		return is_word(value, "left center right");
	return true;
}

static bool
is_data_picture(struct str s)
{
	static const char *const types[] = {
		"data:image/png;base64,", "data:image/jpeg;base64,",
		"data:image/gif;base64,", "data:image/webp;base64,",
	};

	if (s.n > SANITISE_DATA_MAX)
		return false;
	for (size_t i = 0; i < N(types); i++) {
		if (str_starts(s, str_of(types[i])))
			return is_all(str_from(s, strlen(types[i])), "+/=%");
	}
	return false;
}

/* No scheme and no authority, however a browser may read it. */
static bool
is_relative(struct str s)
{
	if (s.n > 1 && (s.p[0] == '/' || s.p[0] == '\\') &&
	    (s.p[1] == '/' || s.p[1] == '\\'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ':')
			return false;
		if (s.p[i] == '/' || s.p[i] == '?' || s.p[i] == '#')
			break;
	}
	return true;
}

bool
sanitise_allows_url(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7f)
			return false;
	}
	if (s.n == 0)
		return false;
	if (str_starts(s, STR("https://")) || str_starts(s, STR("http://")))
		return s.n > 8;
	return str_starts(s, STR("mailto:")) || is_data_picture(s) ||
	    is_relative(s);
}
