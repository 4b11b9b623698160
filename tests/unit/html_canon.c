/* html/canon.h: the strict reader at the border to the workers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/canon.h"
#include "html/sanitise.h"
#include "html/tree.h"

static const char document[] = "<h1 id=\"t\">T &amp; <em>u</em></h1>\n"
    "<p>a<br>b <a href=\"https://h.example/?a=1&amp;b=&quot;\" title=\"x&nbsp;"
    "y\">l</a><img src=\"i.png\" alt=\"&lt;\"></p><pre>\n\ncode</pre>"
    "<table><tbody><tr><td colspan=\"2\">c</td></tr></tbody></table>"
    "<math display=\"block\"><mfrac><mi>x</mi><mn>2</mn></mfrac></math>"
    "<ul><li>1</li><li class=\"kb-x\">2</li></ul>";

static void
assert_refused(const char *html)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	if (canon_rewrite(str_of(html), NULL, &b, &err) == 0)
		fail_msg("accepted: %s", html);
	assert_int_equal(err.kind, ERR_ITEM);
	assert_int_equal(canon_text(str_of(html), &b, &err), -1);
}

static void
canonical_html_is_copied_byte_by_byte(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(canon_rewrite(str_of(document), NULL, &b, &err), 0);
	assert_string_equal(b.p, document);
	buf_reset(&b);
	assert_int_equal(canon_rewrite(STR(""), NULL, &b, &err), 0);
	assert_int_equal(b.len, 0);
}

static void
what_is_not_canonical_is_refused(void **state)
{
	static const char *const bad[] = {
		"<p>", "</p>", "<p></div>", "<p><b></p></b>", "<P></P>",
		"<br/>", "<br></br>", "<p >a</p>", "<p  id=\"a\">a</p>",
		"<p id='a'></p>", "<p id=a></p>", "<p id></p>",
		"<p id=\"a\"id=\"b\"></p>", "<p id=\"a\" id=\"b\"></p>",
		"a > b", "a & b", "&copy;", "&#106;", "&amp", "a < b", "<",
		"<!-- c -->", "<!DOCTYPE html>", "<?x?>", "<![CDATA[x]]>",
		"a\r", "a\x01", "a\xff", "a\xc3", "<pre>\na</pre>",
		"<p id=\"<\"></p>", "<p id=\"", "<p id=\"a\"", "<p", "</p",
		"<a title=\"x\xc2\xa0y\">z</a>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(bad[i]);
}

static void
what_is_not_allowed_is_refused(void **state)
{
	static const char *const bad[] = {
		"<script></script>", "<svg></svg>", "<x></x>", "<></>",
		"<p onclick=\"x\"></p>", "<p style=\"x\"></p>",
		"<p class=\"x\"></p>", "<a href=\"javascript:x\">y</a>",
		"<a href=\"java\tscript:x\">y</a>", "<a href=\" x\">y</a>",
		"<a href=\"//h.example/\">y</a>", "<img src=\"mailto:a\">",
		"<img src=\"data:image/svg+xml;base64,aa\">",
		"<a href=\"data:image/png;base64,aa\">y</a>",
		"<p href=\"x\"></p>", "<mi>x</mi>", "<math><b>x</b></math>",
		"<math><mtext><mi>x</mi></mtext></math>",
		"<math><math></math></math>", "<td colspan=\"x\"></td>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_refused(bad[i]);
}

static void
absurd_depth_is_refused(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 5000; i++)
		buf_str(&in, "<div>");
	for (size_t i = 0; i < 5000; i++)
		buf_str(&in, "</div>");
	assert_int_equal(canon_rewrite(buf_view(&in), NULL, &out, &err), -1);
}

static enum canon_do
edit(void *ctx, struct canon_tag *tag, struct buf *out)
{
	size_t *n_calls = ctx;

	(*n_calls)++;
	if (str_eq(tag->name, STR("table"))) {
		buf_str(out, "[T]");
		return CANON_REPLACE;
	}
	if (str_eq(tag->name, STR("em")) || str_eq(tag->name, STR("br")))
		return CANON_UNWRAP;
	if (str_eq(tag->name, STR("a"))) {
		assert_true(str_eq(canon_attr(tag, STR("href")),
		    STR("https://h.example/?a=1&b=\"")));
		assert_null(canon_attr(tag, STR("id")).p);
		canon_set(tag, STR("href"), STR("\"><script>"));
		canon_set(tag, STR("class"), STR("any"));
		buf_str(out, "[A]");
	}
	if (str_eq(tag->name, STR("img"))) {
		buf_str(out, "[I]");
		return CANON_REPLACE;
	}
	return CANON_KEEP;
}

static void
a_callback_changes_replaces_and_unwraps(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	size_t n_calls = 0;
	struct canon_ops ops = { edit, &n_calls };

	(void)state;
	assert_int_equal(canon_rewrite(str_of(document), &ops, &b, &err), 0);
	assert_string_equal(b.p, "<h1 id=\"t\">T &amp; u</h1>\n"
	    "<p>ab [A]<a href=\"&quot;&gt;&lt;script&gt;\" title=\"x&nbsp;y\" "
	    "class=\"any\">l</a>[I]</p><pre>\n\ncode</pre>[T]"
	    "<math display=\"block\"><mfrac><mi>x</mi><mn>2</mn></mfrac>"
	    "</math><ul><li>1</li><li class=\"kb-x\">2</li></ul>");
	assert_int_equal(n_calls, 15);
}

static void
text_is_decoded_with_blocks_apart(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(canon_text(str_of(document), &b, &err), 0);
	assert_string_equal(b.p, "T & u\n\na\nb l\n\n\ncode\nc\nx2\n1\n2\n");
}

static unsigned int
draw(unsigned int *seed, size_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % (unsigned int)below;
}

/* Whatever an HTML5 parser sees in what was accepted is allowed. */
static void
assert_harmless(struct str html)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	struct err err = ERR_INIT;
	xmlNode *body, *n;

	assert_int_equal(html_parse(html, &doc, &err), 0);
	body = html_find(xmlDocGetRootElement(doc), "body");
	for (n = body->children; n != NULL; n = html_next(n, body, false)) {
		struct str name = str_of((const char *)n->name);

		if (n->type != XML_ELEMENT_NODE)
			continue;
		assert_true(sanitise_allows_element(name));
		for (xmlAttr *a = n->properties; a != NULL; a = a->next)
			assert_true(sanitise_allows_attr(name,
			    str_of((const char *)a->name)));
	}
}

