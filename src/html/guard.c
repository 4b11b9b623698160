#include "html/guard.h"

#include <stdint.h>

enum kind {
	ORDINARY,	/* also whatever is unknown */
	BLOCK,		/* its end tag closes what is open inside */
	SCOPE,		/* end tags do not reach out of it */
	FORMAT,		/* its end tag closes only itself */
	UNCOUNTED,	/* cannot nest in itself without one of the above */
	ROOT,
	RAW,		/* holds text up to its own end tag */
};

static const struct {
	const char *name;
	enum kind kind;
} kinds[] = {
	{ "address", BLOCK }, { "article", BLOCK }, { "aside", BLOCK },
	{ "blockquote", BLOCK }, { "center", BLOCK }, { "details", BLOCK },
	{ "dialog", BLOCK }, { "dir", BLOCK }, { "div", BLOCK },
	{ "dl", BLOCK }, { "fieldset", BLOCK }, { "figcaption", BLOCK },
	{ "figure", BLOCK }, { "footer", BLOCK }, { "form", BLOCK },
	{ "h1", BLOCK }, { "h2", BLOCK }, { "h3", BLOCK }, { "h4", BLOCK },
	{ "h5", BLOCK }, { "h6", BLOCK }, { "header", BLOCK },
	{ "hgroup", BLOCK }, { "listing", BLOCK }, { "main", BLOCK },
	{ "menu", BLOCK }, { "nav", BLOCK }, { "ol", BLOCK },
	{ "pre", BLOCK }, { "section", BLOCK }, { "summary", BLOCK },
	{ "ul", BLOCK },
	{ "applet", SCOPE }, { "button", SCOPE }, { "marquee", SCOPE },
	{ "math", SCOPE }, { "object", SCOPE }, { "select", SCOPE },
	{ "svg", SCOPE }, { "table", SCOPE }, { "template", SCOPE },
	{ "b", FORMAT }, { "big", FORMAT }, { "code", FORMAT },
	{ "em", FORMAT }, { "font", FORMAT }, { "i", FORMAT },
	{ "s", FORMAT }, { "small", FORMAT }, { "strike", FORMAT },
	{ "strong", FORMAT }, { "tt", FORMAT }, { "u", FORMAT },
	{ "a", UNCOUNTED }, { "area", UNCOUNTED }, { "base", UNCOUNTED },
	{ "br", UNCOUNTED }, { "caption", UNCOUNTED }, { "col", UNCOUNTED },
	{ "colgroup", UNCOUNTED }, { "dd", UNCOUNTED }, { "dt", UNCOUNTED },
	{ "embed", UNCOUNTED }, { "frame", UNCOUNTED }, { "head", UNCOUNTED },
	{ "hr", UNCOUNTED }, { "image", UNCOUNTED }, { "img", UNCOUNTED },
	{ "input", UNCOUNTED }, { "keygen", UNCOUNTED }, { "li", UNCOUNTED },
	{ "link", UNCOUNTED }, { "meta", UNCOUNTED }, { "nobr", UNCOUNTED },
	{ "optgroup", UNCOUNTED }, { "option", UNCOUNTED },
	{ "p", UNCOUNTED }, { "param", UNCOUNTED }, { "source", UNCOUNTED },
	{ "tbody", UNCOUNTED }, { "td", UNCOUNTED }, { "tfoot", UNCOUNTED },
	{ "th", UNCOUNTED }, { "thead", UNCOUNTED }, { "tr", UNCOUNTED },
	{ "track", UNCOUNTED }, { "wbr", UNCOUNTED },
	{ "body", ROOT }, { "html", ROOT },
	{ "iframe", RAW }, { "noembed", RAW }, { "noframes", RAW },
	{ "plaintext", RAW }, { "script", RAW }, { "style", RAW },
	{ "textarea", RAW }, { "title", RAW }, { "xmp", RAW },
};

struct open {
	uint32_t hash;
	enum kind kind;
};

struct guard {
	struct str text;
	size_t copied;		/* text before this is in out, or left out */
	struct buf *out;
	bool changed;
	struct open stack[GUARD_DEPTH];
	size_t depth;
	size_t over;		/* elements open beyond the stack */
	size_t roots, foreign;	/* open svg and math */
	uint32_t svg, math;
};

