/* Facts: they change with all that pages show, and with nothing else. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/mem.h"
#include "site/facts.h"

#define URL "https://a.example/1"
#define OTHER "https://a.example/2"
#define OK(call) \
	do { if ((call) < 0) fail_msg("%s: %s", #call, err.msg); } while (0)

struct sample {
	const char *segments[2];
	struct resource r;
	struct note_row note;
	struct ref_row ref;
	struct image_row image;
	const char *alias_of;	/* of OTHER, which is cited then */
};

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static void
init(struct sample *s)
{
	*s = (struct sample){ .segments = { "b", NULL } };
	resource_init(&s->r);
	model_set(&s->r.url, URL);
	s->r.outcome = s->r.last = OUTCOME_ARTICLE;
	s->r.capture = (struct locator){ 1, 10, 20 };
	s->r.article = (struct locator){ 1, 30, 20 };
	s->note = (struct note_row){ .name = text("n.md"), .title = text("N") };
	s->ref = (struct ref_row){ .note = text("n.md"), .line = 3,
		.url = text(URL), .text = text("t"), .heading = text("h"),
		.target = REF_TO_RESOURCE, .key = text(URL) };
	s->image = (struct image_row){ .page = text(URL), .src = text("s"),
		.url = text("https://a.example/i.png") };
}

static void
fill(struct catalog *c, const struct sample *s)
{
	AUTO(resource_release) struct resource other;
	struct err err = ERR_INIT;
	int64_t id;

	for (size_t i = 0; i < 2; i++)
		if (s->segments[i] != NULL)
			OK(catalog_add_segment(c, s->segments[i], &id, &err));
	OK(catalog_put_resource(c, &s->r, &err));
	OK(catalog_put_note(c, &s->note, &err));
	OK(catalog_add_ref(c, &s->ref, &err));
	OK(catalog_add_image(c, &s->image, &err));
	resource_init(&other);
	model_set(&other.url, OTHER);
	model_set(&other.alias_of, s->alias_of != NULL ? s->alias_of : "");
	OK(catalog_put_resource(c, &other, &err));
}

static uint64_t
fact(const struct sample *s, enum fact_kind kind, const char *name)
{
	struct err err = ERR_INIT;
	struct catalog *c;
	struct facts *f;
	uint64_t v;

	OK(catalog_open(&c, NULL, true, &err));
	fill(c, s);
	OK(facts_new(&f, c, &err));
	v = facts_get(f, facts_key(f, kind, name));
	facts_free(f);
	catalog_close(c);
	return v;
}

static void
what_a_page_shows_changes_its_fact(void **state)
{
	struct sample s;
	uint64_t was;

	(void)state;
	init(&s);
	was = fact(&s, FACT_RESOURCE, URL);
	assert_true(was != 0);
	assert_true(fact(&s, FACT_RESOURCE, URL) == was);
#define DIFFERS(member, value, back)					\
	s.member = value;						\
	if (fact(&s, FACT_RESOURCE, URL) == was)			\
		fail_msg("%s is not in the fact", #member);		\
	s.member = back
	DIFFERS(r.outcome, OUTCOME_LIST, OUTCOME_ARTICLE);
	DIFFERS(r.last, OUTCOME_GONE, OUTCOME_ARTICLE);
	DIFFERS(r.captured, 1, 0);
	DIFFERS(r.capture.offset, 11, 10);
	DIFFERS(r.article.offset, 31, 30);
	DIFFERS(r.is_cited, true, false);
	DIFFERS(note.title, text("M"), text("N"));
	DIFFERS(ref.line, 4, 3);
	DIFFERS(ref.heading, text("i"), text("h"));
	DIFFERS(ref.key, text(OTHER), text(URL));
	DIFFERS(image.url, text("u"), text("https://a.example/i.png"));
#undef DIFFERS
	model_set(&s.r.title, "T");
	assert_true(fact(&s, FACT_RESOURCE, URL) != was);
	resource_release(&s.r);
}

static void
when_it_was_looked_at_changes_nothing_unless_it_failed(void **state)
{
	struct sample s;
	uint64_t was;

	(void)state;
	init(&s);
	was = fact(&s, FACT_RESOURCE, URL);
	s.r.tried = s.r.checked = s.r.since = 5;
	model_set(&s.r.etag, "\"1\"");
	assert_true(fact(&s, FACT_RESOURCE, URL) == was);
	s.r.last = OUTCOME_GONE;
	was = fact(&s, FACT_RESOURCE, URL);
	s.r.tried = 6;
	assert_true(fact(&s, FACT_RESOURCE, URL) != was);
	resource_release(&s.r);
}

static void
segments_count_by_name(void **state)
{
	struct sample s;
	uint64_t was;

	(void)state;
	init(&s);
	was = fact(&s, FACT_RESOURCE, URL);
	s.segments[0] = "a";
	assert_true(fact(&s, FACT_RESOURCE, URL) != was);
	s.segments[1] = "b";
	s.r.capture.segment = s.r.article.segment = 2;
	assert_true(fact(&s, FACT_RESOURCE, URL) == was);
	resource_release(&s.r);
}

static void
who_cites_an_alias_changes_its_leader(void **state)
{
	struct sample s;
	uint64_t was;

	(void)state;
	init(&s);
	s.ref.key = text(OTHER);
	was = fact(&s, FACT_RESOURCE, URL);
	s.alias_of = URL;
	assert_true(fact(&s, FACT_RESOURCE, URL) != was);
	resource_release(&s.r);
}

static void
the_page_before_changes_the_next_one(void **state)
{
	struct sample s;
	uint64_t was;

	(void)state;
	init(&s);
	was = fact(&s, FACT_RESOURCE, OTHER);
	model_set(&s.r.next, OTHER);
	assert_true(fact(&s, FACT_RESOURCE, OTHER) != was);
	resource_release(&s.r);
}

static void
what_is_not_there_has_none(void **state)
{
	struct sample s;

	(void)state;
	init(&s);
	assert_true(fact(&s, FACT_RESOURCE, "https://a.example/9") == 0);
	assert_true(fact(&s, FACT_FILE, "n.md") == 0);
	assert_true(fact(&s, FACT_NOTE, "n.md") != 0);
	resource_release(&s.r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_page_shows_changes_its_fact),
		cmocka_unit_test(
		    when_it_was_looked_at_changes_nothing_unless_it_failed),
		cmocka_unit_test(segments_count_by_name),
		cmocka_unit_test(who_cites_an_alias_changes_its_leader),
		cmocka_unit_test(the_page_before_changes_the_next_one),
		cmocka_unit_test(what_is_not_there_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
