/* article/rule*.h: site rules. The shipped ones on pages of tests/golden/rules:
 * url.txt, in.html and expected.txt (outcome, title, byline, then the text,
 * blank lines aside). */
#include "folder.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "article/extract.h"
#include "article/rules.h"
#include "base/log.h"

#define CASES "tests/golden/rules"
#define MAX_FILE ((size_t)1 << 20)

/* --- reading --- */

struct notes {
	int line;
	bool is_wrong;
	char text[600];
	size_t n;
};

static void
note(void *ctx, int line, bool is_wrong, const char *text)
{
	struct notes *n = ctx;

	n->n++;
	n->line = line;
	n->is_wrong = is_wrong;
	(void)snprintf(n->text, sizeof(n->text), "%s", text);
}

static struct rule
read_text(const char *text, struct notes *n)
{
	const struct rule_reading r = { .name = STR("a.example.txt"),
		.text = str_of(text), .is_checked = true, .fn = note,
		.ctx = n };
	struct rule rule;

	*n = (struct notes){ 0 };
	rule_read(&rule, &r);
	return rule;
}

static void
a_line_is_a_directive_and_a_value(void **state)
{
	struct notes n;
	struct rule r = read_text("\xef\xbb\xbf# a comment\n\n"
	    "  body : //main[@id='a:b']  \r\nprune: no\n"
	    "strip_id_or_class: \"share\"\nwrap_in(h2): //b\n"
	    "kind: thread\ntitle:\n", &n);

	(void)state;
	assert_int_equal(n.n, 0);
	assert_int_equal(r.n, 3);
	assert_int_equal(r.lines[0].key, RULE_BODY);
	assert_int_equal(r.lines[0].number, 3);
	assert_true(str_eq(r.lines[0].value.text,
	    STR("//main[@id='a:b']")));
	assert_true(str_eq(r.lines[1].value.text, STR("share")));
	assert_int_equal(r.lines[2].key, RULE_WRAP);
	assert_true(str_eq(r.lines[2].argument, STR("h2")));
	assert_false(r.is_pruned);
	assert_int_equal(r.kind, RULE_THREAD);
	assert_true(r.has_body);
	assert_true(str_eq(rule_host(&r), STR("a.example")));
	rule_release(&r);
}

