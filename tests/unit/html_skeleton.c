/* html/skeleton.h: gumbo builds the same tree from less. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "html/skeleton.h"
#include "html/tree.h"

#define ROOM (1 << 20)
#define LONG "words that are many, one after the other"

/* A tree as a line for each node, so that any difference shows. */
static void
dump(const xmlDoc *doc, struct buf *out)
{
	const xmlNode *root = xmlDocGetRootElement(doc), *n = root;

	for (; n != NULL; n = html_next(n, root, false)) {
		for (const xmlNode *up = n; up != root; up = up->parent)
			buf_char(out, ' ');
		buf_str(out, n->type == XML_TEXT_NODE ? "\"" : "<");
		buf_str(out, (const char *)(n->type == XML_TEXT_NODE ?
		    n->content : n->name));
		for (const xmlAttr *a = n->type == XML_ELEMENT_NODE ?
		    n->properties : NULL; a != NULL; a = a->next) {
			buf_fmt(out, " %s=", (const char *)a->name);
			buf_s(out, html_attr(n, (const char *)a->name));
		}
		buf_char(out, '\n');
	}
}

static void
parse(struct str text, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;

	assert_int_equal(html_parse(text, &doc, &err), 0);
	dump(doc, out);
}

/* A sign in a comment before the text: it is parsed as it stands. */
static void
assert_same(struct str text)
{
	AUTO(buf_release) struct buf whole = BUF_INIT(ROOM);
	AUTO(buf_release) struct buf want = BUF_INIT(ROOM);
	AUTO(buf_release) struct buf got = BUF_INIT(ROOM);

	buf_str(&whole, "<!--\U000F0000-->");
	buf_s(&whole, text);
	parse(buf_view(&whole), &want);
	parse(text, &got);
	if (strcmp(want.p, got.p) != 0) {
		print_message("%.*s\n", STR_ARG(text));
		assert_string_equal(got.p, want.p);
	}
}

static struct str
made(struct skeleton *sk, const char *text)
{
	assert_true(skeleton_make(sk, str_of(text)));
	return buf_view(&sk->text);
}

static void
texts_values_scripts_and_comments_are_left_out(void **state)
{
	AUTO(skeleton_release) struct skeleton sk;
	struct str text = made(&sk, "<!-- " LONG " --><p title=\"" LONG "\">\n"
	    LONG " &amp; " LONG "<script>\n" LONG " < </script><b class='"
	    LONG "'>short</b>");

	(void)state;
	assert_string_equal(text.p, "<!----><p title=\"\U000F0000\">\n"
	    "\U000F0001&amp; \U000F0002<script>\n\U000F0003</script><b class='"
	    LONG "'>short</b>");
	assert_int_equal(sk.n_raw, 1);
	assert_false(skeleton_is_met(&sk));
	skeleton_meet(&sk, str_find(text, STR("<script")));
	assert_true(skeleton_is_met(&sk));
}

static void
what_was_left_out_is_put_back(void **state)
{
	AUTO(skeleton_release) struct skeleton sk;
	AUTO(buf_release) struct buf b = BUF_INIT(ROOM);
	struct str text = made(&sk, "a\r\n\rb\rc " LONG "\r&lt;\r\n" LONG
	    "!\r");

	(void)state;
	skeleton_expand(&sk, text, &b);
	assert_string_equal(b.p, "a\n\nb\nc " LONG "\n&lt;\n" LONG "!\n");
	assert_true(text.n < 50);
}

static void
a_text_with_characters_that_stand_for_others_is_parsed_whole(void **state)
{
	static const char *const texts[] = { LONG "\U000F0001", LONG "&#xF0001;",
		LONG "&#983040;", LONG "\U0010FFFD", LONG "\xff",
		LONG "\x01", LONG "\xc2\x9f", LONG "\uFFFE" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		AUTO(skeleton_release) struct skeleton sk;

		assert_false(skeleton_make(&sk, str_of(texts[i])));
	}
	assert_same(STR("<p>" LONG "&#x1F600; \U000E0041 &#131072;"));
}

static void
there_are_signs_enough_for_any_text(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(16 << 20);
	AUTO(buf_release) struct buf back = BUF_INIT(16 << 20);
	AUTO(skeleton_release) struct skeleton sk;

	(void)state;
	for (int i = 0; i < 140000; i++)
		buf_fmt(&b, "<i>%06d and more</i>", i);
	assert_true(skeleton_make(&sk, buf_view(&b)));
	assert_in_range(sk.n_runs, 0, 131068);
	for (int i = 0; i < 66000; i++)
		buf_fmt(&b, "<i>%0100d</i>", i);
	skeleton_release(&sk);
	assert_true(skeleton_make(&sk, buf_view(&b)));
	assert_in_range(sk.n_runs, 65999, 131068);
	skeleton_expand(&sk, buf_view(&sk.text), &back);
	assert_true(str_eq(buf_view(&b), buf_view(&back)));
}

