/*
 * Random damage: each one is found by the level that promises it, what was not
 * hit still reads, and a repair leaves an archive that is whole.
 *
 * KB_DAMAGES says how many (40), KB_SEED which (1).
 */
#include "store_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/map.h"
#include "store/repair.h"
#include "store/verify.h"

#define FILES_MAX 64
#define URLS 12

struct copy {
	char *rel;
	struct buf bytes;
};

/* One archive as it was, and what its records were. */
struct damage {
	struct help h;
	struct copy files[FILES_MAX];
	size_t n_files;
	uint64_t random;
	int64_t dates[8];
	size_t n_dates;
	struct map named;	/* "SEGMENT OFFSET" that a manifest names */
	/* Of the round. */
	const struct copy *hit;
	struct buf now;		/* what is left of it */
	bool is_gone, has_catalog;
	int n;
	char what[256];
};

static uint64_t
any(struct damage *d, uint64_t n)
{
	d->random ^= d->random << 13;
	d->random ^= d->random >> 7;
	d->random ^= d->random << 17;
	return d->random % n;
}

#define FAIL(d, ...) do { \
	(void)fprintf(stderr, "damage %d: %s: ", (d)->n, (d)->what); \
	fail_msg(__VA_ARGS__); \
} while (0)

/* An archive of some variety. */

static void
fill_text(struct damage *d, struct buf *b, size_t n, bool is_noise)
{
	static const char *const words[] = { "river ", "stone ", "garden ",
		"window\n", "letter ", "market ", "harbour ", "signal. " };

	while (b->len < n)
		if (is_noise)
			buf_char(b, (char)any(d, 256));
		else
			buf_str(b, words[any(d, 8)]);
}

static void
add_page(struct damage *d, int n, int version)
{
	AUTO(mem_freep) char *url = mem_fmt("https://news.example/%d", n);
	AUTO(buf_release) struct buf b = BUF_INIT(1 << 20);
	AUTO(resource_release) struct resource r = { 0 };
	struct err err = ERR_INIT;
	struct capture conv;
	bool found;

	buf_fmt(&b, "<p>%d %d</p>", n, version);
	fill_text(d, &b, 200 + any(d, 9000), n % 3 == 0);
	help_page(&d->h, url, b.p);
	if (n % 2 != 0)
		return;
	OK(catalog_get_resource(d->h.archive->catalog, url, &r, &found, &err));
	OK(warc_write_conversion(d->h.writer, url, "application/json",
	    str_sub(buf_view(&b), 0, 300), &r.capture, &conv, &err));
	r.article = conv.at;
	r.extractor = 1;
	OK(catalog_put_resource(d->h.archive->catalog, &r, &err));
	capture_release(&conv);
}

static void
add_note(struct damage *d, int version)
{
	AUTO(mem_freep) char *text = mem_fmt("# A note %d\n", version);
	struct note_row n = { .name = mem_dup("a.md"),
		.title = mem_dup("A note") };
	struct file_row f = { .name = mem_dup("a.png"),
		.media = mem_dup("image/png") };
	struct err err = ERR_INIT;
	struct capture c;

	OK(warc_write_resource(d->h.writer, "kb:a.md", "text/markdown",
	    str_of(text), &c, &err));
	n.at = c.at;
	memcpy(n.digest, c.digest, HASH_HEX);
	OK(catalog_put_note(d->h.archive->catalog, &n, &err));
	capture_release(&c);
	OK(warc_write_resource(d->h.writer, "kb:a.png", "image/png",
	    STR("\x89PNG picture"), &c, &err));
	f.at = c.at;
	memcpy(f.digest, c.digest, HASH_HEX);
	OK(catalog_put_file(d->h.archive->catalog, &f, &err));
	capture_release(&c);
	note_row_release(&n);
	file_row_release(&f);
}

static int
take_file(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct damage *d = ctx;
	AUTO(mem_freep) char *path = path_join(d->h.root, rel);

	(void)err;
	if (!S_ISREG(st->st_mode) || (!str_starts(str_of(rel), STR("warc/")) &&
	    !str_starts(str_of(rel), STR("snapshots/")) &&
	    strcmp(rel, "catalog.sqlite") != 0))
		return 0;
	assert_true(d->n_files < FILES_MAX);
	d->files[d->n_files].rel = mem_dup(rel);
	help_load(path, &d->files[d->n_files++].bytes);
	return 0;
}

/* Which places the manifests name. */

struct naming {
	struct damage *d;
	char *segments[FILES_MAX];
	int64_t n;
};

static int
name_segment(void *ctx, const struct segment_row *s, int64_t *id,
    struct err *err)
{
	struct naming *x = ctx;

