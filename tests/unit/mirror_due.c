/* mirror/due.h: when a resource is asked for again; the numbers are those of
 * the header's invariants. */
#include "store_help.h"

#include "mirror/due.h"

#define URL "https://a.example/x"
#define HOUR ((int64_t)3600 * 1000)
#define DAY (24 * HOUR)
#define MAX_AGE (32 * DAY)

/* Some day; looks come at so many days after it. */
#define START ((int64_t)1600000000000)

struct past {
	struct catalog *cat;
	struct resource r;
	int64_t offset;
	int64_t anchor;		/* offset of the newest record with bytes */
	const char *bytes;	/* … its digest's letter */
};

static int
begin(void **state)
{
	struct past *p = mem_alloc(sizeof(*p));
	struct err err = ERR_INIT;

	OK(catalog_open(&p->cat, NULL, true, &err));
	OK(catalog_begin(p->cat, &err));
	resource_init(&p->r);
	model_set(&p->r.url, URL);
	model_set(&p->r.final_url, URL);
	p->r.outcome = p->r.last = OUTCOME_ARTICLE;
	*state = p;
	return 0;
}

static int
end(void **state)
{
	struct past *p = *state;

	resource_release(&p->r);
	catalog_close(p->cat);
	free(p);
	return 0;
}

static void
set_digest(struct capture *c, char letter)
{
	for (size_t i = 0; i + 1 < HASH_HEX; i += 2)
		(void)snprintf(c->digest + i, 3, "%02x",
		    (unsigned int)(unsigned char)letter);
}

static void
add(struct past *p, struct capture *c)
{
	struct err err = ERR_INIT;

	c->at = (struct locator){ 1, ++p->offset, 1 };
	c->url = (char *)(uintptr_t)URL;
	c->media = (char *)(uintptr_t)"";
	OK(catalog_add_capture(p->cat, c, &err));
}

/* A look at a page after so many days that found these bytes, and in them an
 * article, unless it is 0. */
static void
look(struct past *p, int64_t days, char bytes, char article)
{
	struct capture c = { .kind = CAPTURE_RESPONSE, .status = 200,
		.date = START + days * DAY };
	struct capture conv = { .kind = CAPTURE_CONVERSION,
		.date = START + days * DAY + 5 };

	set_digest(&c, bytes);
	add(p, &c);
	p->anchor = p->offset;
	p->r.checked = p->r.tried = c.date;
	if (article == 0)
		return;
	set_digest(&conv, article);
	conv.original = (struct locator){ 1, p->anchor, 1 };
	add(p, &conv);
}

/* The same bytes as the newest ones: 304, or a revisit of what was sent. */
static void
same(struct past *p, int64_t days, int status, char bytes)
{
	struct capture c = { .kind = CAPTURE_REVISIT, .status = status,
		.date = START + days * DAY,
		.original = { 1, p->anchor, 1 } };

	set_digest(&c, bytes);
	add(p, &c);
	p->r.checked = p->r.tried = c.date;
}

static struct due
due(struct past *p)
{
	struct err err = ERR_INIT;
	struct due d;

	OK(due_of(p->cat, &p->r, MAX_AGE, &d, &err));
	return d;
}

static void
what_was_seen_once_is_due_after_max_age(void **state)
{
	struct past *p = *state;
	struct due d;

	look(p, 0, 'a', 'A');
	d = due(p);
	assert_int_equal(d.rule, DUE_AGE);
	assert_int_equal(d.at, START + MAX_AGE);
	assert_int_equal(d.looks, 0);
}

static void
each_look_that_finds_no_change_doubles_the_interval(void **state)
{
	struct past *p = *state;

	look(p, 0, 'a', 'A');
	same(p, 32, 304, 'a');
	assert_int_equal(due(p).interval_ms, 2 * MAX_AGE);
	same(p, 96, 200, 'a');
	assert_int_equal(due(p).interval_ms, 4 * MAX_AGE);
	assert_int_equal(due(p).at, START + (96 + 4 * 32) * DAY);
	same(p, 224, 304, 'a');
	same(p, 480, 304, 'a');
	same(p, 736, 304, 'a');
	assert_int_equal(due(p).interval_ms, DUE_SPREAD * MAX_AGE);
	assert_int_equal(due(p).looks, 5);
	assert_int_equal(due(p).changes, 0);
}

static void
each_look_that_finds_a_change_halves_it(void **state)
{
	struct past *p = *state;

	look(p, 0, 'a', 'A');
	look(p, 32, 'b', 'B');
	assert_int_equal(due(p).interval_ms, MAX_AGE / 2);
	for (int i = 0; i < 6; i++)
		look(p, 60 + i * 20, (char)('c' + i), (char)('C' + i));
	assert_int_equal(due(p).interval_ms, MAX_AGE / DUE_SPREAD);
	assert_int_equal(due(p).changes, 7);
	same(p, 300, 304, 'h');
	assert_int_equal(due(p).interval_ms, 2 * MAX_AGE / DUE_SPREAD);
}

static void
the_same_article_in_other_bytes_is_no_change(void **state)
{
	struct past *p = *state;

	look(p, 0, 'a', 'A');
	look(p, 32, 'b', 'A');
	assert_int_equal(due(p).changes, 0);
	assert_int_equal(due(p).interval_ms, 2 * MAX_AGE);
	/* These bytes were extracted then, and are not again. */
	same(p, 96, 200, 'b');
	assert_int_equal(due(p).changes, 0);
	look(p, 250, 'c', 'C');
	assert_int_equal(due(p).changes, 1);
}

