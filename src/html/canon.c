#include "html/canon.h"

#include <string.h>

#include "base/text.h"
#include "html/sanitise.h"
#include "html/write.h"

/* The tree has HTML_DEPTH levels, and nesting repairs add a few per table. */
#define DEPTH_MAX 1000

enum event {
	EVENT_TEXT,
	EVENT_START,
	EVENT_END,
	EVENT_EOF,
};

struct reader {
	struct str html;
	size_t at;
	struct str open[DEPTH_MAX];
	size_t depth;
	/* Of the last event. */
	struct str text;	/* still escaped */
	struct canon_tag tag;
	struct canon_attr attrs[CANON_ATTRS + CANON_ROOM];
	struct buf values;
};

static int
refuse(const struct reader *r, const char *what, struct err *err)
{
	return err_set(err, ERR_ITEM, "not canonical HTML: %s at byte %zu",
	    what, r->at);
}

static int
check_bytes(struct str s, struct err *err)
{
	bool has_control = false;

	for (size_t i = 0; i < s.n; i++)
		has_control |= (unsigned char)s.p[i] < ' ' &&
		    s.p[i] != '\t' && s.p[i] != '\n';
	if (has_control)
		return err_set(err, ERR_ITEM, "not canonical HTML: control "
		    "character");
	if (!text_is_utf8(s))
		return err_set(err, ERR_ITEM, "not canonical HTML: no UTF-8");
	return 0;
}

/* Appends s unescaped; out may be NULL. False: s is not escaped rightly. */
static bool
unescape(struct str s, struct buf *out)
{
	static const struct {
		const char *entity, *text;
	} entities[] = {
		{ "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" },
		{ "&quot;", "\"" }, { "&nbsp;", "\xc2\xa0" },
	};
	size_t from = 0, i = 0, e;

	while (i < s.n) {
		if (s.p[i] == '<' || s.p[i] == '>')
			return false;
		if (s.p[i] != '&') {
			i++;
			continue;
		}
		for (e = 0; e < 5; e++) {
			if (str_starts(str_from(s, i),
			    str_of(entities[e].entity)))
				break;
		}
		if (e == 5)
			return false;
		if (out != NULL) {
			buf_s(out, str_sub(s, from, i));
			buf_str(out, entities[e].text);
		}
		i += strlen(entities[e].entity);
		from = i;
	}
	if (out != NULL)
		buf_s(out, str_from(s, from));
	return true;
}

static struct str
read_name(struct reader *r)
{
	size_t from = r->at;

	while (r->at < r->html.n && (ch_is_alnum(r->html.p[r->at]) ||
	    r->html.p[r->at] == '-'))
		r->at++;
	return str_sub(r->html, from, r->at);
}

static bool
take(struct reader *r, struct str what)
{
	if (!str_starts(str_from(r->html, r->at), what))
		return false;
	r->at += what.n;
	return true;
}

/* One ` name="value"`; the value goes to r->values, for now as an offset. */
static int
read_attr(struct reader *r, struct err *err)
{
	struct canon_attr *a = &r->attrs[r->tag.n_attrs];
	size_t end, before = r->values.len;
	struct str raw;

	if (r->tag.n_attrs == CANON_ATTRS)
		return refuse(r, "too many attributes", err);
	a->name = read_name(r);
	if (!take(r, STR("=\"")))
		return refuse(r, "attribute", err);
	end = str_chr(str_from(r->html, r->at), '"');
	raw = str_sub(r->html, r->at, end == (size_t)-1 ? r->at : r->at + end);
	/* The writer escapes a value's no-break spaces: one form of it only. */
	if (end == (size_t)-1 || str_find(raw, STR("\xc2\xa0")) != (size_t)-1 ||
	    !unescape(raw, &r->values))
		return refuse(r, "attribute value", err);
	for (size_t i = 0; i < r->tag.n_attrs; i++) {
		if (str_eq(r->attrs[i].name, a->name))
			return refuse(r, "repeated attribute", err);
	}
	a->value = str_make(NULL, r->values.len - before);
	r->at += end + 1;
	r->tag.n_attrs++;
	return 0;
}

