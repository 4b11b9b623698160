/* html/plain.h: the words of a tree as readable plain text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/plain.h"
#include "html/tree.h"

static void
assert_plain(const char *html, const char *want)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err;

	assert_int_equal(html_parse(str_of(html), &doc, &err), 0);
	html_to_text(xmlDocGetRootElement(doc), &b);
	assert_string_equal(b.p, want);
}

static void
paragraphs_and_headings_stand_apart(void **state)
{
	(void)state;
	assert_plain("<h1> A  title\n</h1>x <p>one\n\t <b>two</b>three<p>four",
	    "A title\n\nx\n\none twothree\n\nfour\n");
	assert_plain("<div>a<div>b</div></div>c<p></p><p> </p>d",
	    "a\nb\nc\n\nd\n");
}

static void
list_items_stand_on_lines_without_markers(void **state)
{
	(void)state;
	assert_plain("<ul><li>a<li>b<ol><li>c</ol><li>d</ul>", "a\nb\nc\nd\n");
	assert_plain("<dl><dt>a<dd>b</dl>", "a\nb\n");
}

static void
cells_are_separated_by_tabs(void **state)
{
	(void)state;
	assert_plain("<table><tr><th>a<th> b <tr><td><p>c</p></td>\n<td>"
	    "<p>d</p><td></table>e", "a\tb\nc\td\n\ne\n");
}

static void
preformatted_text_keeps_its_bytes(void **state)
{
	(void)state;
	assert_plain("<p>a</p><pre>\n\n  x\t <b>y</b> \n\n z<br>w\n</pre>b",
	    "a\n\n\n  x\t y \n\n z\nw\n\nb\n");
}

static void
breaks_become_newlines(void **state)
{
	(void)state;
	assert_plain("a <br> b<br><br>c<br>", "a\nb\n\nc\n");
}

static void
what_is_no_text_is_left_out(void **state)
{
	(void)state;
	assert_plain("<title>t</title><style>s</style>a<script>x</script>b"
	    "<ruby>c<rp>(</rp><rt>d</rt><rp>)</rp></ruby> "
	    "<ruby>e<rt>f</ruby>", "abc(d) e(f)\n");
	assert_plain("<p> </p>", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paragraphs_and_headings_stand_apart),
		cmocka_unit_test(list_items_stand_on_lines_without_markers),
		cmocka_unit_test(cells_are_separated_by_tabs),
		cmocka_unit_test(preformatted_text_keeps_its_bytes),
		cmocka_unit_test(breaks_become_newlines),
		cmocka_unit_test(what_is_no_text_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
