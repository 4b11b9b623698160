/*
 * site_sample.h: a small archive that has one of everything: two notes, an
 * article in English and one in Chinese, a list of links, a text, a drawing,
 * pictures, what is gone and what is behind a login.
 */
#ifndef TESTS_SITE_SAMPLE_H
#define TESTS_SITE_SAMPLE_H

#include <stdlib.h>
#include <string.h>

#include "article/article.h"
#include "article/worker.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "site/site.h"
#include "store/archive.h"
#include "store/manifest.h"
#include "store/warc.h"
#include "web/url.h"

#define SAMPLE_ESSAY "https://www.essays.example/2024/on-keeping-notes"
#define SAMPLE_ALIAS "https://essays.example/p/17"
#define SAMPLE_CHINESE "https://blog.example.cn/p/%E6%95%B0%E6%8D%AE"
#define SAMPLE_LIST "https://links.example/weekly?issue=42"
#define SAMPLE_GONE "https://old.example/report.pdf"
#define SAMPLE_WALL "https://social.example/post/99"
#define SAMPLE_TEXT "https://files.example/notes.txt"
#define SAMPLE_PDF "https://files.example/paper.pdf"
#define SAMPLE_SVG "https://img.example/figure.svg"
#define SAMPLE_BAD_SVG "https://img.example/broken.svg"
#define SAMPLE_PHOTO "https://img.example/photo.bmp"
#define SAMPLE_LOST "https://img.example/lost.png"
#define SAMPLE_MAIL "mailto:someone@essays.example"

/* 2026-11-20T08:30:00Z and two days later. */
#define SAMPLE_CAPTURED 1795163400000
#define SAMPLE_DATE 1795336200000

struct sample {
	char dir[64];
	struct archive *archive;
	struct warc_writer *writer;
	struct workers *workers;
	struct snapshot snapshot;
};

static const char sample_note[] =
    "# Reading list\n"
    "\n"
    "What is worth keeping, with *reasons*. First the essay\n"
    "[On keeping notes](" SAMPLE_ESSAY "#methods), then the same\n"
    "[once more](" SAMPLE_ESSAY ").\n"
    "\n"
    "## \xe4\xb8\xad\xe6\x96\x87\xe8\xb5\x84\xe6\x96\x99\n"
    "\n"
    "\xe8\xbf\x99\xe7\xaf\x87\xe6\x96\x87\xe7\xab\xa0"
    "[\xe6\x95\xb0\xe6\x8d\xae\xe4\xb8\x8e\xe8\xae\xb0\xe5\xbf\x86]"
    "(" SAMPLE_CHINESE ")\xe5\x80\xbc\xe5\xbe\x97\xe4\xb8\x80\xe8\xaf\xbb"
    "\xef\xbc\x8c\xe7\x89\xb9\xe5\x88\xab\xe6\x98\xaf Markdown \xe4\xb8\x80"
    "\xe8\x8a\x82\xe3\x80\x82\n"
    "\n"
    "- a report that [went away](" SAMPLE_GONE ")\n"
    "- a post behind a [login](" SAMPLE_WALL ")\n"
    "- [a paper](" SAMPLE_PDF "), [plain text](" SAMPLE_TEXT ")\n"
    "- [a drawing](" SAMPLE_SVG ") and [a broken one](" SAMPLE_BAD_SVG ")\n"
    "- write to [them](" SAMPLE_MAIL ")\n"
    "- [[second#A heading]], [[nowhere]], [lost](missing.md)\n"
    "\n"
    "![Our map](map.bmp)\n"
    "\n"
    "| Tool | Keeps |\n| --- | --- |\n"
    "| `grep` | nothing |\n| a mirror | everything that it could reach |\n"
    "\n"
    "```c\nint\nmain(void)\n{\n\treturn 0;\n}\n```\n"
    "\n"
    "> A quotation, so that its margin can be looked at.\n";