static void
what_is_not_understood_is_told_with_its_line(void **state)
{
	static const struct {
		const char *text, *said;
		bool is_wrong;
	} t[] = {
		{ "\nbody: //div[", "no XPath 1.0 after character 6", true },
		{ "\ntitle //h1", "no 'directive: value'", true },
		{ "\nkind: blog", "kind wants", true },
		{ "\nwrap_in(x y): //b", "wrap_in wants an element", true },
		{ "\nwrap_in: //b", "wrap_in wants an element", true },
		{ "\nbodi: //b", "unknown directive 'bodi'", false },
		{ "\nhttp_header(user-agent): x", "'http_header' has no effect",
		    false },
		{ "\nreplace_string(<a href=\"x:\">): <b>",
		    "'replace_string' has no effect", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct notes n;
		struct rule r = read_text(t[i].text, &n);

		assert_int_equal(r.n, 0);
		assert_int_equal(n.n, 1);
		assert_int_equal(n.line, 2);
		if (n.is_wrong != t[i].is_wrong ||
		    strstr(n.text, t[i].said) == NULL)
			fail_msg("%s: '%s'", t[i].text, n.text);
		rule_release(&r);
	}
}

/* --- a page under a folder of rules --- */

struct bench {
	char *folder;
	struct buf bundle;
	struct article a;
};

static void
put_rule(struct bench *b, const char *name, const char *text)
{
	AUTO(mem_freep) char *path = path_join(b->folder, name);
	struct err err = ERR_INIT;

	if (file_mkdirs_for(path, &err) < 0 ||
	    file_write_fast(path, str_of(text), &err) < 0)
		fail_msg("%s", err.msg);
}

static void
bench_open(struct bench *b)
{
	b->folder = folder_new();
	buf_init(&b->bundle, RULES_MAX_BUNDLE);
	article_init(&b->a);
}

static void
bench_close(struct bench *b)
{
	folder_free(b->folder);
	buf_release(&b->bundle);
	article_release(&b->a);
}

static void
gather(struct bench *b, const char *const *paths, size_t n)
{
	struct err err = ERR_INIT;

	buf_reset(&b->bundle);
	if (rules_gather(&b->bundle, paths, n, true, &err) < 0)
		fail_msg("%s", err.msg);
}

static void
extract_with(struct bench *b, struct str page, const char *url)
{
	AUTO(rules_release) struct rules rules;
	struct extract_opts o = { .url = str_of(url), .rules = &rules,
		.content_type = STR("text/html; charset=utf-8") };
	struct err err = ERR_INIT;

	rules_init(&rules);
	rules_read(&rules, buf_view(&b->bundle));
	article_release(&b->a);
	if (extract_page(page, &o, &b->a, &err) < 0)
		fail_msg("%s", err.msg);
}

#define WORDS "The gate of the harbour is open from two hours before high " \
	"water to two hours after it, as the board on the quay says."
#define PAGE "<title>The gate</title><meta name=author content='Ed'>" \
	"<div id=a><p>" WORDS "</p><p>" WORDS " And so on.</p></div>" \
	"<div id=b class='x-share box'><p>Only <b>this</b>.</p>" \
	"<img src=/ad/1.png><img src=/p.png data-big=/q.png>" \
	"<span class=n>N1</span> <span class=n>N2</span></div>" \
	"<div id=d>2021-05-01</div><a id=next href='?p=2'>2</a>"

/* More steps than a page has: each count() looks at every element. */
#define ENDLESS "//p[count(//*[count(//*[count(//*[count(//*[count(//*[count(" \
	"//*[count(//*) > 0]) > 0]) > 0]) > 0]) > 0]) > 0]) > 0]"

/* What one rule for a.example finds in PAGE. */
static void
try_rule(struct bench *b, const char *rule)
{
	const char *paths[] = { b->folder };

	put_rule(b, "a.example.txt", rule);
	gather(b, paths, 1);
	extract_with(b, STR(PAGE), "https://a.example/1");
}

static void
a_rule_says_what_the_body_is(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	try_rule(&b, "body: //*[@id='b']/p");
	assert_string_equal(b.a.text, "Only this.\n");
	try_rule(&b, "body: //*[@id='none']\nbody: //*[@id='b']/p");
	assert_string_equal(b.a.text, "Only this.\n");
	try_rule(&b, "body: //*[@id='b']/p | //*[@id='d']");
	assert_string_equal(b.a.text, "Only this.\n\n2021-05-01\n");
	try_rule(&b, "body: //*[@id='b']/p/text() | //*[@id='d']/text()");
	assert_string_equal(b.a.text, "Only .2021-05-01\n");
	bench_close(&b);
}

static void
a_rule_that_finds_nothing_changes_nothing(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	try_rule(&b, "body: //*[@id='none']\nstrip: //p\ntitle: //span");
	assert_non_null(strstr(b.a.text, WORDS));
	assert_string_equal(b.a.title, "The gate");
	/* All steps used up: as if nothing were found. */
	try_rule(&b, "body: " ENDLESS);
	assert_non_null(strstr(b.a.text, WORDS));
	try_rule(&b, "body: nothing:there(1)");
	assert_non_null(strstr(b.a.text, WORDS));
	try_rule(&b, "body: 1 + 1\nbody: //@id\nbody: /html");
	assert_non_null(strstr(b.a.text, WORDS));
	bench_close(&b);
}

/* Does the explanation of a rule on PAGE say that? */
static void
expect_told(struct bench *b, const char *rule, const char *said)
{
	AUTO(rules_release) struct rules rules;
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_FILE);
	struct extract_opts o = { .url = STR("https://a.example/1"),
		.rules = &rules, .explanation = &lines };
	struct err err = ERR_INIT;

	put_rule(b, "a.example.txt", rule);
	gather(b, (const char *const[]){ b->folder }, 1);
	rules_init(&rules);
	rules_read(&rules, buf_view(&b->bundle));
	article_release(&b->a);
	assert_int_equal(extract_page(STR(PAGE), &o, &b->a, &err), 0);
	if (str_find(buf_view(&lines), str_of(said)) == (size_t)-1)
		fail_msg("no '%s' in %s", said, lines.p);
}