static void
trees_are_the_same_where_the_tokenizer_is_told_otherwise(void **state)
{
	static const char *const pages[] = {
		"<svg><title>x <b t='" LONG "'>" LONG "</title>" LONG,
		"<svg><style>" LONG "<b>" LONG "</style></svg>" LONG,
		"<svg><style>" LONG "&amp;" LONG "</style></svg>" LONG,
		"<svg><script>" LONG "<![CDATA[" LONG "<p>]]>" LONG,
		"<svg><![CDATA[<b t='" LONG "'>" LONG "]]></svg>" LONG,
		"<select><title><b title='</title><p>" LONG "'>" LONG,
		"<frameset><title><b title='</title>" LONG "'>" LONG,
		"<script><!-- <script> </script> " LONG " --></script>" LONG,
		"<script>" LONG "</script x='" LONG "'>" LONG,
		"<title>" LONG "</titled><b c='</title>" LONG "'>" LONG,
		"<plaintext>" LONG "<b t='" LONG "'>" LONG,
		"<table>" LONG "<!-- " LONG " --> \n<tr> " LONG "<td>" LONG,
		"<template><script>a<b " LONG "</script></template>" LONG,
		"<frameset>" LONG " <frame src='" LONG "'>" LONG,
		"<font face='" LONG "'><font face='" LONG "'><font face='"
		    LONG "'><font face='" LONG "'><p>x</font></font><p>y",
		"<math><annotation-xml encoding='application/xhtml+xml'><p>"
		    LONG "</math>" LONG,
		"<a href='" LONG "?a=1&amp;b=2&copy=3&" LONG "'>" LONG
		    "&notit; &&amp;" LONG "&amp" LONG "&#65" LONG "&;" LONG "</a>",
		"<pre>\n\n" LONG "</pre><textarea>\n" LONG "</textarea>",
		"<p " LONG "='" LONG "' title=\"" LONG,
		"<a href='" LONG "'><p>1<p>2<p>3<table><tr><td>" LONG "</a>x",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		assert_same(str_of(pages[i]));
}

static unsigned int
next_random(unsigned int *seed)
{
	*seed = *seed * 1103515245u + 12345u;
	return *seed >> 16;
}

/* Pages that nobody writes: any piece of markup after any other. */
static void
trees_are_the_same_whatever_follows_what(void **state)
{
	static const char *const pieces[] = { LONG, LONG, LONG, " ", "\n",
		"\r\n", "x", "&", "&amp;", "&#", "<", ">", "</", "<!", "<!--",
		"-->", "--!>", "-", "<?", "\"", "'", "=", "/", "<p>", "</p>",
		"<b class='" LONG "'>", "</b>", "<a href=\"" LONG "\">", "</a>",
		"<p title='" LONG, "<p x=" LONG ">", "<svg>", "</svg>",
		"<math>", "</math>", "<mi>", "<foreignObject>", "<desc>",
		"</desc>", "<script>", "</script>", "<style>", "</style>",
		"<title>", "</title>", "<textarea>", "</textarea>", "<xmp>",
		"</xmp>", "<iframe>", "</iframe>", "<noscript>", "</noscript>",
		"<select>", "</select>", "<option>", "<table>", "</table>",
		"<tr>", "<td>", "</td>", "<caption>", "<template>",
		"</template>", "<frameset>", "<body class='" LONG "'>",
		"</body>", "</html>", "<head>", "</head>", "<![CDATA[", "]]>",
		"<input type='hidden' value='" LONG "'>", "<pre>", "</pre>",
		"<form action='" LONG "'>", "</form>", "<button>", "\x01",
		"\xc2\x9f", "<!DOCTYPE html>", "<isindex prompt='" LONG "'>",
		"<plaintext>", "<noframes>", "</noframes>", "\U0001F600" LONG,
		"<script>" LONG "<b></script>", "<svg/>", "<annotation-xml>" };
	unsigned int seed = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		AUTO(buf_release) struct buf page = BUF_INIT(ROOM);
		unsigned int n = 1 + next_random(&seed) % 16;

		while (n-- > 0)
			buf_str(&page, pieces[next_random(&seed) %
			    (sizeof(pieces) / sizeof(pieces[0]))]);
		assert_same(buf_view(&page));
	}
}

static void
copies_of_an_attribute_are_bounded(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(4 << 20);
	xmlDoc *doc;
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&page, "<p><a href='");
	for (int i = 0; i < 1 << 20; i++)
		buf_char(&page, 'x');
	buf_str(&page, "'></p>");
	for (int i = 0; i < 1000; i++)
		buf_str(&page, "<p>x</p>");
	assert_int_equal(html_parse(buf_view(&page), &doc, &err), -1);
	assert_string_equal(err.msg, "page needs too much memory");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_values_scripts_and_comments_are_left_out),
		cmocka_unit_test(what_was_left_out_is_put_back),
		cmocka_unit_test(
		    a_text_with_characters_that_stand_for_others_is_parsed_whole),
		cmocka_unit_test(there_are_signs_enough_for_any_text),
		cmocka_unit_test(
		    trees_are_the_same_where_the_tokenizer_is_told_otherwise),
		cmocka_unit_test(trees_are_the_same_whatever_follows_what),
		cmocka_unit_test(copies_of_an_attribute_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