static void
looks_in_quick_succession_say_nothing_unless_they_find_a_change(void **state)
{
	struct past *p = *state;

	look(p, 0, 'a', 'A');
	for (int i = 1; i < 16; i++)
		same(p, i, 304, 'a');
	assert_int_equal(due(p).looks, 0);
	assert_int_equal(due(p).interval_ms, MAX_AGE);
	assert_int_equal(due(p).at, START + 15 * DAY + MAX_AGE);
	look(p, 15, 'b', 'B');
	assert_int_equal(due(p).interval_ms, MAX_AGE / 2);
}

static void
answers_that_are_none_say_nothing(void **state)
{
	struct past *p = *state;
	struct capture gone = { .kind = CAPTURE_RESPONSE, .status = 404,
		.date = START + 40 * DAY };
	struct capture cut = { .kind = CAPTURE_RESPONSE, .status = 200,
		.date = START + 41 * DAY, .is_truncated = true };

	look(p, 0, 'a', 'A');
	set_digest(&gone, 'x');
	set_digest(&cut, 'y');
	add(p, &gone);
	add(p, &cut);
	/* A CAPTCHA: an answer, and nothing to read. */
	look(p, 42, 'w', 0);
	assert_int_equal(due(p).changes, 0);
	assert_int_equal(due(p).interval_ms, MAX_AGE);
	same(p, 50, 304, 'a');
	assert_int_equal(due(p).looks, 1);
}

static void
a_newer_extractor_is_no_change_of_the_page(void **state)
{
	struct past *p = *state;
	struct capture again = { .kind = CAPTURE_CONVERSION,
		.date = START + 20 * DAY };

	look(p, 0, 'a', 'A');
	again.original = (struct locator){ 1, p->anchor, 1 };
	set_digest(&again, 'N');
	add(p, &again);
	look(p, 40, 'b', 'N');
	assert_int_equal(due(p).changes, 0);
}

static void
failures_back_off_over_hours_and_weeks(void **state)
{
	static const int64_t hours[] = { 1, 2, 4, 8, 16, 32, 64, 128, 168,
		168 };
	static const int64_t weeks[] = { 1, 2, 4, 8, 8 };
	struct past *p = *state;

	p->r.tried = START;
	p->r.last = OUTCOME_TIMEOUT;
	for (size_t i = 0; i < sizeof(hours) / sizeof(hours[0]); i++) {
		p->r.failures = (int64_t)i + 1;
		assert_int_equal(due(p).rule, DUE_TRANSIENT);
		assert_int_equal(due(p).at, START + hours[i] * HOUR);
		assert_false(due_may_be(&p->r, MAX_AGE, due(p).at - 1));
		assert_true(due_may_be(&p->r, MAX_AGE, due(p).at));
	}
	p->r.last = OUTCOME_GONE;
	for (size_t i = 0; i < sizeof(weeks) / sizeof(weeks[0]); i++) {
		p->r.failures = (int64_t)i + 1;
		assert_int_equal(due(p).rule, DUE_DEAD);
		assert_int_equal(due(p).at, START + weeks[i] * 7 * DAY);
	}
	p->r.failures = INT64_MAX;
	assert_int_equal(due(p).at, START + 56 * DAY);
}

static void
aliases_and_hopeless_addresses_are_never_due(void **state)
{
	struct past *p = *state;

	look(p, 0, 'a', 'A');
	model_set(&p->r.alias_of, "https://b.example/");
	assert_int_equal(due(p).rule, DUE_NEVER);
	assert_false(due_may_be(&p->r, MAX_AGE, INT64_MAX));
	model_set(&p->r.alias_of, "");
	p->r.outcome = p->r.last = OUTCOME_SCHEME;
	assert_int_equal(due(p).rule, DUE_NEVER);
	p->r.outcome = p->r.last = OUTCOME_UNTRIED;
	assert_int_equal(due(p).rule, DUE_NOW);
	assert_true(due_may_be(&p->r, MAX_AGE, 0));
}

static void
what_may_be_due_is_never_missed(void **state)
{
	struct past *p = *state;
	int64_t at;

	look(p, 0, 'a', 'A');
	for (int i = 1; i < 9; i++)
		look(p, i * 40, (char)('a' + i), (char)('A' + i));
	at = due(p).at;
	assert_int_equal(at, p->r.checked + MAX_AGE / DUE_SPREAD);
	assert_true(due_may_be(&p->r, MAX_AGE, at));
	assert_true(due_may_be(&p->r, 0, p->r.checked));
}

static void
people_read_why(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(1000);
	struct past *p = *state;
	struct due d;

	look(p, 0, 'a', 'A');
	same(p, 32, 304, 'a');
	d = due(p);
	due_say(&d, &b);
	assert_string_equal(b.p, "unchanged in 1 later look: every 64 days");
	look(p, 96, 'b', 'B');
	d = due(p);
	buf_reset(&b);
	due_say(&d, &b);
	assert_string_equal(b.p,
	    "changed in 1 of 2 later looks: every 32 days");
	p->r.last = OUTCOME_BUSY;
	d = due(p);
	buf_reset(&b);
	due_say(&d, &b);
	assert_string_equal(b.p,
	    "it failed in a way that may pass: again after 1 hour");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_seen_once_is_due_after_max_age),
		TEST(each_look_that_finds_no_change_doubles_the_interval),
		TEST(each_look_that_finds_a_change_halves_it),
		TEST(the_same_article_in_other_bytes_is_no_change),
		TEST(looks_in_quick_succession_say_nothing_unless_they_find_a_change),
		TEST(answers_that_are_none_say_nothing),
		TEST(a_newer_extractor_is_no_change_of_the_page),
		TEST(failures_back_off_over_hours_and_weeks),
		TEST(aliases_and_hopeless_addresses_are_never_due),
		TEST(what_may_be_due_is_never_missed),
		TEST(people_read_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