static const char sample_second[] =
    "# Second note\n"
    "\n"
    "See [the essay](" SAMPLE_ALIAS ") and the [weekly list]"
    "(" SAMPLE_LIST ").\n"
    "\n"
    "## A heading\n"
    "\n"
    "![A photograph](" SAMPLE_PHOTO ")\n";

/* Wider than any page. */
#define SAMPLE_TERMS "<mi>width</mi><mo>+</mo><mi>breadth</mi><mo>+</mo>" \
    "<mi>length</mi><mo>+</mo><mi>height</mi><mo>+</mo>"
#define SAMPLE_FORMULA "<mrow>" SAMPLE_TERMS SAMPLE_TERMS SAMPLE_TERMS \
    SAMPLE_TERMS SAMPLE_TERMS SAMPLE_TERMS "<mi>depth</mi></mrow>"

static const char sample_essay[] =
    "<p>People who keep notes forget less, but what they point to "
    "disappears: addresses change, firms close, and a page that was there "
    "in spring is gone by autumn. This paragraph is long enough to see how "
    "lines break and how wide the measure is.</p>"
    "<h2 id=\"methods\">Methods</h2>"
    "<p>See <a href=\"" SAMPLE_CHINESE "\">the Chinese article</a>, "
    "<a href=\"https://elsewhere.example/page\">another site</a>, "
    "<a href=\"" SAMPLE_GONE "\">the report</a> and "
    "<a href=\"" SAMPLE_ESSAY "#methods\">this section</a>. "
    "A very long word: "
    "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenfabrikantenverband "
    "and https://www.example.org/a/very/long/path/that/never/ends/and/goes/"
    "on/and/on/until/the/margin.html.</p>"
    "<figure><img src=\"" SAMPLE_PHOTO "\" alt=\"A gradient\" width=\"320\" "
    "height=\"160\"><figcaption>Figure 1. Colours that run from left to "
    "right.</figcaption></figure>"
    "<p><img src=\"" SAMPLE_LOST "\" alt=\"The lost diagram\"></p>"
    "<figure><img src=\"" SAMPLE_SVG "\" alt=\"A drawing\"></figure>"
    "<ul><li>First, with <code>inline code</code></li><li>Second<ul>"
    "<li>Nested</li></ul></li></ul>"
    "<pre><code>for (size_t i = 0; i &lt; n; i++) {\n\tif (is_kept("
    "&amp;items[i])) /* a line that is longer than any screen of a phone */ "
    "total += items[i].length;\n}\n</code></pre>"
    "<blockquote><p>What is not copied is lost.</p></blockquote>"
    "<table><thead><tr><th>Year</th><th>Alive</th><th>Moved</th>"
    "<th>Gone</th><th>A column with a long name</th></tr></thead><tbody>"
    "<tr><td>2014</td><td>812</td><td>120</td><td>68</td><td>text</td></tr>"
    "<tr><td>2024</td><td>431</td><td>207</td><td>362</td><td>more text</td>"
    "</tr></tbody></table>"
    "<details><summary>An aside</summary><p>What is folded.</p></details>"
    "<p>Press <kbd>Ctrl</kbd> + <kbd>C</kbd>. E = mc<sup>2</sup>.</p>"
    "<p>Written as <math>" SAMPLE_FORMULA "</math> or alone:</p>"
    "<math display=\"block\">" SAMPLE_FORMULA "</math>";

