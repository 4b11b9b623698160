#include "store_help.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/codec.h"
#include "base/zstdfile.h"
#include "store/repair.h"
#include "store/verify.h"

struct found {
	struct buf text;
	int64_t n;
};

static void
collect(void *ctx, const char *sentence)
{
	struct found *f = ctx;

	buf_fmt(&f->text, "%s\n", sentence);
	f->n++;
}

/* A small archive with two snapshots and two segments, closed. */
static int
setup(void **state)
{
	(void)help_setup(state);
	{
		struct help *h = *state;
		struct err err = ERR_INIT;
		struct capture c;
		struct note_row n = { 0 };

		for (int i = 0; i < 8; i++) {
			AUTO(mem_freep) char *url =
			    mem_fmt("https://news.example/%d", i);

			help_page(h, url, url);
		}
		OK(warc_write_resource(h->writer, "kb:a.md", "text/markdown",
		    STR("# A"), &c, &err));
		n.name = mem_dup("a.md");
		n.title = mem_dup("A");
		n.at = c.at;
		memcpy(n.digest, c.digest, HASH_HEX);
		OK(catalog_put_note(h->archive->catalog, &n, &err));
		note_row_release(&n);
		capture_release(&c);
		(void)help_commit(h);
		help_drop(h);
		help_open(h);
		help_page(h, "https://news.example/2", "changed");
		(void)help_commit(h);
		help_drop(h);
	}
	return 0;
}

/* Opens for reading and verifies; what is wrong goes into *f. An archive that
 * cannot be opened counts as one problem. */
static struct verify_report
verify(struct help *h, enum verify_level level, struct found *f)
{
	struct verify_report report = { 0 };
	struct verify_opts opts = { .level = level, .problem = collect,
		.ctx = f };
	struct err err = ERR_INIT;

	*f = (struct found){ .text = BUF_INIT(1 << 20) };
	if (archive_open(&h->archive, h->root, ARCHIVE_READ, &err) < 0) {
		assert_int_equal(err.kind, ERR_STORE);
		collect(f, err.msg);
		report.problems++;
	} else {
		OK(verify_archive(h->archive, &opts, &report, &err));
	}
	archive_close(h->archive);
	h->archive = NULL;
	assert_int_equal(f->n, report.problems);
	return report;
}

static void
a_sound_archive_has_no_problems(void **state)
{
	struct help *h = *state;
	struct verify_report r;
	struct found f;

	r = verify(h, VERIFY_DEEP, &f);
	if (r.problems > 0)
		fail_msg("%s", f.text.p);
	assert_int_equal(r.segments, 2);
	assert_int_equal(r.manifests, 2);
	/* warcinfo, 8 * 2, note; warcinfo, 2 */
	assert_int_equal(r.records, 21);
	buf_release(&f.text);
	r = verify(h, VERIFY_DATA, &f);
	assert_int_equal(r.problems, 0);
	buf_release(&f.text);
}

/* Paths of a folder's files, sorted. */
struct files {
	char *path[4];
	size_t n;
	const char *dir;
};

static int
add_file(void *ctx, const char *rel, const struct stat *st, struct err *err)
{
	struct files *f = ctx;

	(void)st;
	(void)err;
	assert_true(f->n < 4);
	f->path[f->n++] = path_join(f->dir, rel);
	return 0;
}

static struct files
list(struct help *h, const char *name)
{
	AUTO(mem_freep) char *dir = path_join(h->root, name);
	struct files f = { .dir = dir };
	struct err err = ERR_INIT;

	OK(file_walk(dir, add_file, &f, &err));
	assert_int_equal(f.n, 2);
	return f;
}

static void
release(struct files *f)
{
	free(f->path[0]);
	free(f->path[1]);
}

static void
assert_found(struct help *h, enum verify_level level, const char *path,
    const char *what)
{
	struct found f;

	(void)verify(h, level, &f);
	if (f.n == 0)
		fail_msg("%s of '%s' was not found", what, path);
	if (strstr(f.text.p, path_base(path)) == NULL)
		fail_msg("%s of '%s' is called: %s", what, path, f.text.p);
	buf_release(&f.text);
}

