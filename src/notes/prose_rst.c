#include "notes/prose.h"

/* No link that people write is longer. */
#define RST_LINK 4096

enum { NEXT_TICK, NEXT_TICKS };

static const char punctuation[] = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

static size_t
indent_of(struct str line)
{
	size_t n = 0;

	while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
		n++;
	return n;
}

/* A line of one punctuation character: it, else '\0'. */
static char
rule_of(struct str line)
{
	size_t n = 1;

	while (line.n > 0 && ch_is_space(line.p[line.n - 1]))
		line.n--;
	if (line.n < 2 || line.p[0] == '\0' ||
	    strchr(punctuation, line.p[0]) == NULL)
		return '\0';
	while (n < line.n && line.p[n] == line.p[0])
		n++;
	return n == line.n ? line.p[0] : '\0';
}

/* Levels are in the order in which their underlines first come. */
static unsigned int
level_of(struct prose *p, char under, bool has_over)
{
	char over = has_over ? under : '\0';

	for (unsigned int i = 0; i < p->n_styles; i++)
		if (p->styles[i][0] == under && p->styles[i][1] == over)
			return i + 1;
	if (p->n_styles == PROSE_STYLES)
		return PROSE_STYLES;
	p->styles[p->n_styles][0] = under;
	p->styles[p->n_styles][1] = over;
	return ++p->n_styles;
}

/* A title with a line below it, and perhaps the same above it. */
static bool
read_heading(struct prose *p, struct str line, struct prose_block *b)
{
	char over = rule_of(line), under;
	struct str title = line, below;
	size_t next = p->pos, end;

	if (over != '\0')
		title = prose_line(p->s, next, &next);
	if (str_trim(title).n == 0 || next >= p->s.n ||
	    (over == '\0' && indent_of(line) > 0))
		return false;
	below = prose_line(p->s, next, &end);
	under = rule_of(below);
	if (under == '\0' || (over != '\0' && over != under) ||
	    rule_of(title) != '\0' || (below.n < 4 &&
	    below.n < str_trim(title).n))
		return false;
	b->type = PROSE_HEADING;
	b->level = level_of(p, under, over != '\0');
	b->s = str_trim(title);
	p->pos = end;
	return true;
}

static bool
is_code_directive(struct str name)
{
	static const char *const all[] = { "code", "code-block", "sourcecode",
	    "literalinclude", "math", "parsed-literal", "highlight", "raw",
	    "doctest", "testcode", "csv-table" };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (str_eq(name, str_of(all[i])))
			return true;
	return false;
}

static bool
is_picture_directive(struct str name)
{
	return str_eq(name, STR("image")) || str_eq(name, STR("figure"));
}

static bool
is_deeper(struct str line, size_t indent)
{
	return str_trim(line).n > 0 && indent_of(line) > indent;
}

/* The rest of the line, or the line below when that is blank. */
static struct str
take_value(struct prose *p, struct str value, size_t indent)
{
	size_t next;
	struct str line;

	value = str_trim(value);
	if (value.n > 0 || p->pos >= p->s.n)
		return value;
	line = prose_line(p->s, p->pos, &next);
	if (!is_deeper(line, indent))
		return value;
	p->pos = next;
	return str_trim(line);
}

/* The lines below an address that go on with it. */
static void
take_rest(struct prose *p, struct str *value, size_t indent)
{
	size_t next;
	struct str line;

	while (value->n > 0 && p->pos < p->s.n) {
		line = prose_line(p->s, p->pos, &next);
		if (!is_deeper(line, indent))
			return;
		line = str_trim(line);
		value->n = (size_t)(line.p + line.n - value->p);
		p->pos = next;
	}
}

/*
 * Appends an address without its escapes, white space among them, and without
 * that where it was broken over lines. False when other white space breaks it.
 */
static bool
unescape(struct str s, struct buf *out)
{
	size_t n;

	for (size_t i = 0; i < s.n; i += n) {
		n = 1;
		if (s.p[i] == '\\' && i + 1 < s.n) {
			if (!ch_is_space(s.p[i + 1]))
				buf_char(out, s.p[i + 1]);
			n += s.p[i + 1] != '\n' && s.p[i + 1] != '\r';
		} else if (!ch_is_space(s.p[i])) {
			buf_char(out, s.p[i]);
		} else {
			while (i + n < s.n && ch_is_space(s.p[i + n]))
				n++;
			if (memchr(s.p + i, '\n', n) == NULL &&
			    memchr(s.p + i, '\r', n) == NULL)
				return false;
		}
	}
	return !out->failed;
}

/* What an address means: itself, or what is then in room. */
static bool
read_address(struct str raw, struct buf *room, struct str *url)
{
	*url = raw;
	if (memchr(raw.p, '\\', raw.n) == NULL &&
	    memchr(raw.p, '\n', raw.n) == NULL &&
	    memchr(raw.p, '\r', raw.n) == NULL)
		return true;
	buf_reset(room);
	if (!unescape(raw, room))
		return false;
	*url = buf_view(room);
	return true;
}

