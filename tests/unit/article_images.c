/* article/images.h: which address a picture has, one way of hiding it a line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "article/images.h"
#include "html/tree.h"

#define GREY "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="

/* What is listed of html's body: pictures separated by spaces, alternatives
 * after '|', without "https://h.example". */
static void
collect(const char *html, struct buf *out)
{
	AUTO(html_doc_freep) xmlDoc *doc = NULL;
	AUTO(article_release) struct article a;
	AUTO(url_release) struct url base = URL_INIT;
	struct err err = ERR_INIT;
	const size_t skip = strlen("https://h.example");
	xmlNode *body;

	article_init(&a);
	assert_int_equal(url_parse(&base, STR("https://h.example/d/p"), NULL,
	    &err), 0);
	assert_int_equal(html_parse(str_of(html), &doc, &err), 0);
	body = html_find(xmlDocGetRootElement(doc), "body");
	images_resolve(body, &base);
	images_collect(body, &a);
	for (size_t i = 0; i < a.n_images; i++) {
		buf_fmt(out, "%s%s", i > 0 ? " " : "", a.images[i].url + skip);
		for (size_t j = 0; j < a.images[i].n_others; j++)
			buf_fmt(out, "|%s", a.images[i].others[j] + skip);
	}
}

static void
assert_pictures(const char *html, const char *want)
{
	AUTO(buf_release) struct buf got = BUF_INIT(1 << 20);

	collect(html, &got);
	if (strcmp(got.p, want) != 0)
		fail_msg("%s\ngives '%s', not '%s'", html, got.p, want);
}

static void
every_lazy_attribute_is_known(void **state)
{
	static const char *const names[] = { "data-src", "data-original",
		"data-original-src", "data-actualsrc", "data-lazy-src",
		"data-srcset", "data-lazy-srcset", "data-src-retina",
		"data-echo", "data-ks-lazyload", "file", "zoomfile", "_src",
		"ess-data", "v-lazy", "data-lazy", "data-lazyload",
		"data-original-set", "data-responsive", "data-anything-else",
		"data-large-file", "data-orig-file", "data-hi-res-src" };
	static const char *const covers[] = { "", " src=''", " src='#'",
		" src='about:blank'", " src='" GREY "'",
		" src='/i/loading.gif'", " src='/i/spacer.gif'",
		" src='/i/placeholder.svg'", " src='/1x1.png'",
		" src='data:image/svg+xml;base64,PHN2Zy8+'" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (size_t j = 0; j < sizeof(covers) / sizeof(*covers); j++) {
			AUTO(mem_freep) char *html = mem_fmt("<img%s %s='"
			    "/u/a.jpg'>", covers[j], names[i]);

			assert_pictures(html, "/u/a.jpg");
		}
	}
}

static void
sources_come_in_their_order(void **state)
{
	static const struct {
		const char *html, *want;
	} cases[] = {
		{ "<picture><source srcset='/s.webp 1x, /l.webp 2x'>"
		    "<img src=/p.jpg></picture>", "/l.webp|/p.jpg" },
		{ "<picture><source type=image/avif srcset=/a.avif><source "
		    "media='(prefers-color-scheme: dark)' srcset=/d.png>"
		    "<img src=/p.jpg></picture>", "/p.jpg" },
		{ "<picture><source data-srcset='/w.webp 800w'>"
		    "<img src='" GREY "' data-src=/p.jpg></picture>",
		    "/w.webp|/p.jpg" },
		{ "<img srcset='/1.jpg 400w, /2.jpg 1600w, /3.jpg 4000w' "
		    "src=/0.jpg>", "/2.jpg|/0.jpg" },
		{ "<img src=/t.jpg data-original=/o.jpg>", "/o.jpg|/t.jpg" },
		{ "<img data-src=/a/640?wx_fmt=png>", "/a/640?wx_fmt=png" },
		{ "<img data-x='/v2.png-wm'>", "/v2.png-wm" },
		{ "<img src=//h.example/x.png>", "/x.png" },
		{ "<img src='\n a b.png '>", "/d/a%20b.png" },
		{ "<img src=/\xe5\x9b\xbe.png#f>", "/%E5%9B%BE.png" },
		{ "<img src=/a.png><img src=/a.png>", "/a.png" },
		{ "<img src=/wait.png data-src=/1.jpg>"
		    "<img src=/wait.png data-src=/2.jpg>",
		    "/1.jpg|/wait.png /2.jpg|/wait.png" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_pictures(cases[i].html, cases[i].want);
}

static void
backgrounds_of_empty_blocks_are_pictures(void **state)
{
	(void)state;
	assert_pictures("<figure><div style=\"background-image: url('/b.jpg')\""
	    "> </div></figure>", "/b.jpg");
	assert_pictures("<div style='background:url(/c.png) no-repeat'></div>",
	    "/c.png");
	assert_pictures("<figure><a href=x data-bg='url(/d.png)'></a>"
	    "<span data-background-image=/e.png></span></figure>",
	    "/d.png /e.png");
	assert_pictures("<div style='background:url(/c.png)'>text</div>", "");
	assert_pictures("<p style='background:url(/c.png)'></p>", "");
}

static void
what_shows_nothing_is_no_picture(void **state)
{
	static const char *const nothing[] = {
		"<img>", "<img src=''>", "<img src='" GREY "'>",
		"<img src=/a.png width=1 height=1>",
		"<img src=/a.png width=0>", "<img src=/a.png height='1px'>",
		"<img src=/spacer.gif>", "<img src=/i/blank.gif>",
		"<img src=/t/transparent.png>", "<img src=/a/1x1.gif>",
		"<img src='javascript:x'>", "<img src='blob:https://h/1'>",
		"<img src='https://www.facebook.com/tr?id=1'>",
		"<img src='https://hm.baidu.com/hm.gif?si=1'>",
		"<img src='https://pixel.wp.com/g.gif?x'>",
		"<img src='https://sb.scorecardresearch.com/p?c1=2'>",
		"<img src='https://www.google-analytics.com/collect?v=1'>",
		"<img src='https://ad.doubleclick.net/x.png'>",
		"<img src='https://s.h.example/piwik.php?idsite=1'>",
		"<img src='https://vg07.met.vgwort.de/na/1'>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(nothing) / sizeof(*nothing); i++)
		assert_pictures(nothing[i], "");
	assert_pictures("<img src=/a.png width=100 height=10>", "/a.png");
	assert_pictures("<img src=/a.png width=1000 height='20%'>", "/a.png");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_lazy_attribute_is_known),
		cmocka_unit_test(sources_come_in_their_order),
		cmocka_unit_test(backgrounds_of_empty_blocks_are_pictures),
		cmocka_unit_test(what_shows_nothing_is_no_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
