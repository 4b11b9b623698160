/* How often the encoding of a published document is found; each table is
 * printed for docs/conformance.md. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "web_corpus.h"
#include "base/text.h"
#include "web/charset.h"

#define CHARDET "conformance/charset-chardet"
#define MANIFEST "conformance/charset-html-manifest.tsv"
#define PAGES "extract/pages"

static const struct folder {
	const char *name, *encoding;
	size_t least;		/* documents whose text is right */
} folders[] = {
	{ "ascii", "UTF-8", 3 },
	{ "utf-8", "UTF-8", 19 },
	{ "utf-8-sig", "UTF-8", 2 },
	{ "UTF-16", "UTF-16", 2 },
	{ "UTF-16BE", "UTF-16BE", 2 },
	{ "UTF-16LE", "UTF-16LE", 2 },
	{ "GB2312", "gb18030", 20 },
	{ "Big5", "Big5", 26 },
	{ "EUC-JP", "EUC-JP", 28 },
	{ "SHIFT_JIS", "Shift_JIS", 30 },
	{ "CP932", "Shift_JIS", 3 },
	{ "iso-2022-jp", "ISO-2022-JP", 1 },
	{ "EUC-KR", "EUC-KR", 32 },
	{ "CP949", "EUC-KR", 1 },
	{ "KOI8-R", "KOI8-R", 20 },
	{ "windows-1251-russian", "windows-1251", 19 },
	{ "windows-1251-bulgarian", "windows-1251", 16 },
	{ "IBM866", "IBM866", 18 },
	{ "MacCyrillic", "x-mac-cyrillic", 17 },
	{ "iso-8859-5-russian", "ISO-8859-5", 18 },
	{ "iso-8859-5-bulgarian", "ISO-8859-5", 13 },
	{ "iso-8859-1", "windows-1252", 6 },
	{ "windows-1252", "windows-1252", 4 },
	{ "MacRoman", "macintosh", 0 },
	{ "iso-8859-2-croatian", "ISO-8859-2", 1 },
	{ "iso-8859-2-czech", "ISO-8859-2", 2 },
	{ "iso-8859-2-hungarian", "ISO-8859-2", 14 },
	{ "iso-8859-2-polish", "ISO-8859-2", 1 },
	{ "iso-8859-2-slovak", "ISO-8859-2", 2 },
	{ "iso-8859-2-slovene", "ISO-8859-2", 1 },
	{ "windows-1250-croatian", "windows-1250", 1 },
	{ "windows-1250-czech", "windows-1250", 2 },
	{ "windows-1250-hungarian", "windows-1250", 9 },
	{ "windows-1250-polish", "windows-1250", 1 },
	{ "windows-1250-romanian", "windows-1250", 0 },
	{ "windows-1250-slovak", "windows-1250", 3 },
	{ "windows-1250-slovene", "windows-1250", 1 },
	{ "iso-8859-6-arabic", "ISO-8859-6", 1 },
	{ "windows-1256-arabic", "windows-1256", 1 },
	{ "iso-8859-7-greek", "ISO-8859-7", 13 },
	{ "iso-8859-9-turkish", "windows-1254", 5 },
	{ "windows-1254-turkish", "windows-1254", 1 },
	{ "windows-1255-hebrew", "windows-1255", 23 },
	{ "TIS-620", "windows-874", 6 },
	/* Browsers have no decoder for these. */
	{ "EUC-TW", "none", 0 },
	{ "IBM855", "none", 0 },
	{ "Johab", "none", 0 },
	{ "UTF-32", "none", 0 },
	{ "UTF-32BE", "none", 0 },
	{ "UTF-32LE", "none", 0 },
	{ "iso-2022-kr", "none", 0 },
};

struct measure {
	const char *root, *encoding, *http;
	size_t n, n_named, n_text, n_blind;
};

/* The name may differ where the text does not: two single-byte encodings
 * often share all the letters of a document. */
