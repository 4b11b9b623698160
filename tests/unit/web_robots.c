#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "web/robots.h"
#include "web/url.h"

static bool
allows(const char *text, const char *target)
{
	struct robots *r = robots_parse(str_of(text), "kbmirror");
	bool result = robots_allows(r, str_of(target));

	robots_free(r);
	return result;
}

static int64_t
delay(const char *text)
{
	struct robots *r = robots_parse(str_of(text), "kbmirror");
	int64_t ms = robots_delay(r);

	robots_free(r);
	return ms;
}

static void
the_longest_match_wins_and_allow_wins_ties(void **state)
{
	static const char *const text = "User-agent: *\n"
	    "Disallow: /a\nAllow: /a/b\nDisallow: /a/b/c\n"
	    "Allow: /same\nDisallow: /same\n";

	(void)state;
	assert_true(allows(text, "/"));
	assert_false(allows(text, "/ax"));
	assert_true(allows(text, "/a/bx"));
	assert_false(allows(text, "/a/b/c?q"));
	assert_true(allows(text, "/same"));
	assert_true(allows("", "/x"));
	assert_true(allows("User-agent: *\nDisallow:\n", "/x"));
	assert_false(allows("User-agent: *\nDisallow: /\n", ""));
}

static void
our_own_group_replaces_the_one_for_all(void **state)
{
	static const char *const text = "User-agent: *\nDisallow: /\n"
	    "User-agent: other\nUser-agent: KBMirror/1.0\nDisallow: /x\n"
	    "Sitemap: http://h/s.xml\n"
	    "User-agent: third\nDisallow: /y\n"
	    "user-agent: kbmirror\r\ndisallow: /z\r\n";

	(void)state;
	assert_true(allows(text, "/a"));
	assert_false(allows(text, "/x"));
	assert_true(allows(text, "/y"));
	assert_false(allows(text, "/z"));
	assert_true(allows("User-agent: kbmirrors\nDisallow: /\n", "/"));
	assert_true(allows("User-agent: kbmirror\nCrawl-delay: 1\n"
	    "Disallow:\n\nUser-agent: *\nDisallow: /\n", "/"));
}

static void
stars_and_dollars_match_as_the_standard_says(void **state)
{
	static const char *const text = "User-agent: *\n"
	    "Disallow: /*.php$\nDisallow: /p*/q*r\nDisallow: /end$\n"
	    "Disallow: /s**t\nDisallow: *x=1\nDisallow: /aab*ab$\n";

	(void)state;
	assert_false(allows(text, "/a.php"));
	assert_true(allows(text, "/a.php?x"));
	assert_false(allows(text, "/a.php.php"));
	assert_false(allows(text, "/p1/q2r3"));
	assert_true(allows(text, "/p1/r2q3"));
	assert_false(allows(text, "/end"));
	assert_true(allows(text, "/end/"));
	assert_false(allows(text, "/s-t"));
	assert_false(allows(text, "/?x=1"));
	assert_false(allows(text, "/aabab"));
	assert_true(allows(text, "/aab"));
}

static void
escapes_are_compared_in_one_spelling(void **state)
{
	static const char *const text = "User-agent: *\n"
	    "Disallow: /中\nDisallow: /%e6%96%87\nDisallow: /%70rivate\n"
	    "Disallow: /a%2fb\n";

	(void)state;
	assert_false(allows(text, "/%E4%B8%AD"));
	assert_false(allows(text, "/%e4%b8%ad/x"));
	assert_false(allows(text, "/%E6%96%87"));
	assert_false(allows(text, "/private"));
	assert_false(allows(text, "/priv%61te"));
	assert_true(allows(text, "/a/b"));
	assert_false(allows(text, "/a%2Fb"));
}

