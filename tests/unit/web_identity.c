/* Published cases of domains and public suffixes, and properties that hold
 * for any URL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "web/url.h"

/* The host of http://NAME/, or NULL. */
static char *
host_of(struct str name)
{
	AUTO(mem_freep) char *text = mem_fmt("http://%.*s/", STR_ARG(name));
	AUTO(url_release) struct url u = URL_INIT;

	return url_parse(&u, str_of(text), NULL, NULL) == 0 ?
	    mem_dup(u.host) : NULL;
}

/* Libpsl's list is that of the system and so older than the cases. */
static bool
check_suffix(struct str name, struct str want)
{
	AUTO(mem_freep) char *host = host_of(name);
	AUTO(mem_freep) char *site = host_of(want);
	AUTO(buf_release) struct buf got = BUF_INIT(1000);

	if (host == NULL)
		return str_eq(want, STR("null"));
	url_site(str_of(host), &got);
	/* No domain was registered there: the host stays as it is. */
	if (str_eq(want, STR("null")))
		return strcmp(got.p, host) == 0;
	return site != NULL && strcmp(got.p, site) == 0;
}

static void
the_published_suffix_cases_hold(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	size_t n = 0, n_wrong = 0;
	struct str rest, line;

	(void)state;
	corpus_read("conformance/public-suffix-list/tests/tests.txt", &b);
	rest = buf_view(&b);
	while (str_cut(&rest, '\n', &line)) {
		struct str name;

		if (line.n == 0 || str_starts(line, STR("//")) ||
		    str_starts(line, STR("null ")))
			continue;
		assert_true(str_cut(&line, ' ', &name));
		n++;
		if (check_suffix(name, line))
			continue;
		print_message("%.*s is not %.*s\n", STR_ARG(name),
		    STR_ARG(line));
		n_wrong++;
	}
	print_message("url\tconformance/public-suffix-list/tests/tests.txt"
	    "\t%zu\t%zu\n", n, n_wrong);
	assert_true(n > 70);
	assert_int_equal(0, n_wrong);
}

/* Would a URL parser never give the domain parser such a name? */
static bool
is_no_host(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (strchr("\t\n\r/?#\\@:", s.p[i]) != NULL)
			return true;
	return s.n == 0;
}

static void
check_domains(const char *file, size_t least, size_t n_known)
{
	AUTO(json_freep) json_t *cases = corpus_json(file);
	size_t i, n = 0, n_wrong = 0;
	json_t *c;

	json_array_foreach(cases, i, c) {
		struct str input = corpus_str(json_object_get(c, "input"));
		const char *want = json_string_value(json_object_get(c,
		    "output"));
		AUTO(mem_freep) char *got = NULL;

		if (!json_is_object(c) || is_no_host(input))
			continue;
		got = host_of(input);
		n++;
		if (got == NULL ? want == NULL :
		    want != NULL && strcmp(got, want) == 0)
			continue;
		if (n_wrong++ < 20 || getenv("KB_SHOW") != NULL)
			print_message("%.*s: %s, not %s (%s)\n",
			    STR_ARG(input), got != NULL ? got : "none",
			    want != NULL ? want : "none",
			    json_get_str(c, "comment"));
	}
	print_message("url\t%s\t%zu\t%zu\n", file, n, n_wrong);
	assert_true(n > least);
	assert_int_equal(n_known, n_wrong);
}

/* The names that differ have characters whose status Unicode changed after
 * version 15.0, which is ICU 72's. */
static void
the_published_idna_cases_hold(void **state)
{
	(void)state;
	check_domains("conformance/url-tests/IdnaTestV2.json", 2000, 11);
	check_domains("conformance/url-tests/IdnaTestV2-removed.json", 10, 0);
}

/* A generator of its own: the same texts on every machine. */
static unsigned int
next(uint64_t *seed, unsigned int n)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned int)(*seed >> 33) % n;
}