static bool
is_same_text(const char *a, const char *b, struct str bytes)
{
	AUTO(buf_release) struct buf x = BUF_INIT(CORPUS_FILE_MAX);
	AUTO(buf_release) struct buf y = BUF_INIT(CORPUS_FILE_MAX);

	/* Either order of bytes: the documents begin with a BOM. */
	if (strcmp(b, "UTF-16") == 0)
		return str_starts(str_of(a), str_of(b));
	if (charset_find(str_of(b)) == NULL)
		return false;
	assert_int_equal(0, charset_decode(a, bytes, &x, NULL));
	assert_int_equal(0, charset_decode(b, bytes, &y, NULL));
	assert_true(text_is_utf8(buf_view(&x)));
	return str_eq(buf_view(&x), buf_view(&y));
}

/* What the document says of its own encoding is made unreadable. */
static void
hide_declarations(struct buf *b)
{
	static const char *const words[] = { "charset", "encoding" };

	for (size_t w = 0; w < 2; w++) {
		struct str word = str_of(words[w]);

		for (size_t i = 0; i + word.n <= b->len; i++)
			if (str_eq_nocase(str_make(b->p + i, word.n), word))
				b->p[i] = 'x';
	}
}

static int
measure_file(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct measure *m = ctx;
	AUTO(mem_freep) char *path = mem_fmt("%s/%s", m->root, rel);
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	const char *got;
	bool is_right;

	if (!S_ISREG(st->st_mode))
		return 0;
	if (file_read(path, &b, err) < 0)
		return -1;
	got = charset_detect(buf_view(&b), str_of(m->http), STR(""));
	is_right = is_same_text(got, m->encoding, buf_view(&b));
	m->n++;
	m->n_named += strcmp(m->encoding, got) == 0;
	m->n_text += is_right;
	hide_declarations(&b);
	m->n_blind += is_same_text(charset_detect(buf_view(&b),
	    str_of(m->http), STR("")), m->encoding, buf_view(&b));
	if (!is_right && getenv("KB_SHOW") != NULL)
		print_message("%s: %s, not %s\n", path, got, m->encoding);
	return 0;
}

static struct measure
measure(const struct folder *f, const char *http)
{
	AUTO(mem_freep) char *name = mem_fmt(CHARDET "/%s", f->name);
	AUTO(mem_freep) char *root = corpus_path(name);
	struct measure m = {
		.root = root, .encoding = f->encoding, .http = http,
	};
	struct err err = ERR_INIT;

	if (!file_is_dir(root)) {
		mem_freep(&name);
		corpus_skip(&root);
	}
	if (file_walk(root, measure_file, &m, &err) < 0)
		fail_msg("%s", err.msg);
	m.root = NULL;
	return m;
}

/* No document may be lost that is read today. */
static void
published_documents_are_recognised(void **state)
{
	size_t n = 0, n_text = 0, n_blind = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		struct measure m = measure(&folders[i], "");

		print_message("detect\t%s\t%s\t%zu\t%zu\t%zu\t%zu\n",
		    folders[i].name, folders[i].encoding, m.n, m.n_named,
		    m.n_text, m.n_blind);
		if (m.n_text < folders[i].least)
			fail_msg("%s: only %zu are right", folders[i].name,
			    m.n_text);
		if (strcmp(folders[i].encoding, "none") == 0)
			continue;
		n += m.n;
		n_text += m.n_text;
		n_blind += m.n_blind;
	}
	print_message("detect\tall\t\t%zu\t\t%zu\t%zu\n", n, n_text,
	    n_blind);
	assert_true(n_blind * 100 >= n * 80);
}

/* HTTP that says UTF-8 of what is not, and something else of what is. */
static void
a_wrong_declaration_is_overruled_either_way(void **state)
{
	static const char *const lies[] = {
		"gbk", "big5", "shift_jis", "iso-8859-1", "windows-1251",
	};
	static const char *const legacy[] = {
		"GB2312", "Big5", "EUC-JP", "SHIFT_JIS", "EUC-KR", "KOI8-R",
		"windows-1251-russian",
	};
	size_t n = 0, n_right = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(lies) / sizeof(lies[0]); i++) {
		struct measure m = measure(&folders[1], lies[i]);

		print_message("lie\tUTF-8\t%s\t%zu\t%zu\n", lies[i], m.n,
		    m.n_text);
		/* One has two letters of two bytes: too few to decide. */
		assert_true(m.n_text + 1 >= m.n);
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		for (size_t k = 0; k < sizeof(legacy) / sizeof(legacy[0]);
		    k++) {
			struct measure m;

			if (strcmp(folders[i].name, legacy[k]) != 0)
				continue;
			m = measure(&folders[i], "utf-8");
			print_message("lie\t%s\tutf-8\t%zu\t%zu\n",
			    folders[i].encoding, m.n, m.n_text);
			n += m.n;
			n_right += m.n_text;
		}
	}
	assert_true(n_right * 100 >= n * 95);
}