/* What a manifest says; "" when it cannot be read. */
static void
decode(const char *path, struct buf *out)
{
	AUTO(buf_release) struct buf line = BUF_INIT(1 << 20);
	struct err err = ERR_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct zstd_in *in = zstd_in_new(fd);
	bool got;

	buf_init(out, 1 << 20);
	while (zstd_in_line(in, &line, &got, &err) == 0 && got) {
		buf_s(out, buf_view(&line));
		buf_char(out, '\n');
	}
	if (err.kind != ERR_NONE)
		buf_reset(out);
	zstd_in_free(in);
	(void)close(fd);
}

/* Some bits of a zstd frame mean nothing (the window's size, padding): a flip
 * that leaves every line as it was is no damage. */
static bool
says(const char *path, const struct buf *text)
{
	AUTO(buf_release) struct buf now;

	decode(path, &now);
	return text->len > 0 && str_eq(buf_view(&now), buf_view(text));
}

/* Flips, cuts and deletes one file, restoring it each time. */
static void
damage(struct help *h, const char *path)
{
	AUTO(buf_release) struct buf b;
	AUTO(buf_release) struct buf text;
	struct err err = ERR_INIT;
	size_t step;

	help_load(path, &b);
	decode(path, &text);
	step = b.len / 23 + 1;
	for (size_t i = 0; i < b.len; i += step) {
		b.p[i] ^= 0x20;
		OK(file_write_fast(path, buf_view(&b), &err));
		if (!says(path, &text))
			assert_found(h, i % 2 == 0 ? VERIFY_DEEP : VERIFY_DATA, path, "a flipped bit");
		b.p[i] ^= 0x20;
	}
	for (size_t n = 0; n < b.len; n += b.len / 5 + 1) {
		OK(file_write_fast(path, str_sub(buf_view(&b), 0, n), &err));
		assert_found(h, VERIFY_DATA, path, "a cut end");
	}
	OK(file_remove(path, &err));
	if (strstr(path, "snapshots") == NULL)
		assert_found(h, VERIFY_DATA, path, "the loss");
	OK(file_write_fast(path, buf_view(&b), &err));
}

static void
damage_to_a_segment_is_found_with_its_name(void **state)
{
	struct help *h = *state;
	struct files f = list(h, "warc");

	damage(h, f.path[0]);
	damage(h, f.path[1]);
	release(&f);
}

static void
damage_to_a_manifest_is_found_with_its_name(void **state)
{
	struct help *h = *state;
	struct files f = list(h, "snapshots");

	damage(h, f.path[0]);
	damage(h, f.path[1]);
	release(&f);
}

/* As a later version would have written it. */
static void
raise_format(const char *path)
{
	static const char member[] = "\"format\":";
	AUTO(buf_release) struct buf b;
	struct err err = ERR_INIT;
	struct zstd_out *o;
	FILE *f;

	decode(path, &b);
	buf_char(&b, '\0');
	*(strstr(b.p, member) + strlen(member)) = '2';
	f = fopen(path, "w");
	OK(zstd_out_new(&o, fileno(f), path, 1, 0, &err));
	OK(zstd_out_put(o, b.p, b.len - 1, &err));
	OK(zstd_out_end(o, &err));
	zstd_out_free(o);
	assert_int_equal(fclose(f), 0);
}

