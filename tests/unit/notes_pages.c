#include "notes_input.h"

#include <stdlib.h>

static void
a_page_gives_its_links_and_pictures(void **state)
{
	const char *s = "<title>Rivers &amp; weirs</title>"
	    "<meta name=date content=2023-04-05>\r\n"
	    "<script>x = '<a href=\"http://no.example/\">'</script>\r\n"
	    "<!-- <a href='http://no.example/'> -->\r\n"
	    "<h2>Weirs</h2><p><a href=\"http://a.example/?a=1&amp;b=2\">one"
	    " <b>two</b></a>\r\n  <img alt='w' src='w.png'>"
	    "<A\nHREF=http://b.example/>x</A><my-a href='no'>";
	static const struct wanted all[] = {
		{ REF_LINK, 4, 18, "http://a.example/?a=1&amp;b=2",
		    "http://a.example/?a=1&b=2", "one two", "Weirs",
		    "2023-04-05" },
		{ REF_IMAGE, 5, 3, "w.png", NULL, "w", "Weirs",
		    "2023-04-05" },
		{ REF_LINK, 5, 28, "http://b.example/", NULL, "x", "Weirs",
		    "2023-04-05" },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.html", s, "Rivers & weirs", all);
	html = input_render("a.html", s);
	input_holds(html, "<h2>Weirs</h2>");
}

static const char bookmarks[] = "\xef\xbb\xbf<!DOCTYPE NETSCAPE-Bookmark-"
    "file-1>\n<TITLE>Bookmarks</TITLE>\n<H1>Menu</H1>\n<DL><p>\n"
    "<DT><A HREF=\"http://a.example/\" ADD_DATE=\"1500000000\">Top</A>\n"
    "<DT><H3 ADD_DATE=\"1\">Old &amp; new</H3>\n<DL><p>\n"
    "<DT><H3>Deep</H3><DL><p>\n"
    "<DT><A HREF=\"http://b.example/?x&amp;y\" ADD_DATE=\"1600000000123456\""
    " TAGS=\"mill,old wheel\" ICON=\"data:x\">B &lt;b&gt;</A>\n<DD>words\n"
    "</DL><p>\n<DT><A ADD_DATE=\"x\" HREF=\"http://c.example/\">C</A>\n"
    "</DL><p>\n<DT><A HREF=\"http://d.example/\">D</A>\n</DL>\n";

static void
bookmarks_have_folders_tags_and_dates(void **state)
{
	static const struct wanted all[] = {
		{ REF_LINK, 5, 5, "http://a.example/", NULL, "Top", "",
		    "2017-07-14T02:40:00Z" },
		{ REF_LINK, 9, 5, "http://b.example/?x&amp;y",
		    "http://b.example/?x&y", "B <b>",
		    "Old & new / Deep #mill #old wheel",
		    "2020-09-13T12:26:40.123Z" },
		{ REF_LINK, 12, 5, "http://c.example/", NULL, "C",
		    "Old & new", NULL },
		{ REF_LINK, 14, 5, "http://d.example/", NULL, "D", "", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.htm", bookmarks, "Bookmarks", all);
	html = input_render("a.htm", bookmarks);
	input_holds(html, "<li><strong>Old &amp; new</strong>\n<ul>\n"
	    "<li><strong>Deep</strong>\n<ul>\n<li>"
	    "<a href=\"http://b.example/?x&amp;y\">B &lt;b&gt;</a> "
	    "<time datetime=\"2020-09-13T12:26:40Z\">2020-09-13</time> "
	    "<small>#mill #old wheel</small></li>\n</ul>\n</li>\n"
	    "<li><a href=\"http://c.example/\">C</a></li>\n</ul>\n</li>\n");
}

static void
pocket_s_page_has_its_lists_as_folders(void **state)
{
	const char *s = "<!DOCTYPE html><title>Pocket Export</title>\n"
	    "<h1>Unread</h1>\n<ul>\n<li><a href=\"http://a.example/\" "
	    "time_added=\"1450000000\" tags=\"\">A</a></li>\n</ul>\n"
	    "<h1>Read Archive</h1>\n<ul><li><a href=\"http://b.example/\" "
	    "time_added=\"1440000000\" tags=\"t\">B</a></li></ul>\n";
	static const struct wanted all[] = {
		{ REF_LINK, 4, 5, "http://a.example/", NULL, "A", "Unread",
		    "2015-12-13T09:46:40Z" },
		{ REF_LINK, 7, 9, "http://b.example/", NULL, "B",
		    "Read Archive #t", "2015-08-19T16:00:00Z" },
	};

	(void)state;
	INPUT_CHECK("ril_export.html", s, "Pocket Export", all);
}

static void
utf16_and_crlf_keep_their_places(void **state)
{
	const char *text = "<p>\xc3\xa9\r\n<a href='http://a.example/'>x</a>";
	char wide[256] = "\xfe\xff";
	size_t n = 2;
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\xc3')
			continue;
		wide[n++] = '\0';
		wide[n++] = *p == '\xa9' ? '\xe9' : *p;
	}
	assert_int_equal(note_parse(&note, str_make(wide, n), "a.html", &err),
	    0);
	assert_int_equal(note.n_refs, 1);
	assert_string_equal(note.refs[0].url, "http://a.example/");
	assert_int_equal(note.refs[0].line, 2);
	assert_int_equal(note.refs[0].column, 1);
	assert_int_equal(note.refs[0].at, 2 + 6 * 2);
	assert_int_equal(note.refs[0].start, 2 + 15 * 2);
	assert_int_equal(note.refs[0].end - note.refs[0].start, 17 * 2);
	note_release(&note);
}

static void
a_base_is_what_relative_addresses_mean(void **state)
{
	const char *s = "<base target=x><base href='http://o.example/d/?a&amp;b'>"
	    "<base href=http://no.example/>\n"
	    "<a href=e/f.html?x&amp;y>1</a><img src='/p q.png' alt=w>\n"
	    "<a href=\"#n\">2</a><a href=http://B.example/%C3%A9>3</a>"
	    "<a href='?it&#39;s'>4</a><a href=mailto:Me@b.example>5</a>";
	static const struct wanted all[] = {
		{ REF_LINK, 2, 1, "e/f.html?x&amp;y",
		    "http://o.example/d/e/f.html?x&y", "1", "", NULL },
		{ REF_IMAGE, 2, 31, "/p q.png", "http://o.example/p%20q.png",
		    "w", "", NULL },
		{ REF_LINK, 3, 1, "#n", "http://o.example/d/?a&b#n", "2", "",
		    NULL },
		{ REF_LINK, 3, 19, "http://B.example/%C3%A9", NULL, "3", "",
		    NULL },
		{ REF_LINK, 3, 56, "?it&#39;s", "http://o.example/d/?it%27s",
		    "4", "", NULL },
		{ REF_LINK, 3, 81, "mailto:Me@b.example", NULL, "5", "",
		    NULL },
	};
	AUTO(mem_freep) char *html = NULL;
	AUTO(mem_freep) char *plain = NULL;

	(void)state;
	INPUT_CHECK("a.html", s, "a", all);
	html = input_render("a.html", s);
	input_holds(html, "<a href=http://o.example/d/e/f.html?x&#38;y>1</a>"
	    "<img src='http://o.example/p%20q.png' alt=w>\n<a href=\""
	    "http://o.example/d/?a&#38;b#n\">2</a><a href=http://B.example/"
	    "%C3%A9>3</a>");
	/* Without an absolute one they mean what lies beside the note. */
	plain = input_render("a.html", "<base href='d/'><a href=e>x</a>");
	assert_string_equal(plain, "<base href='d/'><a href=e>x</a>");
}

static void
a_page_in_another_encoding_keeps_its_places(void **state)
{
	/* "标题", "é", "中" in GBK; a trail byte may be a letter or a sign. */
	const char *s = "<meta charset=gbk><title>\xb1\xea\xcc\xe2</title>\n"
	    "<h2>\xd6\xd0\x81\x7c\x81\x40</h2>\xd6\xd0 <a href='http://a.example/"
	    "\xd6\xd0?q=\xd6\xd0#\xd6\xd0'>\xd6\xd0x</a>\r\n"
	    "\xd6\xd0\xd6\xd0<img src=\"\xd6\xd0.png?\xd6\" alt=>"
	    "<a href=http://b.example/?%D6>y</a>";
	static const struct wanted all[] = {
		{ REF_LINK, 2, 19, "http://a.example/\xd6\xd0?q=\xd6\xd0#"
		    "\xd6\xd0", "http://a.example/%E4%B8%AD?q=%D6%D0"
		    "#%E4%B8%AD", "\u4e2dx", "\u4e2d\u4e85\u4e02", NULL },
		{ REF_IMAGE, 3, 5, "\xd6\xd0.png?\xd6",
		    "\u4e2d.png?\ufffd", "", "\u4e2d\u4e85\u4e02", NULL },
		{ REF_LINK, 3, 30, "http://b.example/?%D6", NULL, "y",
		    "\u4e2d\u4e85\u4e02", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.html", s, "\u6807\u9898", all);
	html = input_render("a.html", s);
	input_holds(html, "<title>\u6807\u9898</title>");
	input_holds(html, "<a href='http://a.example/%E4%B8%AD?q&#61;%D6%D0"
	    "#%E4%B8%AD'>\u4e2dx</a>");
}

static void
an_encoding_is_found_as_that_of_a_page(void **state)
{
	static const struct wanted one[] = { { REF_LINK, 1, 1,
	    "http://a.example/", NULL, "caf\u00e9 cr\u00e8me", "", NULL } };
	static const struct wanted two[] = { { REF_LINK, 2, 1,
	    "http://a.example/", NULL, "\u65e5\u672c", "", NULL } };
	AUTO(buf_release) struct buf wide = BUF_INIT(1000);
	const char *text = "<p>plain\n<a href='http://a.example/'>x</a>";
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	INPUT_CHECK("a.html", "<a href=http://a.example/>caf\xe9 cr\xe8me</a>",
	    "a", one);
	INPUT_CHECK("a.html", "<meta charset=gbk>\n<a href=http://a.example/>"
	    "\u65e5\u672c</a>", "a", two);
	INPUT_CHECK("a.html", "<meta charset=iso-2022-jp>\x1b$B<>\x1b(B\n"
	    "<a href=http://a.example/>\x1b$BF|K\\\x1b(B</a>", "a", two);
	/* UTF-16 without a mark. */
	for (const char *p = text; *p != '\0'; p++)
		buf_put(&wide, (char[]){ *p, '\0' }, 2);
	assert_int_equal(note_parse(&note, buf_view(&wide), "a.html", &err), 0);
	assert_int_equal(note.n_refs, 1);
	assert_int_equal(note.refs[0].line, 2);
	assert_int_equal(note.refs[0].start, 18 * 2);
	note_release(&note);
}

static void
shortcuts_give_their_one_address(void **state)
{
	const char *ini = "[InternetShortcut]\r\nBASEURL=http://no.example/\r\n"
	    "url=http://a.example/?a=1&b=2\r\n";
	const char *plist = "<?xml version=\"1.0\"?>\n<plist><dict>\n"
	    "<key>Other</key><string>http://no.example/</string>\n"
	    "<key>URL</key>\n <string>http://a.example/?a&amp;b</string>"
	    "</dict></plist>";
	static const char binary[] = "bplist00\xd1\x01\x02SURL_\x10\x11"
	    "http://a.example/\x08\x0b\x0f\0\0\0\0\0\0\1\1\0\0\0\0\0\0\0\3"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x23";
	static const struct wanted a[] = { { REF_LINK, 3, 1,
	    "http://a.example/?a=1&b=2", NULL, "The mill", "", NULL } };
	static const struct wanted b[] = { { REF_LINK, 5, 2,
	    "http://a.example/?a&amp;b", "http://a.example/?a&b",
	    "The mill", "", NULL } };
	static const struct wanted c[] = { { REF_LINK, 1, 19,
	    "http://a.example/", NULL, "m", "", NULL } };

	(void)state;
	INPUT_CHECK("d/The mill.url", ini, "The mill", a);
	INPUT_CHECK("The mill.webloc", plist, "The mill", b);
	input_check("m.webloc", str_make(binary, sizeof(binary) - 1), "m", c,
	    1);
	for (size_t n = 0; n < sizeof(binary); n++) {
		struct note note = { 0 };
		struct err err = ERR_INIT;

		(void)!note_parse(&note, str_make(binary, n), "m.webloc",
		    &err);
		note_release(&note);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_gives_its_links_and_pictures),
		cmocka_unit_test(bookmarks_have_folders_tags_and_dates),
		cmocka_unit_test(pocket_s_page_has_its_lists_as_folders),
		cmocka_unit_test(utf16_and_crlf_keep_their_places),
		cmocka_unit_test(a_base_is_what_relative_addresses_mean),
		cmocka_unit_test(a_page_in_another_encoding_keeps_its_places),
		cmocka_unit_test(an_encoding_is_found_as_that_of_a_page),
		cmocka_unit_test(shortcuts_give_their_one_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
