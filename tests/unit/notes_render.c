#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "notes/notes.h"

static void
assert_html(const char *path, const char *text, const char *html)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(note_render(str_of(text), path, &b, &err), 0);
	assert_string_equal(b.p, html);
}

static void
markdown_becomes_html(void **state)
{
	(void)state;
	assert_html("a.md", "a *b* **c** ~~d~~ `e<` &lt;&\n\n---\n> q\n",
	    "<p>a <em>b</em> <strong>c</strong> <del>d</del> "
	    "<code>e&lt;</code> &lt;&amp;</p>\n<hr>\n"
	    "<blockquote>\n<p>q</p>\n</blockquote>\n");
	assert_html("a.md", "2. x\n3. y\n\n- [x] t\n- [ ] u\n",
	    "<ol start=\"2\">\n<li>x</li>\n<li>y</li>\n</ol>\n<ul>\n"
	    "<li class=\"task\">\xe2\x98\x91 t</li>\n"
	    "<li class=\"task\">\xe2\x98\x90 u</li>\n</ul>\n");
	assert_html("a.md", "```c x\n<a>\n```\n",
	    "<pre><code class=\"language-c\">&lt;a&gt;\n</code></pre>\n");
	assert_html("a.md", "| a | b |\n|---|--:|\n| 1 | 2 |\n",
	    "<table>\n<thead>\n<tr>\n<th>a</th>\n<th align=\"right\">b</th>\n"
	    "</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n"
	    "<td align=\"right\">2</td>\n</tr>\n</tbody>\n</table>\n");
}

static void
links_and_pictures_are_written(void **state)
{
	(void)state;
	assert_html("a.md", "[![a \"*b*\"](i.png)](u \"t\") [x](/y z/w)\n",
	    "<p><a href=\"u\" title=\"t\"><img src=\"i.png\" "
	    "alt=\"a &quot;b&quot;\"></a> <a href=\"/y z/w\">x</a></p>\n");
	assert_html("a.md", "[[n|l]] ![[e]] www.h.example.\n",
	    "<p><a data-wiki=\"n\">l</a> <a data-embed=\"e\">e</a> "
	    "<a href=\"http://www.h.example\">www.h.example</a>.</p>\n");
	assert_html("a.md", "[x](u?a&amp;b\"c)\n",
	    "<p><a href=\"u?a&amp;b&quot;c\">x</a></p>\n");
}

static void
headings_get_unique_ids_of_any_script(void **state)
{
	(void)state;
	assert_html("a.md", "# A `b`, c!\n# A b c\n# \xe4\xb8\xad\xe3\x80\x81"
	    "\xe6\x96\x87 X\n# !\n",
	    "<h1 id=\"a-b-c\">A <code>b</code>, c!</h1>\n"
	    "<h1 id=\"a-b-c-1\">A b c</h1>\n"
	    "<h1 id=\"\xe4\xb8\xad\xe6\x96\x87-x\">\xe4\xb8\xad\xe3\x80\x81"
	    "\xe6\x96\x87 X</h1>\n<h1 id=\"section\">!</h1>\n");
	assert_html("a.md", "# a\n# a-1\n# a\n",
	    "<h1 id=\"a\">a</h1>\n<h1 id=\"a-1\">a-1</h1>\n"
	    "<h1 id=\"a-2\">a</h1>\n");
}

static void
toc_lists_the_headings_where_it_stands(void **state)
{
	(void)state;
	assert_html("a.md", "x\n\n[TOC]\n\n## H & i\n\n[toc] no\n",
	    "<p>x</p>\n<nav class=\"toc\">\n<ul>\n<li class=\"toc-2\">"
	    "<a href=\"#h--i\">H &amp; i</a></li>\n</ul>\n</nav>\n"
	    "<h2 id=\"h--i\">H &amp; i</h2>\n<p>[toc] no</p>\n");
}

static void
footnotes_stand_at_the_end_in_order_of_citation(void **state)
{
	(void)state;
	assert_html("a.md", "[^x]: X\n[^b]: B\n[^u]: U\n\n"
	    "p[^b] q[^x] r[^b] s[^none] `[^x]`\n",
	    "<p>p<sup><a href=\"#fn-1\" id=\"fnref-1\">1</a></sup> "
	    "q<sup><a href=\"#fn-2\" id=\"fnref-2\">2</a></sup> "
	    "r<sup><a href=\"#fn-1\" id=\"fnref-1-2\">1</a></sup> s[^none] "
	    "<code>[^x]</code></p>\n<section class=\"footnotes\">\n<ol>\n"
	    "<li id=\"fn-1\">B <a href=\"#fnref-1\">\xe2\x86\xa9</a></li>\n"
	    "<li id=\"fn-2\">X <a href=\"#fnref-2\">\xe2\x86\xa9</a></li>\n"
	    "<li>U</li>\n</ol>\n</section>\n");
}

static void
formulas_are_kept_as_written(void **state)
{
	(void)state;
	assert_html("a.md", "$a_b<c_d$\n", "<p><code class=\"math\">a_b&lt;"
	    "c_d</code></p>\n");
	assert_html("a.md", "$5 [x](u) $6\n",
	    "<p>$5 <a href=\"u\">x</a> $6</p>\n");
}

static void
front_matter_and_bad_bytes_are_not_shown(void **state)
{
	(void)state;
	assert_html("a.md", "---\ntitle: T\n---\na\xff<b>c</b>\n",
	    "<p>a\xef\xbf\xbd<b>c</b></p>\n");
}

static void
a_url_list_becomes_a_list_of_links(void **state)
{
	(void)state;
	assert_html("a.urls", "http://h.example/?a&b T<\n#c\nwww.h.example\n",
	    "<ul>\n<li><a href=\"http://h.example/?a&amp;b\">T&lt;</a></li>\n"
	    "<li><a href=\"http://www.h.example\">www.h.example</a></li>\n"
	    "</ul>\n");
}

static void
output_beyond_the_buffer_is_an_error(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(20);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(note_render(STR("a long paragraph of text\n"), "a.md",
	    &b, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markdown_becomes_html),
		cmocka_unit_test(links_and_pictures_are_written),
		cmocka_unit_test(headings_get_unique_ids_of_any_script),
		cmocka_unit_test(toc_lists_the_headings_where_it_stands),
		cmocka_unit_test(
		    footnotes_stand_at_the_end_in_order_of_citation),
		cmocka_unit_test(formulas_are_kept_as_written),
		cmocka_unit_test(front_matter_and_bad_bytes_are_not_shown),
		cmocka_unit_test(a_url_list_becomes_a_list_of_links),
		cmocka_unit_test(output_beyond_the_buffer_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
