#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>

#include "notes/markdown.h"
#include "notes/notes.h"
#include "notes/walker.h"

static struct note note;

static void
parse(const char *text)
{
	struct err err = ERR_INIT;

	assert_int_equal(note_parse(&note, str_of(text), "kb/a.md", &err), 0);
}

static int
teardown(void **state)
{
	(void)state;
	note_release(&note);
	return 0;
}

static void
assert_ref(size_t i, enum ref_kind kind, const char *url, const char *text)
{
	assert_true(i < note.n_refs);
	assert_string_equal(note.refs[i].url, url);
	assert_string_equal(ref_kind_name(note.refs[i].kind),
	    ref_kind_name(kind));
	assert_string_equal(note.refs[i].text, text);
}

/* The reference's place, and that its span holds these bytes. */
static void
assert_place(const char *source, size_t i, unsigned int line,
    unsigned int column, const char *span)
{
	const struct ref *r = &note.refs[i];

	assert_int_equal(r->line, line);
	assert_int_equal(r->column, column);
	assert_int_equal(r->end - r->start, strlen(span));
	assert_memory_equal(source + r->start, span, strlen(span));
}

static void
a_link_has_file_place_text_and_heading(void **state)
{
	const char *s = "# Top\n\nx [a *b* `c`](http://h.example/p \"t\")\n\n"
	    "Sub\n---\n\n![alt](pic.png)\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 2);
	assert_ref(0, REF_LINK, "http://h.example/p", "a b c");
	assert_place(s, 0, 3, 3, "http://h.example/p");
	assert_string_equal(note.refs[0].heading, "Top");
	assert_ref(1, REF_IMAGE, "pic.png", "alt");
	assert_place(s, 1, 8, 1, "pic.png");
	assert_string_equal(note.refs[1].heading, "Sub");
	assert_string_equal(note.title, "Top");
}

static void
a_link_around_a_picture_is_two_references(void **state)
{
	const char *s = "- **[![badge](b.svg)](http://h.example/)**\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 2);
	assert_ref(0, REF_LINK, "http://h.example/", "badge");
	assert_place(s, 0, 1, 5, "http://h.example/");
	assert_ref(1, REF_IMAGE, "b.svg", "badge");
	assert_place(s, 1, 1, 6, "b.svg");
}

static void
escapes_and_entities_do_not_lose_the_place(void **state)
{
	const char *s = "> [x](http://h.example/a\\_b?c&amp;d)\n"
	    "> [](http://h.example/&lt;)[y](<http://h.example/a b\\>>)\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 3);
	assert_ref(0, REF_LINK, "http://h.example/a_b?c&d", "x");
	assert_place(s, 0, 1, 3, "http://h.example/a\\_b?c&amp;d");
	assert_ref(1, REF_LINK, "http://h.example/<", "");
	assert_place(s, 1, 2, 3, "http://h.example/&lt;");
	assert_ref(2, REF_LINK, "http://h.example/a b>", "y");
	assert_place(s, 2, 2, 28, "http://h.example/a b\\>");
}

static void
a_reference_link_spans_its_definition(void **state)
{
	const char *s = "[g]: http://h.example/g\n[e]: http://h.example/\\_e\n"
	    "\nsee [one][g], [g][], [e] and [two] [g]\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 4);
	assert_ref(0, REF_LINK, "http://h.example/g", "one");
	assert_place(s, 0, 4, 5, "http://h.example/g");
	assert_place(s, 1, 4, 15, "http://h.example/g");
	assert_ref(2, REF_LINK, "http://h.example/_e", "e");
	assert_place(s, 2, 4, 22, "http://h.example/\\_e");
	assert_ref(3, REF_LINK, "http://h.example/g", "g");
	assert_place(s, 3, 4, 36, "http://h.example/g");
}

