#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "html/requisites.h"
#include "html/tree.h"

/* The lines of a page at this address, without the host that all have. */
static void
list(const char *html, const char *base, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(requisites_release) struct requisites r = REQUISITES_INIT;
	AUTO(url_release) struct url u = URL_INIT;
	struct err err = ERR_INIT;

	assert_int_equal(url_parse(&u, str_of(base), NULL, &err), 0);
	assert_int_equal(html_parse(str_of(html), &doc, &err), 0);
	requisites_of_page(&r, xmlDocGetRootElement(doc), &u);
	buf_reset(out);
	for (size_t i = 0; i < r.n; i++) {
		const char *url = r.items[i].url;

		if (strncmp(url, "http://h.example/", 17) == 0)
			url += 17;
		buf_fmt(out, "%s%s:%s", i > 0 ? " " : "",
		    role_name(r.items[i].role), url);
	}
}

struct example {
	const char *html, *wanted;
};

static void
check(const struct example *x, size_t n)
{
	AUTO(buf_release) struct buf out = BUF_INIT(1 << 20);

	for (size_t i = 0; i < n; i++) {
		list(x[i].html, "http://h.example/p", &out);
		if (strcmp(out.p, x[i].wanted) != 0)
			fail_msg("'%s'\n gave '%s'\n not  '%s'", x[i].html,
			    out.p, x[i].wanted);
	}
}

#define CHECK(x) check(x, sizeof(x) / sizeof(*(x)))

static void
links_load_by_their_relation(void **state)
{
	static const struct example x[] = {
		{ "<link rel=stylesheet href=a.css media=print>",
		    "style:a.css" },
		{ "<link rel='alternate  StyleSheet' href=a.css>",
		    "style:a.css" },
		{ "<link rel='shortcut icon' href=/f.ico><link rel="
		    "apple-touch-icon href=t.png>", "image:f.ico image:t.png" },
		{ "<link rel=preload as=font href=a.woff2><link rel=preload "
		    "as=style href=a.css><link rel=preload as=fetch "
		    "href=a.json>", "font:a.woff2 style:a.css other:a.json" },
		{ "<link rel=preload as=image href=a.png imagesrcset='b.png "
		    "2x'>", "image:a.png image:b.png" },
		{ "<link rel=modulepreload href=m.js><link rel=manifest "
		    "href=m.json>", "script:m.js other:m.json" },
		{ "<link rel=canonical href=c><link rel=next href=n><link "
		    "rel=preconnect href=//x.example><link href=no>", "" },
	};

	(void)state;
	CHECK(x);
}

static void
styles_are_read_wherever_they_stand(void **state)
{
	static const struct example x[] = {
		{ "<style>@import 'i.css';@font-face{src:url(f.ttf)}a{b:url("
		    "b.png)}</style>", "style:i.css font:f.ttf image:b.png" },
		{ "<style type=text/x-no>a{b:url(no)}</style>", "" },
		{ "<p style='background:url(&quot;b.png&quot;)'>",
		    "image:b.png" },
		{ "<svg><rect fill='url(#g)' mask='url(m.svg#m)'/></svg>",
		    "image:m.svg" },
		{ "<table background=t.png><td background=d.png>x",
		    "image:t.png image:d.png" },
		{ "<div data-bg=a/b.png></div><div data-bg='url(c.png)'></div>"
		    "<div data-background=dark></div>",
		    "image:a/b.png image:c.png" },
	};

	(void)state;
	CHECK(x);
}

static void
pictures_are_taken_in_all_sizes(void **state)
{
	static const struct example x[] = {
		{ "<img src=a.png srcset='b.png 1x, c.png 2x'>",
		    "image:a.png image:b.png image:c.png" },
		{ "<picture><source srcset='a.avif' type=image/avif><source "
		    "srcset='b.webp 640w' media='(x)'><img src=c.png>"
		    "</picture>", "image:a.avif image:b.webp image:c.png" },
		{ "<img src='data:image/gif;base64,R0' data-src=a "
		    "data-srcset='b.png 2x' data-image=no>",
		    "image:b.png image:a" },
		{ "<input type=image src=a.png><input type=text src=no>",
		    "image:a.png" },
		{ "<svg><image href=a.png /><use xlink:href='s.svg#i'/><use "
		    "href='#x'/></svg>", "image:a.png image:s.svg" },
		{ "<noscript><img src=a.png></noscript>", "image:a.png" },
		{ "<img src=a.png#x><img src=a.png#y>", "image:a.png" },
		{ "<img src='blob:http://h.example/1'><img src=''><img>", "" },
	};

	(void)state;
	CHECK(x);
}

