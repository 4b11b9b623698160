#include "store_help.h"

#include "base/zstdfile.h"
#include "store/manifest_line.h"
#include "store/parts.h"

static struct catalog *
new_catalog(void)
{
	struct err err = ERR_INIT;
	struct catalog *c;

	OK(catalog_open(&c, NULL, true, &err));
	return c;
}

/* A resource with every member set. */
static void
put_full(struct catalog *c, const char *url, int64_t segment)
{
	struct err err = ERR_INIT;
	struct resource r;

	resource_init(&r);
	model_set(&r.url, url);
	model_set(&r.alias_of, "https://news.example/leader");
	r.is_cited = r.is_image = true;
	r.outcome = OUTCOME_VIDEO;
	model_set(&r.reason, "because \"it\" is\n so");
	r.last = OUTCOME_TLS;
	model_set(&r.last_reason, "the certificate\x7f");
	r.since = 1000000000001;
	r.tried = 1000000000002;
	r.checked = 1000000000003;
	r.failures = 4;
	r.capture = (struct locator){ segment, 5000000000, 6 };
	r.captured = 1000000000007;
	model_set(&r.final_url, "https://news.example/f");
	r.status = 299;
	model_set(&r.media, "video/mp4");
	hash_of(str_of(url), r.digest);
	r.length = 5000000001;
	model_set(&r.etag, "W/\"\xe9\"");	/* Latin-1 */
	model_set(&r.last_modified, "Sun, 06 Nov 1994 08:49:37 GMT");
	r.article = (struct locator){ segment, 8, 9 };
	model_set(&r.title, "\xe6\xa0\x87\xe9\xa2\x98");
	model_set(&r.byline, "\xe2\x80\xae" "b");
	model_set(&r.published, "2026-01-02");
	model_set(&r.site, "s");
	model_set(&r.lang, "zh");
	model_set(&r.lead_image, "https://news.example/i");
	r.words = 10;
	r.extractor = 11;
	model_set(&r.next, "https://news.example/2");
	model_set(&r.canonical, "https://news.example/c");
	OK(catalog_put_resource(c, &r, &err));
	resource_release(&r);
}

static void
print_locator(struct buf *b, const struct locator *at)
{
	buf_fmt(b, " %lld:%lld:%lld", (long long)at->segment,
	    (long long)at->offset, (long long)at->length);
}

static int
print_resource(void *ctx, const struct resource *r, struct err *err)
{
	struct buf *b = ctx;

	(void)err;
	buf_fmt(b, "%s|%s|%d|%d|%d|%s|%d|%s|%lld|%lld|%lld|%lld", r->url,
	    r->alias_of, r->is_cited, r->is_image, r->outcome, r->reason,
	    r->last, r->last_reason, (long long)r->since, (long long)r->tried,
	    (long long)r->checked, (long long)r->failures);
	print_locator(b, &r->capture);
	buf_fmt(b, "|%lld|%s|%lld|%s|%s|%lld|%s|%s", (long long)r->captured,
	    r->final_url, (long long)r->status, r->media, r->digest,
	    (long long)r->length, r->etag, r->last_modified);
	print_locator(b, &r->article);
	buf_fmt(b, "|%s|%s|%s|%s|%s|%s|%lld|%lld|%s|%s\n", r->title,
	    r->byline, r->published, r->site, r->lang, r->lead_image,
	    (long long)r->words, (long long)r->extractor, r->next,
	    r->canonical);
	return 0;
}

static int
print_image(void *ctx, const struct image_row *i, struct err *err)
{
	(void)err;
	buf_fmt(ctx, "%s %lld %s %s\n", i->page, (long long)i->position,
	    i->src, i->url);
	return 0;
}

static int
print_file(void *ctx, const struct file_row *f, struct err *err)
{
	(void)err;
	buf_fmt(ctx, "%s %s %s", f->name, f->media, f->digest);
	print_locator(ctx, &f->at);
	buf_char(ctx, '\n');
	return 0;
}