	(void)err;
	assert_true(x->n < FILES_MAX);
	x->segments[x->n] = mem_dup(s->name);
	*id = ++x->n;
	return 0;
}

static void
name_place(struct naming *x, const struct locator *at)
{
	AUTO(mem_freep) char *key = NULL;

	if (at->segment == 0)
		return;
	key = mem_fmt("%s %lld", x->segments[at->segment - 1],
	    (long long)at->offset);
	(void)map_add(&x->d->named, str_of(key));
}

static int
name_resource(void *ctx, const struct resource *r, struct err *err)
{
	(void)err;
	name_place(ctx, &r->capture);
	name_place(ctx, &r->article);
	return 0;
}

static int
name_note(void *ctx, const struct note_row *n, struct err *err)
{
	(void)err;
	name_place(ctx, &n->at);
	return 0;
}

static void
name_places(struct damage *d)
{
	for (size_t i = 0; i < d->n_dates; i++) {
		struct archive a = { .snapshots = path_join(d->h.root,
		    "snapshots") };
		AUTO(mem_freep) char *path =
		    archive_manifest_path(&a, d->dates[i]);
		struct naming x = { .d = d };
		const struct manifest_sink sink = { .ctx = &x,
			.segment = name_segment, .note = name_note,
			.resource = name_resource };
		struct err err = ERR_INIT;

		OK(manifest_read(path, &sink, &err));
		while (x.n > 0)
			free(x.segments[--x.n]);
		free(a.snapshots);
	}
}

static void
make(struct damage *d)
{
	static const struct warc_info info = {
		"kbmirror/test", "cited", "kbmirror/test (+test)", 30000,
	};
	struct err err = ERR_INIT;

	for (int version = 0; version < 4; version++) {
		if (version > 0)
			help_open(&d->h);
		warc_writer_free(d->h.writer);
		OK(warc_writer_new(&d->h.writer, d->h.archive, &info, &err));
		/* Some change, some are new, some come again. */
		for (int n = 0; n < URLS; n++)
			if (version == 0 ? n < 8 : n % (version + 1) == 0)
				add_page(d, n, n % 5 == 0 ? 0 : version);
		add_note(d, version / 2);
		d->dates[d->n_dates++] = help_commit(&d->h);
		help_drop(&d->h);
	}
	OK(file_walk(d->h.root, take_file, d, &err));
	name_places(d);
}

static void
put_back(struct damage *d)
{
	static const char *const derived[] = { "warc", "snapshots",
		"quarantine", "tmp", "catalog.sqlite" };
	struct err err = ERR_INIT;

	for (size_t i = 0; i < 5; i++) {
		AUTO(mem_freep) char *path = path_join(d->h.root, derived[i]);

		OK(file_remove(path, &err));
	}
	for (size_t i = 0; i < d->n_files; i++) {
		AUTO(mem_freep) char *path =
		    path_join(d->h.root, d->files[i].rel);

		OK(file_mkdirs_for(path, &err));
		OK(file_write_fast(path, buf_view(&d->files[i].bytes), &err));
	}
}

/* Damage. */

static bool
is_segment(const struct copy *f)
{
	return str_starts(str_of(f->rel), STR("warc/"));
}

static bool
is_newest(const struct damage *d, const struct copy *f)
{
	AUTO(mem_freep) char *path =
	    archive_manifest_path(&(struct archive){ .snapshots =
	    (char *)(uintptr_t)"snapshots" }, d->dates[d->n_dates - 1]);

	return strcmp(f->rel, path) == 0;
}

static void
swap_ranges(struct damage *d, struct buf *b)
{
	size_t n = 1 + any(d, b->len / 4), at = any(d, b->len - 2 * n + 1);
	size_t to = at + n + any(d, b->len - at - 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		char c = b->p[at + i];

		b->p[at + i] = b->p[to + i];
		b->p[to + i] = c;
	}
	(void)snprintf(d->what, sizeof(d->what), "%zu bytes at %zu and %zu of "
	    "'%s' swapped", n, at, to, d->hit->rel);
}

static void
cut_out(struct damage *d, struct buf *b)
{
	size_t at = any(d, b->len), n = 1 + any(d, b->len - at);

	memmove(b->p + at, b->p + at + n, b->len - at - n);
	buf_cut(b, b->len - n);
	(void)snprintf(d->what, sizeof(d->what), "%zu bytes at %zu of '%s' "
	    "cut out", n, at, d->hit->rel);
}

