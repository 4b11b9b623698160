/* What the tests of the store share: an archive in a temporary folder, and
 * exchanges to put into it. */
#ifndef TESTS_STORE_HELP_H
#define TESTS_STORE_HELP_H

#include "folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/archive.h"
#include "store/manifest.h"
#include "store/warc.h"

#define OK(call) help_ok((call), &err, #call, __LINE__)

static inline void
help_ok(int rc, const struct err *err, const char *what, int line)
{
	if (rc < 0)
		fail_msg("line %d: %s: %s", line, what, err->msg);
}

struct help {
	char *dir, *root;
	struct archive *archive;
	struct warc_writer *writer;
};

static inline void
help_open(struct help *h)
{
	static const struct warc_info info = {
		"kbmirror/test", "cited", "kbmirror/test (+test)", 0,
	};
	struct err err = ERR_INIT;

	OK(archive_open(&h->archive, h->root, ARCHIVE_WRITE, &err));
	OK(catalog_begin(h->archive->catalog, &err));
	OK(warc_writer_new(&h->writer, h->archive, &info, &err));
}

/* Without closing the segment: as a crash would leave it. */
static inline void
help_drop(struct help *h)
{
	warc_writer_free(h->writer);
	archive_close(h->archive);
	h->writer = NULL;
	h->archive = NULL;
}

static inline int
help_setup(void **state)
{
	struct help *h = mem_alloc(sizeof(*h));

	h->dir = folder_new();
	h->root = path_join(h->dir, "archive");
	help_open(h);
	*state = h;
	return 0;
}

static inline int
help_teardown(void **state)
{
	struct help *h = *state;

	help_drop(h);
	folder_free(h->dir);
	free(h->root);
	free(h);
	return 0;
}

#define HELP_DATE INT64_C(1790000000123)

/* Stores body as the answer to url; head NULL: a plain 200 of text/html. */
static inline struct capture
help_store(struct help *h, const char *url, const char *head, struct str body)
{
	AUTO(mem_freep) char *plain = mem_fmt("HTTP/1.1 200 OK\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Length: %zu\r\n\r\n", body.n);
	struct warc_exchange x = {
		.url = url, .date = HELP_DATE, .ip = "192.0.2.7",
		.protocol = "http/1.1",
		.request_head = STR("GET / HTTP/1.1\r\nHost: news.example\r\n"
		    "\r\n"),
		.response_head = str_of(head != NULL ? head : plain),
	};
	struct err err = ERR_INIT;
	struct capture c;
	struct spool s;

	spool_init(&s, h->archive->tmp);
	OK(spool_put(&s, body.p, body.n, &err));
	x.body = &s;
	OK(warc_write_exchange(h->writer, &x, NULL, &c, &err));
	spool_release(&s);
	return c;
}

static inline void
help_page(struct help *h, const char *url, const char *text)
{
	struct capture c = help_store(h, url, NULL, str_of(text));
	struct err err = ERR_INIT;
	struct resource r;

	resource_init(&r);
	model_set(&r.url, url);
	model_set(&r.final_url, url);
	model_set(&r.media, "text/html");
	model_set(&r.title, "A page");
	r.is_cited = true;
	r.outcome = r.last = OUTCOME_ARTICLE;
	r.capture = c.kind == CAPTURE_REVISIT ? c.original : c.at;
	r.captured = r.since = r.tried = r.checked = c.date;
	r.status = 200;
	memcpy(r.digest, c.digest, HASH_HEX);
	r.length = c.length;
	OK(catalog_put_resource(h->archive->catalog, &r, &err));
	resource_release(&r);
	capture_release(&c);
}

/* Ends a run as the conductor does. */
static inline int64_t
help_commit(struct help *h)
{
	struct snapshot s = {
		.is_complete = true,
		.program = (char *)(uintptr_t)"kbmirror/test",
		.extractor = 1, .robots = (char *)(uintptr_t)"cited",
	};
	struct err err = ERR_INIT;

	OK(warc_writer_close(h->writer, &err));
	OK(catalog_commit(h->archive->catalog, &err));
	OK(manifest_next_date(h->archive, HELP_DATE, &s.date, &err));
	OK(manifest_write(h->archive, &s, &err));
	OK(catalog_finish(h->archive->catalog, &err));
	return s.date;
}

static inline void
help_load(const char *path, struct buf *b)
{
	struct err err = ERR_INIT;

	buf_init(b, 64 << 20);
	OK(file_read(path, b, &err));
}

/* The path of the only segment, closed or open; the caller frees. */
static inline int
help_segment_(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	(void)st;
	(void)err;
	model_set(ctx, rel);
	return 0;
}

static inline char *
help_segment(struct help *h)
{
	AUTO(mem_freep) char *warc = path_join(h->root, "warc");
	AUTO(mem_freep) char *rel = NULL;
	struct err err = ERR_INIT;

	OK(file_walk(warc, help_segment_, &rel, &err));
	assert_non_null(rel);
	return path_join(warc, rel);
}

#endif