static int
print_ref(void *ctx, const struct ref_row *r, struct err *err)
{
	(void)err;
	buf_fmt(ctx, "%s %lld %lld:%lld %d %d %s %s %s %d %s %lld\n", r->note,
	    (long long)r->position, (long long)r->line, (long long)r->column,
	    r->kind, r->is_lenient, r->url, r->text, r->heading, r->target,
	    r->key, (long long)r->date);
	return 0;
}

static void
print_all(struct catalog *c, struct buf *b)
{
	struct err err = ERR_INIT;

	OK(catalog_each_resource(c, RESOURCES_ALL, print_resource, b, &err));
	OK(catalog_each_image(c, NULL, print_image, b, &err));
	OK(catalog_each_file(c, print_file, b, &err));
	OK(catalog_each_ref(c, NULL, print_ref, b, &err));
}

static char *
text(const char *s)
{
	return (char *)(uintptr_t)s;
}

static void
add_ref(struct catalog *c, const char *note, int64_t position,
    const char *key)
{
	const struct ref_row r = {
		.note = text(note), .position = position, .line = 1,
		.column = 2, .kind = REF_IMAGE, .is_lenient = true,
		.url = text("u"), .text = text("t"), .heading = text("h"),
		.date = 1234567890123,
		.target = REF_TO_RESOURCE, .key = text(key),
	};
	struct err err = ERR_INIT;

	OK(catalog_add_ref(c, &r, &err));
}

static void
every_member_of_every_row_comes_back_from_a_manifest(void **state)
{
	struct help *h = *state;
	struct catalog *c = h->archive->catalog, *again;
	struct image_row images[] = {
		{ NULL, 0, text("https://a.example/1"),
		    text("https://b.example/1") },
		{ NULL, 1, text("https://a.example/2"), text("") },
	};
	struct file_row f = { .name = text("pic.png"),
		.media = text("image/png") };
	AUTO(buf_release) struct buf before = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf after = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	int64_t date;

	help_page(h, "https://news.example/plain", "plain");
	put_full(c, "https://news.example/full", 1);
	OK(catalog_set_images(c, "https://news.example/full", images, 2,
	    &err));
	hash_of(STR("x"), f.digest);
	f.at = (struct locator){ 1, 2, 3 };
	OK(catalog_put_file(c, &f, &err));
	add_ref(c, "a.md", 0, "https://news.example/full");
	print_all(c, &before);
	assert_non_null(strstr(before.p, "5000000000:6|"));
	assert_non_null(strstr(before.p, "W/\"\xef\xbf\xbd\""));
	date = help_commit(h);
	OK(manifest_open(h->archive, date, &again, &err));
	print_all(again, &after);
	assert_string_equal(before.p, after.p);
	catalog_close(again);
}

static void
a_manifest_that_is_wrong_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *line;
		const char *says;
	} cases[] = {
		{ "{\"type\":\"note\"}", "name" },
		{ "{\"type\":\"magic\"}", "magic" },
		{ "{\"type\":\"note\",\"name\":\"a\",\"at\":[1,0,5]}", "at" },
		{ "{\"type\":\"note\",\"name\":\"a\",\"at\":[0,-1,5]}", "at" },
		{ "{\"type\":\"note\",\"name\":\"a\",\"at\":[0,0]}", "at" },
		{ "{\"type\":\"resource\",\"url\":\"u\",\"outcome\":\"x\"}",
		    "outcome" },
		{ "{\"type\":\"note\",", "JSON" },
		{ "[]", "type" },
	};
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->dir, "m.jsonl.zst");

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct catalog *c = new_catalog();
		struct err err = ERR_INIT;
		struct zstd_out *o;
		FILE *f = fopen(path, "w");
		AUTO(mem_freep) char *all = mem_fmt("{\"type\":\"snapshot\","
		    "\"format\":1,\"date\":\"2026-01-01T00:00:00Z\","
		    "\"segments\":[{\"name\":\"n\",\"size\":9,\"sha256\":"
		    "\"%064d\"}]}\n%s\n", 0, cases[i].line);

		OK(zstd_out_new(&o, fileno(f), path, 1, 0, &err));
		OK(zstd_out_put(o, all, strlen(all), &err));
		OK(zstd_out_end(o, &err));
		zstd_out_free(o);
		assert_int_equal(fclose(f), 0);
		assert_int_equal(manifest_load(path, c, &err), -1);
		assert_int_equal(err.kind, ERR_STORE);
		if (strstr(err.msg, "m.jsonl.zst' line 2") == NULL ||
		    strstr(err.msg, cases[i].says) == NULL)
			fail_msg("case %zu: %s", i, err.msg);
		catalog_close(c);
	}
}