static int
check_attrs(struct reader *r, struct err *err)
{
	const char *value;

	if (buf_check(&r->values, err) < 0)
		return -1;
	value = r->values.p;
	for (size_t i = 0; i < r->tag.n_attrs; i++) {
		struct canon_attr *a = &r->attrs[i];

		a->value.p = value;
		value += a->value.n;
		if (!sanitise_allows_attr(r->tag.name, a->name))
			return refuse(r, "attribute not allowed", err);
		if (!sanitise_allows_value(r->tag.name, a->name, a->value))
			return refuse(r, "attribute value not allowed", err);
	}
	return 0;
}

static int
check_place(struct reader *r, struct err *err)
{
	struct str parent = r->depth > 0 ? r->open[r->depth - 1] : STR("");

	if (!sanitise_allows_element(r->tag.name))
		return refuse(r, "element not allowed", err);
	if (!sanitise_allows_child(parent, r->tag.name))
		return refuse(r, "element out of place", err);
	if (!r->tag.is_void && r->depth == DEPTH_MAX)
		return refuse(r, "too deep", err);
	return 0;
}

static int
read_start(struct reader *r, struct err *err)
{
	struct str rest;

	r->tag = (struct canon_tag){ read_name(r), r->attrs, 0, false };
	r->tag.is_void = html_is_void(r->tag.name);
	buf_reset(&r->values);
	if (check_place(r, err) < 0)
		return -1;
	while (take(r, STR(" "))) {
		if (read_attr(r, err) < 0)
			return -1;
	}
	if (!take(r, STR(">")))
		return refuse(r, "start tag", err);
	if (check_attrs(r, err) < 0)
		return -1;
	rest = str_from(r->html, r->at);
	if (str_eq(r->tag.name, STR("pre")) && str_starts(rest, STR("\n")) &&
	    !str_starts(rest, STR("\n\n")))
		return refuse(r, "newline after <pre>", err);
	if (!r->tag.is_void)
		r->open[r->depth++] = r->tag.name;
	return 0;
}

static int
read_end(struct reader *r, struct err *err)
{
	struct str name = read_name(r);

	if (r->depth == 0 || !str_eq(name, r->open[r->depth - 1]) ||
	    !take(r, STR(">")))
		return refuse(r, "end tag", err);
	r->tag.name = name;
	r->depth--;
	return 0;
}

static int
read_event(struct reader *r, enum event *event, struct err *err)
{
	struct str rest = str_from(r->html, r->at);
	size_t n;

	if (rest.n == 0) {
		*event = EVENT_EOF;
		return r->depth == 0 ? 0 : refuse(r, "unclosed element", err);
	}
	if (take(r, STR("</"))) {
		*event = EVENT_END;
		return read_end(r, err);
	}
	if (take(r, STR("<"))) {
		*event = EVENT_START;
		return read_start(r, err);
	}
	n = str_chr(rest, '<');
	*event = EVENT_TEXT;
	r->text = n == (size_t)-1 ? rest : str_sub(rest, 0, n);
	if (!unescape(r->text, NULL))
		return refuse(r, "text", err);
	r->at += r->text.n;
	return 0;
}

static void
write_tag(const struct canon_tag *tag, struct buf *out)
{
	buf_char(out, '<');
	buf_s(out, tag->name);
	for (size_t i = 0; i < tag->n_attrs; i++) {
		buf_char(out, ' ');
		buf_s(out, tag->attrs[i].name);
		buf_str(out, "=\"");
		html_escape(out, tag->attrs[i].value);
		buf_char(out, '"');
	}
	buf_char(out, '>');
}

struct writer {
	struct reader r;
	const struct canon_ops *ops;
	struct buf *out;
	bool is_unwrapped[DEPTH_MAX];	/* of open elements */
	size_t hidden;	/* depth of the replaced element's content; 0: none */
};

