/* cmd/explanation.h with article/explain.h: what people read of two pages, and
 * what they must not. A case of tests/golden/explain is in.html and
 * expected.txt, under the shipped site rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "article/extract.h"
#include "article/rules.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "cmd/explanation.h"

#define CASES "tests/golden/explain"
#define MAX_FILE ((size_t)1 << 20)

static void
slurp(const char *name, const char *file, struct buf *out)
{
	AUTO(mem_freep) char *path = mem_fmt(CASES "/%s/%s", name, file);
	struct err err = ERR_INIT;

	if (file_read(path, out, &err) < 0)
		fail_msg("%s: run from the top of the source", err.msg);
}

/* The page's events, as a worker with the shipped rules answers them. */
static void
explain(struct str page, struct buf *lines)
{
	AUTO(buf_release) struct buf bundle = BUF_INIT(RULES_MAX_BUNDLE);
	AUTO(rules_release) struct rules rules;
	AUTO(article_release) struct article a;
	const struct extract_opts o = {
		.url = STR("https://harbour.example/gate"),
		.content_type = STR("text/html; charset=utf-8"),
		.rules = &rules, .explanation = lines };
	struct err err = ERR_INIT;

	rules_init(&rules);
	assert_int_equal(rules_gather(&bundle, NULL, 0, true, &err), 0);
	rules_read(&rules, buf_view(&bundle));
	assert_int_equal(extract_page(page, &o, &a, &err), 0);
	assert_int_equal(buf_check(lines, &err), 0);
}

static void
print(struct str lines, bool is_json, struct buf *out)
{
	const struct job_answer a = { .ok = true, .error = "",
		.json = { "", 0 }, .bytes = lines };

	explanation_put(out, "page.html", &a, is_json);
}

static void
check_case(const char *name)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf want = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf have = BUF_INIT(MAX_FILE);

	slurp(name, "in.html", &page);
	slurp(name, "expected.txt", &want);
	explain(buf_view(&page), &lines);
	print(buf_view(&lines), false, &have);
	if (!str_eq(buf_view(&want), buf_view(&have)))
		fail_msg("%s:\n%s\nis not\n%s", name, have.p, want.p);
}

static void
an_explanation_names_choices_drops_and_their_rules(void **state)
{
	(void)state;
	check_case("article");
	check_case("site-rule");
}

static void
as_json_every_event_is_a_line_that_names_its_file(void **state)
{
	AUTO(buf_release) struct buf page = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
	struct str rest, line;
	size_t n = 0, n_drops = 0;

	(void)state;
	slurp("article", "in.html", &page);
	explain(buf_view(&page), &lines);
	print(buf_view(&lines), true, &out);
	rest = buf_view(&out);
	while (str_cut(&rest, '\n', &line)) {
		AUTO(json_freep) json_t *v = NULL;
		struct err err = ERR_INIT;

		if (line.n == 0)
			continue;
		assert_int_equal(json_read(line, &v, &err), 0);
		assert_string_equal(json_get_str(v, "file"), "page.html");
		n_drops += strcmp(json_get_str(v, "step"), "drop") == 0;
		n++;
	}
	assert_in_range(n_drops, 4, 20);
	assert_true(n > n_drops);
}

/* Nothing on a line but what a terminal shows as it stands. */
static void
check_lines(struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		AUTO(buf_release) struct buf b = BUF_INIT(MAX_FILE);

		text_escape(&b, line);
		assert_true(str_eq(buf_view(&b), line));
		assert_true(text_width(line) <= 80);
	}
}

static void
nothing_from_a_page_controls_the_terminal(void **state)
{
	static const char page[] = "<title>A &#x1b;[2J title \u202e x</title>"
	    "<div class='a\x1b[31m \u202eb &#7; cccccccccccccccccccccccccccc"
	    "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc'>"
	    "<p>Words, \x1b]0;x\x07 and \u202e more words of a paragraph that "
	    "is long enough to be seen, surely, by all who read it, so.</p>"
	    "<p class=share>\xe6\xbd\xae\xe6\xb1\x90 &#x9b;31m</p></div>";
	AUTO(buf_release) struct buf lines = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);

	(void)state;
	explain(str_of(page), &lines);
	print(buf_view(&lines), false, &out);
	assert_true(out.len > 200);
	check_lines(buf_view(&out));
}

static void
a_worker_that_lies_is_not_believed(void **state)
{
	static const char lies[] = "no json\n{\"step\":7}\n[]\n{}\n"
	    "{\"step\":\"drop\",\"why\":\"\\u001b[2J\",\"element\":5,"
	    "\"text\":\"\\u202e\\n\\n\"}\n"
	    "{\"step\":\"candidate\",\"points\":\"x\",\"links\":1e999}\n"
	    "{\"step\":\"candidate\",\"points\":-9223372036854775808,"
	    "\"element\":\"\\u0007\"}\n{\"step\":\"choice\"";
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
	AUTO(buf_release) struct buf json = BUF_INIT(MAX_FILE);

	(void)state;
	print(str_of(lies), false, &out);
	check_lines(buf_view(&out));
	assert_non_null(strstr(out.p, "Dropped"));
	assert_null(strstr(out.p, "Choice"));
	print(str_of(lies), true, &json);
	assert_null(strstr(json.p, "\"element\":5"));
}

static void
rules_without_end_are_cut_off(void **state)
{
	AUTO(buf_release) struct buf lines = BUF_INIT(4 * MAX_FILE);
	AUTO(buf_release) struct buf out = BUF_INIT(MAX_FILE);
	struct str rest, line;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 20000; i++)
		buf_fmt(&lines, "{\"step\":\"drop\",\"why\":\"rule %d\","
		    "\"element\":\"p\"}\n", i);
	print(buf_view(&lines), false, &out);
	rest = buf_view(&out);
	while (str_cut(&rest, '\n', &line))
		n += str_starts(line, STR("  rule "));
	assert_int_equal(n, 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    an_explanation_names_choices_drops_and_their_rules),
		cmocka_unit_test(
		    as_json_every_event_is_a_line_that_names_its_file),
		cmocka_unit_test(nothing_from_a_page_controls_the_terminal),
		cmocka_unit_test(a_worker_that_lies_is_not_believed),
		cmocka_unit_test(rules_without_end_are_cut_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