/* Rewrites, drops and adds rows while it walks over them. */
struct change {
	struct catalog *c;
	int n;
	char *last;
};

static int
change_row(void *ctx, const struct resource *r, struct err *err)
{
	struct change *x = ctx;
	AUTO(mem_freep) char *before = mem_fmt("https://a.example/%d", x->n);
	struct resource copy = *r;

	assert_true(x->last == NULL || strcmp(x->last, r->url) < 0);
	model_set(&x->last, r->url);
	x->n++;
	copy.title = text("changed");
	if (catalog_put_resource(x->c, &copy, err) < 0)
		return -1;
	copy.url = before;	/* sorts before every row of the walk */
	if (catalog_put_resource(x->c, &copy, err) < 0)
		return -1;
	return x->n % 3 == 0 ? catalog_drop_resource(x->c, r->url, err) : 0;
}

static void
rows_may_change_while_they_are_walked_over(void **state)
{
	struct change x = { .c = new_catalog() };
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%d", i);

		put_full(x.c, url, 1);
	}
	OK(catalog_each_resource(x.c, RESOURCES_ALL, change_row, &x, &err));
	assert_int_equal(x.n, 1000);
	free(x.last);
	catalog_close(x.c);
}

static int
stop(void *ctx, const struct resource *r, struct err *err)
{
	(void)r;
	++*(int *)ctx;
	return err_set(err, ERR_ITEM, "enough");
}

static void
a_walk_ends_with_its_callback(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;
	int n = 0;

	(void)state;
	put_full(c, "https://news.example/1", 1);
	put_full(c, "https://news.example/2", 1);
	assert_int_equal(catalog_each_resource(c, RESOURCES_CITED, stop, &n,
	    &err), -1);
	assert_int_equal(n, 1);
	assert_string_equal(err.msg, "enough");
	catalog_close(c);
}

static void
who_cites_an_alias_cites_its_leader(void **state)
{
	struct catalog *c = new_catalog();
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;
	bool is_cited;

	(void)state;
	put_full(c, "https://news.example/alias", 1);
	add_ref(c, "b.md", 0, "https://news.example/alias");
	add_ref(c, "a.md", 1, "https://news.example/leader");
	add_ref(c, "a.md", 0, "https://news.example/other");
	add_ref(c, "a.md", 7, "https://news.example/alias");
	OK(catalog_each_ref_to(c, "https://news.example/leader", print_ref,
	    &b, &err));
	assert_string_equal(b.p,
	    "a.md 1 1:2 1 1 u t h 0 https://news.example/leader"
	    " 1234567890123\n"
	    "a.md 7 1:2 1 1 u t h 0 https://news.example/alias"
	    " 1234567890123\n"
	    "b.md 0 1:2 1 1 u t h 0 https://news.example/alias"
	    " 1234567890123\n");
	OK(catalog_is_cited(c, "https://news.example/leader", &is_cited, &err));
	assert_true(is_cited);
	OK(catalog_is_cited(c, "https://news.example/alias", &is_cited, &err));
	assert_true(is_cited);
	OK(catalog_is_cited(c, "https://news.example/", &is_cited, &err));
	assert_false(is_cited);
	catalog_close(c);
}