static const char sample_chinese[] =
    "<p>\xe6\x95\xb0\xe6\x8d\xae\xe4\xbc\x9a\xe6\xb6\x88\xe5\xa4\xb1\xef\xbc"
    "\x8c\xe9\x93\xbe\xe6\x8e\xa5\xe4\xbc\x9a\xe8\x85\x90\xe7\x83\x82\xef\xbc"
    "\x8c\xe4\xbd\x86\xe6\x98\xaf\xe7\x95\x99\xe5\x9c\xa8\xe8\x87\xaa\xe5\xb7"
    "\xb1\xe6\x89\x8b\xe9\x87\x8c\xe7\x9a\x84\xe5\x89\xaf\xe6\x9c\xac\xe4\xb8"
    "\x8d\xe4\xbc\x9a\xe3\x80\x82\xe7\x94\xa8 SQLite \xe5\x92\x8c WARC "
    "\xe4\xbf\x9d\xe5\xad\x98\xe5\x8e\x9f\xe6\x96\x87\xef\xbc\x8c<em>\xe5\x8d"
    "\x81\xe5\xb9\xb4\xe4\xb9\x8b\xe5\x90\x8e</em>\xe4\xbb\x8d\xe7\x84\xb6\xe5"
    "\x8f\xaf\xe4\xbb\xa5\xe9\x98\x85\xe8\xaf\xbb\xe3\x80\x82</p>"
    "<h2 id=\"code\">\xe4\xbb\xa3\xe7\xa0\x81</h2>"
    "<pre><code># \xe6\xb3\xa8\xe9\x87\x8a\nprint(\"\xe4\xbd\xa0\xe5\xa5\xbd"
    "\")\n</code></pre>"
    "<p>\xe5\x8f\x82\xe8\xa7\x81<a href=\"" SAMPLE_ESSAY "\">\xe8\xbf\x99"
    "\xe7\xaf\x87\xe8\x8b\xb1\xe6\x96\x87\xe6\x96\x87\xe7\xab\xa0</a>"
    "\xe3\x80\x82</p>";