static void
autolinks_and_bare_urls_are_found(void **state)
{
	const char *s = "<http://h.example/a> <me@h.example> you@h.example\n"
	    "\xe8\xa7\x81https://h.example/\xe6\x8c\x87\xef\xbc\x8c"
	    "www.h.example/x. a_(https://h.example/b_(c))\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 5);
	assert_ref(0, REF_AUTOLINK, "http://h.example/a", "http://h.example/a");
	assert_place(s, 0, 1, 1, "http://h.example/a");
	assert_ref(1, REF_AUTOLINK, "mailto:me@h.example", "me@h.example");
	assert_place(s, 1, 1, 22, "me@h.example");
	assert_ref(2, REF_AUTOLINK, "https://h.example/\xe6\x8c\x87",
	    "https://h.example/\xe6\x8c\x87");
	assert_place(s, 2, 2, 4, "https://h.example/\xe6\x8c\x87");
	assert_ref(3, REF_AUTOLINK, "http://www.h.example/x",
	    "www.h.example/x");
	assert_ref(4, REF_AUTOLINK, "https://h.example/b_(c)",
	    "https://h.example/b_(c)");
}

static void
urls_in_code_are_none(void **state)
{
	(void)state;
	parse("`http://h.example/1` ``[a](http://h.example/2)``\n\n"
	    "    http://h.example/3\n\n```sh\ncurl http://h.example/4\n"
	    "[^1]: http://h.example/5\n[a](/b c/d.md)\n```\n"
	    "<!-- [x](http://h.example/6) <a href=\"y\"> -->\n");
	assert_int_equal(note.n_refs, 0);
}

static void
a_tab_before_a_list_under_a_heading_makes_no_code(void **state)
{
	const char *s = "# H\n\n\t1. [a](http://h.example/)\n"
	    "\t2. [b](http://h.example/)\n\nx\n\n"
	    "\t1. [c](http://h.example/)\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 2);
	assert_ref(0, REF_LINK, "http://h.example/", "a");
	assert_place(s, 0, 3, 5, "http://h.example/");
	assert_true(note.refs[0].is_lenient);
	assert_ref(1, REF_LINK, "http://h.example/", "b");
}

static void
raw_and_surrounding_spaces_count_as_lenient(void **state)
{
	const char *s = "[a]( http://h.example/ )[b](/x y/z w)"
	    "![c](my pic.png \"t\") [d](see this) [e](http://h.example/)\n"
	    "[f](http://h.example/f \xe2\x80\x9ctitle\xe2\x80\x9d)\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 5);
	assert_ref(0, REF_LINK, "http://h.example/", "a");
	assert_place(s, 0, 1, 1, "http://h.example/");
	assert_true(note.refs[0].is_lenient);
	assert_ref(1, REF_LINK, "/x y/z w", "b");
	assert_place(s, 1, 1, 25, "/x y/z w");
	assert_true(note.refs[1].is_lenient);
	assert_ref(2, REF_IMAGE, "my pic.png", "c");
	assert_true(note.refs[2].is_lenient);
	assert_ref(3, REF_LINK, "http://h.example/", "e");
	assert_false(note.refs[3].is_lenient);
	assert_ref(4, REF_LINK, "http://h.example/f", "f");
	assert_true(note.refs[4].is_lenient);
	note_release(&note);
	parse("[g](/url (title)) [h](/my file (1))\n");
	assert_ref(0, REF_LINK, "/url", "g");
	assert_false(note.refs[0].is_lenient);
	assert_ref(1, REF_LINK, "/my file (1)", "h");
}

static void
wikilinks_and_embeds_name_their_target(void **state)
{
	const char *s = "[[a b]] [[n#h|label]] ![[pic.png|200]] "
	    "[[t]](http://h.example/) [[x\\] y](http://h.example/y)\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 5);
	assert_ref(0, REF_WIKI, "a b", "a b");
	assert_place(s, 0, 1, 1, "a b");
	assert_ref(1, REF_WIKI, "n#h", "label");
	assert_place(s, 1, 1, 9, "n#h");
	assert_ref(2, REF_EMBED, "pic.png", "200");
	assert_place(s, 2, 1, 23, "pic.png");
	assert_ref(3, REF_LINK, "http://h.example/", "[t]");
	assert_ref(4, REF_LINK, "http://h.example/y", "x] y");
}