/* "name_": another target's name, but no address that ends so. */
static bool
is_name(struct str raw)
{
	return raw.n > 0 && raw.p[raw.n - 1] == '_' &&
	    (raw.n < 2 || raw.p[raw.n - 2] != '\\') &&
	    memchr(raw.p, '/', raw.n) == NULL;
}

/* Behind ".. ": "_name: address", "__: address". */
static bool
read_target(struct prose *p, struct str s, size_t indent,
    struct prose_block *b)
{
	size_t i = 1;
	bool is_quoted = s.n > 1 && s.p[1] == '`';

	while (i < s.n && !(s.p[i] == ':' && (i + 1 == s.n ||
	    s.p[i + 1] == ' ') && (!is_quoted || s.p[i - 1] == '`')))
		i += s.p[i] == '\\' ? 2 : 1;
	if (i >= s.n)
		return false;
	b->key = str_sub(s, 1 + is_quoted, i - is_quoted);
	if (str_eq(b->key, STR("_")))
		b->key = STR("");
	b->type = PROSE_TARGET;
	b->s = take_value(p, str_from(s, i + 1), indent);
	take_rest(p, &b->s, indent);
	return b->s.n > 0 && !is_name(b->s) &&
	    read_address(b->s, &p->terms->address, &b->url);
}

static void
begin_code(struct prose *p, size_t indent, bool is_hidden)
{
	p->in_code = true;
	p->indent = indent;
	p->is_hidden = is_hidden;
}

static void take_lines(struct prose *, struct str first, size_t indent,
    struct prose_block *);

/* Behind ".. ": "|name| image:: address", "name:: argument", or a comment. */
static bool
read_directive(struct prose *p, struct str s, size_t indent,
    struct prose_block *b)
{
	size_t bar = s.n > 0 && s.p[0] == '|' ?
	    str_chr(str_from(s, 1), '|') : (size_t)-1, i;
	struct str name;

	if (bar != (size_t)-1) {
		b->key = str_sub(s, 1, bar + 1);
		s = str_trim(str_from(s, bar + 2));
	}
	i = str_find(s, STR("::"));
	name = str_sub(s, 0, i == (size_t)-1 ? 0 : i);
	if (name.n == 0 || memchr(name.p, ' ', name.n) != NULL) {
		begin_code(p, indent, true);
		return false;
	}
	if (is_code_directive(name)) {
		begin_code(p, indent, str_eq(name, STR("raw")));
		return false;
	}
	s = str_trim(str_from(s, i + 2));
	if (is_picture_directive(name)) {
		b->type = PROSE_PICTURE;
		b->s = b->url = take_value(p, s, indent);
	} else if (s.n > 0) {
		take_lines(p, s, indent, b);
	}
	return b->s.n > 0;
}

static bool
read_explicit(struct prose *p, struct str line, struct prose_block *b)
{
	size_t indent = indent_of(line);
	struct str s = str_trim(str_from(line, indent + 2));

	if (s.n > 0 && s.p[0] == '_')
		return read_target(p, s, indent, b);
	if (s.n > 0 && s.p[0] == '[') {
		b->type = PROSE_TEXT;
		b->s = s;
		return true;
	}
	return read_directive(p, s, indent, b);
}

static bool
is_explicit(struct str s)
{
	return str_starts(s, STR(".. ")) || str_eq(str_trim(s), STR(".."));
}

/* ":key: value", but no role: ":ref:`there`". */
static bool
read_field(struct str s, struct prose_block *b)
{
	size_t i;

	if (s.n < 3 || s.p[0] != ':' || ch_is_space(s.p[1]))
		return false;
	i = str_chr(str_from(s, 1), ':');
	if (i == (size_t)-1 || i == 0 || (i + 2 < s.n && s.p[i + 2] != ' '))
		return false;
	b->type = PROSE_FIELD;
	b->key = str_sub(s, 1, i + 1);
	b->s = str_trim(str_from(s, i + 2));
	return true;
}

/* A line of code, or the first one behind it. */
static bool
is_in_code(struct prose *p, struct str line)
{
	if (str_trim(line).n > 0 && indent_of(line) <= p->indent) {
		p->in_code = p->is_hidden = false;
		return false;
	}
	return true;
}

static bool
ends_paragraph(struct str line)
{
	struct str s = str_from(line, indent_of(line));
	struct prose_block b;

	return str_trim(s).n == 0 || is_explicit(s) || prose_marker(s) > 0 ||
	    read_field(s, &b);
}

