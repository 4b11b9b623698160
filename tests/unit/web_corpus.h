/*
 * web_corpus.h: published conformance data for the web_*.c tests, below
 * $KB_CORPUS or build/corpus (see scripts/corpus).
 */
#ifndef TESTS_UNIT_WEB_CORPUS_H
#define TESTS_UNIT_WEB_CORPUS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"

/* The largest file of the corpus is a page of some megabytes. */
#define CORPUS_FILE_MAX ((size_t)64 << 20)

static inline char *
corpus_path(const char *name)
{
	const char *root = getenv("KB_CORPUS");

	return mem_fmt("%s/%s", root != NULL ? root : "build/corpus", name);
}

/* Skips the test, which ends it where it stands: so PATH is freed here. */
static inline void
corpus_skip(char **path)
{
	print_message("no corpus: %s\n", *path);
	free(*path);
	*path = NULL;
	skip();
}

/* Skips the test when the corpus is not there; fails on any other error. */
static inline void
corpus_read(const char *name, struct buf *b)
{
	AUTO(mem_freep) char *path = corpus_path(name);
	struct err err = ERR_INIT;

	if (!file_exists(path))
		corpus_skip(&path);
	if (file_read(path, b, &err) < 0)
		fail_msg("%s", err.msg);
}

static inline int
corpus_hex4(const char *s, size_t left)
{
	int v = 0;

	if (left < 6 || s[0] != '\\' || s[1] != 'u')
		return -1;
	for (int i = 2; i < 6; i++) {
		if (ch_hex(s[i]) < 0)
			return -1;
		v = v << 4 | ch_hex(s[i]);
	}
	return v;
}

/*
 * JSON whose strings may have lone surrogates, which are what a browser makes
 * of them, U+FFFD: jansson takes no such strings.
 */
static inline json_t *
corpus_json(const char *name)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	struct err err = ERR_INIT;
	json_t *v;

	corpus_read(name, &b);
	for (size_t i = 0; i < b.len; i++) {
		int a = corpus_hex4(b.p + i, b.len - i);

		if (b.p[i] == '\\' && a < 0) {
			i++;
			continue;
		}
		if (a < 0xd800 || a > 0xdfff)
			continue;
		if (a < 0xdc00 && i + 12 <= b.len) {
			int c = corpus_hex4(b.p + i + 6, b.len - i - 6);

			if (c >= 0xdc00 && c <= 0xdfff) {
				i += 11;
				continue;
			}
		}
		memcpy(b.p + i + 2, "fffd", 4);
	}
	if (json_read(buf_view(&b), &v, &err) < 0)
		fail_msg("%s: %s", name, err.msg);
	return v;
}

static inline struct str
corpus_str(const json_t *v)
{
	return str_make(json_string_value(v), json_string_length(v));
}

#endif