static void
a_dropped_note_takes_its_references_along(void **state)
{
	struct catalog *c = new_catalog();
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);
	struct note_row n = { .name = text("a.md"), .title = text("A") };
	struct err err = ERR_INIT;
	struct note_row got;
	bool found;

	(void)state;
	OK(catalog_put_note(c, &n, &err));
	add_ref(c, "a.md", 0, "https://news.example/x");
	add_ref(c, "b.md", 0, "https://news.example/x");
	OK(catalog_drop_note(c, "a.md", &err));
	OK(catalog_get_note(c, "a.md", &got, &found, &err));
	assert_false(found);
	OK(catalog_each_ref(c, NULL, print_ref, &b, &err));
	assert_true(str_starts(buf_view(&b), STR("b.md ")));
	catalog_close(c);
}

static void
handles_lead_back_to_their_resource(void **state)
{
	struct help *h = *state;
	struct catalog *c = h->archive->catalog;
	struct err err = ERR_INIT;
	struct resource r;
	int64_t a, b, again;

	OK(catalog_resource_id(c, "https://news.example/z", &a, &err));
	OK(catalog_resource_id(c, "https://news.example/a", &b, &err));
	OK(catalog_resource_id(c, "https://news.example/z", &again, &err));
	assert_int_equal(a, again);
	assert_int_not_equal(a, b);
	assert_int_equal(catalog_get_resource_id(c, a, &r, &err), -1);
	assert_int_equal(err.kind, ERR_ITEM);
	help_page(h, "https://news.example/z", "z");
	OK(catalog_get_resource_id(c, a, &r, &err));
	assert_string_equal(r.url, "https://news.example/z");
	resource_release(&r);
	assert_int_equal(catalog_get_resource_id(c, 99, &r, &err), -1);
}

static void
ten_thousand_handles_keep_apart(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;
	int64_t ids[10000], id;

	(void)state;
	for (int i = 0; i < 10000; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%d", i);

		OK(catalog_resource_id(c, url, &ids[i], &err));
		assert_int_equal(ids[i], i + 1);
	}
	for (int i = 0; i < 10000; i++) {
		AUTO(mem_freep) char *url =
		    mem_fmt("https://news.example/%d", i);

		OK(catalog_resource_id(c, url, &id, &err));
		assert_int_equal(id, ids[i]);
	}
	catalog_close(c);
}

static void
a_handle_is_found_by_what_is_no_text(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;
	int64_t a, b;

	(void)state;
	OK(catalog_resource_id(c, "http://[\xff", &a, &err));
	OK(catalog_resource_id(c, "http://[\xff", &b, &err));
	assert_int_equal(a, b);
	catalog_close(c);
}

static int
count_refs(void *ctx, const struct ref_row *r, struct err *err)
{
	(void)r;
	(void)err;
	++*(int *)ctx;
	return 0;
}

static int
citing(struct catalog *c, const char *url)
{
	struct err err = ERR_INIT;
	int n = 0;

	OK(catalog_each_ref_to(c, url, count_refs, &n, &err));
	return n;
}

