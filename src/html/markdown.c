#include "html/markdown.h"

#include <string.h>

#include "html/md_inline.h"
#include "html/md_table.h"
#include "html/tree.h"

struct md {
	struct buf *out;
	struct buf prefix;	/* what each line starts with */
	bool is_fresh;	/* the line has its prefix and nothing else */
	bool is_tight;	/* in a list whose items are lines */
	char last_list;	/* sign of the list that ended just before */
	const xmlNode *link;	/* around blocks: it goes into each of them */
};

static void put_blocks(struct md *, const xmlNode *parent);

static struct str
trimmed(const struct buf *prefix)
{
	struct str s = buf_view(prefix);

	while (s.n > 0 && s.p[s.n - 1] == ' ')
		s.n--;
	return s;
}

/* Ends the block before and starts the first line of the next. */
static void
start_block(struct md *m, bool has_blank_before)
{
	m->last_list = '\0';
	if (m->is_fresh) {
		m->is_fresh = false;
		return;
	}
	buf_char(m->out, '\n');
	if (has_blank_before) {
		buf_s(m->out, trimmed(&m->prefix));
		buf_char(m->out, '\n');
	}
	buf_s(m->out, buf_view(&m->prefix));
}

/* Text whose lines all get the prefix; the first one has it. */
static void
put_lines(struct md *m, struct str text)
{
	struct str line;
	bool is_first = true;

	while (str_cut(&text, '\n', &line)) {
		if (!is_first) {
			buf_char(m->out, '\n');
			buf_s(m->out, line.n > 0 ? buf_view(&m->prefix) :
			    trimmed(&m->prefix));
		}
		is_first = false;
		buf_s(m->out, line);
	}
}

static void
put_inline(const struct md *m, const xmlNode *first, const xmlNode *end,
    enum md_place place, struct buf *out)
{
	AUTO(buf_release) struct buf text = BUF_INIT(out->max);

	if (m->link == NULL) {
		md_inline_put(first, end, place, out);
		return;
	}
	md_inline_put(first, end, place, &text);
	if (text.len > 0)
		md_inline_put_link(m->link, buf_view(&text), out);
}

static void
put_paragraph(struct md *m, const xmlNode *first, const xmlNode *end)
{
	AUTO(buf_release) struct buf text = BUF_INIT(m->out->max);

	put_inline(m, first, end, MD_PARAGRAPH, &text);
	if (text.len == 0)
		return;
	start_block(m, true);
	put_lines(m, buf_view(&text));
}

static void
put_heading(struct md *m, const xmlNode *n)
{
	AUTO(buf_release) struct buf text = BUF_INIT(m->out->max);

	put_inline(m, n->children, NULL, MD_HEADING, &text);
	if (text.len == 0)
		return;
	start_block(m, true);
	for (char i = '0'; i < (char)n->name[1]; i++)
		buf_char(m->out, '#');
	buf_char(m->out, ' ');
	buf_s(m->out, buf_view(&text));
}

static struct str
language_of(const xmlNode *pre)
{
	const xmlNode *code = html_find(pre, "code");
	struct str rest, token;

	rest = html_attr(pre, "class");
	if (rest.n == 0 && code != NULL)
		rest = html_attr(code, "class");
	while (rest.n > 0 && str_cut(&rest, ' ', &token)) {
		if (str_starts(token, STR("language-")) &&
		    str_chr(token, '`') == (size_t)-1)
			return str_from(token, 9);
	}
	return STR("");
}

static void
put_fence(struct md *m, size_t n)
{
	while (n-- > 0)
		buf_char(m->out, '`');
}

static void
put_pre(struct md *m, const xmlNode *pre, struct str language)
{
	AUTO(buf_release) struct buf text = BUF_INIT(m->out->max);
	size_t fence = 3, run = 0;

	for (const xmlNode *n = pre; n != NULL; n = html_next(n, pre, false)) {
		if (html_is(n, "br"))
			buf_char(&text, '\n');
		else if (n->type == XML_TEXT_NODE)
			buf_str(&text, (const char *)n->content);
	}
	for (size_t i = 0; i < text.len; i++) {
		run = text.p[i] == '`' ? run + 1 : 0;
		fence = run >= fence ? run + 1 : fence;
	}
	if (text.len > 0 && text.p[text.len - 1] == '\n')
		buf_cut(&text, text.len - 1);
	start_block(m, true);
	put_fence(m, fence);
	buf_s(m->out, language);
	buf_char(m->out, '\n');
	buf_s(m->out, text.len > 0 && text.p[0] != '\n' ?
	    buf_view(&m->prefix) : trimmed(&m->prefix));
	put_lines(m, buf_view(&text));
	buf_char(m->out, '\n');
	buf_s(m->out, buf_view(&m->prefix));
	put_fence(m, fence);
}