static void
a_snapshot_of_a_later_version_is_left_as_it_is(void **state)
{
	const struct repair_opts none = { 0 };
	const struct verify_opts opts = { .level = VERIFY_PLAIN };
	struct help *h = *state;
	struct files f = list(h, "snapshots");
	AUTO(buf_release) struct buf before;
	AUTO(buf_release) struct buf after;
	struct verify_report verified;
	struct repair_report repaired;
	struct err err = ERR_INIT;

	raise_format(f.path[1]);
	help_load(f.path[1], &before);
	if (archive_open(&h->archive, h->root, ARCHIVE_READ, &err) == 0)
		assert_int_equal(verify_archive(h->archive, &opts, &verified,
		    &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_non_null(strstr(err.msg, "newer version"));
	archive_close(h->archive);
	assert_int_equal(archive_open(&h->archive, h->root, ARCHIVE_WRITE,
	    &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_int_equal(repair_archive(h->root, &none, &repaired, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	help_load(f.path[1], &after);
	assert_true(str_eq(buf_view(&before), buf_view(&after)));
	release(&f);
}

static void
swap(struct help *h, const char *dir)
{
	struct files f = list(h, dir);
	struct err err = ERR_INIT;

	OK(file_exchange(f.path[0], f.path[1], &err));
	assert_found(h, VERIFY_DATA, f.path[0], "a swap");
	assert_found(h, VERIFY_DATA, f.path[1], "a swap");
	OK(file_exchange(f.path[0], f.path[1], &err));
	release(&f);
}

static void
swapped_files_are_found(void **state)
{
	swap(*state, "warc");
	swap(*state, "snapshots");
}

static void
a_broken_record_is_named_with_its_offset(void **state)
{
	struct help *h = *state;
	struct files f = list(h, "warc");
	AUTO(buf_release) struct buf b;
	struct err err = ERR_INIT;
	struct found found;

	help_load(f.path[1], &b);
	b.p[b.len - 3] ^= 1;	/* the last member's length */
	OK(file_write_fast(f.path[1], buf_view(&b), &err));
	(void)verify(h, VERIFY_DEEP, &found);
	assert_non_null(strstr(found.text.p, "at byte "));
	assert_null(strstr(found.text.p, "at byte 0:"));
	buf_release(&found.text);
	release(&f);
}

/* A record whose payload was exchanged for another, well packed, with its
 * segment's SHA-256 unknown to any manifest: only rehashing sees that. */
static void
only_deep_checking_sees_a_payload_that_belies_its_digest(void **state)
{
	struct help *h = *state;
	AUTO(buf_release) struct buf record = BUF_INIT(1 << 16);
	AUTO(buf_release) struct buf gz = BUF_INIT(1 << 16);
	AUTO(mem_freep) char *path = NULL;
	struct err err = ERR_INIT;
	struct found f;
	char hex[HASH_HEX];

	hash_of(STR("abc"), hex);
	buf_fmt(&record, "WARC/1.1\r\nWARC-Type: resource\r\n"
	    "WARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2026-01-01T00:00:00Z"
	    "\r\nWARC-Target-URI: kb:x\r\nWARC-Payload-Digest: sha256:%s\r\n"
	    "Content-Length: 3\r\n\r\nabd\r\n\r\n", hex);
	OK(codec_gzip(buf_view(&record), 6, &gz, &err));
	path = path_join(h->root, "warc/kb-29990101000000-00009-x.warc.gz");
	OK(file_write(path, buf_view(&gz), &err));
	assert_int_equal(verify(h, VERIFY_DATA, &f).problems, 0);
	buf_release(&f.text);
	assert_int_equal(verify(h, VERIFY_DEEP, &f).problems, 1);
	assert_non_null(strstr(f.text.p, path_base(path)));
	assert_non_null(strstr(f.text.p, "at byte 0"));
	buf_release(&f.text);
}

static void
a_catalog_with_a_wrong_row_is_found(void **state)
{
	struct help *h = *state;
	AUTO(mem_freep) char *path = path_join(h->root, "catalog.sqlite");
	AUTO(buf_release) struct buf b;
	struct err err = ERR_INIT;
	struct found f;
	size_t at;

	help_load(path, &b);
	at = str_find(buf_view(&b), STR("A page"));
	assert_true(at != (size_t)-1);
	b.p[at] = 'B';
	OK(file_write_fast(path, buf_view(&b), &err));
	assert_true(verify(h, VERIFY_DATA, &f).problems > 0);
	assert_non_null(strstr(f.text.p, "table 'resource'"));
	buf_release(&f.text);
	OK(verify_rebuild(h->root, &err));
	assert_int_equal(verify(h, VERIFY_DATA, &f).problems, 0);
	buf_release(&f.text);
}

/* Whole runs, one after the other; tells the date of each that is done. */
static void
run_until_killed(const char *root, int to)
{
	for (int n = 0; ; n++) {
		struct help h = { .root = (char *)(uintptr_t)root };
		int64_t date;

		help_open(&h);
		for (int i = 0; i < 3; i++) {
			AUTO(mem_freep) char *url =
			    mem_fmt("https://news.example/%d", i);
			AUTO(mem_freep) char *text =
			    mem_fmt("%ld %d %d", (long)getpid(), n, i / 2);

			help_page(&h, url, text);
		}
		date = help_commit(&h);
		help_drop(&h);
		if (write(to, &date, sizeof(date)) != (ssize_t)sizeof(date))
			_exit(1);
	}
}

static int
note_date(void *ctx, const struct snapshot *s, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = s->date;
	return 0;
}

static void
a_kill_at_any_step_of_a_run_leaves_a_sound_archive(void **state)
{
	struct help *h = *state;
	int n_done = 0;

	for (unsigned int round = 0; round < 20; round++) {
		int64_t date, told = 0, newest = 0;
		struct err err = ERR_INIT;
		struct found f;
		int fds[2];
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			run_until_killed(h->root, fds[1]);
		assert_int_equal(close(fds[1]), 0);
		/* Every other time one run at least is done, however slow. */
		if (round % 2 == 0) {
			assert_int_equal(read(fds[0], &told, sizeof(told)),
			    sizeof(told));
			n_done++;
		}
		(void)usleep(20000 + round * 7919 % 60000);
		assert_int_equal(kill(pid, SIGKILL), 0);
		while (read(fds[0], &date, sizeof(date)) ==
		    (ssize_t)sizeof(date)) {
			told = date;
			n_done++;
		}
		assert_int_equal(close(fds[0]), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);

		/* As a reader finds it, and as the next run mends it. */
		assert_int_equal(verify(h, VERIFY_DEEP, &f).problems, 0);
		buf_release(&f.text);
		OK(archive_open(&h->archive, h->root, ARCHIVE_WRITE, &err));
		OK(catalog_each_snapshot(h->archive->catalog, note_date,
		    &newest, &err));
		assert_true(newest >= told);
		archive_close(h->archive);
		h->archive = NULL;
		assert_int_equal(verify(h, VERIFY_DEEP, &f).problems, 0);
		buf_release(&f.text);
	}
	assert_true(n_done >= 10);
}

/* Writes a conversion of the page at from and makes it the one of url. */
static void
convert(struct help *h, const char *url, const char *from, const char *text)
{
	AUTO(resource_release) struct resource source = { 0 };
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(capture_release) struct capture conv = { 0 };
	struct err err = ERR_INIT;
	bool found;

	OK(catalog_get_resource(h->archive->catalog, from, &source, &found,
	    &err));
	assert_true(found);
	OK(warc_write_conversion(h->writer, url, "application/json",
	    str_of(text), &source.capture, &conv, &err));
	OK(catalog_get_resource(h->archive->catalog, url, &r, &found, &err));
	assert_true(found);
	r.article = conv.at;
	OK(catalog_put_resource(h->archive->catalog, &r, &err));
}

static void
each_date_may_have_another_conversion_of_one_capture(void **state)
{
	AUTO(resource_release) struct resource r = { 0 };
	AUTO(buf_release) struct buf text = BUF_INIT(1 << 10);
	struct help *h = *state;
	struct err err = ERR_INIT;
	struct found f;
	bool found;

	for (int i = 0; i < 2; i++) {
		help_open(h);
		convert(h, "https://news.example/1", "https://news.example/1",
		    i == 0 ? "{\"extractor\":1}" : "{\"extractor\":2}");
		(void)help_commit(h);
		help_drop(h);
	}
	assert_int_equal(verify(h, VERIFY_DEEP, &f).problems, 0);
	buf_release(&f.text);
	OK(verify_rebuild(h->root, &err));
	OK(archive_open(&h->archive, h->root, ARCHIVE_READ, &err));
	OK(catalog_get_resource(h->archive->catalog, "https://news.example/1",
	    &r, &found, &err));
	OK(warc_payload(h->archive, &r.article, &text, &err));
	assert_string_equal(text.p, "{\"extractor\":2}");
	archive_close(h->archive);
	h->archive = NULL;
}

static void
a_conversion_of_another_page_is_found(void **state)
{
	struct help *h = *state;
	struct found f;

	help_open(h);
	convert(h, "https://news.example/1", "https://news.example/3", "{}");
	(void)help_commit(h);
	help_drop(h);
	assert_int_equal(verify(h, VERIFY_DATA, &f).problems, 1);
	assert_non_null(strstr(f.text.p, "the article of "
	    "'https://news.example/1' is not made from its capture"));
	buf_release(&f.text);
}

int
main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, help_teardown)
	const struct CMUnitTest tests[] = {
		T(a_sound_archive_has_no_problems),
		T(damage_to_a_segment_is_found_with_its_name),
		T(damage_to_a_manifest_is_found_with_its_name),
		T(a_snapshot_of_a_later_version_is_left_as_it_is),
		T(swapped_files_are_found),
		T(a_broken_record_is_named_with_its_offset),
		T(only_deep_checking_sees_a_payload_that_belies_its_digest),
		T(a_catalog_with_a_wrong_row_is_found),
		T(a_kill_at_any_step_of_a_run_leaves_a_sound_archive),
		T(each_date_may_have_another_conversion_of_one_capture),
		T(a_conversion_of_another_page_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