static void
rows_added_in_bulk_give_the_same_bytes(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->root, "catalog.sqlite");
	AUTO(buf_release) struct buf one = BUF_INIT(1 << 24);
	AUTO(buf_release) struct buf bulk = BUF_INIT(1 << 24);
	struct catalog *c = h->archive->catalog;
	struct err err = ERR_INIT;

	for (int round = 0; round < 2; round++) {
		OK(catalog_begin(c, &err));
		OK(catalog_drop_state(c, &err));
		if (round == 1)
			OK(catalog_begin_bulk(c, &err));
		for (int i = 0; i < 1000; i++) {
			AUTO(mem_freep) char *key = mem_fmt(
			    "https://news.example/%d", i * 7919 % 500);

			add_ref(c, "a.md", i, key);
		}
		assert_int_equal(citing(c, "https://news.example/77"), 2);
		if (round == 1)
			OK(catalog_end_bulk(c, &err));
		assert_int_equal(citing(c, "https://news.example/77"), 2);
		OK(catalog_finish(c, &err));
		OK(file_read(path, round == 1 ? &bulk : &one, &err));
	}
	assert_true(one.len > 100000);
	assert_true(str_eq(buf_view(&one), buf_view(&bulk)));
}

static void
what_is_there_already_stays_in_a_bulk(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;

	(void)state;
	add_ref(c, "a.md", 0, "https://news.example/x");
	OK(catalog_begin_bulk(c, &err));
	add_ref(c, "b.md", 0, "https://news.example/x");
	OK(catalog_end_bulk(c, &err));
	assert_int_equal(citing(c, "https://news.example/x"), 2);
	catalog_close(c);
}

static void
a_row_is_there_when_each_member_is(void **state)
{
	struct catalog *c = new_catalog();
	struct ref_row r = {
		.note = text("a.md"), .position = 0, .line = 1, .column = 2,
		.kind = REF_IMAGE, .is_lenient = true, .url = text("u"),
		.text = text("t"), .heading = text("h"),
		.date = 1234567890123, .target = REF_TO_RESOURCE,
		.key = text("https://news.example/x"),
	};
	struct err err = ERR_INIT;
	bool yes;

	(void)state;
	add_ref(c, "a.md", 0, "https://news.example/x");
	OK(catalog_has_ref(c, &r, &yes, &err));
	assert_true(yes);
#define DIFFERS(member, value, back)					\
	r.member = value;						\
	OK(catalog_has_ref(c, &r, &yes, &err));				\
	assert_false(yes);						\
	r.member = back
	DIFFERS(position, 1, 0);
	DIFFERS(line, 2, 1);
	DIFFERS(column, 1, 2);
	DIFFERS(kind, REF_WIKI, REF_IMAGE);
	DIFFERS(is_lenient, false, true);
	DIFFERS(url, text("v"), text("u"));
	DIFFERS(text, text(""), text("t"));
	DIFFERS(heading, text(""), text("h"));
	DIFFERS(date, 0, 1234567890123);
	DIFFERS(dated, REF_DATED_GIT, REF_UNDATED);
	DIFFERS(target, REF_TO_FILE, REF_TO_RESOURCE);
	DIFFERS(key, text("k"), text("https://news.example/x"));
#undef DIFFERS
	OK(catalog_has_ref(c, &r, &yes, &err));
	assert_true(yes);
	catalog_close(c);
}

static void
references_are_cut_from_a_position_on(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;

	(void)state;
	for (int i = 0; i < 5; i++)
		add_ref(c, "a.md", i, "https://news.example/x");
	add_ref(c, "b.md", 4, "https://news.example/x");
	OK(catalog_cut_refs(c, "a.md", 3, &err));
	assert_int_equal(citing(c, "https://news.example/x"), 4);
	catalog_close(c);
}

static void
a_copy_changes_alone(void **state)
{
	struct help *h = *state;
	struct catalog *c = h->archive->catalog, *copy;
	struct err err = ERR_INIT;

	help_page(h, "https://news.example/1", "1");
	OK(catalog_commit(c, &err));
	add_ref(c, "a.md", 0, "https://news.example/1");
	OK(catalog_commit(c, &err));
	OK(catalog_copy(&copy, c, &err));
	assert_int_equal(citing(copy, "https://news.example/1"), 1);
	add_ref(copy, "b.md", 0, "https://news.example/1");
	assert_int_equal(citing(copy, "https://news.example/1"), 2);
	assert_int_equal(citing(c, "https://news.example/1"), 1);
	catalog_close(copy);
}

