/* html/markdown.h: a tree as Markdown. The oracle is md4c: what it reads from
 * our Markdown must be the elements we began with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <md4c.h>

#include "html/markdown.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"

static const struct sanitise_opts relative = { NULL };

static void
to_markdown(const char *html, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	xmlNode *body;

	assert_int_equal(html_parse(str_of(html), &doc, &err), 0);
	body = html_find(xmlDocGetRootElement(doc), "body");
	html_sanitise(body, &relative);
	html_to_markdown(body, out);
}

static void
assert_markdown(const char *html, const char *want)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	to_markdown(html, &b);
	assert_string_equal(b.p, want);
}

/* A small HTML renderer over md4c's events. */
static const char *
block_name(MD_BLOCKTYPE type, const void *detail, char room[3])
{
	static const char *const names[] = {
		[MD_BLOCK_QUOTE] = "blockquote", [MD_BLOCK_UL] = "ul",
		[MD_BLOCK_OL] = "ol", [MD_BLOCK_LI] = "li",
		[MD_BLOCK_HR] = "hr", [MD_BLOCK_CODE] = "pre",
		[MD_BLOCK_P] = "p", [MD_BLOCK_TABLE] = "table",
		[MD_BLOCK_THEAD] = "thead", [MD_BLOCK_TBODY] = "tbody",
		[MD_BLOCK_TR] = "tr", [MD_BLOCK_TH] = "th",
		[MD_BLOCK_TD] = "td",
	};

	if (type == MD_BLOCK_H) {
		room[0] = 'h';
		room[1] = (char)('0' +
		    ((const MD_BLOCK_H_DETAIL *)detail)->level);
		room[2] = '\0';
		return room;
	}
	return type == MD_BLOCK_DOC ? NULL : names[type];
}

static void
put_detail(MD_BLOCKTYPE type, const void *detail, struct buf *out)
{
	if (type == MD_BLOCK_OL && ((const MD_BLOCK_OL_DETAIL *)detail)->start
	    != 1)
		buf_fmt(out, " start=\"%u\"",
		    ((const MD_BLOCK_OL_DETAIL *)detail)->start);
	if (type == MD_BLOCK_CODE) {
		const MD_BLOCK_CODE_DETAIL *d = detail;

		if (d->lang.size > 0)
			buf_fmt(out, " class=\"language-%.*s\"",
			    (int)d->lang.size, d->lang.text);
	}
	if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
		static const char *const aligns[] = {
			"", "left", "center", "right" };
		unsigned int a = ((const MD_BLOCK_TD_DETAIL *)detail)->align;

		if (a > 0)
			buf_fmt(out, " align=\"%s\"", aligns[a]);
	}
}

static int
enter_block(MD_BLOCKTYPE type, void *detail, void *out)
{
	char room[3];
	const char *name = block_name(type, detail, room);

	if (name == NULL)
		return 0;
	buf_fmt(out, "<%s", name);
	put_detail(type, detail, out);
	buf_str(out, type == MD_BLOCK_CODE ? ">\n" : ">");
	return 0;
}

static int
leave_block(MD_BLOCKTYPE type, void *detail, void *out)
{
	char room[3];
	const char *name = block_name(type, detail, room);

	if (name != NULL && type != MD_BLOCK_HR)
		buf_fmt(out, "</%s>", name);
	return 0;
}

static void
put_value(struct buf *out, const char *name, const MD_ATTRIBUTE *a)
{
	if (a->text == NULL)
		return;
	buf_fmt(out, " %s=\"", name);
	for (size_t i = 0; a->substr_offsets[i] < a->size; i++) {
		struct str s = str_make(a->text + a->substr_offsets[i],
		    a->substr_offsets[i + 1] - a->substr_offsets[i]);

		if (a->substr_types[i] == MD_TEXT_ENTITY)
			buf_s(out, s);
		else
			html_escape(out, s);
	}
	buf_char(out, '"');
}