static void
put_random_url(uint64_t *seed, struct buf *b)
{
	static const char *const pieces[] = {
		"http:", "https:", "file:", "x:", "mailto:", "//", "/", "\\",
		"?", "#", ":", "@", "..", ".", "%2e", "%", "%zz", "[::1]", "[",
		"127.1", "0x7f", "a", "B", "h.example", "xn--", "é", "中", "\t",
		" ", "\xff", "\"", "<", "'", "|", "C|", "80", "65536", "&", "=",
		"localhost", "\n", "^", "{", "`", "\x7f", "。", "ß", "+", ";",
	};
	unsigned int n = 1 + next(seed, 9);

	if (next(seed, 2) == 0)
		buf_str(b, "http://h.example/");
	while (n-- > 0)
		buf_str(b, pieces[next(seed, sizeof(pieces) /
		    sizeof(pieces[0]))]);
}

static void
assert_same(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a != NULL)
		assert_string_equal(a, b);
}

static void
check_round_trip(const struct url *u)
{
	AUTO(url_release) struct url again = URL_INIT;
	AUTO(buf_release) struct buf href = BUF_INIT(1 << 16);
	AUTO(buf_release) struct buf second = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;

	url_href(u, &href);
	for (size_t i = 0; i < href.len; i++)
		assert_true(href.p[i] > 0x1f && href.p[i] < 0x7f);
	if (url_parse(&again, buf_view(&href), NULL, &err) < 0)
		fail_msg("%s: %s", href.p, err.msg);
	url_href(&again, &second);
	assert_string_equal(href.p, second.p);
	assert_same(u->scheme, again.scheme);
	assert_same(u->username, again.username);
	assert_same(u->password, again.password);
	assert_same(u->host, again.host);
	assert_int_equal(u->port, again.port);
	assert_same(u->path, again.path);
	assert_same(u->query, again.query);
	assert_same(u->fragment, again.fragment);
	assert_int_equal(u->has_opaque_path, again.has_opaque_path);
}

/* url.h, invariants 1 and 2. */
static void
what_is_serialised_is_parsed_to_the_same(void **state)
{
	uint64_t seed = 88172645463325252u;
	AUTO(url_release) struct url base = URL_INIT;
	size_t n_taken = 0;

	(void)state;
	assert_int_equal(0, url_parse(&base, STR("https://b.example/x/y?z"),
	    NULL, NULL));
	for (int i = 0; i < 100000; i++) {
		AUTO(buf_release) struct buf text = BUF_INIT(1000);
		AUTO(url_release) struct url u = URL_INIT;

		put_random_url(&seed, &text);
		if (url_parse(&u, buf_view(&text), i % 2 == 0 ? &base : NULL,
		    NULL) < 0)
			continue;
		n_taken++;
		check_round_trip(&u);
	}
	print_message("url\tgenerated URLs, parsed again\t%zu\t0\n", n_taken);
	assert_true(n_taken > 30000);
}

/* A group is a group of itself, and never loses what chooses the page. */
static void
a_key_without_tracking_has_none_left(void **state)
{
	static const char *const words[] = {
		"utm_source=a", "id=7", "gclid=x", "from=timeline", "from=1",
		"spm=1.2", "spm=x", "page=2", "utm_x=y", "", "q=a%26b",
	};
	uint64_t seed = 2463534242u;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		AUTO(buf_release) struct buf text = BUF_INIT(1000);
		AUTO(buf_release) struct buf once = BUF_INIT(1000);
		AUTO(buf_release) struct buf twice = BUF_INIT(1000);
		AUTO(url_release) struct url u = URL_INIT, v = URL_INIT;

		buf_str(&text, "http://h.example/p?");
		for (unsigned int n = next(&seed, 5); n > 0; n--)
			buf_fmt(&text, "%s&", words[next(&seed, 11)]);
		assert_int_equal(0, url_parse(&u, buf_view(&text), NULL,
		    NULL));
		(void)url_untracked(&u, &once);
		assert_int_equal(0, url_parse(&v, buf_view(&once), NULL,
		    NULL));
		assert_false(url_untracked(&v, &twice));
		assert_string_equal(once.p, twice.p);
		assert_int_equal(strstr(text.p, "page=2") != NULL,
		    strstr(once.p, "page=2") != NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_suffix_cases_hold),
		cmocka_unit_test(the_published_idna_cases_hold),
		cmocka_unit_test(what_is_serialised_is_parsed_to_the_same),
		cmocka_unit_test(a_key_without_tracking_has_none_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
