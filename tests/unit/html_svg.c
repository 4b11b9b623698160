/* html/svg.h: an SVG picture rebuilt from an allow-list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "html/svg.h"

#define NS "xmlns=\"http://www.w3.org/2000/svg\""
#define XLINK "xmlns:xlink='http://www.w3.org/1999/xlink'"

static void
assert_clean(const char *in, const char *want)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(svg_clean(str_of(in), &b, &err), 0);
	assert_string_equal(b.p, want);
	assert_int_equal(svg_clean(buf_view(&b), &again, &err), 0);
	assert_string_equal(again.p, b.p);
}

static void
assert_refused(const char *in)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	assert_int_equal(svg_clean(str_of(in), &b, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
}

static void
a_drawing_keeps_its_shapes_and_text(void **state)
{
	(void)state;
	assert_clean("<?xml version='1.0'?><!DOCTYPE svg PUBLIC 'a' 'b'>"
	    "<svg " NS " viewBox='0 0 9 9'><!-- c --><defs><linearGradient "
	    "id='g'><stop offset='0'/></linearGradient></defs><g fill="
	    "'url(#g)'><path d='M0\n0'/><text>a &amp; &lt;b</text></g></svg>",
	    "<svg " NS " viewBox=\"0 0 9 9\"><defs><linearGradient id=\"g\">"
	    "<stop offset=\"0\"></stop></linearGradient></defs><g fill="
	    "\"url(#g)\"><path d=\"M0 0\"></path><text>a &amp; &lt;b</text>"
	    "</g></svg>");
}

static void
what_runs_or_loads_is_dropped(void **state)
{
	(void)state;
	assert_clean("<svg " NS " " XLINK " onload='x()'><script>1</script>"
	    "<foreignObject><body/></foreignObject><a><path/></a>"
	    "<use xlink:href='#s'/><use href='http://e.example/#s'/>"
	    "<image href='http://e.example/i.png'/><image xlink:href='data:"
	    "image/png;base64,aa=='/><image href='data:image/svg+xml;base64,"
	    "aa'/><set attributeName='href' to='javascript:x'/>"
	    "<rect fill='url(http://e.example/)' style='fill:u\\72l(x)' "
	    "ONCLICK='x' x='1'/><h:script xmlns:h='http://www.w3.org/1999/"
	    "xhtml'>2</h:script></svg>",
	    "<svg " NS "><use href=\"#s\"></use><use></use><image></image>"
	    "<image href=\"data:image/png;base64,aa==\"></image><image>"
	    "</image><rect x=\"1\"></rect></svg>");
}

static void
a_style_sheet_stays_only_when_it_loads_nothing(void **state)
{
	(void)state;
	assert_clean("<svg " NS "><style><![CDATA[.a>b{fill:red}]]></style>"
	    "<style>@import 'x';</style><style>a{b:url(x)}</style><style>"
	    "c{d:URL( '#e')}</style></svg>", "<svg " NS "><style>"
	    ".a&gt;b{fill:red}</style><style>c{d:URL( '#e')}</style></svg>");
}

static void
entities_and_other_documents_are_refused(void **state)
{
	(void)state;
	assert_refused("<!DOCTYPE svg [<!ENTITY a 'b'>]><svg " NS "/>");
	assert_refused("<html><svg " NS "/></html>");
	assert_refused("<svg xmlns='http://e.example/'/>");
	assert_refused("no XML");
	assert_refused("");
}

static void
entities_in_another_encoding_do_not_slip_through(void **state)
{
	static const char text[] = "<?xml version='1.0' encoding='UTF-16LE'?>"
	    "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg " NS "><text>&a;</text>"
	    "</svg>";
	AUTO(buf_release) struct buf in = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;

	(void)state;
	buf_put(&in, "\xff\xfe", 2);
	for (size_t i = 0; i < sizeof(text) - 1; i++) {
		buf_char(&in, text[i]);
		buf_char(&in, '\0');
	}
	assert_int_equal(svg_clean(buf_view(&in), &b, &err), -1);
}

static void
too_deep_a_drawing_does_no_harm(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(4 << 20);
	AUTO(buf_release) struct buf b = BUF_INIT(4 << 20);
	struct err err = ERR_INIT;

	(void)state;
	buf_str(&in, "<svg " NS ">");
	for (size_t i = 0; i < 100000; i++)
		buf_str(&in, "<g>");
	if (svg_clean(buf_view(&in), &b, &err) == 0)
		assert_true(b.len < 100000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_drawing_keeps_its_shapes_and_text),
		cmocka_unit_test(what_runs_or_loads_is_dropped),
		cmocka_unit_test(
		    a_style_sheet_stays_only_when_it_loads_nothing),
		cmocka_unit_test(entities_and_other_documents_are_refused),
		cmocka_unit_test(
		    entities_in_another_encoding_do_not_slip_through),
		cmocka_unit_test(too_deep_a_drawing_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