static const char *const spans[] = {
	[MD_SPAN_EM] = "em", [MD_SPAN_STRONG] = "strong", [MD_SPAN_A] = "a",
	[MD_SPAN_IMG] = "img", [MD_SPAN_CODE] = "code", [MD_SPAN_DEL] = "del",
};

static int
enter_span(MD_SPANTYPE type, void *detail, void *out)
{
	if (type == MD_SPAN_IMG) {
		buf_str(out, "<img");
		put_value(out, "src", &((MD_SPAN_IMG_DETAIL *)detail)->src);
		buf_str(out, " alt=\"");
		return 0;
	}
	buf_fmt(out, "<%s", spans[type]);
	if (type == MD_SPAN_A) {
		put_value(out, "href", &((MD_SPAN_A_DETAIL *)detail)->href);
		put_value(out, "title", &((MD_SPAN_A_DETAIL *)detail)->title);
	}
	buf_char(out, '>');
	return 0;
}

static int
leave_span(MD_SPANTYPE type, void *detail, void *out)
{
	(void)detail;
	if (type == MD_SPAN_IMG)
		buf_str(out, "\">");
	else
		buf_fmt(out, "</%s>", spans[type]);
	return 0;
}

static int
put_text(MD_TEXTTYPE type, const MD_CHAR *p, MD_SIZE n, void *out)
{
	if (type == MD_TEXT_BR)
		buf_str(out, "<br>");
	else if (type == MD_TEXT_HTML || type == MD_TEXT_ENTITY)
		buf_put(out, p, n);
	else
		html_escape(out, str_make(p, n));
	return 0;
}