struct tag {
	size_t start, end;	/* '<', and after '>' */
	size_t cut;		/* where attributes are too many, or 0 */
	struct str name;
	bool is_end, is_selfclosing;
};

static uint32_t
hash(struct str s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)ch_lower(s.p[i])) * 16777619u;
	return h;
}

/* The table as a hash with open addressing, built once per scan. */
#define SLOTS 512

struct kind_table {
	uint32_t hash[SLOTS];
	enum kind kind[SLOTS];
};

static void
build_table(struct kind_table *t)
{
	for (size_t i = 0; i < SLOTS; i++)
		t->hash[i] = 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint32_t h = hash(str_of(kinds[i].name));
		size_t at = h % SLOTS;

		while (t->hash[at] != 0)
			at = (at + 1) % SLOTS;
		t->hash[at] = h;
		t->kind[at] = kinds[i].kind;
	}
}

static enum kind
kind_of(const struct kind_table *t, uint32_t h)
{
	for (size_t at = h % SLOTS; t->hash[at] != 0; at = (at + 1) % SLOTS) {
		if (t->hash[at] == h)
			return t->kind[at];
	}
	return ORDINARY;
}

static void
leave_out(struct guard *g, size_t from, size_t to)
{
	buf_s(g->out, str_sub(g->text, g->copied, from));
	g->copied = to;
	g->changed = true;
}

/* The tokenizer's attribute states, from after the tag name. */
static void
scan_attrs(struct str text, struct tag *tag, size_t i)
{
	size_t n_attrs = 0;
	const char *quote;

	while (i < text.n) {
		while (i < text.n && (ch_is_space(text.p[i]) ||
		    text.p[i] == '/'))
			i++;
		if (i == text.n)
			break;
		if (text.p[i] == '>') {
			tag->is_selfclosing = text.p[i - 1] == '/';
			tag->end = i + 1;
			return;
		}
		if (++n_attrs == GUARD_ATTRS)
			tag->cut = i;
		i++;
		while (i < text.n && !ch_is_space(text.p[i]) &&
		    text.p[i] != '/' && text.p[i] != '>' && text.p[i] != '=')
			i++;
		while (i < text.n && ch_is_space(text.p[i]))
			i++;
		if (i == text.n || text.p[i] != '=')
			continue;
		i++;
		while (i < text.n && ch_is_space(text.p[i]))
			i++;
		if (i < text.n && (text.p[i] == '"' || text.p[i] == '\'')) {
			quote = memchr(text.p + i + 1, text.p[i],
			    text.n - i - 1);
			if (quote == NULL)
				break;
			i = (size_t)(quote - text.p) + 1;
		} else {
			while (i < text.n && !ch_is_space(text.p[i]) &&
			    text.p[i] != '>')
				i++;
		}
	}
	tag->end = text.n;
}

static struct tag
scan_tag(struct str text, size_t lt)
{
	struct tag tag = { lt, text.n, 0, STR(""), false, false };
	size_t i = lt + 1, from;

	if (text.p[i] == '/') {
		tag.is_end = true;
		i++;
	}
	from = i;
	while (i < text.n && !ch_is_space(text.p[i]) && text.p[i] != '/' &&
	    text.p[i] != '>')
		i++;
	tag.name = str_sub(text, from, i);
	scan_attrs(text, &tag, i);
	return tag;
}

static void
pop_to(struct guard *g, size_t depth)
{
	while (g->depth > depth) {
		uint32_t h = g->stack[--g->depth].hash;

		if (h == g->svg || h == g->math)
			g->foreign--;
	}
}

static void
end_tag(struct guard *g, const struct tag *tag, uint32_t h, enum kind kind)
{
	if (kind == UNCOUNTED || kind == ROOT || kind == RAW)
		return;
	if (g->over > 0) {
		g->over--;
		leave_out(g, tag->start, tag->end);
		return;
	}
	for (size_t i = g->depth; i-- > 0;) {
		struct open *o = &g->stack[i];

		if (o->hash == h && kind == FORMAT) {
			memmove(o, o + 1, (g->depth - i - 1) * sizeof(*o));
			g->depth--;
			return;
		}
		if (o->hash == h) {
			pop_to(g, i);
			return;
		}
		if (o->kind == SCOPE && kind != SCOPE)
			return;
		if (o->kind == BLOCK && kind == ORDINARY)
			return;
	}
}

