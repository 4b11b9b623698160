/* mirror/judge.h: single rules, and what must not trigger them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/mem.h"
#include "base/text.h"
#include "mirror/judge.h"

static const char story[] = "The ropewalk is four hundred paces long, because "
    "a rope can be no longer than the shed in which it is laid. The spinners "
    "walked backwards all day, with hemp around their waists, and it was said "
    "that they knew the way home only in that direction. A boy turned the "
    "wheel and was paid in tar. When the last ship with sails had left, the "
    "shed became a bowling alley, then a dance hall, then a place to keep "
    "tables. Since last year it has been a ropewalk again, on Sundays.";
static const char stranger[] = "Our casino offers the finest slots, with "
    "bonuses for new players and jackpots that grow every hour. Deposit with "
    "any card, play blackjack or roulette with live dealers, and withdraw "
    "what you win within minutes. Terms apply, players must be adults, and "
    "gambling should stay fun. Spin the wheel now and receive fifty free "
    "rounds on the most popular machine of this month, whichever it may be.";

/* Two states of a page, to be changed before they are judged. */
struct two {
	struct resource good, found;
	const char *was, *is;
	size_t n_was, n_is;
	bool is_shared;
};

static void
begin(struct two *t, const char *text)
{
	*t = (struct two){ .was = story, .is = text, .n_was = 3, .n_is = 3 };
	resource_init(&t->good);
	resource_init(&t->found);
	t->good.outcome = t->found.outcome = OUTCOME_ARTICLE;
	model_set(&t->good.url, "https://rope.example/walk/story.html");
	model_set(&t->good.final_url, t->good.url);
	model_set(&t->found.final_url, t->good.url);
	model_set(&t->good.title, "The ropewalk");
	model_set(&t->found.title, "The ropewalk");
}

static void
end(struct two *t, enum judge_verdict wanted)
{
	struct judge_page was, now;
	struct judgement j;

	t->good.words = (int64_t)text_words(str_of(t->was));
	t->found.words = (int64_t)text_words(str_of(t->is));
	judge_page_make(&was, &t->good, str_of(t->was), t->n_was);
	judge_page_make(&now, &t->found, str_of(t->is), t->n_is);
	j = judge_sizes(&t->good, &t->found);
	if (j.verdict == JUDGE_PASS)
		j = judge_pages(&was, &now, t->is_shared);
	assert_int_equal(j.verdict, wanted);
	assert_int_equal(j.why[0] == '\0', wanted == JUDGE_PASS);
	judge_page_release(&was);
	judge_page_release(&now);
	resource_release(&t->good);
	resource_release(&t->found);
}

static void
redirect(const char *from, const char *to, const char *text,
    enum judge_verdict wanted)
{
	struct two t;

	begin(&t, text);
	model_set(&t.good.final_url, from);
	model_set(&t.found.final_url, to);
	end(&t, wanted);
}

static void
where_an_address_leads_counts_when_the_text_is_gone(void **state)
{
	static const char page[] = "https://rope.example/walk/story.html";

	(void)state;
	redirect(page, "https://rope.example/", stranger, JUDGE_WORSE);
	redirect(page, "https://www.rope.example/en/", stranger, JUDGE_WORSE);
	redirect(page, "https://rope.example/index.php", stranger,
	    JUDGE_WORSE);
	redirect(page, "https://rope.example/walk/", stranger, JUDGE_WORSE);
	redirect(page, "https://id.example/login?next=1", stranger,
	    JUDGE_WORSE);
	redirect(page, "https://rope.example/", story, JUDGE_PASS);
	redirect(page, "https://rope.example/login/story", story, JUDGE_PASS);
}

static void
a_home_page_may_say_something_else_every_day(void **state)
{
	(void)state;
	redirect("https://rope.example/", "https://rope.example/", stranger,
	    JUDGE_PASS);
	redirect("https://rope.example/index.html",
	    "https://rope.example/index.html", stranger, JUDGE_PASS);
}

static void
another_text_under_another_title_is_worse_under_the_same_in_doubt(void **state)
{
	struct two t;

	(void)state;
	begin(&t, stranger);
	end(&t, JUDGE_DOUBT);
	begin(&t, stranger);
	model_set(&t.found.title, "Fifty rounds free");
	end(&t, JUDGE_WORSE);
	begin(&t, story);
	model_set(&t.found.title, "Fifty rounds free");
	end(&t, JUDGE_PASS);
}

