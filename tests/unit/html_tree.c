/* html/tree.h: HTML5 text to a libxml2 tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <time.h>

#include "base/text.h"
#include "html/tree.h"

static xmlDoc *
parsed(const char *html)
{
	struct err err = ERR_INIT;
	xmlDoc *doc;

	assert_int_equal(html_parse(str_of(html), &doc, &err), 0);
	return doc;
}

static void
assert_text(const xmlNode *n, const char *want)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);

	html_text(n, &b);
	assert_string_equal(b.p, want);
}

static void
elements_have_lower_case_names_and_no_namespace(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed("<DIV Data-X='1'>"
	    "<svg viewbox='0 0 1 1'><LINEARgradient/><foreignobject/></svg>"
	    "<math><MROW definitionurl=x><mi>y</math>");
	xmlNode *n;

	(void)state;
	assert_true(html_attr(html_find(xmlDocGetRootElement(doc), "div"),
	    "data-x").n == 1);
	n = html_find(xmlDocGetRootElement(doc), "svg");
	assert_non_null(n);
	assert_null(n->ns);
	assert_int_equal(html_attr(n, "viewBox").n, 7);
	assert_non_null(html_find(n, "linearGradient"));
	assert_non_null(html_find(n, "foreignObject"));
	n = html_find(xmlDocGetRootElement(doc), "mrow");
	assert_int_equal(html_attr(n, "definitionURL").n, 1);
	assert_true(html_is(n->children, "mi"));
}

static void
numbers_of_no_character_become_the_mark_for_it(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed("<p title='&#4294967361;'>"
	    "&#11111111111x&#x110000;&#X100000041y&#1114112;&#65;&#x10fffd;"
	    "&#00000000000065;&#;&#x;&#.&#x81;&#127;&#xfffe;&#x1ffff;"
	    "&#xfdd0;&#x80;");
	xmlNode *p = html_find(xmlDocGetRootElement(doc), "p");

	(void)state;
	assert_true(str_eq(html_attr(p, "title"), STR("\uFFFD")));
	assert_text(p, "\uFFFDx\uFFFD\uFFFDy\uFFFDA\U0010FFFDA&#;&#x;&#."
	    "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\u20AC");
}

static void
names_unfit_for_xml_are_left_out(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed(
	    "<p a<b=1 \"=2 1x=3 ok=4>a<x<y>b</x<y>c<img\v x>d");
	xmlNode *p = html_find(xmlDocGetRootElement(doc), "p");

	(void)state;
	assert_non_null(p->properties);
	assert_string_equal((const char *)p->properties->name, "ok");
	assert_null(p->properties->next);
	assert_text(p, "abcd");
	assert_ptr_equal(p->children, p->last);
}

static void
comments_and_templates_are_dropped_and_text_runs_on(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed(
	    "<p>a<!-- x -->b<template>t</template>&#13;c");
	xmlNode *p = html_find(xmlDocGetRootElement(doc), "p");

	(void)state;
	assert_text(p, "ab\nc");
	assert_int_equal(p->children->type, XML_TEXT_NODE);
	assert_null(p->children->next);
}

static void
bytes_that_are_no_text_do_not_reach_the_tree(void **state)
{
	static const char html[] = "<p title='a\0b\xff'>x\0y\xc3z&#0;";
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	struct err err;
	xmlNode *p;

	(void)state;
	assert_int_equal(html_parse(str_make(html, sizeof(html) - 1), &doc,
	    &err), 0);
	p = html_find(xmlDocGetRootElement(doc), "p");
	html_text(p, &b);
	assert_true(text_is_utf8(buf_view(&b)));
	assert_true(str_starts(buf_view(&b), STR("xy")));
	assert_true(text_is_utf8(html_attr(p, "title")));
}

static void
attributes_can_be_set_read_and_removed(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed("<p id=a class=' x  yy '>");
	xmlNode *p = html_find(xmlDocGetRootElement(doc), "p");

	(void)state;
	html_attr_set(p, "id", STR("a&amp;<b>"));
	html_attr_set(p, "title", STR(""));
	assert_string_equal(html_attr(p, "id").p, "a&amp;<b>");
	assert_non_null(html_attr(p, "title").p);
	assert_int_equal(html_attr(p, "title").n, 0);
	html_attr_del(p, "id");
	html_attr_del(p, "id");
	assert_null(html_attr(p, "id").p);
	assert_true(html_has_class(p, "yy"));
	assert_false(html_has_class(p, "y"));
	assert_false(html_has_class(p, ""));
}

static void
unwrapping_keeps_children_in_their_place(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed(
	    "<div><i>1</i><b><u>2</u>3</b><s>4</s></div>");
	xmlNode *div = html_find(xmlDocGetRootElement(doc), "div");
	xmlNode *n;

	(void)state;
	html_unwrap(html_find(div, "b"));
	assert_text(div, "1234");
	assert_true(html_is(div->children->next, "u"));
	assert_ptr_equal(div->children->next->parent, div);
	html_unwrap(html_find(div, "i"));
	html_unwrap(html_find(div, "s"));
	html_unwrap(html_find(div, "u"));
	for (n = div->children; n->next != NULL; n = n->next)
		assert_ptr_equal(n->next->prev, n);
	assert_ptr_equal(div->last, n);
	assert_text(div, "1234");
	html_drop(div->children);
	assert_text(div, "234");
}

static void
walking_stays_inside_the_root(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = parsed(
	    "<div><p>a<b>c</b></p><p>d</p></div><p>e");
	xmlNode *div = html_find(xmlDocGetRootElement(doc), "div");
	xmlNode *n = html_next(div, div, false);
	size_t count = 0;

	(void)state;
	assert_true(html_is(html_next(n, div, true), "p"));
	assert_null(html_next(div, div, true));
	for (n = div; n != NULL; n = html_next(n, div, false))
		count++;
	assert_int_equal(count, 7);
	assert_null(html_find(div, "div"));
}

/* Elements on the longest way from the root. */
static size_t
depth_of(const xmlNode *root)
{
	size_t max = 0, depth;

	for (const xmlNode *n = root; n != NULL;
	    n = html_next(n, root, false)) {
		if (n->children != NULL)
			continue;
		depth = 0;
		for (const xmlNode *a = n; a->type == XML_ELEMENT_NODE ||
		    a->type == XML_TEXT_NODE; a = a->parent)
			depth++;
		max = depth > max ? depth : max;
	}
	return max;
}