static void
delays_are_read_and_capped(void **state)
{
	(void)state;
	assert_int_equal(0, delay("User-agent: *\nDisallow: /\n"));
	assert_int_equal(2000, delay("User-agent: *\nCrawl-delay: 2\n"));
	assert_int_equal(1250, delay("User-agent: *\nCrawl-delay: 1.25\n"));
	assert_int_equal(30000, delay("User-agent: *\nCrawl-delay: 31\n"));
	assert_int_equal(30000, delay("User-agent: *\nCrawl-delay: "
	    "99999999999999999999999999\n"));
	assert_int_equal(0, delay("User-agent: *\nCrawl-delay: -5\n"));
	assert_int_equal(0, delay("User-agent: *\nCrawl-delay: soon\n"));
	assert_int_equal(0, delay("Crawl-delay: 9\nUser-agent: x\n"
	    "Crawl-delay: 9\n"));
	assert_int_equal(1000, delay("User-agent: *\nCrawl-delay: 9\n"
	    "User-agent: kbmirror\nCrawl-delay: 1\n"));
}

static void
what_is_past_the_limit_is_not_read(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(2 << 20);

	(void)state;
	buf_str(&b, "User-agent: *\nDisallow: /first\n");
	while (b.len < 500 * 1024)
		buf_str(&b, "# nothing of any use to anybody\n");
	buf_str(&b, "Disallow: /last\n");
	assert_false(allows(b.p, "/first"));
	assert_true(allows(b.p, "/last"));
}

static void
many_stars_take_no_long_time(void **state)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf target = BUF_INIT(1 << 20);

	(void)state;
	buf_str(&text, "User-agent: *\nDisallow: /");
	for (int i = 0; i < 7000; i++)
		buf_str(&text, "*a");
	buf_str(&text, "b$\n");
	buf_char(&target, '/');
	for (int i = 0; i < 200000; i++)
		buf_char(&target, 'a');
	assert_true(allows(text.p, target.p));
}

/* Strings that were bytes were converted as if they were Latin-1. */
static void
put_latin1(struct str s, struct buf *b)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 0xc2 && c <= 0xc3 && i + 1 < s.n) {
			unsigned char d = (unsigned char)s.p[++i];

			buf_char(b, (char)((c & 3) << 6 | (d & 0x3f)));
		} else {
			buf_char(b, s.p[i]);
		}
	}
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* The path and query of a URL that may be no URL at all. */
static void
put_target(const char *url, struct buf *b)
{
	AUTO(url_release) struct url u = URL_INIT;

	if (url_parse(&u, str_of(url), NULL, NULL) == 0)
		url_target(&u, b);
}

static void
the_published_robots_cases_hold(void **state)
{
	AUTO(json_freep) json_t *cases =
	    corpus_json("conformance/robots-google/robots-google-cases.json");
	size_t i, n_wrong = 0, n_skipped = 0;
	json_t *c;

	(void)state;
	json_array_foreach(cases, i, c) {
		AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
		AUTO(buf_release) struct buf target = BUF_INIT(1 << 20);
		struct str raw = corpus_str(json_object_get(c, "robots_txt"));
		struct robots *r;

		/* They want a URL that is not escaped to match nothing; there
		 * is no such URL here, and RFC 9309, 2.2.2 has it escaped. */
		if (!is_ascii(json_get_str(c, "url"))) {
			n_skipped++;
			continue;
		}
		if (json_get_bool(c, "robots_is_latin1_bytes"))
			put_latin1(raw, &text);
		else
			buf_s(&text, raw);
		put_target(json_get_str(c, "url"), &target);
		r = robots_parse(buf_view(&text),
		    json_get_str(c, "user_agent"));
		if (robots_allows(r, buf_view(&target)) !=
		    json_get_bool(c, "allowed")) {
			print_message("case %zu (%s): '%s' for %s: not %s\n",
			    i, json_get_str(c, "test"),
			    json_get_str(c, "url"),
			    json_get_str(c, "user_agent"),
			    json_get_bool(c, "allowed") ? "allowed" :
			    "disallowed");
			n_wrong++;
		}
		robots_free(r);
	}
	print_message("robots\treference cases\t%zu\n",
	    json_array_size(cases));
	print_message("robots\tof these with a URL that is none\t%zu\n",
	    n_skipped);
	assert_int_equal(142, json_array_size(cases));
	assert_int_equal(2, n_skipped);
	assert_int_equal(0, n_wrong);
}