static void
start_tag(struct guard *g, const struct tag *tag, uint32_t h, enum kind kind)
{
	if (kind == ROOT && ++g->roots > GUARD_ROOTS) {
		leave_out(g, tag->start, tag->end);
		return;
	}
	if (kind == UNCOUNTED || kind == ROOT || kind == RAW)
		goto attributes;
	if (tag->is_selfclosing && (h == g->svg || h == g->math ||
	    (g->foreign > 0 && kind == ORDINARY)))
		goto attributes;
	if (g->depth == GUARD_DEPTH) {
		g->over++;
		leave_out(g, tag->start, tag->end);
		return;
	}
	g->stack[g->depth++] = (struct open){ h, kind };
	if (h == g->svg || h == g->math)
		g->foreign++;
attributes:
	if (tag->cut > 0)
		leave_out(g, tag->cut, tag->end - 1);
}

/* After the comment, declaration or bogus comment at lt. */
static size_t
skip_comment(struct str text, size_t lt)
{
	struct str rest = str_from(text, lt);
	size_t i;

	if (!str_starts(rest, STR("<!--"))) {
		i = str_chr(rest, '>');
		return i == (size_t)-1 ? text.n : lt + i + 1;
	}
	if (str_starts(rest, STR("<!-->")))
		return lt + 5;
	if (str_starts(rest, STR("<!--->")))
		return lt + 6;
	for (i = lt + 4; i < text.n; i++) {
		const char *dash = memchr(text.p + i, '-', text.n - i);

		if (dash == NULL)
			break;
		i = (size_t)(dash - text.p);
		rest = str_from(text, i);
		if (str_starts(rest, STR("-->")))
			return i + 3;
		if (str_starts(rest, STR("--!>")))
			return i + 4;
	}
	return text.n;
}

/* The '<' of the end tag that closes a raw text element. */
static size_t
skip_raw(struct str text, size_t i, struct str name)
{
	while (i < text.n) {
		const char *lt = memchr(text.p + i, '<', text.n - i);
		struct str rest;

		if (lt == NULL)
			break;
		i = (size_t)(lt - text.p) + 1;
		rest = str_from(text, i);
		if (rest.n > name.n + 1 && rest.p[0] == '/' &&
		    str_starts_nocase(str_from(rest, 1), name) &&
		    !ch_is_alnum(rest.p[name.n + 1]))
			return i - 1;
	}
	return text.n;
}

static size_t
scan_markup(struct guard *g, const struct kind_table *kinds_by_hash, size_t lt)
{
	struct str rest = str_from(g->text, lt);
	enum kind kind;
	struct tag tag;
	uint32_t h;

	if (rest.n < 2)
		return g->text.n;
	if (rest.p[1] == '!' || rest.p[1] == '?' ||
	    (rest.p[1] == '/' && rest.n > 2 && !ch_is_alpha(rest.p[2])))
		return skip_comment(g->text, lt);
	if (!ch_is_alpha(rest.p[1]) && rest.p[1] != '/')
		return lt + 1;
	tag = scan_tag(g->text, lt);
	h = hash(tag.name);
	kind = kind_of(kinds_by_hash, h);
	if (tag.is_end) {
		end_tag(g, &tag, h, kind);
		return tag.end;
	}
	start_tag(g, &tag, h, kind);
	if (kind == RAW && g->foreign == 0)
		return skip_raw(g->text, tag.end, tag.name);
	return tag.end;
}

bool
guard_scan(struct str text, struct buf *out)
{
	struct guard g;
	struct kind_table table;
	const char *lt;
	size_t i = 0;

	memset(&g, 0, offsetof(struct guard, stack));
	g.depth = g.over = g.roots = g.foreign = 0;
	g.text = text;
	g.out = out;
	g.svg = hash(STR("svg"));
	g.math = hash(STR("math"));
	build_table(&table);
	while (i < text.n) {
		lt = memchr(text.p + i, '<', text.n - i);
		if (lt == NULL)
			break;
		i = scan_markup(&g, &table, (size_t)(lt - text.p));
	}
	if (g.changed)
		buf_s(out, str_from(text, g.copied));
	return g.changed;
}