static void
a_list_with_other_entries_is_in_doubt_unless_its_title_is_the_site_s(
    void **state)
{
	struct two t;

	(void)state;
	begin(&t, stranger);
	t.good.outcome = t.found.outcome = OUTCOME_LIST;
	end(&t, JUDGE_DOUBT);
	begin(&t, stranger);
	t.good.outcome = t.found.outcome = OUTCOME_LIST;
	model_set(&t.found.title, "Rope");
	model_set(&t.found.site, "Rope");
	end(&t, JUDGE_WORSE);
	begin(&t, stranger);
	t.good.outcome = t.found.outcome = OUTCOME_LIST;
	model_set(&t.found.title, "All about rope");
	t.is_shared = true;
	end(&t, JUDGE_WORSE);
}

static void
an_article_about_walls_is_none(void **state)
{
	AUTO(mem_freep) char *more = mem_fmt("Please log in, solve the CAPTCHA "
	    "and buy this domain: so it said on the door. %s", story);
	struct two t;

	(void)state;
	begin(&t, more);
	model_set(&t.found.title, "Access denied: log in at the ropewalk");
	end(&t, JUDGE_PASS);
}

static void
pictures_are_lost_only_when_all_of_several_are(void **state)
{
	struct two t;

	(void)state;
	begin(&t, story);
	t.n_is = 0;
	end(&t, JUDGE_WORSE);
	begin(&t, story);
	t.n_is = 1;
	end(&t, JUDGE_PASS);
	begin(&t, story);
	t.n_was = 1;
	t.n_is = 0;
	end(&t, JUDGE_PASS);
}

static void
a_text_that_breaks_off_is_worse_one_that_ends_is_not(void **state)
{
	AUTO(mem_freep) char *cut = mem_dupn(story, sizeof(story) - 100);
	const char *stop = strstr(story, " Since last year");
	AUTO(mem_freep) char *ended = mem_dupn(story,
	    (size_t)(stop - story));
	struct two t;

	(void)state;
	begin(&t, cut);
	end(&t, JUDGE_WORSE);
	begin(&t, ended);
	end(&t, JUDGE_PASS);
	/* It goes on at another page. */
	begin(&t, cut);
	model_set(&t.found.next, "https://rope.example/walk/story.html?page=2");
	end(&t, JUDGE_PASS);
}

static void
files_are_judged_by_class_and_size(void **state)
{
	struct resource good = { .outcome = OUTCOME_IMAGE, .length = 5000 };
	struct resource found = { .outcome = OUTCOME_IMAGE, .length = 500 };

	(void)state;
	assert_int_equal(judge_sizes(&good, &found).verdict, JUDGE_PASS);
	found.length = 499;
	assert_int_equal(judge_sizes(&good, &found).verdict, JUDGE_WORSE);
	found.length = 5000;
	found.outcome = OUTCOME_ARTICLE;
	assert_int_equal(judge_sizes(&good, &found).verdict, JUDGE_WORSE);
}

static void
a_probe_tells_the_page_of_a_host_from_one_of_its_own(void **state)
{
	struct fingerprint a, b, none;

	(void)state;
	fingerprint_make(&a, str_of(story));
	fingerprint_make(&b, str_of(stranger));
	fingerprint_make(&none, STR(""));
	assert_true(judge_probe(&a, &a));
	assert_false(judge_probe(&a, &b));
	assert_false(judge_probe(&none, &none));
	fingerprint_release(&a);
	fingerprint_release(&b);
	fingerprint_release(&none);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    where_an_address_leads_counts_when_the_text_is_gone),
		cmocka_unit_test(a_home_page_may_say_something_else_every_day),
		cmocka_unit_test(
		    another_text_under_another_title_is_worse_under_the_same_in_doubt),
		cmocka_unit_test(
		    a_list_with_other_entries_is_in_doubt_unless_its_title_is_the_site_s),
		cmocka_unit_test(an_article_about_walls_is_none),
		cmocka_unit_test(
		    pictures_are_lost_only_when_all_of_several_are),
		cmocka_unit_test(
		    a_text_that_breaks_off_is_worse_one_that_ends_is_not),
		cmocka_unit_test(files_are_judged_by_class_and_size),
		cmocka_unit_test(
		    a_probe_tells_the_page_of_a_host_from_one_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