static void
repeat(struct buf *b, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_str(b, s);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Parses n copies of s, then the end. What the page says must survive. */
static void
assert_bounded(const char *s, size_t n, const char *end)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf b = BUF_INIT(20 << 20);
	AUTO(buf_release) struct buf text = BUF_INIT(20 << 20);
	struct err err = ERR_INIT;
	double from = seconds();

	repeat(&b, s, n);
	buf_str(&b, end);
	assert_false(b.failed);
	if (html_parse(buf_view(&b), &doc, &err) < 0) {
		print_message("%.20s x%zu: %s\n", s, n, err.msg);
		assert_int_equal(err.kind, ERR_ITEM);
		return;
	}
	if (getenv("KB_TIMES") != NULL)
		print_message("%.30s x%zu: %.2f s\n", s, n, seconds() - from);
	html_text(xmlDocGetRootElement(doc), &text);
	assert_true(str_find(buf_view(&text), STR("THE END")) != (size_t)-1);
	assert_true(depth_of(xmlDocGetRootElement(doc)) <= HTML_DEPTH + 1);
}

static void
absurd_nesting_is_flattened_not_fatal(void **state)
{
	(void)state;
	assert_bounded("<div>", 300000, "THE END");
	assert_bounded("<b><i>", 100000, "THE END");
	assert_bounded("<span>", 300000, "THE END");
	assert_bounded("<b><div></b>", 30000, "THE END");
	assert_bounded("<table><tr><td>", 100000, "THE END");
	assert_bounded("<svg><g>", 100000, "<foreignObject>THE END");
	assert_bounded("<ul><li>", 100000, "THE END");
	assert_bounded("<x-y>", 300000, "THE END");
}

static void
long_flat_pages_are_no_trouble(void **state)
{
	(void)state;
	assert_bounded("<p>", 300000, "THE END");
	assert_bounded("<a name=x>y", 100000, "THE END");
	assert_bounded("some words ", 900000, "THE END");
	assert_bounded("a<!---->", 300000, "THE END");
	assert_bounded("<table><tr><td>a</table>", 50000, "THE END");
}