static void
figures_count_cited_resources_without_aliases(void **state)
{
	struct help *h = *state;
	struct catalog *c = h->archive->catalog;
	struct catalog_counts n;
	struct err err = ERR_INIT;

	help_page(h, "https://news.example/1", "1");
	help_page(h, "http://news.example", "2");
	help_page(h, "https://other.example:8080/1", "3");
	put_full(c, "https://news.example/alias", 1);
	add_ref(c, "b.md", 0, "https://news.example/alias");
	OK(catalog_count(c, &n, &err));
	assert_int_equal(n.resources, 4);
	assert_int_equal(n.cited, 3);
	assert_int_equal(n.kept, 3);
	assert_int_equal(n.by_outcome[OUTCOME_ARTICLE], 3);
	assert_int_equal(n.by_outcome[OUTCOME_VIDEO], 0);
	assert_int_equal(n.hosts, 2);
	assert_int_equal(n.refs, 1);
}

static void
a_dirty_or_foreign_catalog_is_not_opened(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->root, "catalog.sqlite");
	AUTO(mem_freep) char *other = path_join(h->dir, "other");
	struct err err = ERR_INIT;
	struct catalog *c;

	assert_int_equal(catalog_open(&c, path, false, &err), -1);
	assert_int_equal(err.kind, ERR_STORE);
	assert_non_null(strstr(err.msg, "did not end"));
	(void)help_commit(h);
	OK(catalog_open(&c, path, false, &err));
	catalog_close(c);
	OK(file_write(other, STR("not a database, but long enough to look "
	    "at as if it were one"), &err));
	assert_int_equal(catalog_open(&c, other, false, &err), -1);
	assert_int_equal(err.kind, ERR_STORE);
	assert_int_equal(catalog_open(&c, "/nonexistent/x", false, &err), -1);
	assert_int_equal(err.kind, ERR_STORE);
}

static int
count_date(void *ctx, const struct capture *c, struct err *err)
{
	(void)err;
	buf_fmt(ctx, "%lld ", (long long)c->date);
	return 0;
}

static void
captures_of_a_url_come_oldest_first(void **state)
{
	struct catalog *cat = new_catalog();
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 16);
	struct err err = ERR_INIT;
	struct capture found;
	bool is_found;

	(void)state;
	for (int64_t i = 0; i < 300; i++) {
		const struct capture c = {
			.at = { 1, i, 1 }, .url = text("u"),
			.media = text(""), .date = (i * 7) % 300 / 2 + 1,
		};

		OK(catalog_add_capture(cat, &c, &err));
	}
	OK(catalog_each_capture(cat, "u", count_date, &b, &err));
	assert_true(str_starts(buf_view(&b), STR("1 1 2 2 3 3 ")));
	assert_true(str_ends(buf_view(&b), STR("149 149 150 150 ")));
	/* An unknown digest is equal to nothing. */
	OK(catalog_find_payload(cat, "", &found, &is_found, &err));
	assert_false(is_found);
	catalog_close(cat);
}

static void
put_page(struct catalog *c, const char *url, const char *next, bool is_cited)
{
	struct err err = ERR_INIT;
	struct resource r;

	resource_init(&r);
	model_set(&r.url, url);
	model_set(&r.next, next);
	r.is_cited = is_cited;
	r.extractor = 2;
	r.article = (struct locator){ 1, 2, 3 };
	OK(catalog_put_resource(c, &r, &err));
	resource_release(&r);
}

static int
print_part(void *ctx, const struct part *p, struct err *err)
{
	(void)err;
	buf_fmt(ctx, "%lld %s%s\n", (long long)p->number, p->url,
	    p->r == NULL ? " ?" : "");
	return 0;
}