static void
put_quote(struct md *m, const xmlNode *n)
{
	size_t before = m->prefix.len, start;
	bool was_tight = m->is_tight;

	start_block(m, true);
	buf_str(m->out, "> ");
	buf_str(&m->prefix, "> ");
	start = m->out->len;
	m->is_fresh = true;
	m->is_tight = false;
	put_blocks(m, n);
	if (m->out->len == start)
		buf_cut(m->out, start - 1);
	m->is_fresh = false;
	m->is_tight = was_tight;
	buf_cut(&m->prefix, before);
	m->last_list = '\0';
}

/* Are the items single lines, but for lists in them? */
static bool
is_tight_list(const xmlNode *list)
{
	for (const xmlNode *li = list->children; li != NULL; li = li->next) {
		for (const xmlNode *n = li->children; n != NULL; n = n->next) {
			if (md_inline_is_block(n) && !html_is(n, "ul") &&
			    !html_is(n, "ol"))
				return false;
		}
	}
	return true;
}

static void
put_item(struct md *m, const xmlNode *li, const char *marker)
{
	size_t before = m->prefix.len, start;

	buf_str(m->out, marker);
	for (size_t i = 0; i < strlen(marker); i++)
		buf_char(&m->prefix, ' ');
	start = m->out->len;
	m->is_fresh = true;
	put_blocks(m, li);
	if (m->out->len == start)
		buf_cut(m->out, start - 1);
	m->is_fresh = false;
	buf_cut(&m->prefix, before);
}

static unsigned long
first_number(const xmlNode *ol)
{
	unsigned long n;

	if (!html_is(ol, "ol") ||
	    !str_to_ulong(html_attr(ol, "start"), 99999999, &n))
		return 1;
	return n;
}

static void
put_list(struct md *m, const xmlNode *list)
{
	bool is_ordered = html_is(list, "ol"), was_tight = m->is_tight;
	bool is_tight = is_tight_list(list), is_first = true;
	unsigned long number = first_number(list);
	char sign = is_ordered ? '.' : '-', marker[32];

	/* Another sign begins another list. */
	if (m->last_list == sign)
		sign = is_ordered ? ')' : '*';
	for (const xmlNode *li = list->children; li != NULL; li = li->next) {
		if (!html_is(li, "li"))
			continue;
		if (is_first)
			start_block(m, !was_tight || number != 1);
		else
			start_block(m, !is_tight);
		is_first = false;
		m->is_tight = is_tight;
		if (is_ordered)
			(void)snprintf(marker, sizeof(marker), "%lu%c ",
			    number++, sign);
		else
			(void)snprintf(marker, sizeof(marker), "%c ", sign);
		put_item(m, li, marker);
	}
	m->is_tight = was_tight;
	m->last_list = is_first ? m->last_list : sign;
}

static void
put_row(struct md *m, const xmlNode *const *cells, size_t n_columns)
{
	for (size_t i = 0; i < n_columns; i++) {
		size_t before;

		buf_str(m->out, i == 0 ? "|" : " |");
		before = m->out->len;
		buf_char(m->out, ' ');
		if (cells[i] != NULL)
			put_inline(m, cells[i]->children, NULL, MD_CELL,
			    m->out);
		if (m->out->len == before + 1)
			buf_cut(m->out, before);
	}
	buf_str(m->out, " |");
}

static void
put_ruler(struct md *m, const xmlNode *const *cells, size_t n_columns)
{
	for (size_t i = 0; i < n_columns; i++) {
		struct str align = html_attr(cells[i], "align");

		buf_str(m->out, "|");
		buf_str(m->out, str_eq(align, STR("left")) ||
		    str_eq(align, STR("center")) ? ":" : " ");
		buf_str(m->out, "---");
		buf_str(m->out, str_eq(align, STR("right")) ||
		    str_eq(align, STR("center")) ? ":" : " ");
	}
	buf_char(m->out, '|');
}

