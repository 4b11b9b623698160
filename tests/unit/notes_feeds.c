#include "notes_input.h"

#include <stdlib.h>

#include "notes/when.h"

static void
an_outline_cites_sites_and_the_words_addresses(void **state)
{
	const char *s = "<?xml version=\"1.0\"?>\n<opml><head>"
	    "<title>What I follow</title></head><body>\n"
	    "<outline text=\"Rivers\">\n"
	    " <outline text=\"A &amp; B\" xmlUrl=\"http://no.example/feed\""
	    " htmlUrl=\"http://a.example/?x&amp;y\"/>\n"
	    " <outline title=\"Feed\" text=\"\" xmlUrl='http://b.example/f'"
	    " created=\"Tue, 05 Mar 2019 10:00:00 +0100\"></outline>\n"
	    "</outline>\n<outline text=\"see http://c.example/?p&amp;q"
	    "&quot; &lt;\"/></body></opml>";
	static const struct wanted all[] = {
		{ REF_LINK, 4, 2, "http://a.example/?x&amp;y",
		    "http://a.example/?x&y", "A & B", "Rivers", NULL },
		{ REF_LINK, 5, 2, "http://b.example/f", NULL, "Feed",
		    "Rivers", "2019-03-05T09:00:00Z" },
		{ REF_AUTOLINK, 7, 20, "http://c.example/?p&amp;q",
		    "http://c.example/?p&q", "http://c.example/?p&q", "",
		    NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.opml", s, "What I follow", all);
	INPUT_CHECK("a.xml", s, "What I follow", all);
	html = input_render("a.opml", s);
	input_holds(html, "<li>Rivers\n<ul>\n<li><a href=\""
	    "http://a.example/?x&amp;y\">A &amp; B</a></li>\n");
}

static const char rss[] = "<?xml version=\"1.0\"?>\n"
    "<!DOCTYPE rss [ <!ENTITY x \"<item><link>http://no.example/</link>\"> ]>"
    "\n<rss><channel><title>Saved &amp; kept</title>\n"
    "<link>http://no.example/</link>\n"
    "<item>\n<title>One &lt;b&gt;</title>\n"
    "<link>\n http://a.example/?p&amp;q </link>\n"
    "<description><![CDATA[<p>Own <a href=\"http://no.example/\">words</a>"
    "</p>]]></description><pubDate>Tue, 5 Mar 19 10:00 EST</pubDate>\n"
    "<source url=\"http://no.example/\"><link>http://no.example/</link>"
    "</source><guid>http://no.example/</guid></item>\n"
    "<item><title><![CDATA[Two & three]]></title>"
    "<guid>http://b.example/</guid>"
    "<enclosure url=\"http://c.example/m.mp3\"/>"
    "<dc:date>2020-01-02T03:04:05+01:00</dc:date>"
    "<description>A &lt;i&gt;talk&lt;/i&gt;</description></item>\n"
    "<item><guid isPermaLink=\"false\">http://no.example/</guid></item>\n"
    "<item><link><![CDATA[http://d.example/?p&amp;q]]></link></item>\n"
    "</channel></rss>\n";

static void
rss_items_are_references_with_their_dates(void **state)
{
	static const struct wanted all[] = {
		{ REF_LINK, 7, 1, "http://a.example/?p&amp;q",
		    "http://a.example/?p&q", "One <b>", "Saved & kept",
		    "2019-03-05T15:00:00Z" },
		{ REF_LINK, 11, 45, "http://b.example/", NULL, "Two & three",
		    "Saved & kept", "2020-01-02T02:04:05Z" },
		{ REF_LINK, 11, 75, "http://c.example/m.mp3", NULL,
		    "Two & three", "Saved & kept", "2020-01-02T02:04:05Z" },
		{ REF_LINK, 13, 7, "http://d.example/?p&amp;q", NULL,
		    "http://d.example/?p&amp;q", "Saved & kept", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.xml", rss, "Saved & kept", all);
	html = input_render("a.xml", rss);
	input_holds(html, "<h1>Saved &amp; kept</h1>");
	input_holds(html, "<h2><a href=\"http://a.example/?p&amp;q\">"
	    "One &lt;b&gt;</a></h2>\n<p><time");
	input_holds(html, "<p>Own <a href=\"http://no.example/\">words</a>");
	input_holds(html, "A <i>talk</i>");
}

static void
atom_entries_lead_to_their_alternate(void **state)
{
	const char *s = "<feed><title>Stars</title>"
	    "<link rel=\"self\" href=\"http://no.example/\"/>\n"
	    "<entry><link rel='related' href='http://no.example/'/>"
	    "<link href=\"http://a.example/\"/><title type=\"html\">A</title>"
	    "<updated>2021-01-01T00:00:00Z</updated>\n"
	    "<content type=\"xhtml\"><div><link href='http://no.example/'/>"
	    "<p>Cold</p></div></content>"
	    "<published>2020-02-03T04:05:06Z</published></entry>\n"
	    "<entry><id>http://b.example/</id><title>B</title>"
	    "<updated>2021-01-01T00:00:00Z</updated>"
	    "<link rel='enclosure' href='http://c.example/'/></entry></feed>";
	static const struct wanted all[] = {
		{ REF_LINK, 2, 55, "http://a.example/", NULL, "A", "Stars",
		    "2020-02-03T04:05:06Z" },
		{ REF_LINK, 4, 8, "http://b.example/", NULL, "B", "Stars",
		    "2021-01-01" },
		{ REF_LINK, 4, 89, "http://c.example/", NULL, "B", "Stars",
		    "2021-01-01" },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.atom", s, "Stars", all);
	html = input_render("a.atom", s);
	input_holds(html, "<p>Cold</p></div>\n</blockquote>");
}

/* "Fl\u00fcsse" and an address with the same letter. */
static void
check_encoded(const char *path, const char *raw, size_t n, const char *title)
{
	struct err err = ERR_INIT;
	struct note note;

	assert_int_equal(note_parse(&note, str_make(raw, n), path, &err), 0);
	assert_int_equal(note.n_refs, 1);
	assert_string_equal(note.refs[0].url, "http://a.example/\xc3\xbc");
	assert_string_equal(note.refs[0].text, title);
	assert_int_equal(note.refs[0].line, 2);
	assert_true(note.refs[0].end <= n);
	note_release(&note);
}

/* UTF-16, least significant byte first, of what is in Latin-1. */
static size_t
widen(const char *latin, char *out)
{
	size_t n = strlen(latin);

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = latin[i];
		out[2 * i + 1] = '\0';
	}
	return 2 * n;
}

#define FEED(encoding, u) "<?xml version=\"1.0\"" encoding "?>\n<rss><item>" \
	"<title>Fl" u "sse</title><link>http://a.example/" u "</link></item>" \
	"<meta charset='big5'/></rss>"

static void
xml_is_read_as_it_declares_to_be(void **state)
{
	static const struct {
		const char *path, *raw;
	} all[] = {
		{ "a.xml", FEED(" encoding='iso-8859-1'", "\xfc") },
		{ "a.rss", FEED(" encoding = \"windows-1252\"", "\xfc") },
		{ "a.xml", FEED(" encoding='x-mac-roman'", "\x9f") },
		{ "a.xml", FEED(" encoding='GB18030'", "\xa8\xb9") },
		{ "a.xml", FEED(" encoding='utf-8'", "\xc3\xbc") },
		{ "a.xml", FEED("", "\xc3\xbc") },
		{ "a.xml", FEED(" encoding='utf-16'", "\xc3\xbc") },
		{ "a.xml", FEED(" encoding='nonsense'", "\xc3\xbc") },
		{ "a.xml", "\xef\xbb\xbf" FEED(" encoding='big5'",
		    "\xc3\xbc") },
	};
	static const char outline[] = "<?xml encoding='iso-8859-1'?><opml>\n"
	    "<outline text='Fl\xfcsse' url='http://a.example/\xfc'/></opml>";
	static const char list[] = "<?xml version='1.0' encoding='latin1'?>\n"
	    "<plist><key>URL</key><string>http://a.example/\xfc</string>";
	char wide[1024];
	size_t n = widen(FEED(" encoding='UTF-16'", "\xfc"), wide);

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check_encoded(all[i].path, all[i].raw, strlen(all[i].raw),
		    "Fl\xc3\xbcsse");
	check_encoded("a.opml", outline, sizeof(outline) - 1,
	    "Fl\xc3\xbcsse");
	check_encoded("pond.webloc", list, sizeof(list) - 1, "pond");
	check_encoded("a.xml", wide, n, "Fl\xc3\xbcsse");
}

static void
relative_addresses_mean_what_the_bases_around_them_say(void **state)
{
	const char *s = "<feed xml:base=\"http://a.example/x/?a&amp;b\">"
	    "<title>T</title>\n"
	    "<entry xml:base='y/z'><title>1</title><link href='p?q&amp;r'/>"
	    "</entry>\n"
	    "<entry><title>2</title><link href='/p'/>"
	    "<link rel='enclosure' xml:base='//b.example/' href='m.mp3'/>"
	    "</entry>\n"
	    "<entry><title>3</title><link href='HTTP://c.example'/></entry>\n"
	    "<entry><title>4</title><link href=' '/></entry></feed>";
	static const struct wanted all[] = {
		{ REF_LINK, 2, 39, "p?q&amp;r", "http://a.example/x/y/p?q&r",
		    "1", "T", NULL },
		{ REF_LINK, 3, 24, "/p", "http://a.example/p", "2", "T",
		    NULL },
		{ REF_LINK, 3, 41, "m.mp3", "http://b.example/m.mp3", "2",
		    "T", NULL },
		{ REF_LINK, 4, 24, "HTTP://c.example", NULL, "3", "T", NULL },
	};
	AUTO(mem_freep) char *html = NULL;

	(void)state;
	INPUT_CHECK("a.atom", s, "T", all);
	html = input_render("a.atom", s);
	input_holds(html, "<h2><a href=\"http://a.example/x/y/p?q&amp;r\">1<");
	input_holds(html, "<p><a href=\"http://b.example/m.mp3\">m.mp3</a>");
}

static void
a_base_that_leads_nowhere_is_none(void **state)
{
	const char *s = "<rss xml:base='notes/'><channel xml:base='tag:x'>"
	    "<title>T</title><item><title>1</title><link>a.html</link>"
	    "</item></channel></rss>";
	const char *own = "<rss xml:base='notes/'><channel "
	    "xml:base='http://a.example/b/'><item><title>1</title>"
	    "<link xml:base='c/'><![CDATA[d&amp;]]></link></item>"
	    "</channel></rss>";
	static const struct wanted none[] = { { REF_LINK, 1, 88, "a.html",
	    NULL, "1", "T", NULL } };
	static const struct wanted all[] = { { REF_LINK, 1, 86, "d&amp;",
	    "http://a.example/b/c/d&amp;", "1", "", NULL } };

	(void)state;
	INPUT_CHECK("a.rss", s, "T", none);
	INPUT_CHECK("a.rss", own, "a", all);
}

static void
a_sitemap_is_a_list_without_dates(void **state)
{
	const char *s = "<urlset><url><loc> http://a.example/?p&amp;q\n</loc>"
	    "<lastmod>2020-01-01</lastmod>\n"
	    "<image:image><image:loc>http://b.example/b.png</image:loc>"
	    "</image:image></url></urlset>";
	static const struct wanted all[] = {
		{ REF_LINK, 1, 14, "http://a.example/?p&amp;q",
		    "http://a.example/?p&q", "http://a.example/?p&q", "",
		    NULL },
		{ REF_IMAGE, 3, 14, "http://b.example/b.png", NULL,
		    "http://b.example/b.png", "", NULL },
	};

	(void)state;
	INPUT_CHECK("sitemap.xml", s, "sitemap", all);
}

static const char zotero[] = "{\"items\": [\n"
    " {\"itemType\": \"webpage\", \"title\": \"Locks \\u00e9\\ud83d\\ude00\","
    " \"url\": \"http:\\/\\/a.example\\/\",\n"
    "  \"dateAdded\": \"2019-01-01T00:00:00Z\", \"accessDate\": "
    "\"2020-03-04T05:06:07Z\",\n"
    "  \"library\": {\"links\": {\"self\": {\"href\": \"http://no.example\"}"
    "}}, \"creators\": [{\"name\": \"Doe\"}],\n"
    "  \"tags\": [{\"tag\": \"canal\"}, {\"tag\": \"old\"}],\n"
    "  \"attachments\": [{\"title\": \"PDF\", \"url\": \"http://b.example/\"}"
    "]}]}";

static void
exports_as_json_are_read_by_their_members(void **state)
{
	static const struct wanted all[] = {
		{ REF_LINK, 2, 71, "http:\\/\\/a.example\\/",
		    "http://a.example/", "Locks \xc3\xa9\xf0\x9f\x98\x80",
		    "#canal #old", "2020-03-04T05:06:07Z" },
		{ REF_LINK, 6, 44, "http://b.example/", NULL, "PDF",
		    "Locks \xc3\xa9\xf0\x9f\x98\x80", NULL },
	};
	const char *csl = "[{\"id\":1,\"type\":\"webpage\",\"URL\":"
	    "\"http://a.example/\",\"accessed\":{\"date-parts\":[[\"2018\",9,"
	    "10]]},\"issued\":{\"date-parts\":[[1999]]},\"title\":\"T\"}]";
	const char *pocket = "{\"list\":{\"17\":{\"resolved_url\":"
	    "\"http://no.example/\",\"given_url\":\"http://a.example/\","
	    "\"given_title\":\"\",\"resolved_title\":\"T\",\"time_added\":"
	    "\"1510000000\",\"authors\":{\"3\":{\"url\":\"http://no.example/\""
	    "}},\"tags\":{\"x\":{\"item_id\":\"17\",\"tag\":\"x\"}}}}}";
	const char *firefox = "{\"title\":\"\",\"type\":"
	    "\"text/x-moz-place-container\",\"children\":[{\"title\":\"bar\","
	    "\"children\":[{\"title\":\"T\",\"dateAdded\":1510000000000000,"
	    "\"uri\":\"http://a.example/\"}]}]}";
	static const struct wanted of_csl[] = { { REF_LINK, 1, 34,
	    "http://a.example/", NULL, "T", "", "2018-09-10" } };
	static const struct wanted of_pocket[] = { { REF_LINK, 1, 65,
	    "http://a.example/", NULL, "T", "#x", "2017-11-06T20:26:40Z" } };
	static const struct wanted of_firefox[] = { { REF_LINK, 1, 137,
	    "http://a.example/", NULL, "T", "bar", "2017-11-06T20:26:40Z" } };

	(void)state;
	INPUT_CHECK("lib.json", zotero, "lib", all);
	INPUT_CHECK("lib.json", csl, "lib", of_csl);
	INPUT_CHECK("lib.json", pocket, "lib", of_pocket);
	INPUT_CHECK("lib.json", firefox, "lib", of_firefox);
}

static void
a_folder_may_be_named_behind_what_is_in_it(void **state)
{
	const char *s = "{\"roots\":{\"bar\":{\"children\":[{\"date_added\":"
	    "\"1\",\"name\":\"A\",\"url\":\"http://a.example/\"},\n"
	    "{\"children\":[{\"name\":\"B\",\"url\":\"http://b.example/\"}],"
	    "\"name\":\"Deep\"},{\"children\":[],\"name\":\"Empty\"}],"
	    "\"name\":\"Bar\"},\n\"other\":{\"children\":[{\"name\":\"C\","
	    "\"url\":\"http://c.example/\"}],\"name\":\"Other\"}}}";
	static const struct wanted all[] = {
		{ REF_LINK, 1, 66, "http://a.example/", NULL, "A", "Bar",
		    NULL },
		{ REF_LINK, 2, 33, "http://b.example/", NULL, "B",
		    "Bar / Deep", NULL },
		{ REF_LINK, 3, 41, "http://c.example/", NULL, "C", "Other",
		    NULL },
	};

	(void)state;
	INPUT_CHECK("a.json", s, "a", all);
}

static void
a_property_list_may_be_binary(void **state)
{
	static const char wide[] = "bplist00\xd1\1\2\x53URL\x6f\x10\x14"
	    "\0h\0t\0t\0p\0:\0/\0/\0a\0.\0e\0x\0a\0m\0p\0l\0e\0/\0\xfc"
	    "\xd8\x3d\xde\0\x08";
	static const char narrow[] = "bplist00\xd1\1\2\x53URL\x59x://y.z/a\x08";
	static const char cut[] = "bplist00\xd1\1\2\x53URL\x6a\0x\0:\0/\xd8";
	static const struct wanted is_narrow[] = { { REF_LINK, 1, 17,
	    "x://y.z/a", NULL, "s", "", NULL } };
	struct err err = ERR_INIT;
	struct note note;

	(void)state;
	assert_int_equal(note_parse(&note, str_make(wide, sizeof(wide) - 1),
	    "s.webloc", &err), 0);
	assert_int_equal(note.n_refs, 1);
	assert_string_equal(note.refs[0].url,
	    "http://a.example/\xc3\xbc\xf0\x9f\x98\x80");
	assert_int_equal(note.refs[0].end - note.refs[0].start, 40);
	note_release(&note);
	input_check("s.webloc", str_make(narrow, sizeof(narrow) - 1), "s",
	    is_narrow, 1);
	assert_int_equal(note_parse(&note, str_make(cut, sizeof(cut) - 1),
	    "s.webloc", &err), 0);
	assert_int_equal(note.n_refs, 1);
	assert_string_equal(note.refs[0].url, "x:/");
	note_release(&note);
}

static void
tables_are_read_by_their_columns(void **state)
{
	const char *s = "\"Key\",\"Title\",\"Url\",\"Date\",\"Date Added\","
	    "\"Access Date\",\"Manual Tags\"\r\n"
	    "1,\"On \"\"weirs\"\",\n and dams\",\"http://a.example/?a=1,2\","
	    "2001,2020-01-02 03:04:05,2020-02-03 04:05:06,water; stone\r\n"
	    "2,\"No address\",\"\",,,,\r\n\r\n"
	    "3,Third, http://b.example/ ,2001,2020-01-02,,";
	static const struct wanted all[] = {
		{ REF_LINK, 3, 13, "http://a.example/?a=1,2", NULL,
		    "On \"weirs\", and dams", "#water #stone",
		    "2020-02-03T04:05:06Z" },
		{ REF_LINK, 6, 10, "http://b.example/", NULL, "Third", "",
		    "2020-01-02" },
	};
	const char *pocket = "title;url;time_added;folder\n"
	    "T;http://a.example/;1510000000;Rivers\n";
	static const struct wanted of_pocket[] = { { REF_LINK, 2, 3,
	    "http://a.example/", NULL, "T", "Rivers",
	    "2017-11-06T20:26:40Z" } };

	(void)state;
	INPUT_CHECK("lib.csv", s, "lib", all);
	INPUT_CHECK("lib.csv", pocket, "lib", of_pocket);
}

static void
dates_are_read_in_every_spelling(void **state)
{
	static const char *const all[][2] = {
		{ "1500000000", "2017-07-14T02:40:00Z" },
		{ "1500000000123", "2017-07-14T02:40:00.123Z" },
		{ "1500000000123456", "2017-07-14T02:40:00.123Z" },
		{ "13144473600123456", "2017-07-14T02:40:00.123Z" },
		{ "Tue, 05 Mar 2019 10:00:00 +0100", "2019-03-05T09:00:00Z" },
		{ "5 mar 2019 10:00 PDT", "2019-03-05T17:00:00Z" },
		{ "05 March 99", "1999-03-05" },
		{ "2019/03/05", "2019-03-05" },
		{ " 2019-03-05 10:00:07 ", "2019-03-05T10:00:07Z" },
		{ "2019-03-05T10:00:07-02:00", "2019-03-05T12:00:07Z" },
		{ "[2019-03-05 Tue 9:05]", "2019-03-05T09:05:00Z" },
		{ "<2019-03-05 Tue>", "2019-03-05" },
		{ "2019-03-05 in the evening", "2019-03-05" },
	};
	static const char *const none[] = { "", "yesterday", "2019-13-05",
		"32 Mar 2019", "5 Mai 2019x", "12345", "2019", "-1500000000",
		"99999999999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_int_equal(when_read(str_of(all[i][0])),
		    input_date(all[i][1]));
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		assert_int_equal(when_read(str_of(none[i])), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_outline_cites_sites_and_the_words_addresses),
		cmocka_unit_test(rss_items_are_references_with_their_dates),
		cmocka_unit_test(atom_entries_lead_to_their_alternate),
		cmocka_unit_test(xml_is_read_as_it_declares_to_be),
		cmocka_unit_test(
		    relative_addresses_mean_what_the_bases_around_them_say),
		cmocka_unit_test(a_base_that_leads_nowhere_is_none),
		cmocka_unit_test(a_sitemap_is_a_list_without_dates),
		cmocka_unit_test(exports_as_json_are_read_by_their_members),
		cmocka_unit_test(a_folder_may_be_named_behind_what_is_in_it),
		cmocka_unit_test(a_property_list_may_be_binary),
		cmocka_unit_test(tables_are_read_by_their_columns),
		cmocka_unit_test(dates_are_read_in_every_spelling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
