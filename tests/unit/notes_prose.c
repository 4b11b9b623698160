#include "notes_input.h"

#include <stdlib.h>

#include "notes/prose.h"

static const char org[] = "#+TITLE: A plan\n#+DATE: [2022-03-04 Fri]\n"
    "# http://no.example/\n* DONE [#A] Build it :work:house:\n"
    "  :PROPERTIES:\n  :CREATED: [2021-05-06 Thu 9:30]\n"
    "  :SOURCE: http://a.example/s\n  :END:\n"
    "Go [[http://a.example/d?x=1][the [dam]]], <http://b.example/w>,\n"
    "www.c.example/x. No =http://no.example/= and ~http://no.example/~.\n"
    "*** Deep\n"
    " - [[file:n.org::*Top][more]] and\n   [[./w.png]] a=b=c\n"
    " - [[id:01-23][x]], [[Some heading]], [[*Top]], [[#own]]\n"
    "#+begin_src sh\ncurl http://no.example/\n* no heading\n#+END_SRC\n"
    "#+begin_quote\nhttp://d.example/\n#+end_quote\n"
    ": http://no.example/\n** Up\n[[http://e.example/a_(b)]]\n"
    "[[http://f.example/\n";

static void
org_links_follow_its_plain_rules(void **state)
{
	static const struct wanted all[] = {
		{ REF_AUTOLINK, 7, 12, "http://a.example/s", NULL,
		    "http://a.example/s", "Build it",
		    "2021-05-06T09:30:00Z" },
		{ REF_LINK, 9, 4, "http://a.example/d?x=1", NULL,
		    "the [dam]", "Build it", "2021-05-06T09:30:00Z" },
		{ REF_AUTOLINK, 9, 43, "http://b.example/w", NULL,
		    "http://b.example/w", "Build it",
		    "2021-05-06T09:30:00Z" },
		{ REF_AUTOLINK, 10, 1, "www.c.example/x",
		    "http://www.c.example/x", "www.c.example/x", "Build it",
		    "2021-05-06T09:30:00Z" },
		{ REF_LINK, 12, 4, "n.org", NULL, "more", "Build it / Deep",
		    "2022-03-04" },
		{ REF_IMAGE, 13, 4, "./w.png", NULL, "./w.png",
		    "Build it / Deep", "2022-03-04" },
		{ REF_LINK, 14, 49, "#own", NULL, "#own", "Build it / Deep",
		    "2022-03-04" },
		{ REF_AUTOLINK, 20, 1, "http://d.example/", NULL,
		    "http://d.example/", "Build it / Deep", "2022-03-04" },
		{ REF_LINK, 24, 1, "http://e.example/a_(b)", NULL,
		    "http://e.example/a_(b)", "Build it / Up", "2022-03-04" },
		{ REF_AUTOLINK, 25, 3, "http://f.example/", NULL,
		    "http://f.example/", "Build it / Up", "2022-03-04" },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.org", org, "A plan", all);
	html = input_render("a.org", org);
	input_holds(html, "<h1>A plan</h1>\n<h1 id=\"build-it\">Build it</h1>");
	input_holds(html, "<p>SOURCE: <a href=\"http://a.example/s\">");
	input_holds(html, "<h3 id=\"deep\">Deep</h3>\n<ul>\n<li><a "
	    "href=\"n.org\">more</a> and\n   <img src=\"./w.png\"");
	input_holds(html, "</ul>\n<pre><code>curl http://no.example/\n"
	    "* no heading\n</code></pre>\n<p>");
	assert_null(strstr(html, "href=\"http://no.example"));
}

static void
a_block_without_its_end_is_none(void **state)
{
	static const char open[] = "#+BEGIN_SRC\nhttp://a.example/\n* Top\n"
	    "#+begin_src sh\nhttp://no.example/\n#+End_Src\n"
	    "#+begin_comment\n#+begin_example\nhttp://no.example/\n"
	    "#+end_example\nhttp://b.example/\n#+begin_src\n"
	    "http://c.example/\n";
	static const struct wanted all[] = {
		{ REF_AUTOLINK, 2, 1, "http://a.example/", NULL,
		    "http://a.example/", "", NULL },
		{ REF_AUTOLINK, 11, 1, "http://b.example/", NULL,
		    "http://b.example/", "Top", NULL },
		{ REF_AUTOLINK, 13, 1, "http://c.example/", NULL,
		    "http://c.example/", "Top", NULL },
	};

	(void)state;
	INPUT_CHECK("a.org", open, "Top", all);
}

static const char rst[] = "=======\nA guide\n=======\n\n:date: 2020-06-07\n\n"
    "Read `the first <http://a.example/>`_ and the second_,\nthen "
    "``http://no.example/`` and\nhttp://b.example/x or `over\nlines "
    "<http://c.example/>`__ or `name <second_>`_\nor :doc:`it <no>`.\n\n"
    ".. _second: http://d.example/\n.. http://no.example/\n   and"
    " http://no.example/\n.. _`a: b`:\n   http://e.example/\n"
    ".. _inner:\n\nPictures\n--------\n"
    ".. |logo| image:: l.png\n.. figure:: p/w.png\n"
    "   :target: http://f.example/\n\n   words http://g.example/\n\n"
    "More\n~~~~\n- item http://h.example/\n* two\n\nAn example::\n\n"
    "    http://no.example/\n\n  http://no.example/\n"
    ".. code-block:: sh\n\n   curl http://no.example/\n\n"
    ".. note:: Ask `them\n   <http://i.example/>`__\n\nBack\n----\n"
    "__ http://j.example/\n";

static void
rst_links_follow_its_plain_rules(void **state)
{
#define BASIC(kind, line, column, url, text, heading) \
	{ kind, line, column, url, NULL, text, heading, "2020-06-07" }
	static const struct wanted all[] = {
		BASIC(REF_LINK, 7, 6, "http://a.example/", "the first",
		    "A guide"),
		BASIC(REF_AUTOLINK, 9, 1, "http://b.example/x",
		    "http://b.example/x", "A guide"),
		BASIC(REF_LINK, 9, 23, "http://c.example/", "over lines",
		    "A guide"),
		BASIC(REF_LINK, 13, 1, "http://d.example/", "second",
		    "A guide"),
		BASIC(REF_LINK, 16, 1, "http://e.example/", "a: b",
		    "A guide"),
		BASIC(REF_IMAGE, 22, 1, "l.png", "logo",
		    "A guide / Pictures"),
		BASIC(REF_IMAGE, 23, 1, "p/w.png", "p/w.png",
		    "A guide / Pictures"),
		BASIC(REF_AUTOLINK, 24, 13, "http://f.example/",
		    "http://f.example/", "A guide / Pictures"),
		BASIC(REF_AUTOLINK, 26, 10, "http://g.example/",
		    "http://g.example/", "A guide / Pictures"),
		BASIC(REF_AUTOLINK, 30, 8, "http://h.example/",
		    "http://h.example/", "A guide / Pictures / More"),
		BASIC(REF_LINK, 42, 15, "http://i.example/", "them",
		    "A guide / Pictures / More"),
		BASIC(REF_LINK, 47, 1, "http://j.example/",
		    "http://j.example/", "A guide / Back"),
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.rst", rst, "A guide", all);
	html = input_render("a.rst", rst);
	input_holds(html, "<h1 id=\"a-guide\">A guide</h1>\n<p>Read <a "
	    "href=\"http://a.example/\">the first</a> and the second_,");
	input_holds(html, "<h3 id=\"more\">More</h3>\n<ul>\n<li>item ");
	input_holds(html, "<p>An example::</p>\n<pre><code>");
	assert_null(strstr(html, "href=\"http://no.example"));
}

static void
org_addresses_are_unescaped_and_abbreviations_resolved(void **state)
{
	const char *s = "#+LINK: bug  https://bugs.example/show?id=\n"
	    "[[https://a.example/\\[x\\]][t]] [[https://a.example/y\\\\]]\n"
	    "[[file:w\\[1\\].png]] [[https://a.example/c:\\d]]\n"
	    "[[bug:12][twelve]] [[bug::3]] [[pkg:a b]] [[hex:a b]]\n"
	    "[[fn:x]] [[no:way]] [[bug:\n4]] [[bug]]\n"
	    "#+link: pkg https://pkg.example/%s/info\n"
	    "#+Link: hex https://hex.example/%h?\n"
	    "#+LINK: fn https://fn.example/%(upcase)\n";
	static const struct wanted all[] = {
		{ REF_LINK, 2, 1, "https://a.example/\\[x\\]",
		    "https://a.example/[x]", "t", "", NULL },
		{ REF_LINK, 2, 32, "https://a.example/y\\\\",
		    "https://a.example/y\\", "https://a.example/y\\", "",
		    NULL },
		{ REF_IMAGE, 3, 1, "file:w\\[1\\].png", "w[1].png",
		    "w[1].png", "", NULL },
		{ REF_LINK, 3, 21, "https://a.example/c:\\d", NULL,
		    "https://a.example/c:\\d", "", NULL },
		{ REF_LINK, 4, 1, "bug:12", "https://bugs.example/show?id=12",
		    "twelve", "", NULL },
		{ REF_LINK, 4, 20, "bug::3", "https://bugs.example/show?id=3",
		    "https://bugs.example/show?id=3", "", NULL },
		{ REF_LINK, 4, 31, "pkg:a b", "https://pkg.example/a b/info",
		    "https://pkg.example/a b/info", "", NULL },
		{ REF_LINK, 4, 43, "hex:a b", "https://hex.example/a%20b?",
		    "https://hex.example/a%20b?", "", NULL },
		{ REF_LINK, 5, 10, "no:way", NULL, "no:way", "", NULL },
		{ REF_LINK, 6, 5, "bug", "https://bugs.example/show?id=",
		    "https://bugs.example/show?id=", "", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.org", s, "a", all);
	html = input_render("a.org", s);
	input_holds(html, "<a href=\"https://a.example/[x]\">t</a>");
	input_holds(html, "<a href=\"https://bugs.example/show?id=12\">"
	    "twelve</a>");
	assert_null(strstr(html, "%(upcase)"));
}

static void
rst_addresses_are_unescaped_and_joined(void **state)
{
	const char *s = "`x <https://a.example/b\\_>`_ `y <https://a.example/p/\n"
	    "  q>`_ `z <https://a.example/c_>`_ `n <name_>`_ `s <a b>`_\n\n"
	    ".. _m: https://b.example/first/\n   second/\n     third\n"
	    ".. _e: https://b.example/x\\_y\\\\z\\_\n"
	    ".. _u: https://b.example/under_\n.. _i: m_\n"
	    ".. _w: two words\n.. _j: name\\_\n\n"
	    "  .. _in:\n     https://c.example/\\\n     d\n"
	    "  .. _out:\n  .. _last: https://d.example/\n\n"
	    "__ https://e.example/\n   f\n";
	static const struct wanted all[] = {
		{ REF_LINK, 1, 1, "https://a.example/b\\_",
		    "https://a.example/b_", "x", "", NULL },
		{ REF_LINK, 1, 30, "https://a.example/p/\n  q",
		    "https://a.example/p/q", "y", "", NULL },
		{ REF_LINK, 2, 8, "https://a.example/c_", NULL, "z", "",
		    NULL },
		{ REF_LINK, 4, 1, "https://b.example/first/\n   second/\n"
		    "     third", "https://b.example/first/second/third", "m",
		    "", NULL },
		{ REF_LINK, 7, 1, "https://b.example/x\\_y\\\\z\\_",
		    "https://b.example/x_y\\z_", "e", "", NULL },
		{ REF_LINK, 8, 1, "https://b.example/under_", NULL, "u", "",
		    NULL },
		{ REF_LINK, 10, 1, "two words", NULL, "w", "", NULL },
		{ REF_LINK, 11, 1, "name\\_", "name_", "j", "", NULL },
		{ REF_LINK, 13, 3, "https://c.example/\\\n     d",
		    "https://c.example/d", "in", "", NULL },
		{ REF_LINK, 17, 3, "https://d.example/", NULL, "last", "",
		    NULL },
		{ REF_LINK, 19, 1, "https://e.example/\n   f",
		    "https://e.example/f", "https://e.example/f", "", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.rst", s, "a", all);
	html = input_render("a.rst", s);
	input_holds(html, "<a href=\"https://a.example/p/q\">y</a>");
	input_holds(html, "<a href=\"https://b.example/first/second/third\">m");
}

static void
a_heading_is_told_by_its_words(void **state)
{
	static const struct wanted in_org[] = {
		{ REF_LINK, 1, 7, "http://a.example/", NULL, "the dam",
		    "See the dam now", NULL },
		{ REF_LINK, 2, 4, "http://b.example/", NULL,
		    "http://b.example/", "See the dam now / http://b.example/",
		    NULL },
	};
	static const struct wanted in_rst[] = {
		{ REF_LINK, 1, 5, "http://a.example/", NULL, "the dam",
		    "See the dam", NULL },
	};

	(void)state;
	INPUT_CHECK("a.org", "* See [[http://a.example/][the dam]] now\n"
	    "** [[http://b.example/]]\n", "See the dam now", in_org);
	INPUT_CHECK("a.rst", "See `the dam <http://a.example/>`_\n"
	    "===================================\n", "See the dam", in_rst);
}

static void
what_is_longer_than_any_address_is_none(void **state)
{
	static const char *const names[] = { "a.rst", "a.org" };
	static const char *const openings[] = { "x\n\n.. _a: b/",
	    "#+LINK: a b\n[[a:" };
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		buf_reset(&b);
		buf_str(&b, openings[i]);
		for (size_t n = 0; n <= PROSE_URL; n++)
			buf_str(&b, i == 0 ? "\n c" : "c");
		buf_str(&b, "]]\n\nwww.d.example\n");
		assert_int_equal(note_parse(&note, buf_view(&b), names[i],
		    &err), 0);
		assert_int_equal(note.n_refs, 1);
		assert_string_equal(note.refs[0].url, "http://www.d.example");
		note_release(&note);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(org_links_follow_its_plain_rules),
		cmocka_unit_test(a_block_without_its_end_is_none),
		cmocka_unit_test(rst_links_follow_its_plain_rules),
		cmocka_unit_test(
		    org_addresses_are_unescaped_and_abbreviations_resolved),
		cmocka_unit_test(rst_addresses_are_unescaped_and_joined),
		cmocka_unit_test(a_heading_is_told_by_its_words),
		cmocka_unit_test(what_is_longer_than_any_address_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