static void
an_escaped_bar_of_a_table_parts_a_wikilinks_page_from_its_text(void **state)
{
	const char *s = "| a | b |\n|---|---|\n"
	    "| [[a/b\\|The *n*]] ![[e\\|9]] | [[c]] |\n\n[[p|q]]\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 4);
	assert_ref(0, REF_WIKI, "a/b", "The *n*");
	assert_place(s, 0, 3, 3, "a/b");
	assert_ref(1, REF_EMBED, "e", "9");
	assert_ref(2, REF_WIKI, "c", "c");
	assert_place(s, 2, 3, 32, "c");
	assert_ref(3, REF_WIKI, "p", "q");
	assert_place(s, 3, 5, 1, "p");
}

static void
a_brace_that_an_address_did_not_open_ends_it(void **state)
{
	(void)state;
	parse("\\url{http://a.example/} {{http://b.example/{x}}} "
	    "http://c.example/{y}/z\n");
	assert_int_equal(note.n_refs, 3);
	assert_ref(0, REF_AUTOLINK, "http://a.example/", "http://a.example/");
	assert_ref(1, REF_AUTOLINK, "http://b.example/{x}",
	    "http://b.example/{x}");
	assert_ref(2, REF_AUTOLINK, "http://c.example/{y}/z",
	    "http://c.example/{y}/z");
}

static void
footnote_bodies_hold_references(void **state)
{
	const char *s = "text[^1]\n\n[^1]: http://h.example/1\n"
	    "[^n]: see [a](http://h.example/2)\n\n"
	    "    more http://h.example/3\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 3);
	assert_ref(0, REF_AUTOLINK, "http://h.example/1", "http://h.example/1");
	assert_place(s, 0, 3, 7, "http://h.example/1");
	assert_ref(1, REF_LINK, "http://h.example/2", "a");
	assert_ref(2, REF_AUTOLINK, "http://h.example/3", "http://h.example/3");
	assert_place(s, 2, 6, 10, "http://h.example/3");
}

static void
raw_html_links_and_pictures_count(void **state)
{
	const char *s = "<h2>Head</h2>\n<p>\n<a class=x\n  href='u?a&amp;b'>in "
	    "<b>bold</b></a>\n</p>\n\ntext <a href=v>w *x*</a> "
	    "<img alt=\"p &amp; q\" src=\"i.png\"/>\n"
	    "<script>var s = '<a href=\"no\">';</script>\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 3);
	assert_ref(0, REF_LINK, "u?a&b", "in bold");
	assert_place(s, 0, 3, 1, "u?a&amp;b");
	assert_string_equal(note.refs[0].heading, "Head");
	assert_ref(1, REF_LINK, "v", "w x");
	assert_place(s, 1, 7, 6, "v");
	assert_ref(2, REF_IMAGE, "i.png", "p & q");
	assert_string_equal(note.title, "Head");
}

static void
front_matter_gives_title_date_and_urls(void **state)
{
	const char *s = "---\ntitle: \"A: b\" # c\ndate: 2020/09/01 10:00\n"
	    "source: https://h.example/s\n---\n# Other\n[a](b.md)\n";

	(void)state;
	parse(s);
	assert_string_equal(note.title, "A: b");
	assert_int_equal(note.date / 86400000, 18506);
	assert_int_equal(note.n_refs, 2);
	assert_ref(0, REF_AUTOLINK, "https://h.example/s",
	    "https://h.example/s");
	assert_place(s, 0, 4, 9, "https://h.example/s");
	assert_place(s, 1, 7, 1, "b.md");
}

