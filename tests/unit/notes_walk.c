#include "folder.h"

#include <stdlib.h>
#include <unistd.h>

#include "notes/gitignore.h"
#include "notes/notes.h"

static void
put(const char *name, const char *text)
{
	AUTO(mem_freep) char *path = path_join(folder, name);
	struct err err = ERR_INIT;

	assert_int_equal(file_mkdirs_for(path, &err), 0);
	assert_int_equal(file_write_fast(path, str_of(text), &err), 0);
}

static int
add_name(void *ctx, const char *path, const char *name, struct err *err)
{
	(void)err;
	assert_true(file_exists(path));
	buf_str(ctx, name);
	buf_char(ctx, '\n');
	return 0;
}

static void
assert_walk(const char *name, const char *names)
{
	AUTO(mem_freep) char *path = path_join(folder, name);
	AUTO(buf_release) struct buf b = BUF_INIT(4096);
	struct err err = ERR_INIT;

	assert_int_equal(notes_walk(path, add_name, &b, &err), 0);
	assert_string_equal(b.p, names);
}

static void
assert_files(const char *names)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);
	struct err err = ERR_INIT;

	assert_int_equal(notes_walk_files(folder, add_name, &b, &err), 0);
	assert_string_equal(b.p, names);
}

static void
notes_come_sorted_and_others_are_left_out(void **state)
{
	AUTO(mem_freep) char *link = path_join(folder, "link.md");
	AUTO(mem_freep) char *loop = path_join(folder, "loop");

	(void)state;
	put("a/z.md", "");
	put("a.md", "");
	put("B.MD", "");
	put("c.urls", "");
	put("c.png", "");
	put(".hidden.md", "");
	put(".git/x.md", "");
	assert_int_equal(symlink("a.md", link), 0);
	assert_int_equal(symlink(".", loop), 0);
	assert_walk("", "B.MD\na.md\na/z.md\nc.urls\n");
}

static void
archives_inside_are_left_out(void **state)
{
	(void)state;
	put("note.md", "");
	put("one/catalog.sqlite", "");
	put("one/site/x.md", "");
	put("two/warc/x.md", "");
	put("two/snapshots/y.md", "");
	put("three/warc/x.md", "");
	assert_walk("", "note.md\nthree/warc/x.md\n");
}

static void
gitignore_files_are_obeyed_in_each_folder(void **state)
{
	(void)state;
	put(".gitignore", "drafts/\n*.tmp.md\n/top.md\n");
	put("drafts/a.md", "");
	put("x.tmp.md", "");
	put("top.md", "");
	put("sub/top.md", "");
	put("sub/.gitignore", "!keep.tmp.md\nown.md\n");
	put("sub/keep.tmp.md", "");
	put("sub/own.md", "");
	put("own.md", "");
	assert_walk("", "own.md\nsub/keep.tmp.md\nsub/top.md\n");
}

