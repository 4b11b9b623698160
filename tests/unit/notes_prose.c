#include "notes_input.h"

#include <stdlib.h>

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(org_links_follow_its_plain_rules),
		cmocka_unit_test(a_block_without_its_end_is_none),
		cmocka_unit_test(rst_links_follow_its_plain_rules),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