/* What files say to a robot: counts of files. */
struct sayings {
	size_t n, n_all, n_some, n_none;
	size_t delays[7];	/* as real_files_are_parsed names them */
};

static bool
has_rule(struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		struct str name;

		line = str_trim(line);
		if (!str_cut(&line, ':', &name) ||
		    !str_eq_nocase(str_trim(name), STR("disallow")))
			continue;
		line = str_trim(line);
		if (line.n > 0 && line.p[0] != '#')
			return true;
	}
	return false;
}

/* Is a path that one of its Disallow lines names forbidden to us, too? */
static bool
forbids_something(const struct robots *r, struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		AUTO(buf_release) struct buf target = BUF_INIT(1 << 20);
		struct str name;

		line = str_trim(line);
		if (!str_cut(&line, ':', &name) ||
		    !str_eq_nocase(str_trim(name), STR("disallow")))
			continue;
		line = str_trim(line);
		/* A path that the pattern matches: a star as one letter. */
		for (size_t i = 0; i < line.n && line.p[i] != '#' &&
		    line.p[i] != ' ' && line.p[i] != '\t'; i++)
			if (line.p[i] != '$' || i + 1 < line.n)
				buf_char(&target, line.p[i] == '*' ? 'x' :
				    line.p[i]);
		if (target.len > 0 && !robots_allows(r, buf_view(&target)))
			return true;
	}
	return false;
}

static void
count_delay(struct sayings *s, int64_t ms)
{
	static const int64_t most[] = { 0, 1000, 2000, 5000, 10000, 29999 };
	size_t i = 0;

	assert_true(ms >= 0 && ms <= 30000);
	while (i < 6 && ms > most[i])
		i++;
	s->delays[i]++;
}

static void
count_file(struct sayings *s, struct str text)
{
	struct robots *r = robots_parse(text, "kbmirror");

	s->n++;
	/* A longer Allow may open more than the front page. */
	if (!robots_allows(r, STR("/")) && !robots_allows(r, STR("/a/b?c=d")))
		s->n_none++;
	else if (has_rule(text) && forbids_something(r, text))
		s->n_some++;
	else
		s->n_all++;
	count_delay(s, robots_delay(r));
	robots_free(r);
}

static int
check_entry(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	AUTO(mem_freep) char *root = corpus_path("conformance/robots-real");
	AUTO(mem_freep) char *path = mem_fmt("%s/%s", root, rel);
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);

	if (!S_ISREG(st->st_mode))
		return 0;
	if (file_read(path, &b, err) < 0)
		return -1;
	count_file(ctx, buf_view(&b));
	return 0;
}

static void
real_files_are_parsed(void **state)
{
	static const char *const names[] = {
		"none", "to 1 s", "to 2 s", "to 5 s", "to 10 s", "to 30 s",
		"30 s and more",
	};
	AUTO(mem_freep) char *root = corpus_path("conformance/robots-real");
	struct err err = ERR_INIT;
	struct sayings s = { 0 };

	(void)state;
	if (!file_is_dir(root))
		corpus_skip(&root);
	assert_int_equal(0, file_walk(root, check_entry, &s, &err));
	print_message("robots\tfiles\t%zu\n", s.n);
	print_message("robots\tallow everything\t%zu\n", s.n_all);
	print_message("robots\tforbid something\t%zu\n", s.n_some);
	print_message("robots\tforbid everything\t%zu\n", s.n_none);
	for (size_t i = 0; i < 7; i++)
		print_message("robots\tCrawl-delay %s\t%zu\n", names[i],
		    s.delays[i]);
	assert_int_equal(1382, s.n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_match_wins_and_allow_wins_ties),
		cmocka_unit_test(our_own_group_replaces_the_one_for_all),
		cmocka_unit_test(stars_and_dollars_match_as_the_standard_says),
		cmocka_unit_test(escapes_are_compared_in_one_spelling),
		cmocka_unit_test(delays_are_read_and_capped),
		cmocka_unit_test(what_is_past_the_limit_is_not_read),
		cmocka_unit_test(many_stars_take_no_long_time),
		cmocka_unit_test(the_published_robots_cases_hold),
		cmocka_unit_test(real_files_are_parsed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