static void
what_a_rule_fails_at_is_explained(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	expect_told(&b, "body: //none", "a.example.txt is for this page, but "
	    "its body is not on it");
	expect_told(&b, "body: //p\ntitle: nothing:there(1)",
	    "a.example.txt:2 cannot be worked out");
	expect_told(&b, "body: //p\nstrip: nothing()",
	    "a.example.txt:2 cannot be worked out");
	expect_told(&b, "body: " ENDLESS,
	    "a.example.txt:1 takes too many steps");
	bench_close(&b);
}

static void
a_rule_reads_what_the_page_says_of_itself(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	try_rule(&b, "title: //h9\ntitle: concat('A ', //b)\n"
	    "author: //span[@class='n']\ndate: //*[@id='d']\n"
	    "next_page_link: //a[@id='next']");
	assert_string_equal(b.a.title, "A this");
	assert_string_equal(b.a.byline, "N1, N2");
	assert_int_equal(b.a.n_authors, 2);
	assert_string_equal(b.a.published, "2021-05-01");
	assert_string_equal(b.a.next, "https://a.example/1?p=2");
	assert_string_equal(b.a.provenance[ARTICLE_TITLE].source,
	    "site rule");
	try_rule(&b, "next_page_link: //a[@id='next']/@href");
	assert_string_equal(b.a.next, "https://a.example/1?p=2");
	try_rule(&b, "next_page_link: string('javascript:alert(1)')");
	assert_string_equal(b.a.next, "");
	bench_close(&b);
}

static void
a_rule_drops_and_changes_parts(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	try_rule(&b, "body: //*[@id='b']\nprune: no\nstrip: //b | //b/text()\n"
	    "strip: //img[1]\nstrip: //span");
	assert_string_equal(b.a.text, "Only .\n");
	assert_int_equal(b.a.n_images, 1);
	try_rule(&b, "body: //body\nstrip_id_or_class: 'x-sha'");
	assert_null(strstr(b.a.text, "Only"));
	assert_non_null(strstr(b.a.text, "two hours"));
	try_rule(&b, "body: //*[@id='b']\nprune: no\nstrip_image_src: /ad/\n"
	    "src_lazy_load_attr: data-big");
	assert_int_equal(b.a.n_images, 1);
	assert_string_equal(b.a.images[0].url, "https://a.example/q.png");
	try_rule(&b, "body: //*[@id='b']/p\ndissolve: //b\n"
	    "wrap_in(blockquote): //*[@id='b']/p\nbody: //blockquote");
	assert_non_null(strstr(b.a.html, "<p>Only this.</p>"));
	try_rule(&b, "wrap_in(body): //div\nbody: //body");
	assert_non_null(strstr(b.a.text, WORDS));
	try_rule(&b, "wrap_in(blockquote): //*[@id='b']/p\n"
	    "body: //*[@id='b']/*");
	assert_non_null(strstr(b.a.html, "<blockquote>"));
	bench_close(&b);
}