/* The only page of that many bytes; the pages have lost their names. */
struct search {
	json_int_t bytes;
	size_t n;
	char *name;
};

static int
match_size(void *ctx, const char *rel, const struct stat *st,
    struct err *err)
{
	struct search *s = ctx;

	(void)err;
	if (st->st_size != s->bytes)
		return 0;
	s->n++;
	free(s->name);
	s->name = mem_fmt(PAGES "/%s", rel);
	return 0;
}

static char *
find_page(struct str name, struct str bytes)
{
	AUTO(mem_freep) char *root = corpus_path(PAGES);
	struct search s = { strtoll(bytes.p, NULL, 10), 0, NULL };
	struct err err = ERR_INIT;

	if (str_starts(name, STR("charset-chardet/")))
		return mem_fmt("conformance/%.*s", STR_ARG(name));
	if (file_is_dir(root) &&
	    file_walk(root, match_size, &s, &err) < 0)
		fail_msg("%s", err.msg);
	if (s.n == 1)
		return s.name;
	free(s.name);
	return NULL;
}

static const char *
encoding_of(struct str name, struct str meta, bool is_utf8)
{
	struct str rest = name, top, folder;

	if (is_utf8)
		return "UTF-8";
	if (meta.n > 0)
		return charset_find(meta);
	(void)str_cut(&rest, '/', &top);
	(void)str_cut(&rest, '/', &folder);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (str_eq(folder, str_of(folders[i].name)))
			return folders[i].encoding;
	return "";
}

/* False: it is not there, or nobody knows what it is. */
static bool
check_row(struct str row, size_t *n_wrong)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	struct str f[5];
	AUTO(mem_freep) char *path = NULL;
	const char *want, *got;

	for (size_t i = 0; i < 5; i++)
		assert_true(str_cut(&row, '\t', &f[i]));
	want = encoding_of(f[0], f[1], str_eq(f[4],
	    STR("meta-contradicts-utf8-bytes")));
	path = find_page(f[0], f[3]);
	if (path == NULL || charset_find(str_of(want)) == NULL)
		return false;
	corpus_read(path, &b);
	got = charset_detect(buf_view(&b), STR(""), STR(""));
	print_message("manifest\t%.*s\t%.*s\t%s\t%s\n", STR_ARG(f[4]),
	    STR_ARG(f[1]), want, got);
	if (!is_same_text(got, want, buf_view(&b))) {
		print_message("%.*s: %s, not %s\n", STR_ARG(f[0]), got, want);
		(*n_wrong)++;
	}
	return true;
}

static void
pages_of_the_manifest_are_read_as_what_they_are(void **state)
{
	AUTO(buf_release) struct buf b = BUF_INIT(CORPUS_FILE_MAX);
	size_t n = 0, n_wrong = 0;
	struct str rest, row;

	(void)state;
	corpus_read(MANIFEST, &b);
	rest = buf_view(&b);
	(void)str_cut(&rest, '\n', &row);
	while (str_cut(&rest, '\n', &row))
		n += row.n > 0 && check_row(row, &n_wrong);
	print_message("manifest\tall\t%zu\t%zu\n", n, n_wrong);
	assert_true(n > 15);
	assert_true(n_wrong * 10 <= n);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_documents_are_recognised),
		cmocka_unit_test(a_wrong_declaration_is_overruled_either_way),
		cmocka_unit_test(
		    pages_of_the_manifest_are_read_as_what_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