static void
zero(struct damage *d, struct buf *b)
{
	size_t at = any(d, b->len), n = 1 + any(d, b->len - at);

	if (n > 4096)
		n = 4096;
	memset(b->p + at, 0, n);
	(void)snprintf(d->what, sizeof(d->what), "%zu bytes at %zu of '%s' "
	    "zeroed", n, at, d->hit->rel);
}

static void
flip(struct damage *d, struct buf *b)
{
	size_t at = any(d, b->len), bit = any(d, 8);

	b->p[at] = (char)(b->p[at] ^ (1 << bit));
	(void)snprintf(d->what, sizeof(d->what), "bit %zu at %zu of '%s' "
	    "flipped", bit, at, d->hit->rel);
}

static void
hurt_file(struct damage *d)
{
	AUTO(mem_freep) char *path = path_join(d->h.root, d->hit->rel);
	struct err err = ERR_INIT;

	d->is_gone = true;
	(void)snprintf(d->what, sizeof(d->what), "'%s' deleted", d->hit->rel);
	OK(file_remove(path, &err));
}

static bool
hurt(struct damage *d)
{
	AUTO(mem_freep) char *path = NULL;
	struct err err = ERR_INIT;
	struct buf *b = &d->now;
	uint64_t kind = any(d, 8);

	do
		d->hit = &d->files[any(d, d->n_files)];
	while (strcmp(d->hit->rel, "catalog.sqlite") == 0);
	d->is_gone = false;
	buf_reset(b);
	if (kind == 0) {
		hurt_file(d);
		return true;
	}
	buf_s(b, buf_view(&d->hit->bytes));
	if (kind <= 3)
		flip(d, b);
	else if (kind == 4)
		swap_ranges(d, b);
	else if (kind == 5)
		cut_out(d, b);
	else if (kind == 6)
		zero(d, b);
	else {
		buf_cut(b, any(d, b->len));
		(void)snprintf(d->what, sizeof(d->what), "'%s' cut at %zu",
		    d->hit->rel, b->len);
	}
	path = path_join(d->h.root, d->hit->rel);
	OK(file_write_fast(path, buf_view(b), &err));
	return !str_eq(buf_view(b), buf_view(&d->hit->bytes));
}

/* Some bits of a zstd frame mean nothing (the window's size, padding): what
 * leaves every line as it was is no damage. */
static bool
says_the_same(struct damage *d)
{
	AUTO(mem_freep) char *path = path_join(d->h.root, d->hit->rel);
	AUTO(mem_freep) char *other = path_join(d->h.dir, "whole");
	char a[HASH_HEX], b[HASH_HEX];
	struct err err = ERR_INIT;

	if (is_segment(d->hit) || d->is_gone)
		return false;
	OK(file_write_fast(other, buf_view(&d->hit->bytes), &err));
	OK(manifest_hash(other, a, &err));
	return manifest_hash(path, b, &err) == 0 && strcmp(a, b) == 0;
}

/* Is it found? */

static void
tell(void *ctx, const char *sentence)
{
	buf_fmt(ctx, "%s\n", sentence);
}

static int64_t
verify(struct damage *d, enum verify_level level, struct buf *text)
{
	struct verify_report report = { 0 };
	const struct verify_opts opts = { level, tell, text };
	struct err err = ERR_INIT;
	struct archive *a;

	OK(archive_open(&a, d->h.root, ARCHIVE_READ, &err));
	OK(verify_archive(a, &opts, &report, &err));
	archive_close(a);
	return report.problems;
}

static void
check_found(struct damage *d)
{
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	bool is_plain = !is_segment(d->hit) || d->is_gone ||
	    d->now.len != d->hit->bytes.len;

	if (verify(d, is_plain ? VERIFY_PLAIN : VERIFY_DATA, &text) == 0)
		FAIL(d, "was not found");
	if (strstr(text.p, path_base(d->hit->rel)) == NULL)
		FAIL(d, "is called: %s", text.p);
	buf_reset(&text);
	if (verify(d, VERIFY_DEEP, &text) == 0)
		FAIL(d, "was not found by looking deep");
}

/* What reads. */

struct reading {
	struct damage *d;
	struct archive *a;
	const struct copy *file;
	bool was_repaired;
	int n;
};

/* Is its place known? What damage moved, and no manifest names, only the
 * catalog can put back. */
static bool
is_known(const struct damage *d, const struct copy *f, int64_t offset)
{
	AUTO(mem_freep) char *key = mem_fmt("%s %lld", path_base(f->rel),
	    (long long)offset);

	return d->has_catalog || map_has(&d->named, str_of(key));
}

