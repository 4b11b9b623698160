#include "notes_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
check(const char *path, struct str in, struct str wanted)
{
	AUTO(buf_release) struct buf out = BUF_INIT(in.n);
	struct err err = ERR_INIT;
	struct note note;

	assert_int_equal(note_parse(&note, in, path, &err), 0);
	assert_int_equal(note_hide_logins(&note, in, &out), wanted.n > 0);
	assert_int_equal(out.len, wanted.n);
	assert_memory_equal(out.p, wanted.p, wanted.n);
	note_release(&note);
}

static void
a_login_is_hidden_wherever_the_note_tells_it(void **state)
{
	static const struct {
		const char *path, *in, *out;
	} all[] = {
		{ "a.md", "see [http://u:pw@h.example/](http://u:pw@h.example/)"
		    " `//u:pw@` u:pw@z u:pw x",
		    "see [http://x:xx@h.example/](http://x:xx@h.example/)"
		    " `//x:xx@` x:xx@z u:pw x" },
		{ "a.md", "<https://tok123@h.example/a@b>",
		    "<https://xxxxxx@h.example/a@b>" },
		{ "a.md", "[x](HTTP:\\\\u:p@q@h.example/)",
		    "[x](HTTP:\\\\x:xxx@h.example/)" },
		{ "a.md", "[x](ssh://git:k@h.example/r) and [y][1]\n\n"
		    "[1]: http://[u:k@h.example/",
		    "[x](ssh://xxx:x@h.example/r) and [y][1]\n\n"
		    "[1]: http://xx:x@h.example/" },
		{ "a.html", "<a href='http://u:p&amp;q@h.example/?a@b'>u</a>",
		    "<a href='http://x:xxxxxxx@h.example/?a@b'>u</a>" },
		{ "a.html", "<a href='http://u:pq&#64;h.example/'>u</a>",
		    "<a href='xxxx:xxx:xxxxxxxxxxxxxxxxx'>u</a>" },
		{ "a.json", "{\"given_url\":\"http:\\/\\/u:p@h.example\\/x\"}",
		    "{\"given_url\":\"http:\\/\\/x:x@h.example\\/x\"}" },
		{ "a.html", "<base href='http://u:p@h.example/'><a href='a'>u"
		    "</a> u:p@", "<base href='http://x:x@h.example/'>"
		    "<a href='a'>u</a> x:x@" },
		{ "a.atom", "<feed xml:base='http://u:p@h.example/'><entry>"
		    "<link href='a'/></entry></feed>",
		    "<feed xml:base='http://x:x@h.example/'><entry>"
		    "<link href='a'/></entry></feed>" },
		{ "a.org", "#+LINK: w http://u:p@h.example/%s\n[[w:7]]\n",
		    "#+LINK: w http://x:x@h.example/%s\n[[w:7]]\n" },
		{ "a.org", "#+LINK: w http://u:p@h.example/%s\n",
		    "#+LINK: w http://x:x@h.example/%s\n" },
		{ "a.org", "#+LINK: w http://%s/\n[[w:u:p@h.example]]\n",
		    "#+LINK: w http://%s/\n[[w:x:x@h.example]]\n" },
		{ "a.org", "[[http://u:p\\]q@h.example/][t]]\n",
		    "[[xxxx:xxx:xxxxxxxxxxxxxxx][t]]\n" },
		{ "a.rst", "`t <http://u:p\\_q@h.example/>`_\n",
		    "`t <xxxx:xxx:xxxxxxxxxxxxxxx>`_\n" },
		{ "a.url", "[InternetShortcut]\nURL=http://u:@h.example/\n",
		    "[InternetShortcut]\nURL=http://x:@h.example/\n" },
		/* None of these is a login. */
		{ "a.md", "http://h.example/@u mailto:a@b.example "
		    "[x](http://h.example/?u:p@q) [y](a@b) http://:@h.example/",
		    "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check(all[i].path, str_of(all[i].in), str_of(all[i].out));
}

static void
a_login_in_utf_16_is_hidden_as_well(void **state)
{
	static const char in[] = "\xfe\xff\0h\0t\0t\0p\0:\0/\0/\4\x10\0:\0p"
	    "\0@\0h\0.\0x\0/\0\n\0h\0t\0t\0p\0:\0/\0/\4\x10\0:\0p\0@\0y\0z";
	static const char out[] = "\xfe\xff\0h\0t\0t\0p\0:\0/\0/\0x\0:\0x"
	    "\0@\0h\0.\0x\0/\0\n\0h\0t\0t\0p\0:\0/\0/\0x\0:\0x\0@\0y\0z";

	(void)state;
	check("a.urls", str_make(in, sizeof(in) - 1),
	    str_make(out, sizeof(out) - 1));
}

static void
a_login_in_utf_16_without_a_mark_is_hidden_as_well(void **state)
{
	static const char xml[] = "<?xml version='1.0'?><rss><item>"
	    "<link>http://u:%s@h.example/</link></item></rss>";
	char in[512], out[512], narrow[256];
	size_t n = 0;

	(void)state;
	for (int big = 0; big < 2; big++) {
		n = (size_t)snprintf(narrow, sizeof(narrow), xml, "pw");
		memset(in, 0, sizeof(in));
		for (size_t i = 0; i < n; i++)
			in[2 * i + (size_t)big] = narrow[i];
		(void)snprintf(narrow, sizeof(narrow), xml, "xx");
		memcpy(strstr(narrow, "u:"), "x", 1);
		memset(out, 0, sizeof(out));
		for (size_t i = 0; i < n; i++)
			out[2 * i + (size_t)big] = narrow[i];
		check("a.xml", str_make(in, 2 * n), str_make(out, 2 * n));
	}
}

static void
many_logins_take_linear_time(void **state)
{
	AUTO(buf_release) struct buf in = BUF_INIT(16 << 20);
	AUTO(buf_release) struct buf out = BUF_INIT(16 << 20);
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	for (int i = 0; i < 100000; i++)
		buf_fmt(&in, "http://user%d:pass@h.example/%d\n", i, i);
	while (in.len < 8 << 20)
		buf_str(&in, "@@a:b@c");
	assert_int_equal(note_parse(&note, buf_view(&in), "a.urls", &err), 0);
	assert_int_equal(note.n_refs, 100000);
	assert_true(note_hide_logins(&note, buf_view(&in), &out));
	assert_int_equal(out.len, in.len);
	assert_null(strstr(out.p, "pass"));
	note_release(&note);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_login_is_hidden_wherever_the_note_tells_it),
		cmocka_unit_test(a_login_in_utf_16_is_hidden_as_well),
		cmocka_unit_test(
		    a_login_in_utf_16_without_a_mark_is_hidden_as_well),
		cmocka_unit_test(many_logins_take_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