static void
mutations_are_refused_or_harmless(void **state)
{
	static const char *const pieces[] = {
		"<", ">", "\"", "&", "/", "=", " ", "a", "p", "<p>", "</p>",
		"<b>", "</b>", "<script>", "<svg>", "<style>", " onload=\"x\"",
		"<!--", "-->", "<math>", "</math>", "<mtext>", "</mtext>",
		"javascript:", "\n", "&lt;", "&amp;", "<table>", "</table>",
		"<img src=\"x\">", "<template>", "\0",
	};
	unsigned int seed = 1;
	size_t n_accepted = 0;

	(void)state;
	for (int round = 0; round < 30000; round++) {
		AUTO(buf_release) struct buf in = BUF_INIT(1 << 16);
		AUTO(buf_release) struct buf out = BUF_INIT(1 << 16);
		struct str doc = str_of(document);
		struct err err = ERR_INIT;
		size_t n = draw(&seed, 3) + 1;

		for (size_t i = 0; i < n; i++) {
			size_t at = draw(&seed, doc.n), cut = draw(&seed, 6);
			const char *piece = pieces[draw(&seed,
			    sizeof(pieces) / sizeof(pieces[0]))];

			buf_s(&in, str_sub(doc, 0, at));
			buf_str(&in, piece);
			doc = str_from(doc, at + (cut > 3 ? 0 : cut));
			if (doc.n == 0)
				break;
		}
		buf_s(&in, doc);
		if (canon_rewrite(buf_view(&in), NULL, &out, &err) < 0)
			continue;
		n_accepted++;
		assert_string_equal(in.p, out.p);
		assert_harmless(buf_view(&out));
	}
	/* Else the test says nothing. */
	assert_true(n_accepted > 500 && n_accepted < 29000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canonical_html_is_copied_byte_by_byte),
		cmocka_unit_test(what_is_not_canonical_is_refused),
		cmocka_unit_test(what_is_not_allowed_is_refused),
		cmocka_unit_test(absurd_depth_is_refused),
		cmocka_unit_test(a_callback_changes_replaces_and_unwraps),
		cmocka_unit_test(text_is_decoded_with_blocks_apart),
		cmocka_unit_test(mutations_are_refused_or_harmless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