static int
read_one(void *ctx, const struct capture *c, struct err *err)
{
	struct reading *x = ctx;
	struct damage *d = x->d;
	AUTO(warc_record_release) struct warc_record r;
	const struct buf *was = &x->file->bytes;
	struct str bytes = str_make(was->p + c->at.offset,
	    (size_t)c->at.length);
	struct locator at = c->at;

	warc_record_init(&r, 0);
	if (x->file == d->hit) {
		struct str same = str_sub(buf_view(&d->now),
		    (size_t)c->at.offset, (size_t)(c->at.offset +
		    c->at.length));

		if (!str_eq(same, bytes) && (!x->was_repaired ||
		    !is_known(d, x->file, c->at.offset) ||
		    memmem(d->now.p, d->now.len, bytes.p, bytes.n) == NULL))
			return 0;
	}
	r.with_digests = true;
	if (catalog_find_segment(x->a->catalog, path_base(x->file->rel),
	    &at.segment, err) < 0 || warc_read(x->a, &at, &r, err) < 0)
		FAIL(d, "a record that was not hit does not read %s: %s",
		    x->was_repaired ? "after repair" : "", err->msg);
	if (c->kind != CAPTURE_REVISIT &&
	    strcmp(r.payload_digest, c->digest) != 0)
		FAIL(d, "a record is another one%s: %d at %lld",
		    x->was_repaired ? " after repair" : "", (int)c->kind,
		    (long long)c->at.offset);
	x->n++;
	return 0;
}

/* Each capture of the whole archive that is still there, by its place. */
static void
check_reads(struct damage *d, struct catalog *whole, bool was_repaired)
{
	struct reading x = { .d = d, .was_repaired = was_repaired };
	struct err err = ERR_INIT;

	OK(archive_open(&x.a, d->h.root, ARCHIVE_READ, &err));
	for (size_t i = 0; i < d->n_files; i++) {
		int64_t id;

		x.file = &d->files[i];
		if (!is_segment(x.file))
			continue;
		OK(catalog_find_segment(whole, path_base(x.file->rel), &id,
		    &err));
		OK(catalog_each_segment_capture(whole, id, read_one, &x,
		    &err));
	}
	assert_true(x.n > 0);
	/* Every other date, too. */
	for (size_t i = 0; i < d->n_dates; i++) {
		AUTO(mem_freep) char *path =
		    archive_manifest_path(x.a, d->dates[i]);
		struct catalog *c = NULL;

		if (strcmp(path_base(path), path_base(d->hit->rel)) == 0)
			continue;
		OK(manifest_open(x.a, d->dates[i], &c, &err));
		catalog_close(c);
	}
	archive_close(x.a);
}

/* Rows of the newest state. */

static int
check_row(void *ctx, const struct resource *r, struct err *err)
{
	struct reading *x = ctx;
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	char digest[HASH_HEX];

	if (r->capture.segment == 0) {
		if (r->outcome != OUTCOME_UNTRIED || r->last != r->outcome ||
		    r->etag[0] != '\0' || r->reason[0] == '\0')
			FAIL(x->d, "'%s' is lost and not due", r->url);
		return 0;
	}
	if (warc_payload(x->a, &r->capture, &text, err) < 0)
		FAIL(x->d, "'%s': %s", r->url, err->msg);
	hash_of(buf_view(&text), digest);
	if (strcmp(digest, r->digest) != 0)
		FAIL(x->d, "'%s' has another one's bytes", r->url);
	if (r->article.segment != 0) {
		buf_reset(&text);
		if (warc_payload(x->a, &r->article, &text, err) < 0)
			FAIL(x->d, "article of '%s': %s", r->url, err->msg);
	}
	return 0;
}

static int
compare_row(void *ctx, const struct resource *was, struct err *err)
{
	struct reading *x = ctx;
	AUTO(resource_release) struct resource now = { 0 };
	bool found;

	if (catalog_get_resource(x->a->catalog, was->url, &now, &found,
	    err) < 0 || !found)
		FAIL(x->d, "'%s' is forgotten", was->url);
	/* Without damage to a segment nothing is lost, as long as there is one
	 * of manifest and catalog. */
	if (strcmp(was->digest, now.digest) == 0)
		return 0;
	if (!is_segment(x->d->hit))
		FAIL(x->d, "'%s' is not what it was", was->url);
	if (now.last != OUTCOME_UNTRIED)
		FAIL(x->d, "'%s' was lost and is not due", was->url);
	x->n++;
	return 0;
}