static void
what_a_rule_keeps_is_not_cleaned_away(void **state)
{
	static const char page[] = "<title>T</title><div id=a><p>" WORDS
	    "<p>" WORDS " And more.<div class=share><p>One</p><p class=k>Two"
	    "</p></div></div>";
	struct bench b;
	const char *paths[1];

	(void)state;
	bench_open(&b);
	paths[0] = b.folder;
	put_rule(&b, "a.example.txt", "body: //*[@id='a']");
	gather(&b, paths, 1);
	extract_with(&b, str_of(page), "https://a.example/");
	assert_null(strstr(b.a.text, "Two"));
	put_rule(&b, "a.example.txt", "body: //*[@id='a']\n"
	    "keep: //*[@class='k']");
	gather(&b, paths, 1);
	extract_with(&b, str_of(page), "https://a.example/");
	assert_non_null(strstr(b.a.text, "Two"));
	assert_null(strstr(b.a.text, "One"));
	bench_close(&b);
}

static void
the_output_of_a_rule_is_sanitised(void **state)
{
	struct bench b;

	(void)state;
	bench_open(&b);
	put_rule(&b, "a.example.txt", "prune: no\nbody: //div\n"
	    "wrap_in(script): //b");
	gather(&b, (const char *const[]){ b.folder }, 1);
	extract_with(&b, STR("<div onclick=x>a<a href='javascript:x'>l</a>"
	    "<b>evil()</b><p>and some more</div>"), "https://a.example/");
	assert_null(strstr(b.a.html, "script"));
	assert_null(strstr(b.a.html, "onclick"));
	assert_null(strstr(b.a.html, "evil"));
	bench_close(&b);
}

/* --- which one --- */

static void
check_choice(struct bench *b, const char *url, const char *want)
{
	extract_with(b, STR("<title>T</title><p class=o>own rule</p><p class=w>wild"
	    " card</p><p class=d>deep</p><p class=f>mark</p><p class=s>second</p>"
	    "<div id=cnblogs_post_body>shipped</div>"), url);
	if (strncmp(b->a.text, want, strlen(want)) != 0)
		fail_msg("%s: '%s', not '%s'", url, b->a.text, want);
}

static void
the_nearest_rule_is_taken(void **state)
{
	struct bench b;
	const char *paths[2];
	char file[128];

	(void)state;
	bench_open(&b);
	paths[0] = b.folder;
	put_rule(&b, "a.example.txt", "body: //*[@class='o']");
	put_rule(&b, "below/.a.example.txt", "body: //*[@class='w']");
	put_rule(&b, ".c.a.example.txt", "body: //*[@class='d']");
	put_rule(&b, "own-program.txt", "fingerprint: /html/body/p[@class='f']"
	    "\nbody: //*[@class='f']");
	put_rule(&b, ".git/a.example.txt", "body: //none");
	put_rule(&b, "note.md", "body: //none");
	gather(&b, paths, 1);
	check_choice(&b, "https://a.example/", "own");
	check_choice(&b, "https://www.a.example/", "own");
	check_choice(&b, "https://b.a.example/", "wild");
	check_choice(&b, "https://x.y.a.example/", "wild");
	check_choice(&b, "https://b.c.a.example/", "deep");
	check_choice(&b, "https://ba.example/", "mark");
	/* The program's own rules come last, even one for the host. */
	check_choice(&b, "https://www.cnblogs.com/1", "mark");
	gather(&b, NULL, 0);
	check_choice(&b, "https://www.cnblogs.com/1", "shipped");
	/* Of two paths the first. */
	(void)snprintf(file, sizeof(file), "%s/z/cnblogs.com.txt", b.folder);
	put_rule(&b, "z/cnblogs.com.txt", "body: //*[@class='s']");
	paths[0] = file;
	paths[1] = b.folder;
	gather(&b, paths, 2);
	check_choice(&b, "https://www.cnblogs.com/1", "second");
	bench_close(&b);
}

/* --- the shipped ones --- */

