/* mirror/judge.h, over pages before and after (tests/pairs/README.md): real
 * changes pass, everything else does not take the place of the good copy. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "article/extract.h"
#include "base/json.h"
#include "mirror/judge.h"
#include "mirror/keep.h"

#define PAGE_TYPE "text/html; charset=utf-8"
/* A pair is two or three pages of some kilobytes. */
#define MAX_LINE ((size_t)8 << 20)
/* At least so many pairs, of which at most such shares may be judged wrongly. */
#define MIN_GOOD 600
#define MIN_BAD 150
#define MAX_FALSE_ALARMS 0.005
#define MAX_MISSES 0.05

/* A page as a fetch of it would have left it. */
struct state {
	struct article a;
	struct resource r;
	struct judge_page page;
};

/* How the pairs of one name were judged. */
struct row {
	char *name;
	bool is_good;
	int n, n_wrong;
};

struct table {
	struct row *rows;
	size_t n, cap;
	int n_good, n_alarms, n_bad, n_misses;
};

static void
take(struct state *s, const char *html, const char *url, const char *final)
{
	const struct extract_opts opts = { .url = str_of(final),
		.content_type = STR(PAGE_TYPE), .status = 200 };
	struct err err = ERR_INIT;

	resource_init(&s->r);
	model_set(&s->r.url, url);
	model_set(&s->r.final_url, final);
	if (extract_page(str_of(html), &opts, &s->a, &err) < 0)
		fail_msg("%s", err.msg);
	keep_note_article(&s->r, &s->a);
	judge_page_make(&s->page, &s->r, str_of(s->a.text),
	    s->a.n_images + s->a.n_images_other);
}

static void
drop(struct state *s)
{
	judge_page_release(&s->page);
	resource_release(&s->r);
	article_release(&s->a);
}

static bool
has_title(const json_t *titles, const char *title)
{
	for (size_t i = 0; i < json_array_size(titles); i++)
		if (strcmp(json_string_value(json_array_get(titles, i)),
		    title) == 0)
			return true;
	return false;
}

/* Does the host answer with the same to a random address? Without "probe" it
 * says 404. */
static bool
is_probed(const json_t *pair, const struct state *found)
{
	const char *html = json_get_str(pair, "probe");
	struct state probe;
	bool is_same;

	if (html == NULL)
		return false;
	take(&probe, html, "https://x.example/0", "https://x.example/0");
	is_same = outcome_is_page(probe.r.outcome) &&
	    judge_probe(&found->page.print, &probe.page.print);
	drop(&probe);
	return is_same;
}

/* Why the page that came would not become current; "": it would. */
static const char *
judge(const json_t *pair)
{
	const char *url = json_get_str(pair, "url"), *why;
	struct state good, found;
	struct judgement j;

	take(&good, json_get_str(pair, "old"), url, url);
	take(&found, json_get_str(pair, "new"), url,
	    json_get_str(pair, "final"));
	/* Of what was no good copy anything may take the place. */
	if (!outcome_is_page(good.r.outcome)) {
		why = "";
	} else if (outcome_is_page(found.r.outcome)) {
		j = judge_sizes(&good.r, &found.r);
		if (j.verdict == JUDGE_PASS)
			j = judge_pages(&good.page, &found.page, has_title(
			    json_object_get(pair, "titles"), found.r.title));
		why = j.verdict == JUDGE_WORSE || (j.verdict == JUDGE_DOUBT &&
		    is_probed(pair, &found)) ? j.why : "";
	} else {
		why = outcome_name(found.r.outcome);
	}
	drop(&good);
	drop(&found);
	return why;
}

static struct row *
find_row(struct table *t, const char *name, bool is_good)
{
	struct row *row;

	for (size_t i = 0; i < t->n; i++)
		if (t->rows[i].is_good == is_good &&
		    strcmp(t->rows[i].name, name) == 0)
			return &t->rows[i];
	row = VEC_PUSH(&t->rows, &t->n, &t->cap);
	*row = (struct row){ .name = mem_dup(name), .is_good = is_good };
	return row;
}

static void
count(struct table *t, const json_t *pair)
{
	bool is_good = json_get_bool(pair, "good");
	struct row *row = find_row(t, json_get_str(pair, "name"), is_good);
	const char *why = judge(pair);
	bool is_wrong = is_good == (why[0] != '\0');

	row->n++;
	row->n_wrong += is_wrong;
	t->n_good += is_good;
	t->n_bad += !is_good;
	t->n_alarms += is_good && is_wrong;
	t->n_misses += !is_good && is_wrong;
	if (is_wrong)
		print_message("%s: %s, %s %lld%s%s\n", is_good ?
		    "false alarm" : "miss", row->name,
		    json_get_str(pair, "base"),
		    (long long)json_get_int(pair, "seed", 0),
		    why[0] != '\0' ? ": " : "", why);
}

static void
put_table(const struct table *t, const char *part)
{
	print_message("| %s | pairs | judged wrongly |\n|---|---|---|\n", part);
	for (int good = 1; good >= 0; good--)
		for (size_t i = 0; i < t->n; i++)
			if (t->rows[i].is_good == (good != 0))
				print_message("| %s%s | %d | %d |\n", good ?
				    "" : "**", t->rows[i].name, t->rows[i].n,
				    t->rows[i].n_wrong);
	print_message("%s: %d false alarms of %d, %d misses of %d\n", part,
	    t->n_alarms, t->n_good, t->n_misses, t->n_bad);
}

static void
judge_part(const char *part)
{
	AUTO(mem_freep) char *command = mem_fmt(
	    "python3 tests/pairs/pairs.py %s", part);
	struct err err = ERR_INIT;
	struct table t = { 0 };
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	FILE *f = popen(command, "r");

	assert_non_null(f);
	while ((n = getline(&line, &cap, f)) > 0) {
		AUTO(json_freep) json_t *pair = NULL;

		assert_true((size_t)n < MAX_LINE);
		if (json_read(str_make(line, (size_t)n), &pair, &err) < 0)
			fail_msg("%s", err.msg);
		count(&t, pair);
	}
	free(line);
	assert_int_equal(pclose(f), 0);
	put_table(&t, part);
	for (size_t i = 0; i < t.n; i++)
		free(t.rows[i].name);
	free(t.rows);
	assert_true(t.n_good >= MIN_GOOD && t.n_bad >= MIN_BAD);
	assert_true(t.n_alarms <= MAX_FALSE_ALARMS * t.n_good);
	assert_true(t.n_misses <= MAX_MISSES * t.n_bad);
}

static void
pages_that_the_rules_were_written_for_are_judged_well(void **state)
{
	(void)state;
	judge_part("development");
}

static void
pages_that_nobody_looked_at_meanwhile_are_judged_well(void **state)
{
	(void)state;
	judge_part("held-out");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    pages_that_the_rules_were_written_for_are_judged_well),
		cmocka_unit_test(
		    pages_that_nobody_looked_at_meanwhile_are_judged_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