static void
attributes_beyond_reason_are_cut(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err;
	xmlNode *p;
	size_t n = 0;

	(void)state;
	buf_str(&b, "<p first=1");
	for (unsigned int i = 0; i < 120000; i++)
		buf_fmt(&b, " a%u='>'", i);
	buf_str(&b, ">THE END");
	for (unsigned int i = 0; i < 100000; i++)
		buf_fmt(&b, "<body b%u>", i);
	assert_int_equal(html_parse(buf_view(&b), &doc, &err), 0);
	p = html_find(xmlDocGetRootElement(doc), "p");
	assert_text(p, "THE END");
	assert_int_equal(html_attr(p, "first").n, 1);
	for (xmlAttr *a = p->properties; a != NULL; a = a->next)
		n++;
	assert_true(n > 100 && n < 300);
}

static void
a_page_beyond_the_size_limit_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(32 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;

	(void)state;
	repeat(&b, "0123456789abcdef", (20 << 16) + 1);
	assert_int_equal(html_parse(buf_view(&b), &doc, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	assert_null(doc);
}

static void
a_page_that_eats_memory_is_refused(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(32 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;

	(void)state;
	for (unsigned int i = 0; i < 400; i++)
		buf_fmt(&b, "<p><font size=%u>", i);
	repeat(&b, "<p>x", 200000);
	assert_int_equal(html_parse(buf_view(&b), &doc, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
}

static void
script_text_does_not_count_as_markup(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4 << 20);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err;
	xmlNode *script;

	(void)state;
	buf_str(&b, "<script>'");
	repeat(&b, "<div>", 2000);
	buf_str(&b, "'</script><p>x");
	assert_int_equal(html_parse(buf_view(&b), &doc, &err), 0);
	script = html_find(xmlDocGetRootElement(doc), "script");
	assert_int_equal(strlen((const char *)script->children->content),
	    2 + 5 * 2000);
}

static void
an_empty_text_is_an_empty_page(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err;

	(void)state;
	assert_int_equal(html_parse(str_make(NULL, 0), &doc, &err), 0);
	assert_true(html_is(xmlDocGetRootElement(doc), "html"));
	assert_non_null(html_find(xmlDocGetRootElement(doc), "body"));
}

/* Text and known elements stay, whatever stands before them. */
static void
names_without_end_are_left_out(void **state)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(buf_release) struct buf page = BUF_INIT((size_t)1 << 20);
	AUTO(buf_release) struct buf text = BUF_INIT((size_t)1 << 20);
	struct err err = ERR_INIT;
	const xmlNode *root, *span;

	(void)state;
	buf_str(&page, "<p title=first>");
	for (int i = 0; i < 9000; i++)
		buf_fmt(&page, "<t%d>x</t%d>", i, i);
	buf_str(&page, "<span title=last u1=1>end</span>");
	assert_int_equal(html_parse(buf_view(&page), &doc, &err), 0);
	root = xmlDocGetRootElement(doc);
	assert_non_null(html_find(root, "t0"));
	assert_null(html_find(root, "t8999"));
	span = html_find(root, "span");
	assert_non_null(span);
	assert_true(str_eq(html_attr(span, "title"), STR("last")));
	assert_null(html_attr(span, "u1").p);
	html_text(root, &text);
	assert_int_equal(text.len, 9000 + strlen("end"));
	assert_true(xmlDictSize(doc->dict) < 9000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    elements_have_lower_case_names_and_no_namespace),
		cmocka_unit_test(
		    numbers_of_no_character_become_the_mark_for_it),
		cmocka_unit_test(names_unfit_for_xml_are_left_out),
		cmocka_unit_test(
		    comments_and_templates_are_dropped_and_text_runs_on),
		cmocka_unit_test(bytes_that_are_no_text_do_not_reach_the_tree),
		cmocka_unit_test(attributes_can_be_set_read_and_removed),
		cmocka_unit_test(unwrapping_keeps_children_in_their_place),
		cmocka_unit_test(walking_stays_inside_the_root),
		cmocka_unit_test(absurd_nesting_is_flattened_not_fatal),
		cmocka_unit_test(long_flat_pages_are_no_trouble),
		cmocka_unit_test(names_without_end_are_left_out),
		cmocka_unit_test(attributes_beyond_reason_are_cut),
		cmocka_unit_test(a_page_beyond_the_size_limit_is_refused),
		cmocka_unit_test(a_page_that_eats_memory_is_refused),
		cmocka_unit_test(script_text_does_not_count_as_markup),
		cmocka_unit_test(an_empty_text_is_an_empty_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
