#include "notes_input.h"

#include <stdlib.h>

/* Large enough that whatever is quadratic would not end in a minute. */
#define HOSTILE_SIZE ((size_t)256 << 10)
/* Markdown has tests of its own. */
#define HOSTILE_MARKDOWN ((size_t)32 << 10)

static const char *const names[] = { "a.html", "b.html", "a.opml", "a.rss",
	"a.atom", "a.xml", "a.org", "a.rst", "a.url", "a.webloc", "a.json",
	"a.csv", "a.md", "a.txt" };

/* What makes each reader begin. */
static const char *const openings[] = { "<title>t</title>",
	"<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL>", "<opml><body>",
	"<rss><channel>", "<feed>", "<urlset>", "* t\n", "t\n=\n\n",
	"[InternetShortcut]\n", "<plist>", "[{\"given_url\":\"x:\"},",
	"url,title\n", "", "" };

static const char *const parts[] = { "<", "<a ", "<a x='", "<a href=x>",
	"<dl><h3>x", "<ul>", "<outline text='x'>", "<item><link>", "<item>",
	"<entry><content type='xhtml'><p>", "<![CDATA[", "<!", "<?", "<!--",
	"<loc>", "<url><loc>x:y", "&amp;", "[[", "[[a", "[[x:y][", "]", "<x:",
	" =a", " ~a=", "`a <", "`", "``", "`x <y>`_ ", ".. _a: ", ".. a:: ",
	"a\n=\n", "..\n", "*", "* a\n", "** ", ":a: ", "#+begin_src\n",
	"- a\n", "{", "[", "{\"a\":[", "\"", "\\", "{\"tags\":[{\"tag\":\"x\"",
	"{\"url\":\"a:b\",\"x\":", "\"a\",", ",", "\"\"", "\n", "\r", " ",
	"http://a.example/", "http://a.example/ ", "www.", "\xff", "\xe6\x97",
	"\xc2\xa0", "x" };

/* A note of one part, again and again. */
static void
fill(struct buf *b, const char *opening, const char *part, size_t size)
{
	size_t n = strlen(part);

	buf_reset(b);
	buf_str(b, opening);
	while (b->len + n <= size)
		buf_put(b, part, n);
}

static void
read_one(struct buf *b, const char *name)
{
	AUTO(buf_release) struct buf html = BUF_INIT((size_t)64 << 20);
	struct err err = ERR_INIT;
	struct note note;

	if (note_parse(&note, buf_view(b), name, &err) == 0) {
		for (size_t i = 0; i < note.n_refs; i++)
			assert_true(note.refs[i].end <= b->len &&
			    note.refs[i].start <= note.refs[i].end);
		note_release(&note);
	}
	(void)!note_render(buf_view(b), name, &html, &err);
}

static void
every_repetition_is_read_to_its_end(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(HOSTILE_SIZE * 2);
	size_t n_names = sizeof(names) / sizeof(names[0]);

	(void)state;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		for (size_t k = 0; k < n_names; k++) {
			fill(&b, openings[k], parts[i], k + 2 >= n_names ?
			    HOSTILE_MARKDOWN : HOSTILE_SIZE);
			read_one(&b, names[k]);
		}
	}
}

/* Opens n times, cites once, closes n times. */
static void
nest(struct buf *b, const char *const with[4], size_t n)
{
	buf_reset(b);
	buf_str(b, with[0]);
	for (size_t i = 0; i < n; i++)
		buf_str(b, with[1]);
	buf_str(b, with[2]);
	for (size_t i = 0; i < n; i++)
		buf_str(b, with[3]);
}

static void
ten_thousand_folders_hide_no_reference(void **state)
{
	static const struct {
		const char *name;
		const char *with[4];
	} all[] = {
		{ "a.html", { "", "<div>", "<a href='http://a.example/'>x</a>",
		    "</div>" } },
		{ "a.html", { "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
		    "<DT><H3>f</H3><DL>", "<A HREF='http://a.example/'>x</A>",
		    "</DL>" } },
		{ "a.opml", { "<opml>", "<outline text='f'>",
		    "<outline text='x' url='http://a.example/'/>",
		    "</outline>" } },
		{ "a.xml", { "<rss><item>", "<x>",
		    "</x><link>http://a.example/</link></item></rss>", "" } },
		{ "a.json", { "{\"time_added\":1,\"c\":[{"
		    "\"url\":\"http://a.example/\"}],\"d\":", "{\"a\":[",
		    "1", "]}" } },
		{ "a.org", { "", "* f\n*", "* g\nhttp://a.example/", "" } },
		{ "a.rst", { "", "f\n-\n", "http://a.example/", "" } },
	};
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 22);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		AUTO(buf_release) struct buf html = BUF_INIT(1 << 22);
		struct err err = ERR_INIT;
		struct note note;

		nest(&b, all[i].with, 10000);
		assert_int_equal(note_parse(&note, buf_view(&b), all[i].name,
		    &err), 0);
		if (i == 3)
			assert_true(note.n_refs <= 1);
		else
			assert_int_equal(note.n_refs, 1);
		for (size_t k = 0; k < note.n_refs; k++)
			assert_string_equal(note.refs[k].url,
			    "http://a.example/");
		note_release(&note);
		assert_int_equal(note_render(buf_view(&b), all[i].name, &html,
		    &err), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    every_repetition_is_read_to_its_end),
		cmocka_unit_test(ten_thousand_folders_hide_no_reference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