static void
scripts_media_and_frames_are_found(void **state)
{
	static const struct example x[] = {
		{ "<script src=a.js></script><script type=module src=m.js>"
		    "</script><script type='text/javascript;x' src=b.js>"
		    "</script>", "script:a.js script:m.js script:b.js" },
		{ "<script type=application/ld+json src=no></script>", "" },
		{ "<video src=a.mp4 poster=p.jpg><source src=b.webm><track "
		    "src=c.vtt></video><audio src=a.ogg></audio>",
		    "media:a.mp4 image:p.jpg media:b.webm media:c.vtt "
		    "media:a.ogg" },
		{ "<iframe src=f.html></iframe><iframe src=about:blank>"
		    "</iframe><iframe src='javascript:0'></iframe>",
		    "frame:f.html" },
		{ "<iframe src=no srcdoc='&lt;img src=i.png&gt;&lt;iframe "
		    "srcdoc=&quot;&amp;lt;img src=no&amp;gt;&quot;&gt;'>"
		    "</iframe>", "image:i.png" },
		{ "<body><noscript><iframe src=no></iframe></noscript>"
		    "<iframe src=y></iframe>", "frame:y" },
		{ "<object data=o.pdf></object><embed src=e.swf>",
		    "other:o.pdf other:e.swf" },
		{ "<a href=no>x</a><form action=no></form>", "" },
	};

	(void)state;
	CHECK(x);
}

static void
a_page_names_no_more_than_the_bound(void **state)
{
	AUTO(buf_release) struct buf html = BUF_INIT(1 << 24);
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(requisites_release) struct requisites r = REQUISITES_INIT;
	AUTO(url_release) struct url u = URL_INIT;
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 50000; i++)
		buf_fmt(&html, "<img src=%d.png>", i);
	assert_int_equal(url_parse(&u, STR("http://h.example/"), NULL, &err),
	    0);
	assert_int_equal(html_parse(buf_view(&html), &doc, &err), 0);
	requisites_of_page(&r, xmlDocGetRootElement(doc), &u);
	assert_int_equal(r.n, REQUISITES_MAX);
}

static void
lines_give_back_what_was_written(void **state)
{
	AUTO(requisites_release) struct requisites a = REQUISITES_INIT;
	AUTO(requisites_release) struct requisites b = REQUISITES_INIT;
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf again = BUF_INIT(1 << 20);
	AUTO(url_release) struct url u = URL_INIT;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(url_parse(&u, STR("https://c.example/s/x.css"), NULL,
	    &err), 0);
	requisites_of_sheet(&a, STR("@import 'b.css';a{b:url(../i \\e4 .png)}"
	    "@font-face{src:url(//f.example/f)}"), &u);
	requisites_write(&a, &text);
	assert_string_equal(text.p, "style https://c.example/s/b.css\n"
	    "font https://f.example/f\n");
	assert_true(requisites_read(&b, buf_view(&text)));
	requisites_write(&b, &again);
	assert_string_equal(again.p, text.p);
}

static void
lines_of_a_liar_are_refused(void **state)
{
	static const char *const lies[] = { "style", "none http://a.example/",
		" http://a.example/", "style file:///etc/passwd",
		"style relative", "style http://a.example/\n\n" };

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(*lies); i++) {
		AUTO(requisites_release) struct requisites r = REQUISITES_INIT;

		assert_false(requisites_read(&r, str_of(lies[i])));
		for (size_t k = 0; k < r.n; k++)
			assert_string_equal(r.items[k].url,
			    "http://a.example/");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_load_by_their_relation),
		cmocka_unit_test(styles_are_read_wherever_they_stand),
		cmocka_unit_test(pictures_are_taken_in_all_sizes),
		cmocka_unit_test(scripts_media_and_frames_are_found),
		cmocka_unit_test(a_page_names_no_more_than_the_bound),
		cmocka_unit_test(lines_give_back_what_was_written),
		cmocka_unit_test(lines_of_a_liar_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