/* Up to a blank line; the line above an underline is not taken. */
static void
take_lines(struct prose *p, struct str first, size_t indent,
    struct prose_block *b)
{
	size_t marker = prose_marker(first), next, after;
	size_t end = (size_t)(first.p + first.n - p->s.p);
	struct str line;

	b->type = marker > 0 ? PROSE_ITEM : PROSE_TEXT;
	while (p->pos < p->s.n) {
		line = prose_line(p->s, p->pos, &next);
		if (ends_paragraph(line) || (next < p->s.n &&
		    rule_of(prose_line(p->s, next, &after)) != '\0'))
			break;
		end = (size_t)(line.p + line.n - p->s.p);
		p->pos = next;
	}
	b->s = str_trim(str_sub(p->s, (size_t)(first.p - p->s.p) + marker,
	    end));
	if (str_ends(b->s, STR("::")))
		begin_code(p, indent, false);
}

/* "__ address": a target without a name. */
static bool
read_anonymous(struct prose *p, struct str s, size_t indent,
    struct prose_block *b)
{
	if (!str_starts(s, STR("__ ")))
		return false;
	b->type = PROSE_TARGET;
	b->s = str_trim(str_from(s, 3));
	take_rest(p, &b->s, indent);
	return b->s.n > 0 && !is_name(b->s) &&
	    read_address(b->s, &p->terms->address, &b->url);
}

static bool
read_line(struct prose *p, struct str line, struct prose_block *b)
{
	size_t indent = indent_of(line);
	struct str s = str_from(line, indent);

	if (str_trim(s).n == 0)
		return false;
	b->at += indent;
	if (is_explicit(s))
		return read_explicit(p, line, b);
	if (str_starts(s, STR(">>> "))) {
		b->type = PROSE_CODE;
		b->s = s;
		return true;
	}
	if (read_anonymous(p, s, indent, b) || read_heading(p, line, b))
		return true;
	if (rule_of(s) != '\0' && s.n >= 4) {
		b->type = PROSE_RULE;
		return true;
	}
	if (!read_field(s, b))
		take_lines(p, s, indent, b);
	return true;
}

static bool
next_block(struct prose *p, struct prose_block *b)
{
	struct str line;

	while (p->pos < p->s.n) {
		memset(b, 0, sizeof(*b));
		b->at = p->pos;
		line = prose_line(p->s, p->pos, &p->pos);
		if (p->in_code && is_in_code(p, line)) {
			b->type = PROSE_CODE;
			b->s = line;
			if (!p->is_hidden)
				return true;
			continue;
		}
		if (read_line(p, line, b))
			return true;
	}
	return false;
}

/* "`text <address>`_" at i; "`text <name_>`_" is a name. Others are roles,
 * titles or names: passed over, *after tells how far. */
static bool
take_phrase(struct prose_links *l, size_t i, struct prose_link *link,
    size_t *after)
{
	size_t end = prose_find(l, NEXT_TICK, i + 1, STR("`"));
	struct str all = str_sub(l->s, i + 1, end);
	size_t lt;

	*after = end < l->s.n && end - i < RST_LINK ? end : i;
	if (*after == i || end + 1 >= l->s.n || l->s.p[end + 1] != '_' ||
	    all.n < 3 || all.p[all.n - 1] != '>')
		return false;
	for (lt = all.n - 1; lt > 0 && all.p[lt] != '<';)
		lt--;
	*link = (struct prose_link){ .kind = REF_LINK, .at = i,
	    .after = end + 2, .raw = str_trim(str_sub(all, lt + 1,
	    all.n - 1)), .text = str_trim(str_sub(all, 0, lt)),
	    .has_scheme = true };
	if (link->after < l->s.n && l->s.p[link->after] == '_')
		link->after++;
	if (all.p[lt] != '<' || link->raw.n == 0 || is_name(link->raw) ||
	    !read_address(link->raw, &l->terms->url, &link->url))
		return false;
	for (size_t n = 0; n < link->url.n; n++)
		if (ch_is_space(link->url.p[n]))
			return false;
	return true;
}

static bool
next_link(struct prose_links *l, struct prose_link *link)
{
	size_t after;

	for (; l->pos < l->s.n; l->pos++) {
		if (prose_bare(l, l->pos, link)) {
			l->pos = link->after;
			return true;
		}
		if (l->s.p[l->pos] != '`')
			continue;
		if (l->pos + 1 < l->s.n && l->s.p[l->pos + 1] == '`') {
			after = prose_find(l, NEXT_TICKS, l->pos + 2,
			    STR("``"));
			l->pos = after < l->s.n ? after + 1 : l->pos + 1;
			continue;
		}
		if (take_phrase(l, l->pos, link, &after)) {
			l->pos = link->after;
			return true;
		}
		l->pos = after;
	}
	return false;
}

const struct prose_syntax prose_rst = { prose_begin, next_block, next_link };