static void
a_file_given_by_name_is_taken_whatever_its_name(void **state)
{
	struct err err = ERR_INIT;

	(void)state;
	put(".odd", "");
	assert_walk(".odd", ".odd\n");
	assert_int_equal(notes_walk("/nowhere/x", add_name, NULL, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
}

static int
stop(void *ctx, const char *path, const char *name, struct err *err)
{
	(void)path;
	(void)name;
	++*(int *)ctx;
	return err_set(err, ERR_ITEM, "enough");
}

static void
the_walk_stops_when_it_is_told_to(void **state)
{
	struct err err = ERR_INIT;
	int n = 0;

	(void)state;
	put("a.md", "");
	put("b.md", "");
	assert_int_equal(notes_walk(folder, stop, &n, &err), -1);
	assert_int_equal(n, 1);
	assert_string_equal(err.msg, "enough");
}

static bool
ignored(const char *rules, const char *path, bool is_folder)
{
	struct gitignore g = GITIGNORE_INIT;
	bool is;

	gitignore_add(&g, "", str_of(rules));
	is = gitignore_match(&g, path, is_folder);
	gitignore_release(&g);
	return is;
}

static void
patterns_match_as_git_says(void **state)
{
	(void)state;
	assert_true(ignored("foo", "a/foo", false));
	assert_false(ignored("foo", "a/foobar", false));
	assert_true(ignored("/foo", "foo", false));
	assert_false(ignored("/foo", "a/foo", false));
	assert_false(ignored("a/foo", "b/a/foo", false));
	assert_false(ignored("foo/", "foo", false));
	assert_true(ignored("foo/", "a/foo", true));
	assert_true(ignored("**/foo/b", "x/y/foo/b", false));
	assert_true(ignored("**/foo", "foo", false));
	assert_true(ignored("a/**/b", "a/b", false));
	assert_true(ignored("a/**/b", "a/x/y/b", false));
	assert_false(ignored("a/**/b", "a/xb", false));
	assert_true(ignored("a/**", "a/x/y", false));
	assert_false(ignored("a/**", "a", true));
	assert_true(ignored("*.m?", "x/y.md", false));
	assert_false(ignored("a/*.md", "a/b/c.md", false));
	assert_true(ignored("[a-c][!x].md", "by.md", false));
	assert_false(ignored("[a-c][!x].md", "bx.md", false));
	assert_true(ignored("*.md\n!a.md\n", "b.md", false));
	assert_false(ignored("*.md\n!a.md\n", "a.md", false));
	assert_true(ignored("\\#x  \r\n", "#x", false));
	assert_true(ignored("\\!x", "!x", false));
	assert_true(ignored("a\\ ", "a ", false));
	assert_false(ignored("# x\n\n/\n", "# x", false));
}

static void
hostile_patterns_end(void **state)
{
	char path[1200], pattern[600];

	(void)state;
	memset(path, 'a', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	for (size_t i = 0; i < sizeof(pattern); i++)
		pattern[i] = i % 2 == 0 ? '*' : 'a';
	memcpy(pattern + 400, "b", 2);
	assert_false(ignored(pattern, path, false));
}

static void
assert_resolve(const char *name, const char *to, const char *expected)
{
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	assert_int_equal(note_resolve(name, str_of(to), &b), expected != NULL);
	assert_string_equal(b.p, expected != NULL ? expected : "");
}

static void
destinations_resolve_inside_the_root(void **state)
{
	(void)state;
	assert_resolve("a/n.md", "b.md#x", "a/b.md");
	assert_resolve("a/n.md", "./../c%20d.md?q", "c d.md");
	assert_resolve("a/n.md", "/bigdata/x y", "bigdata/x y");
	assert_resolve("a/n.md", "#top", "a/n.md");
	assert_resolve("a/n.md", "d//e/", "a/d/e");
	assert_resolve("a/n.md", "../../x", NULL);
	assert_resolve("a/n.md", "..%2f..%2fx", NULL);
	assert_resolve("a/n.md", "b%00.md", NULL);
	assert_resolve("a/n.md", "http://h.example/", NULL);
	assert_resolve("a/n.md", "mailto:x", NULL);
	assert_resolve("a/n.md", "//h.example/x", NULL);
}

static void
formats_go_by_the_file_name(void **state)
{
	(void)state;
	assert_int_equal(note_format_of("a/b.md"), NOTE_MARKDOWN);
	assert_int_equal(note_format_of("b.MarkDown"), NOTE_MARKDOWN);
	assert_int_equal(note_format_of("b.txt"), NOTE_URLS);
	assert_int_equal(note_format_of("b.urls"), NOTE_URLS);
	assert_int_equal(note_format_of("a.md/b"), NOTE_OTHER);
	assert_int_equal(note_format_of(".md"), NOTE_OTHER);
}

static void
content_tells_exports_and_feeds_from_other_files(void **state)
{
	(void)state;
	put("a.json", "{\"name\": \"x\", \"url\": \"http://a.example/\"}");
	put("b.json", "{\"list\": {\"1\": {\"given_url\": \"\"}}}");
	put("c.csv", "year,value\n2001,http://a.example/\n");
	put("d.csv", "\xef\xbb\xbfURL;Title\n");
	put("e.xml", "<?xml version=\"1.0\"?><project><url>x</url></project>");
	put("f.xml", "<!-- <project> --><!DOCTYPE rss [<!ENTITY a \"<b>\">]>"
	    "\n<rss>");
	put("g.png", "");
	put("h.org", "");
	assert_walk("", "b.json\nd.csv\nf.xml\nh.org\n");
	assert_files("a.json\nc.csv\ne.xml\ng.png\n");
	assert_int_equal(note_format_of("x.Html"), NOTE_HTML);
	assert_int_equal(note_format_of("x.webloc"), NOTE_SHORTCUT);
	assert_string_equal(note_media(NOTE_ORG), "text/x-org");
}

static void
add_alias(void *ctx, struct str alias)
{
	buf_s(ctx, alias);
	buf_char(ctx, '|');
}

static void
assert_aliases(const char *text, const char *aliases)
{
	AUTO(mem_freep) char *path = path_join(folder, "n.md");
	AUTO(buf_release) struct buf b = BUF_INIT(4096);

	put("n.md", text);
	notes_each_alias(path, add_alias, &b);
	assert_string_equal(b.p, aliases);
}

static void
aliases_stand_in_front_matter_or_properties(void **state)
{
	AUTO(mem_freep) char *path = NULL;
	struct buf b;

	(void)state;
	assert_aliases("---\nalias: One\n---\naliases: no\n", "One|");
	assert_aliases("---\naliases: [One, \"Two, or\", 'Three']\nx: y\n---\n",
	    "One|Two, or|Three|");
	assert_aliases("---\naliases:\n  - One two\n- \"Three\"\ntags:\n  - no\n"
	    "---\n- no\n", "One two|Three|");
	assert_aliases("title:: x\nalias:: One, [[Two]]\n\nalias:: no\n",
	    "One|Two|");
	assert_aliases("---\naliases: never closed\n", "");
	assert_aliases("", "");
	buf_init(&b, 4096);
	path = path_join(folder, "water___still___deep.md");
	notes_each_alias(path, add_alias, &b);
	assert_string_equal(b.p, "water/still/deep|");
	buf_release(&b);
}

#define T(f) cmocka_unit_test_setup_teardown(f, folder_make, \
	    folder_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		T(notes_come_sorted_and_others_are_left_out),
		T(archives_inside_are_left_out),
		T(gitignore_files_are_obeyed_in_each_folder),
		T(a_file_given_by_name_is_taken_whatever_its_name),
		T(the_walk_stops_when_it_is_told_to),
		T(content_tells_exports_and_feeds_from_other_files),
		T(aliases_stand_in_front_matter_or_properties),
		cmocka_unit_test(patterns_match_as_git_says),
		cmocka_unit_test(hostile_patterns_end),
		cmocka_unit_test(destinations_resolve_inside_the_root),
		cmocka_unit_test(formats_go_by_the_file_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