static void
a_rule_at_the_top_is_no_front_matter(void **state)
{
	(void)state;
	parse("---\n\n[a](b.md)\n\n---\n");
	assert_int_equal(note.n_refs, 1);
	assert_string_equal(note.title, "a");
	note_release(&note);
	parse("---\ntitle: never closed\n\n[a](b.md)\n");
	assert_int_equal(note.n_refs, 1);
}

static void
dollars_do_not_swallow_links(void **state)
{
	(void)state;
	parse("$5 and [x](http://h.example/) $6\n");
	assert_int_equal(note.n_refs, 1);
	note_release(&note);
	parse("$a_b$ and $c_d$ [x](u)\n");
	assert_ref(0, REF_LINK, "u", "x");
}

static void
encodings_and_line_ends_keep_the_place(void **state)
{
	static const char wide[] = "\xff\xfe" "#\0 \0\x2d\x4e\r\0\n\0"
	    "[\0\x87\x65]\0(\0u\0)\0";
	struct str utf16 = str_make(wide, sizeof(wide) - 1);
	const char *s = "\xef\xbb\xbf" "a\r\n\xffz [x\xff](u)\rb\n";

	(void)state;
	parse(s);
	assert_int_equal(note.n_refs, 1);
	assert_place(s, 0, 2, 4, "u");
	assert_string_equal(note.refs[0].text, "x\xef\xbf\xbd");
	note_release(&note);
	assert_int_equal(note_parse(&note, utf16, "a.md", NULL), 0);
	assert_ref(0, REF_LINK, "u", "\xe6\x96\x87");
	assert_string_equal(note.title, "\xe4\xb8\xad");
	assert_int_equal(note.refs[0].line, 2);
	assert_int_equal(note.refs[0].column, 1);
	assert_int_equal(note.refs[0].start, 20);
	assert_int_equal(note.refs[0].end, 22);
}

static void
utf16_places_are_exact_far_into_the_file(void **state)
{
	size_t n = 5000, used = 2;
	char *b = mem_alloc(n * 4 + 64);

	(void)state;
	memcpy(b, "\xfe\xff", 2);
	for (size_t i = 0; i < n; i++, used += 2)
		memcpy(b + used, i % 3 == 0 ? "\x4e\x2d" : "\0x", 2);
	memcpy(b + used, "\0\n\0[\0a\0]\0(\0u\0)", 14);
	assert_int_equal(note_parse(&note, str_make(b, used + 14), "a.md",
	    NULL), 0);
	assert_int_equal(note.refs[0].start, used + 10);
	assert_int_equal(note.refs[0].line, 2);
	assert_int_equal(note.refs[0].column, 1);
	free(b);
}