static const char sample_svg[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 320 120\" "
    "width=\"320\" height=\"120\" onload=\"alert(1)\"><script>alert(1)"
    "</script><rect x=\"10\" y=\"10\" width=\"100\" height=\"100\" "
    "fill=\"#5a8f7b\"/><circle cx=\"220\" cy=\"60\" r=\"45\" "
    "fill=\"#c08552\"/></svg>";

/* A picture without compression: 24-bit BMP, a gradient. */
static inline void
sample_bmp(struct buf *out, unsigned int w, unsigned int h)
{
	unsigned char head[54] = { 'B', 'M', [10] = 54, [14] = 40, [26] = 1,
		[28] = 24 };
	unsigned int len = 54 + w * h * 3;

	for (unsigned int i = 0; i < 4; i++) {
		head[2 + i] = (unsigned char)(len >> (8 * i));
		head[18 + i] = (unsigned char)(w >> (8 * i));
		head[22 + i] = (unsigned char)(h >> (8 * i));
	}
	buf_put(out, head, sizeof(head));
	for (unsigned int y = 0; y < h; y++) {
		for (unsigned int x = 0; x < w; x++) {
			buf_char(out, (char)(200 - 120 * x / w));
			buf_char(out, (char)(90 + 100 * y / h));
			buf_char(out, (char)(60 + 160 * x / w));
		}
	}
}

static inline int
sample_exchange(struct sample *s, const char *url, const char *media,
    struct str body, struct capture *out, struct err *err)
{
	AUTO(mem_freep) char *head = mem_fmt("HTTP/1.1 200 OK\r\n"
	    "Content-Type: %s\r\n\r\n", media);
	struct spool spool;
	struct warc_exchange x = { .url = url, .date = SAMPLE_CAPTURED,
		.ip = "192.0.2.1", .protocol = "http/1.1",
		.request_head = STR("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
		.response_head = str_of(head), .body = &spool };
	int result;

	spool_init(&spool, s->dir);
	result = spool_put(&spool, body.p, body.n, err);
	if (result == 0)
		result = warc_write_exchange(s->writer, &x, NULL, out, err);
	spool_release(&spool);
	return result;
}

static inline void
sample_resource(struct resource *r, const char *url, enum outcome o)
{
	resource_init(r);
	model_set(&r->url, url);
	r->is_cited = true;
	r->outcome = r->last = o;
	r->tried = SAMPLE_CAPTURED;
	r->since = SAMPLE_CAPTURED;
}

/* A file, a picture or a text that is kept. */
static inline int
sample_file(struct sample *s, const char *url, const char *media,
    struct str body, struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(resource_release) struct resource r;

	if (sample_exchange(s, url, media, body, &cap, err) < 0)
		return -1;
	sample_resource(&r, url, str_starts(str_of(media), STR("image/")) ?
	    OUTCOME_IMAGE : OUTCOME_DOCUMENT);
	r.is_cited = strcmp(url, SAMPLE_LOST) != 0;
	r.is_image = r.outcome == OUTCOME_IMAGE;
	r.capture = cap.at;
	r.captured = SAMPLE_CAPTURED;
	r.length = (int64_t)body.n;
	model_set(&r.media, media);
	model_set(&r.final_url, url);
	hash_of(body, r.digest);
	return catalog_put_resource(s->archive->catalog, &r, err);
}

struct sample_page {
	const char *url, *title, *byline, *site, *lang, *html, *lead;
	enum outcome outcome, last;
};

static inline int
sample_put_page(struct sample *s, const struct sample_page *p,
    struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(capture_release) struct capture made = { 0 };
	AUTO(resource_release) struct resource r;
	AUTO(buf_release) struct buf json = BUF_INIT(1 << 20);
	struct article a;

	if (sample_exchange(s, p->url, "text/html", str_of(p->html), &cap,
	    err) < 0)
		return -1;
	article_init(&a);
	a.outcome = p->outcome;
	model_set(&a.title, p->title);
	model_set(&a.lang, p->lang);
	model_set(&a.html, p->html);
	model_set(&a.text, p->title);
	article_to_json(&a, &json);
	article_release(&a);
	if (warc_write_conversion(s->writer, p->url, "application/json",
	    buf_view(&json), &cap.at, &made, err) < 0)
		return -1;
	sample_resource(&r, p->url, p->outcome);
	if (p->last != OUTCOME_UNTRIED) {
		r.last = p->last;
		r.tried = SAMPLE_DATE;
		model_set(&r.last_reason, "HTTP 404");
	}
	r.capture = cap.at;
	r.article = made.at;
	r.captured = SAMPLE_CAPTURED;
	r.words = 400;
	model_set(&r.media, "text/html");
	model_set(&r.final_url, p->url);
	model_set(&r.title, p->title);
	model_set(&r.byline, p->byline);
	model_set(&r.site, p->site);
	model_set(&r.lang, p->lang);
	model_set(&r.published, "2024-03-05T09:00:00Z");
	model_set(&r.lead_image, p->lead);
	return catalog_put_resource(s->archive->catalog, &r, err);
}

static inline int
sample_failed(struct sample *s, const char *url, enum outcome o,
    const char *reason, struct err *err)
{
	AUTO(resource_release) struct resource r;

	sample_resource(&r, url, o);
	r.is_cited = strcmp(url, SAMPLE_LOST) != 0;
	r.failures = 3;
	model_set(&r.reason, reason);
	model_set(&r.last_reason, reason);
	return catalog_put_resource(s->archive->catalog, &r, err);
}

static inline int
sample_local(struct sample *s, const char *name, const char *media,
    struct str bytes, struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(mem_freep) char *urn = mem_fmt("urn:kbmirror:file:%s", name);
	struct file_row f = { 0 };

	if (warc_write_resource(s->writer, urn, media, bytes, &cap, err) < 0)
		return -1;
	f.name = (char *)(uintptr_t)name;
	f.media = (char *)(uintptr_t)media;
	f.at = cap.at;
	hash_of(bytes, f.digest);
	return catalog_put_file(s->archive->catalog, &f, err);
}

/* As a run would: what is on the web is a resource, what is not a note. */
static inline int
sample_ref(struct sample *s, const char *note, const struct ref *ref,
    int64_t position, struct err *err)
{
	AUTO(url_release) struct url u = URL_INIT;
	AUTO(buf_release) struct buf key = BUF_INIT(4096);
	struct ref_row row = { .note = (char *)(uintptr_t)note,
		.position = position, .line = ref->line,
		.column = ref->column, .kind = ref->kind, .url = ref->url,
		.text = ref->text, .heading = ref->heading,
		.target = REF_TO_NOTHING };

	if (url_parse(&u, str_of(ref->url), NULL, NULL) == 0) {
		url_key(&u, &key);
		row.target = REF_TO_RESOURCE;
	} else if (strncmp(ref->url, "second", 6) == 0) {
		buf_str(&key, "kb/folder/second.md");
		row.target = REF_TO_NOTE;
	} else if (strcmp(ref->url, "map.bmp") == 0) {
		buf_str(&key, "kb/map.bmp");
		row.target = REF_TO_FILE;
	}
	row.key = key.p;
	return catalog_add_ref(s->archive->catalog, &row, err);
}

static inline int
sample_put_note(struct sample *s, const char *name, const char *text,
    struct err *err)
{
	AUTO(capture_release) struct capture cap = { 0 };
	AUTO(mem_freep) char *urn = mem_fmt("urn:kbmirror:note:%s", name);
	struct note note;
	struct note_row row = { .name = (char *)(uintptr_t)name };
	int result = 0;

	if (warc_write_resource(s->writer, urn, "text/markdown",
	    str_of(text), &cap, err) < 0 ||
	    note_parse(&note, str_of(text), name, err) < 0)
		return -1;
	row.title = note.title;
	row.at = cap.at;
	hash_of(str_of(text), row.digest);
	result = catalog_put_note(s->archive->catalog, &row, err);
	for (size_t i = 0; i < note.n_refs && result == 0; i++)
		result = sample_ref(s, name, &note.refs[i], (int64_t)i, err);
	note_release(&note);
	return result;
}

static inline int
sample_images(struct sample *s, struct err *err)
{
	static const char *const urls[] = { SAMPLE_PHOTO, SAMPLE_LOST,
		SAMPLE_SVG };
	struct image_row rows[3] = { { 0 } };

	for (size_t i = 0; i < 3; i++) {
		rows[i].page = (char *)(uintptr_t)SAMPLE_ESSAY;
		rows[i].position = (int64_t)i;
		rows[i].src = rows[i].url = (char *)(uintptr_t)urls[i];
	}
	return catalog_set_images(s->archive->catalog, SAMPLE_ESSAY, rows, 3,
	    err);
}

static inline int
sample_pages(struct sample *s, struct err *err)
{
	const struct sample_page essay = { SAMPLE_ESSAY, "On keeping notes: a "
	    "short defence of the copy", "A. Writer", "The Essays", "en",
	    sample_essay, SAMPLE_PHOTO, OUTCOME_ARTICLE, OUTCOME_UNTRIED };
	const struct sample_page chinese = { SAMPLE_CHINESE,
	    "\xe6\x95\xb0\xe6\x8d\xae\xe4\xb8\x8e\xe8\xae\xb0\xe5\xbf\x86",
	    "\xe6\x9d\x8e\xe5\x9b\x9b", "blog.example.cn", "zh",
	    sample_chinese, "", OUTCOME_ARTICLE, OUTCOME_GONE };
	const struct sample_page list = { SAMPLE_LIST, "Weekly links, no. 42",
	    "", "links.example", "en", "<ul><li><a href=\"" SAMPLE_ESSAY "\">"
	    "The essay</a></li><li><a href=\"https://other.example/\">"
	    "Other</a></li></ul>", "", OUTCOME_LIST, OUTCOME_UNTRIED };
	AUTO(resource_release) struct resource alias;

	sample_resource(&alias, SAMPLE_ALIAS, OUTCOME_ARTICLE);
	model_set(&alias.alias_of, SAMPLE_ESSAY);
	if (sample_put_page(s, &essay, err) < 0 ||
	    sample_put_page(s, &chinese, err) < 0 ||
	    sample_put_page(s, &list, err) < 0)
		return -1;
	return catalog_put_resource(s->archive->catalog, &alias, err);
}

static inline int
sample_files(struct sample *s, struct err *err)
{
	AUTO(buf_release) struct buf photo = BUF_INIT(1 << 20);
	AUTO(buf_release) struct buf map = BUF_INIT(1 << 20);

	sample_bmp(&photo, 320, 160);
	sample_bmp(&map, 64, 64);
	if (sample_file(s, SAMPLE_PHOTO, "image/bmp", buf_view(&photo),
	    err) < 0 ||
	    sample_file(s, SAMPLE_SVG, "image/svg+xml", str_of(sample_svg),
	    err) < 0 ||
	    sample_file(s, SAMPLE_BAD_SVG, "image/svg+xml",
	    STR("no drawing at all"), err) < 0 ||
	    sample_file(s, SAMPLE_TEXT, "text/plain",
	    STR("plain text\n<script>alert(1)</script>\n"), err) < 0 ||
	    sample_file(s, SAMPLE_PDF, "application/pdf",
	    STR("%PDF-1.4\n%%EOF\n"), err) < 0)
		return -1;
	return sample_local(s, "kb/map.bmp", "image/bmp", buf_view(&map), err);
}

/* All rows and records; writer and catalog are open. */
static inline int
sample_fill(struct sample *s, struct err *err)
{
	if (sample_pages(s, err) < 0 || sample_files(s, err) < 0 ||
	    sample_images(s, err) < 0 ||
	    sample_failed(s, SAMPLE_GONE, OUTCOME_GONE, "HTTP 410", err) < 0 ||
	    sample_failed(s, SAMPLE_WALL, OUTCOME_WALL, "it asks for a login",
	    err) < 0 ||
	    sample_failed(s, SAMPLE_MAIL, OUTCOME_SCHEME, "", err) < 0 ||
	    sample_failed(s, SAMPLE_LOST, OUTCOME_GONE, "HTTP 404", err) < 0 ||
	    sample_put_note(s, "kb/reading.md", sample_note, err) < 0)
		return -1;
	return sample_put_note(s, "kb/folder/second.md", sample_second, err);
}

/* An archive with one snapshot. */
static inline int
sample_make(struct sample *s, struct err *err)
{
	const struct warc_info info = { .robots = "cited",
		.user_agent = "test" };
	const struct workers_opts wo = { .n = 1 };

	*s = (struct sample){ .dir = "/tmp/kb-site-XXXXXX" };
	s->snapshot = (struct snapshot){ .date = SAMPLE_DATE,
		.is_complete = true, .program = mem_dup("kbmirror/test"),
		.extractor = ARTICLE_VERSION, .robots = mem_dup("cited") };
	if (mkdtemp(s->dir) == NULL)
		return err_sys(err, "mkdtemp");
	if (workers_new(&s->workers, &wo, err) < 0 ||
	    archive_open(&s->archive, s->dir, ARCHIVE_WRITE, err) < 0 ||
	    catalog_begin(s->archive->catalog, err) < 0 ||
	    warc_writer_new(&s->writer, s->archive, &info, err) < 0 ||
	    sample_fill(s, err) < 0 ||
	    warc_writer_close(s->writer, err) < 0 ||
	    catalog_commit(s->archive->catalog, err) < 0)
		return -1;
	return manifest_write(s->archive, &s->snapshot, err);
}

static inline int
sample_build(struct sample *s, const char *out, struct err *err)
{
	const struct site_opts opts = { .workers = s->workers, .out = out,
		.snapshot = &s->snapshot };

	return site_build(s->archive, s->archive->catalog, &opts, err);
}

static inline void
sample_free(struct sample *s)
{
	struct err err = ERR_INIT;

	workers_free(s->workers);
	warc_writer_free(s->writer);
	archive_close(s->archive);
	snapshot_release(&s->snapshot);
	if (file_remove(s->dir, &err) < 0)
		err_clear(&err);
}

#endif