static size_t
count_columns(const xmlNode *table)
{
	const xmlNode *cells[MD_COLUMNS], *row;
	struct md_grid grid = { { 0 } };
	size_t max = 0;

	for (row = md_table_next(table, table); row != NULL;
	    row = md_table_next(row, table)) {
		size_t n = md_table_fill(&grid, row, cells);

		max = n > max ? n : max;
	}
	return max;
}

/* The first row must name the columns: an empty one where none does. */
static void
put_rows(struct md *m, const xmlNode *table, size_t n_columns)
{
	const xmlNode *cells[MD_COLUMNS], *row = md_table_next(table, table);
	struct md_grid grid = { { 0 } };
	bool has_head = md_table_is_head(row);

	(void)md_table_fill(&grid, row, cells);
	start_block(m, true);
	for (size_t i = 0; !has_head && i < n_columns; i++)
		buf_str(m->out, i + 1 < n_columns ? "| " : "| |");
	if (has_head)
		put_row(m, cells, n_columns);
	start_block(m, false);
	put_ruler(m, cells, n_columns);
	if (!has_head) {
		start_block(m, false);
		put_row(m, cells, n_columns);
	}
	while ((row = md_table_next(row, table)) != NULL) {
		(void)md_table_fill(&grid, row, cells);
		start_block(m, false);
		put_row(m, cells, n_columns);
	}
}

static void
put_table(struct md *m, const xmlNode *table)
{
	const xmlNode *caption = html_find(table, "caption");
	size_t n_columns;

	if (md_table_has_blocks(table) ||
	    md_table_next(table, table) == NULL) {
		put_blocks(m, table);
		return;
	}
	n_columns = count_columns(table);
	if (caption != NULL)
		put_paragraph(m, caption->children, NULL);
	if (n_columns > 0)
		put_rows(m, table, n_columns);
}

static void
put_block(struct md *m, const xmlNode *n)
{
	if (n->name[0] == 'h' && n->name[1] >= '1' && n->name[1] <= '6') {
		put_heading(m, n);
	} else if (html_is(n, "pre")) {
		put_pre(m, n, language_of(n));
	} else if (md_inline_is_display(n)) {
		/* So GitHub and GitLab write it, where no byte of TeX is
		 * taken for markup. */
		put_pre(m, n, STR("math"));
	} else if (html_is(n, "blockquote")) {
		put_quote(m, n);
	} else if (html_is(n, "ul") || html_is(n, "ol")) {
		put_list(m, n);
	} else if (html_is(n, "table")) {
		put_table(m, n);
	} else if (html_is(n, "hr")) {
		/* The only sign that is no list marker. */
		start_block(m, true);
		buf_str(m->out, "___");
	} else {
		const xmlNode *link = m->link;

		if (html_is(n, "a") && html_attr(n, "href").n > 0)
			m->link = n;
		put_blocks(m, n);
		m->link = link;
	}
}

/* Inline nodes side by side are a paragraph.  Recursion as deep as the tree,
 * which html_parse() bounds. */
static void
put_blocks(struct md *m, const xmlNode *parent)
{
	const xmlNode *run = NULL, *n;

	for (n = parent->children; n != NULL; n = n->next) {
		bool is_block = md_inline_is_block(n) ||
		    (n->type == XML_ELEMENT_NODE && md_inline_has_block(n));

		if (!is_block) {
			run = run != NULL ? run : n;
			continue;
		}
		if (run != NULL)
			put_paragraph(m, run, n);
		run = NULL;
		put_block(m, n);
	}
	if (run != NULL)
		put_paragraph(m, run, NULL);
}

void
html_to_markdown(const xmlNode *root, struct buf *out)
{
	struct md m = { out, BUF_INIT((size_t)1 << 16), true, false, '\0',
		NULL };
	size_t start = out->len;

	put_blocks(&m, root);
	if (out->len > start)
		buf_char(out, '\n');
	buf_release(&m.prefix);
}