static void
slurp(const char *name, const char *file, struct buf *out)
{
	AUTO(mem_freep) char *path = mem_fmt(CASES "/%s/%s", name, file);
	struct err err = ERR_INIT;

	if (file_read(path, out, &err) < 0)
		fail_msg("%s: run from the top of the source", err.msg);
}

static void
put_lines(struct str text, struct buf *out)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(line);
		if (line.n == 0)
			continue;
		buf_s(out, line);
		buf_char(out, '\n');
	}
}

static void
put_article(const struct article *a, struct buf *out)
{
	AUTO(mem_freep) char *head = mem_fmt("%s\ntitle: %s\nbyline: %s\n",
	    outcome_name(a->outcome), a->title, a->byline);

	put_lines(str_of(head), out);
	put_lines(str_of(a->text), out);
}

static void
check_case(struct bench *b, const char *name)
{
	AUTO(buf_release) struct buf url = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf file = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf want = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf have = BUF_INIT(MAX_FILE);
	AUTO(mem_freep) char *address = NULL;

	slurp(name, "url.txt", &url);
	slurp(name, "in.html", &page);
	slurp(name, "expected.txt", &file);
	address = mem_dupn(url.p, str_trim(buf_view(&url)).n);
	put_lines(buf_view(&file), &want);
	gather(b, NULL, 0);
	extract_with(b, buf_view(&page), address);
	put_article(&b->a, &have);
	if (!str_eq(buf_view(&want), buf_view(&have)))
		fail_msg("%s:\n%s\nis not\n%s", name, have.p, want.p);
	/* Else the rule would be for nothing. */
	buf_reset(&b->bundle);
	extract_with(b, buf_view(&page), address);
	buf_reset(&have);
	put_article(&b->a, &have);
	if (str_eq(buf_view(&want), buf_view(&have)))
		fail_msg("%s: the same without rules", name);
}

static int
is_case(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
every_shipped_rule_is_worth_its_place(void **state)
{
	struct dirent **names = NULL;
	int n = scandir(CASES, &names, is_case, alphasort);
	struct bench b;

	(void)state;
	if (n < 10)
		fail_msg("%d cases in '" CASES "'", n);
	bench_open(&b);
	for (int i = 0; i < n; i++) {
		check_case(&b, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	bench_close(&b);
}

static void
no_shipped_rule_has_a_wrong_line(void **state)
{
	struct bench b;
	struct str rest, file, name;
	size_t n_files = 0;

	(void)state;
	bench_open(&b);
	gather(&b, NULL, 0);
	rest = buf_view(&b.bundle);
	while (str_cut(&rest, '\f', &file)) {
		AUTO(mem_freep) char *text = NULL;
		struct notes n;
		struct rule r;

		if (!str_cut(&file, '\n', &name))
			continue;
		text = mem_dupn(file.p, file.n);
		r = read_text(text, &n);
		if (n.n > 0)
			fail_msg("%.*s:%d: %s", STR_ARG(name), n.line, n.text);
		n_files += r.n > 0;
		rule_release(&r);
	}
	assert_true(n_files > 10);
	bench_close(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_is_a_directive_and_a_value),
		cmocka_unit_test(what_is_not_understood_is_told_with_its_line),
		cmocka_unit_test(a_rule_says_what_the_body_is),
		cmocka_unit_test(a_rule_that_finds_nothing_changes_nothing),
		cmocka_unit_test(what_a_rule_fails_at_is_explained),
		cmocka_unit_test(a_rule_reads_what_the_page_says_of_itself),
		cmocka_unit_test(a_rule_drops_and_changes_parts),
		cmocka_unit_test(what_a_rule_keeps_is_not_cleaned_away),
		cmocka_unit_test(the_output_of_a_rule_is_sanitised),
		cmocka_unit_test(the_nearest_rule_is_taken),
		cmocka_unit_test(every_shipped_rule_is_worth_its_place),
		cmocka_unit_test(no_shipped_rule_has_a_wrong_line),
	};

	log_set_level(LOG_QUIET);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