static void
check_state(struct damage *d, struct catalog *whole)
{
	struct reading x = { .d = d };
	struct err err = ERR_INIT;

	OK(archive_open(&x.a, d->h.root, ARCHIVE_READ, &err));
	assert_non_null(x.a->catalog);
	OK(catalog_each_resource(x.a->catalog, RESOURCES_ALL, check_row, &x,
	    &err));
	if (d->has_catalog || is_segment(d->hit))
		OK(catalog_each_resource(whole, RESOURCES_ALL, compare_row,
		    &x, &err));
	archive_close(x.a);
}

static void
repair(struct damage *d, struct repair_report *r)
{
	AUTO(buf_release) struct buf said = BUF_INIT(1 << 20);
	const struct repair_opts opts = { tell, &said };
	struct err err = ERR_INIT;

	if (repair_archive(d->h.root, &opts, r, &err) < 0)
		FAIL(d, "is not repaired: %s", err.msg);
}

/* Kills a repair at some moment. */
static void
kill_repair(struct damage *d)
{
	struct repair_report r;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		repair(d, &r);
		_exit(0);
	}
	(void)usleep((useconds_t)any(d, 30000));
	(void)kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static int
add_sum(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct damage *d = ctx;
	AUTO(mem_freep) char *path = path_join(d->h.root, rel);
	AUTO(buf_release) struct buf bytes = BUF_INIT(8 << 20);
	char digest[HASH_HEX];

	if (!S_ISREG(st->st_mode) || strcmp(rel, "lock") == 0)
		return 0;
	if (file_read(path, &bytes, err) < 0)
		return -1;
	hash_of(buf_view(&bytes), digest);
	buf_fmt(&d->now, "%s %s\n", rel, digest);
	return 0;
}

static void
list_all(struct damage *d, struct buf *sums)
{
	struct err err = ERR_INIT;

	buf_reset(&d->now);
	OK(file_walk(d->h.root, add_sum, d, &err));
	buf_s(sums, buf_view(&d->now));
}

static void
check_again(struct damage *d)
{
	AUTO(buf_release) struct buf before = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf after = BUF_INIT(1 << 20);
	struct repair_report r;

	list_all(d, &before);
	repair(d, &r);
	list_all(d, &after);
	if (r.date != 0 || r.segments != 0 || r.rewritten != 0 ||
	    !str_eq(buf_view(&before), buf_view(&after)))
		FAIL(d, "a second repair changes: %s\nto: %s", before.p,
		    after.p);
}

static void
one_round(struct damage *d, struct catalog *whole)
{
	AUTO(mem_freep) char *path = path_join(d->h.root, "catalog.sqlite");
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 20);
	struct repair_report r;
	struct err err = ERR_INIT;

	d->has_catalog = any(d, 4) != 0;
	put_back(d);
	if (!hurt(d) || says_the_same(d))
		return;
	/* The loss of the newest manifest is told by the catalog alone. */
	if (is_newest(d, d->hit) && d->is_gone)
		d->has_catalog = true;
	if (!d->has_catalog)
		OK(file_remove(path, &err));
	(void)strcat(d->what, d->has_catalog ? "" : ", without a catalog");
	d->n++;
	check_found(d);
	check_reads(d, whole, false);
	if (any(d, 8) == 0)
		kill_repair(d);
	repair(d, &r);
	if (verify(d, VERIFY_DEEP, &text) != 0)
		FAIL(d, "is not whole after repair: %s", text.p);
	check_reads(d, whole, true);
	check_state(d, whole);
	check_again(d);
}

static long
number(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

static void
random_damage_is_found_and_repaired(void **state)
{
	struct damage d = { .h = **(struct help **)state,
		.now = BUF_INIT(8 << 20), .random = 88172645463325252 };
	struct err err = ERR_INIT;
	struct archive *a;
	struct catalog *whole;

	(*(struct help **)state)->archive = NULL;
	(*(struct help **)state)->writer = NULL;
	d.random += (uint64_t)number("KB_SEED", 1) << 20;
	make(&d);
	OK(archive_open(&a, d.h.root, ARCHIVE_READ, &err));
	OK(catalog_copy(&whole, a->catalog, &err));
	archive_close(a);
	while (d.n < number("KB_DAMAGES", 40))
		one_round(&d, whole);
	(void)printf("# %d damages\n", d.n);
	catalog_close(whole);
	for (size_t i = 0; i < d.n_files; i++) {
		free(d.files[i].rel);
		buf_release(&d.files[i].bytes);
	}
	buf_release(&d.now);
	map_release(&d.named);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    random_damage_is_found_and_repaired, help_setup,
		    help_teardown),
	};

	/* What a power loss leaves is no matter here, and syncing takes long. */
	if (access("/dev/shm", W_OK) == 0)
		(void)setenv("TMPDIR", "/dev/shm", 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