static void
expect_parts(struct catalog *c, const char *head, const char *want)
{
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(buf_release) struct buf b = BUF_INIT(4096);
	struct err err = ERR_INIT;
	bool found;

	OK(catalog_get_resource(c, head, &r, &found, &err));
	assert_true(found);
	OK(parts_each(c, &r, print_part, &b, &err));
	assert_string_equal(b.p, want);
}

static void
expect_head(struct catalog *c, const char *url, int64_t max,
    const char *want, int64_t want_number)
{
	AUTO(resource_release) struct resource head = { 0 };
	struct err err = ERR_INIT;
	int64_t number;

	OK(parts_find_head(c, url, max, &head, &number, &err));
	assert_int_equal(number, want_number);
	if (number > 0)
		assert_string_equal(head.url, want);
}

static void
the_pages_of_an_article_are_walked_in_both_directions(void **state)
{
	struct catalog *c = new_catalog();

	(void)state;
	put_page(c, "http://a/1", "http://a/2", true);
	put_page(c, "http://a/2", "http://a/3", false);
	put_page(c, "http://a/3", "http://a/4", false);
	expect_parts(c, "http://a/1", "2 http://a/2\n3 http://a/3\n"
	    "4 http://a/4 ?\n");
	expect_head(c, "http://a/3", 50, "http://a/1", 3);
	expect_head(c, "http://a/1", 50, "http://a/1", 1);
	expect_head(c, "http://a/3", 2, "", 0);
	catalog_close(c);
}

static void
pages_that_lead_in_a_circle_end(void **state)
{
	struct catalog *c = new_catalog();

	(void)state;
	put_page(c, "http://a/1", "http://a/2", false);
	put_page(c, "http://a/2", "http://a/1", false);
	put_page(c, "http://a/3", "http://a/3", false);
	expect_parts(c, "http://a/1", "2 http://a/2\n");
	expect_parts(c, "http://a/3", "");
	expect_head(c, "http://a/1", 50, "", 0);
	catalog_close(c);
}

static void
articles_of_older_versions_are_counted(void **state)
{
	struct catalog *c = new_catalog();
	struct err err = ERR_INIT;
	int64_t n;

	(void)state;
	put_page(c, "http://a/1", "", true);
	put_page(c, "http://a/2", "", false);
	OK(catalog_count_older(c, 2, &n, &err));
	assert_int_equal(n, 0);
	OK(catalog_count_older(c, 3, &n, &err));
	assert_int_equal(n, 2);
	catalog_close(c);
}

int
main(void)
{
#define T(name) \
	cmocka_unit_test_setup_teardown(name, help_setup, help_teardown)
	const struct CMUnitTest tests[] = {
		T(every_member_of_every_row_comes_back_from_a_manifest),
		T(a_manifest_that_is_wrong_is_refused_with_its_line),
		cmocka_unit_test(rows_may_change_while_they_are_walked_over),
		cmocka_unit_test(a_walk_ends_with_its_callback),
		cmocka_unit_test(who_cites_an_alias_cites_its_leader),
		cmocka_unit_test(a_dropped_note_takes_its_references_along),
		T(handles_lead_back_to_their_resource),
		cmocka_unit_test(ten_thousand_handles_keep_apart),
		cmocka_unit_test(a_handle_is_found_by_what_is_no_text),
		T(rows_added_in_bulk_give_the_same_bytes),
		cmocka_unit_test(what_is_there_already_stays_in_a_bulk),
		cmocka_unit_test(a_row_is_there_when_each_member_is),
		cmocka_unit_test(references_are_cut_from_a_position_on),
		T(a_copy_changes_alone),
		T(figures_count_cited_resources_without_aliases),
		T(a_dirty_or_foreign_catalog_is_not_opened),
		cmocka_unit_test(captures_of_a_url_come_oldest_first),
		cmocka_unit_test(
		    the_pages_of_an_article_are_walked_in_both_directions),
		cmocka_unit_test(pages_that_lead_in_a_circle_end),
		cmocka_unit_test(articles_of_older_versions_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