static void
write_start(struct writer *w)
{
	enum canon_do what = CANON_KEEP;
	struct reader *r = &w->r;

	if (w->hidden > 0)
		return;
	if (w->ops != NULL && w->ops->start != NULL)
		what = w->ops->start(w->ops->ctx, &r->tag, w->out);
	if (what == CANON_KEEP)
		write_tag(&r->tag, w->out);
	if (r->tag.is_void)
		return;
	w->is_unwrapped[r->depth - 1] = what == CANON_UNWRAP;
	if (what == CANON_REPLACE)
		w->hidden = r->depth;
}

static void
write_end(struct writer *w)
{
	size_t depth = w->r.depth + 1;	/* the element's own */

	if (w->hidden > 0) {
		if (w->hidden == depth)
			w->hidden = 0;
		return;
	}
	if (w->is_unwrapped[depth - 1])
		return;
	buf_str(w->out, "</");
	buf_s(w->out, w->r.tag.name);
	buf_char(w->out, '>');
}

static int
rewrite(struct writer *w, struct err *err)
{
	enum event event;

	do {
		if (read_event(&w->r, &event, err) < 0)
			return -1;
		switch (event) {
		case EVENT_TEXT:
			if (w->hidden == 0)
				buf_s(w->out, w->r.text);
			break;
		case EVENT_START:
			write_start(w);
			break;
		case EVENT_END:
			write_end(w);
			break;
		case EVENT_EOF:
			break;
		}
	} while (event != EVENT_EOF);
	return buf_check(w->out, err);
}

static void
free_writer(struct writer **w)
{
	buf_release(&(*w)->r.values);
	mem_freep(w);
}

static struct writer *
new_writer(struct str html, struct buf *out)
{
	struct writer *w = mem_alloc(sizeof(*w));

	w->r.html = html;
	buf_init(&w->r.values, html.n);
	w->out = out;
	return w;
}

int
canon_rewrite(struct str html, const struct canon_ops *ops, struct buf *out,
    struct err *err)
{
	AUTO(free_writer) struct writer *w = new_writer(html, out);

	w->ops = ops;
	if (check_bytes(html, err) < 0)
		return -1;
	return rewrite(w, err);
}

static bool
is_block(struct str name)
{
	static const char *const inlines[] = {
		"a", "abbr", "b", "cite", "code", "del", "em", "i", "img",
		"ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp",
		"small", "span", "strong", "sub", "sup", "time", "u", "var",
		"wbr",
	};

	if (sanitise_is_math(name))
		return false;
	for (size_t i = 0; i < sizeof(inlines) / sizeof(inlines[0]); i++) {
		if (str_eq(name, str_of(inlines[i])))
			return false;
	}
	return true;
}

/* Between blocks a newline, before a cell a space. */
static void
separate(struct str name, bool is_start, struct buf *out)
{
	bool is_cell = str_eq(name, STR("td")) || str_eq(name, STR("th"));

	if (!is_block(name) || (is_cell && !is_start))
		return;
	if (out->p[out->len - 1] == '\n')
		return;
	buf_char(out, is_cell ? ' ' : '\n');
}

int
canon_text(struct str html, struct buf *out, struct err *err)
{
	AUTO(free_writer) struct writer *w = new_writer(html, out);
	size_t start = out->len;
	enum event event;

	if (check_bytes(html, err) < 0)
		return -1;
	do {
		if (read_event(&w->r, &event, err) < 0)
			return -1;
		if (event == EVENT_TEXT)
			(void)unescape(w->r.text, out);
		else if (event != EVENT_EOF && out->len > start)
			separate(w->r.tag.name, event == EVENT_START, out);
	} while (event != EVENT_EOF);
	return buf_check(out, err);
}

struct str
canon_attr(const struct canon_tag *tag, struct str name)
{
	for (size_t i = 0; i < tag->n_attrs; i++) {
		if (str_eq(tag->attrs[i].name, name))
			return tag->attrs[i].value;
	}
	return str_make(NULL, 0);
}

void
canon_set(struct canon_tag *tag, struct str name, struct str value)
{
	size_t i = 0;

	while (i < tag->n_attrs && !str_eq(tag->attrs[i].name, name))
		i++;
	if (i == CANON_ATTRS + CANON_ROOM)
		return;
	tag->attrs[i] = (struct canon_attr){ name, value };
	if (i == tag->n_attrs)
		tag->n_attrs++;
}