static void
a_binary_file_is_refused(void **state)
{
	static const char zeros[64];
	char packed[4096];
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(note_parse(&note, str_make(zeros, 64), "a.md", &err),
	    -1);
	assert_int_equal(err.kind, ERR_ITEM);
	/* As what is compressed: each byte as often as any other. */
	for (size_t i = 0; i < sizeof(packed); i++)
		packed[i] = (char)(i * 167 % 251 + i / 1000);
	memcpy(packed + 2000, "http://h.example/ ", 18);
	assert_int_equal(note_parse(&note, str_make(packed, sizeof(packed)),
	    "a.zst", &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	assert_int_equal(note_parse(&note, str_make(NULL, 0), "a.md", &err), 0);
	assert_string_equal(note.title, "a");
}

static void
hostile_nesting_and_one_huge_line_are_read(void **state)
{
	size_t n = (size_t)12 << 20, deep = 10000;
	char *b = mem_alloc(n + 64);

	(void)state;
	memset(b, 'x', n);
	memcpy(b + n, " [a](http://h.example/)", 24);
	parse(b);
	assert_ref(0, REF_LINK, "http://h.example/", "a");
	assert_int_equal(note.refs[0].column, n + 2);
	note_release(&note);
	memset(b, '>', deep);
	memcpy(b + deep, "[a](u)", 7);
	parse(b);
	assert_ref(0, REF_LINK, "u", "a");
	note_release(&note);
	for (size_t i = 0; i < deep * 4; i++)
		b[i] = "![a["[i % 4];
	b[deep * 4] = '\0';
	parse(b);
	assert_int_equal(note.n_refs, 0);
	free(b);
}

static void
a_huge_note_has_the_references_of_a_small_one(void **state)
{
	static const char text[] = "# All of it\n\nSee [one](http://one.example/"
	    "a(b)), ![two](pic.png) and\nhttp://three.example/ too.\n\n"
	    "```sh\ncurl http://code.example/\n~~~\n[no](http://no.example/)\n"
	    "```\n\n## Part two\n\n> [four](<http://four.example/x y>)\n\n"
	    "~~~~\n```\n[no](http://none.example/)\n~~~\n~~~~\n\n#hash "
	    "[five](http://five.example/)\n\n[six\n";
	AUTO(buf_release) struct buf b = BUF_INIT((size_t)16 << 20);
	struct note small;
	struct err err = ERR_INIT;

	(void)state;
	assert_int_equal(note_parse(&small, str_of(text), "a.md", &err), 0);
	assert_int_equal(small.n_refs, 5);
	buf_str(&b, text);
	while (b.len <= MARKDOWN_MAX)
		buf_str(&b, "Words, and then more of them.\n");
	parse(b.p);
	assert_string_equal(note.title, small.title);
	assert_int_equal(note.n_refs, small.n_refs);
	for (size_t i = 0; i < small.n_refs; i++) {
		const struct ref *r = &small.refs[i];

		assert_ref(i, r->kind, r->url, r->text);
		assert_string_equal(note.refs[i].heading, r->heading);
		assert_int_equal(note.refs[i].line, r->line);
		assert_int_equal(note.refs[i].column, r->column);
		assert_int_equal(note.refs[i].start, r->start);
		assert_int_equal(note.refs[i].end, r->end);
	}
	note_release(&small);
	note_release(&note);
}

static bool
is_much(const char *first, const char *part, size_t n)
{
	AUTO(buf_release) struct buf b = BUF_INIT(16 << 20);

	buf_str(&b, first);
	for (size_t i = 0; i < n; i++)
		buf_str(&b, part);
	assert_int_equal(b.failed, false);
	return work_is_much(buf_view(&b));
}

static void
only_what_takes_long_is_not_left_to_the_parser(void **state)
{
	static const char *const much[][2] = {
		{ "", "x [b] c\n" }, { "", "[b]\r" }, { "", "[b]\r\n" },
		{ "", "> [b]\n" }, { "|a|b|\n|-|-|\n", "|[b]|c|\n" },
		{ "", "    - [b]\n" }, { "", "2. [b]\n" }, { "", "-[b]\n" },
		{ "", "- \n[b]\n" },
	};
	static const char *const little[][2] = {
		{ "", "- [b](c)\n" }, { "", "* [b](c)\n  [d](e)\n" },
		{ "", "[b]\n\n" }, { "", "[b]\r\n\r\n" }, { "", "[b]\r \t\r" },
		{ "", "x\n" }, { "", "[b] " }, { "", "# [b]\n" },
		{ "", "\t\tx\n" }, { "> > - 1. x\n", "\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(much) / sizeof(much[0]); i++) {
		assert_true(is_much(much[i][0], much[i][1], 40000));
		assert_false(is_much(much[i][0], much[i][1], 10000));
	}
	for (size_t i = 0; i < sizeof(little) / sizeof(little[0]); i++)
		assert_false(is_much(little[i][0], little[i][1], 200000));
}

static void
nesting_beyond_reason_is_not_left_to_the_parser(void **state)
{
	static const char *const openers[] = { "> ", "+ ", "1) ", ">" };

	(void)state;
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		AUTO(buf_release) struct buf b = BUF_INIT(16 << 20);

		for (size_t k = 0; k < 80000; k++)
			buf_str(&b, openers[i]);
		for (size_t k = 0; k < 20000; k++)
			buf_char(&b, '\n');
		assert_true(work_is_much(buf_view(&b)));
	}
}

static void
a_paragraph_of_a_hundred_thousand_lines_has_its_links(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;

	(void)state;
	for (size_t i = 0; i < 100000; i++)
		buf_str(&b, "x [b] c\n");
	buf_str(&b, "d [e](http://f.example/) g\n");
	assert_int_equal(note_parse(&note, buf_view(&b), "a.md", &err), 0);
	assert_int_equal(note.n_refs, 1);
	assert_ref(0, REF_LINK, "http://f.example/", "e");
	assert_int_equal(note.refs[0].line, 100001);
}

static void
url_lists_are_read_line_by_line(void **state)
{
	const char *s = "# http://no.example/\nhttps://h.example/a.  The title\r\n"
	    "\n  www.h.example\nsee (http://h.example/b), ftp://h.example/c\n"
	    "gopher://h.example/d\n";
	struct str text = str_of(s);

	(void)state;
	assert_int_equal(note_parse(&note, text, "list.TXT", NULL), 0);
	assert_int_equal(note.format, NOTE_URLS);
	assert_int_equal(note.n_refs, 5);
	assert_ref(0, REF_AUTOLINK, "https://h.example/a.", "The title");
	assert_place(s, 0, 2, 1, "https://h.example/a.");
	assert_ref(1, REF_AUTOLINK, "http://www.h.example", "www.h.example");
	assert_place(s, 1, 4, 3, "www.h.example");
	assert_ref(2, REF_AUTOLINK, "http://h.example/b", "http://h.example/b");
	assert_ref(3, REF_AUTOLINK, "ftp://h.example/c", "ftp://h.example/c");
	assert_ref(4, REF_AUTOLINK, "gopher://h.example/d",
	    "gopher://h.example/d");
	assert_string_equal(note.title, "list");
}

static void
kinds_are_found_by_name(void **state)
{
	enum ref_kind kind;

	(void)state;
	assert_true(ref_kind_find(STR("embed"), &kind));
	assert_int_equal(kind, REF_EMBED);
	assert_false(ref_kind_find(STR("nothing"), &kind));
}

#define T(f) cmocka_unit_test_teardown(f, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_link_has_file_place_text_and_heading),
		T(a_link_around_a_picture_is_two_references),
		T(escapes_and_entities_do_not_lose_the_place),
		T(a_reference_link_spans_its_definition),
		T(autolinks_and_bare_urls_are_found),
		T(urls_in_code_are_none),
		T(a_tab_before_a_list_under_a_heading_makes_no_code),
		T(raw_and_surrounding_spaces_count_as_lenient),
		T(wikilinks_and_embeds_name_their_target),
		T(an_escaped_bar_of_a_table_parts_a_wikilinks_page_from_its_text),
		T(a_brace_that_an_address_did_not_open_ends_it),
		T(footnote_bodies_hold_references),
		T(raw_html_links_and_pictures_count),
		T(front_matter_gives_title_date_and_urls),
		T(a_rule_at_the_top_is_no_front_matter),
		T(dollars_do_not_swallow_links),
		T(encodings_and_line_ends_keep_the_place),
		T(utf16_places_are_exact_far_into_the_file),
		T(a_binary_file_is_refused),
		T(hostile_nesting_and_one_huge_line_are_read),
		T(a_huge_note_has_the_references_of_a_small_one),
		T(only_what_takes_long_is_not_left_to_the_parser),
		T(nesting_beyond_reason_is_not_left_to_the_parser),
		T(a_paragraph_of_a_hundred_thousand_lines_has_its_links),
		T(url_lists_are_read_line_by_line),
		T(kinds_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
