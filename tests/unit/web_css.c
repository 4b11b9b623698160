#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/mem.h"
#include "web/charset.h"
#include "web/css.h"

/* "role:url" for each, one space between. */
static void
list(struct str text, enum css_form form, struct buf *out)
{
	struct css c;
	struct css_url u;

	buf_reset(out);
	css_init(&c, text, form);
	while (css_next(&c, &u)) {
		if (out->len > 0)
			buf_char(out, ' ');
		buf_fmt(out, "%s:%.*s", role_name(u.role), STR_ARG(u.url));
	}
	css_release(&c);
}

struct example {
	const char *text, *wanted;
};

static void
check(const struct example *x, size_t n, enum css_form form)
{
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);

	for (size_t i = 0; i < n; i++) {
		list(str_of(x[i].text), form, &out);
		if (strcmp(out.p, x[i].wanted) != 0)
			fail_msg("'%s'\n gave '%s'\n not  '%s'", x[i].text,
			    out.p, x[i].wanted);
	}
}

#define CHECK(x, form) check(x, sizeof(x) / sizeof(*(x)), form)

static void
addresses_are_found_in_all_their_forms(void **state)
{
	static const struct example x[] = {
		{ "a{background:url(a.png)}", "image:a.png" },
		{ "a{background:URL( \"a b.png\" )}", "image:a b.png" },
		{ "a{background:url('a(1).png')}", "image:a(1).png" },
		{ "a{background:u\\72l(a.png)}", "image:a.png" },
		{ "a{background:url(\\61\\2e png)}", "image:a.png" },
		{ "a{background:url(a\\).png)}", "image:a).png" },
		{ "a{b:url(  a.png\n)}", "image:a.png" },
		{ "a{b:url(\"a\\\nb.png\")}", "image:ab.png" },
		{ "a{b:url(a.png),url(b.png) c;d:url(e.png)}",
		    "image:a.png image:b.png image:e.png" },
		{ "a{b:src('x.png' format(a))}", "image:x.png" },
		{ "a{b:url(\"x.png\" \"no.png\")}", "image:x.png" },
		{ "@media print{a{b:url(p.png)}}", "image:p.png" },
		{ "@supports (a:url(no.png)){a{b:url(s.png)}}",
		    "image:s.png" },
		{ "a{b:c;&:hover{d:url(n.png)}}", "image:n.png" },
		{ "a{--x:url(v.png)}", "image:v.png" },
		{ "a{b:url(\xc3\xa4.png)}", "image:\xc3\xa4.png" },
		{ "<!-- a{b:url(a.png)} -->", "image:a.png" },
		{ "a{b:1e3url(no.png);c:#url(no.png);d:url(y)}", "image:y" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
sets_of_pictures_name_strings_and_their_types_are_none(void **state)
{
	static const struct example x[] = {
		{ "a{b:image-set(\"a.avif\" type(\"image/avif\"),'b.png' 2x)}",
		    "image:a.avif image:b.png" },
		{ "a{b:-webkit-image-set(url(a.png) 1x,url('b.png') 2x)}",
		    "image:a.png image:b.png" },
		{ "a{content:\"no.png\";b:attr(\"no\")}", "" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
fonts_are_told_from_pictures(void **state)
{
	static const struct example x[] = {
		{ "@font-face{font-family:a;src:local(\"no\"),url(a.woff2) "
		    "format(\"woff2\"),url(a.ttf)}a{b:url(a.png)}",
		    "font:a.woff2 font:a.ttf image:a.png" },
		{ "@media x{@FONT-FACE{src:url(b.woff)}}", "font:b.woff" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
imports_count_only_where_they_may_stand(void **state)
{
	static const struct example x[] = {
		{ "@import 'a.css';@import url(b.css) screen;@IMPORT "
		    "url(\"c.css\") layer(x) supports(display:grid) print;",
		    "style:a.css style:b.css style:c.css" },
		{ "@charset \"utf-8\";/* */ @layer a, b;@import 'a.css';",
		    "style:a.css" },
		{ "@import 'a.css'", "style:a.css" },
		{ "a{}@import 'no.css';", "" },
		{ "@layer a{}@import 'no.css';", "" },
		{ "@media x{@import 'no.css';}", "" },
		{ "@import no 'no.css';@import 'a.css';", "style:a.css" },
		{ "@import 'a.css' x('no.css');", "style:a.css" },
		{ "@namespace url(no);@namespace x 'no';a{b:url(c)}",
		    "image:c" },
		{ "@import url(foo.css);@import 'b.css'}",
		    "style:foo.css style:b.css" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
what_is_no_address_to_load_is_left_out(void **state)
{
	static const struct example x[] = {
		{ "/* a{b:url(no)} */", "" },
		{ "a{b:'url(no)'}", "" },
		{ "a[href=\"url(no)\"]{c:d}", "" },
		{ "url(no){c:d}", "" },
		{ "a{filter:url(#f);mask:url(m.svg#f)}", "image:m.svg#f" },
		{ "a{b:url(data:image/png;base64,AA==);c:url( \"data:,x\")}",
		    "" },
		{ "a{b:url();c:url('');d:url(  )}", "" },
		{ "@-moz-document url(no){a{b:url(c)}}", "image:c" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
broken_sheets_are_read_as_browsers_read_them(void **state)
{
	static const struct example x[] = {
		/* A string ends with its line, unclosed. */
		{ "a{b:'no\n;c:url(a.png)}", "image:a.png" },
		{ "a{b:url(a b.png);c:url(c.png)}", "image:c.png" },
		{ "a{b:url(a\"b);c:url(c.png)}", "image:c.png" },
		{ "a{b:url(a(b);c:url(c.png)}", "image:c.png" },
		/* The end of the text closes what is open. */
		{ "a{b:url(a.png", "image:a.png" },
		{ "a{b:url('a.png", "image:a.png" },
		{ "a{b:url(", "" },
		{ "a{b:\\", "" },
		{ "/* a", "" },
		/* A brace within parentheses closes nothing. */
		{ "a{b:(};c:url(a.png)", "image:a.png" },
		{ "}}]])a{b:url(a.png)}", "image:a.png" },
	};

	(void)state;
	CHECK(x, CSS_SHEET);
}

static void
a_style_attribute_holds_declarations(void **state)
{
	static const struct example x[] = {
		{ "background: url(a.png)", "image:a.png" },
		{ "a:b;background:image-set('a.png' 1x)", "image:a.png" },
		{ "@import 'no.css'; a:url(b.png)", "image:b.png" },
	};

	(void)state;
	CHECK(x, CSS_DECLARATIONS);
}

static void
hostile_sheets_are_read_to_their_end(void **state)
{
	static const char *const pieces[] = { "{", "(", "a{b:url(", "'", "\\",
		"@import '", "/*", "image-set(", "}", "@x ", "url(\"", "[" };
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 26);

	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		AUTO(buf_release) struct buf text = BUF_INIT(1 << 24);

		/* A reader that goes back would not come to its end. */
		while (text.len < (i == 0 ? 10 << 20 : 1 << 20))
			buf_str(&text, pieces[i]);
		list(buf_view(&text), CSS_SHEET, &out);
		assert_false(out.failed);
	}
}

static void
addresses_beyond_the_bound_are_passed_over(void **state)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);

	(void)state;
	buf_str(&text, "a{b:url(");
	for (int i = 0; i < 100000; i++)
		buf_char(&text, 'x');
	buf_str(&text, ");c:url(c.png)}");
	list(buf_view(&text), CSS_SHEET, &out);
	assert_string_equal(out.p, "image:c.png");
}

static void
blocks_that_are_too_deep_hide_nothing_behind_them(void **state)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_str(&text, "@media x{");
	buf_str(&text, "a{b:url(deep.png)}");
	for (int i = 0; i < 1000; i++)
		buf_char(&text, '}');
	buf_str(&text, "a{b:url(a.png)}");
	list(buf_view(&text), CSS_SHEET, &out);
	assert_string_equal(out.p, "image:a.png");
}

#define CHARSET(label, name) \
	assert_string_equal(charset_find(STR(label)), name)

static void
the_encoding_is_declared_by_the_first_that_knows(void **state)
{
	(void)state;
	CHARSET("utf-8", css_charset(STR("\xef\xbb\xbf" "a"), STR("gbk"),
	    "Big5"));
	CHARSET("gbk", css_charset(STR("@charset \"big5\";"), STR("gb2312"),
	    NULL));
	CHARSET("big5", css_charset(STR("@charset \"big5\";"), STR(""),
	    "gb18030"));
	CHARSET("utf-8", css_charset(STR("@charset 'big5';"), STR(""), NULL));
	CHARSET("utf-8", css_charset(STR("@charset \"utf-16\";"), STR(""),
	    NULL));
	CHARSET("gbk", css_charset(STR("a{}"), STR("nonsense"),
	    "gb18030"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_found_in_all_their_forms),
		cmocka_unit_test(
		    sets_of_pictures_name_strings_and_their_types_are_none),
		cmocka_unit_test(fonts_are_told_from_pictures),
		cmocka_unit_test(imports_count_only_where_they_may_stand),
		cmocka_unit_test(what_is_no_address_to_load_is_left_out),
		cmocka_unit_test(broken_sheets_are_read_as_browsers_read_them),
		cmocka_unit_test(a_style_attribute_holds_declarations),
		cmocka_unit_test(hostile_sheets_are_read_to_their_end),
		cmocka_unit_test(addresses_beyond_the_bound_are_passed_over),
		cmocka_unit_test(
		    blocks_that_are_too_deep_hide_nothing_behind_them),
		cmocka_unit_test(
		    the_encoding_is_declared_by_the_first_that_knows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
