/* html/markdown.h: a tree as Markdown. The oracle is md4c: what it reads from
 * our Markdown must be the elements we began with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/markdown.h"
#include "html/sanitise.h"
#include "html/tree.h"
#include "html/write.h"
#include "md4c_html.h"

static const struct sanitise_opts relative = { .base = NULL };

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

static void
from_markdown(struct str md, struct buf *out)
{
	AUTO(buf_release) struct buf html = BUF_INIT(1 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	xmlNode *body;

	assert_int_equal(md4c_to_html(md, MD_DIALECT_GITHUB,
	    &html), 0);
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
spans_of_cells_are_empty_cells(void **state)
{
	(void)state;
	assert_markdown("<table><tr><th>a<th colspan=2>b<tr><td rowspan=2>c"
	    "<td>d<td>e<tr><td>f<td>g</table>",
	    "| a | b | |\n| --- | --- | --- |\n| c | d | e |\n"
	    "| | f | g |\n");
	assert_markdown("<table><caption>x</caption><tr><td><p>a<p>b<td>c"
	    "<tr><td>d<td>e</table>",
	    "x\n\n| | |\n| --- | --- |\n| a<br>b | c |\n| d | e |\n");
}

static void
links_around_blocks_go_into_them(void **state)
{
	(void)state;
	assert_markdown("<a href=x><h2>a</h2><p>b <em>c</em></p><pre>d</pre>"
	    "</a>", "## [a](x)\n\n[b *c*](x)\n\n```\nd\n```\n");
	assert_markdown("<p><code>Vec&lt;<a href=x>T</a>&gt;</code></p>",
	    "`Vec<`[`T`](x)`>`\n");
	assert_markdown("<p><a href='https://h.example/a_b'>"
	    "https://h.example/a_b</a></p>", "<https://h.example/a_b>\n");
}

static void
emphasis_is_read_as_such(void **state)
{
	(void)state;
	assert_round_trip("<p><strong><code>a</code></strong> <em><a href=\"x\">"
	    "b</a></em> <strong>c.</strong></p>");
	assert_markdown("<p><b><code>a</code></b> <i>(b)</i> c<b>d</b>,"
	    "<b>e.</b>f</p>",
	    "**`a`** *(b)* c**d**,<strong>e.</strong>f\n");
	assert_round_trip("<p><strong>a\xc2\xa0</strong> b<em>\xe3\x80\x80"
	    "c</em></p>");
	assert_round_trip("<p>a <em>b</em><br><strong>c</strong></p>");
}

static void
readings_stand_in_parentheses(void **state)
{
	(void)state;
	assert_markdown("<p><ruby>a<rt>b</ruby> <ruby>c<rp>[</rp><rt>d</rt>"
	    "<rp>]</rp></ruby></p>", "a(b) c\\[d\\]\n");
	assert_markdown("<p>x <code class=math>a_b|c</code></p>",
	    "x $`a_b|c`$\n");
	assert_markdown("<p>x <code class='math display'>a_b\\\\\nc</code> y",
	    "x\n\n```math\na_b\\\\\nc\n```\n\ny\n");
	assert_markdown("<ul><li>x <code class='math display'>a</code></ul>",
	    "- x\n\n  ```math\n  a\n  ```\n");
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
		"https://h.example/?a=b", "see www.h.example", "a@h.example",
		"[ ] task", "[x] task", "WWW.h.example and http://h.example.",
		"$a_b$ c_d_e", "a\xc2\xa0**b**",
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
	    "a\n\nb\n\nc\n\nd\n\n### [e](x)\n\n[f](x)\n");
	assert_markdown("<table><tr><td>a<td>b<tr><td colspan=2>c</table>",
	    "| | |\n| --- | --- |\n| a | b |\n| c | |\n");
	assert_markdown("<p>a <b> b </b>c <math><semantics><mi>x</mi>"
	    "<annotation encoding='application/x-tex'>x_1</annotation>"
	    "</semantics></math></p>", "a **b** c $`x_1`$\n");
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
		cmocka_unit_test(spans_of_cells_are_empty_cells),
		cmocka_unit_test(links_around_blocks_go_into_them),
		cmocka_unit_test(emphasis_is_read_as_such),
		cmocka_unit_test(readings_stand_in_parentheses),
		cmocka_unit_test(text_never_becomes_markup),
		cmocka_unit_test(markdown_is_what_people_would_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