static void
from_markdown(struct str md, struct buf *out)
{
	MD_PARSER parser = { 0, MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH,
		enter_block, leave_block, enter_span, leave_span, put_text,
		NULL, NULL };
	AUTO(buf_release) struct buf html = BUF_INIT(1 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	xmlNode *body;

	assert_int_equal(md_parse(md.p, (MD_SIZE)md.n, &parser, &html), 0);
	assert_int_equal(html_parse(buf_view(&html), &doc, &err), 0);
	body = html_find(xmlDocGetRootElement(doc), "body");
	if (body->children != NULL)
		html_sanitise(body, &relative);
	html_write_children(body, out);
}

/* html is written as the oracle writes it. */
static void
assert_round_trip(const char *html)
{
	AUTO(buf_release) struct buf md = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf back = BUF_INIT(1 << 20);

	to_markdown(html, &md);
	from_markdown(buf_view(&md), &back);
	if (strcmp(back.p, html) != 0)
		fail_msg("\n%s\ncame back as\n%s\nfrom\n%s", html, back.p,
		    md.p);
}

static void
blocks_come_back(void **state)
{
	(void)state;
	assert_round_trip("<h1>a # b #</h1><p>c</p><h3>d</h3><hr><p>e</p>");
	assert_round_trip("<blockquote><p>a</p><blockquote><p>b<br>c</p>"
	    "</blockquote><p>d</p></blockquote><blockquote><p>e</p>"
	    "</blockquote>");
	assert_round_trip("<pre class=\"language-c\">int a;\n\n    b();\n</pre>"
	    "<pre>```\nx &lt;y&gt; `````\n</pre><blockquote><pre>q\n\nr\n"
	    "</pre></blockquote>");
}

static void
lists_come_back(void **state)
{
	(void)state;
	assert_round_trip("<ul><li>a</li><li>b<ul><li>c<ol><li>d</li></ol>"
	    "</li></ul></li><li>e</li></ul><p>f</p>");
	assert_round_trip("<ol start=\"9\"><li>a</li><li>b<ul><li>c</li></ul>"
	    "</li></ol><ul><li>d</li></ul><ul><li>e</li></ul>");
	assert_round_trip("<ol><li><p>a</p><pre>b\n</pre></li><li><p>c</p>"
	    "<blockquote><p>d</p></blockquote><ul><li>e</li></ul></li></ol>");
	assert_round_trip("<ul><li></li><li>a</li></ul>");
}

static void
tables_come_back(void **state)
{
	(void)state;
	assert_round_trip("<table><thead><tr><th>a</th><th>b | c</th></tr>"
	    "</thead><tbody><tr><td>d<br>e</td><td><code>f|g</code></td></tr>"
	    "<tr><td></td><td><strong>h</strong></td></tr></tbody></table>");
	assert_round_trip("<table><thead><tr><th align=\"left\">a</th>"
	    "<th align=\"right\">b</th></tr></thead><tbody><tr>"
	    "<td align=\"left\">c</td><td align=\"right\">d</td></tr></tbody>"
	    "</table>");
}

static void
inline_markup_comes_back(void **state)
{
	(void)state;
	assert_round_trip("<p>a <em>b <strong>c</strong> d</em> e<strong>f"
	    "</strong>g <del>h</del> <code>i ` `` j</code> <code>`</code></p>");
	assert_round_trip("<p>(<strong>a.</strong>b<em>c</em><em>d</em>, "
	    "x<sub>2</sub> <strong><em>e</em></strong>f</p>");
	assert_round_trip("<p>a!<a href=\"https://h.example/?a=1&amp;copy;=2\" "
	    "title=\"t &quot;q&quot;\">b [c] <code>d</code></a> <a href=\"e%28"
	    "f%29.md#g\">h</a> <a href=\"x\"><img src=\"i.png\" alt=\"j]\">"
	    "</a></p>");
	assert_round_trip("<p>a<br>- b<br># c<br>1. d<br>&gt; e<br>=<br>f"
	    "</p>");
}

static void
text_never_becomes_markup(void **state)
{
	static const char *const texts[] = {
		"*a* _b_ `c` ~~d~~", "[^1]: e", "[f](g) ![h](i)", "&lt;b&gt;",
		"# j", "- k", "+ l", "12. m", "3) n", "&gt; o", "---", "===",
		"&amp;lt; &amp;#60;", "a\\*b", "| p | q", "snake_case_word",
		"```", "a | b", "[r]: s", "***", "___", "\\", "1986\\.",
		"&lt;!-- t", "2 * 3 * 4", "&lt;https://h.example/&gt;", "!",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		AUTO(mem_freep) char *p = mem_fmt("<p>%s</p>", texts[i]);
		AUTO(mem_freep) char *li = mem_fmt("<ul><li>%s</li></ul>",
		    texts[i]);
		AUTO(mem_freep) char *h = mem_fmt("<h2>%s</h2>", texts[i]);

		assert_round_trip(p);
		assert_round_trip(li);
		assert_round_trip(h);
	}
}

static void
markdown_is_what_people_would_write(void **state)
{
	(void)state;
	assert_markdown("<h2>T</h2><p>a  b\n<b>c</b><ul><li>d<li>e</ul>"
	    "<ol><li>f</ol><pre><code class='language-py'>x\n</code></pre>",
	    "## T\n\na b **c**\n\n- d\n- e\n\n1. f\n\n```py\nx\n```\n");
	assert_markdown("<div>a<div>b</div></div><dl><dt>c<dd>d</dl>"
	    "<a href=x><h3>e</h3>f</a>",
	    "a\n\nb\n\nc\n\nd\n\n[e f](x)\n");
	assert_markdown("<table><tr><td>a<td>b<tr><td colspan=2>c</table>",
	    "| | |\n| --- | --- |\n| a | b |\n| c | |\n");
	assert_markdown("<p>a <b> b </b>c <math><semantics><mi>x</mi>"
	    "<annotation encoding='application/x-tex'>x_1</annotation>"
	    "</semantics></math></p>", "a **b** c $x_1$\n");
	assert_markdown("<p> </p>", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_come_back),
		cmocka_unit_test(lists_come_back),
		cmocka_unit_test(tables_come_back),
		cmocka_unit_test(inline_markup_comes_back),
		cmocka_unit_test(text_never_becomes_markup),
		cmocka_unit_test(markdown_is_what_people_would_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
