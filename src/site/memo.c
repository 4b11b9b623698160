#include "site/memo.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/version.h"

/* Changes with the format of the records. */
#define MEMO_FORMAT 1

/* A page with more of them is made in every run: a note of a million
 * references, looked up four times each. */
#define MEMO_DEPS ((size_t)1 << 22)
/* A URL, and what MEMO_DEPS and the paths of some thousand pictures take. */
#define MEMO_NAME ((size_t)1 << 20)
#define MEMO_BLOB ((size_t)64 << 20)
#define MEMO_ASSETS ((size_t)8 << 20)

/* The rows of one note in the index. */
#define MEMO_PIECE ((size_t)64 << 20)

/* In front of each record. */
struct head {
	uint32_t n_name, n_blob;
};

/* Of a page; keys of facts and paths of files follow. */
struct page_head {
	uint64_t sum;		/* over the facts and the assets */
	int64_t size, mtime;	/* of the page's file, ns */
	uint32_t n, n_kept;
	uint32_t n_deps, n_assets;
};

struct piece {
	int64_t at, n;
	uint64_t hash;
};

struct memo {
	struct facts *facts;
	char *path, *tmp;
	FILE *in, *out;
	int index;		/* descriptor of the old one, -1: none yet */
	/* The record that was read last. */
	bool has_record;
	struct buf name, blob;
};

/* What else the pages depend on: the program, to the byte. */
static void
put_identity(struct buf *b, bool with_workers)
{
	struct stat st = { 0 };
	uint32_t order = 0x01020304;

	if (stat("/proc/self/exe", &st) < 0)
		st.st_size = 0;
	buf_fmt(b, "%s %d %lld %lld.%ld %d\n", VERSION_NAME, MEMO_FORMAT,
	    (long long)st.st_size, (long long)st.st_mtim.tv_sec,
	    st.st_mtim.tv_nsec, with_workers);
	buf_put(b, &order, sizeof(order));
}

static bool
get(FILE *f, void *p, size_t n)
{
	return n == 0 || fread(p, n, 1, f) == 1;
}

static bool
get_bytes(FILE *f, struct buf *b, size_t n)
{
	char *p;

	buf_reset(b);
	if (n > b->max)
		return false;
	p = buf_room(b, n);
	if (p == NULL || !get(f, p, n))
		return false;
	buf_end(b, n);
	return true;
}

/* The next record; none after the end and after damage. */
static void
advance(struct memo *m)
{
	struct head h;

	m->has_record = m->in != NULL && get(m->in, &h, sizeof(h)) &&
	    get_bytes(m->in, &m->name, h.n_name) &&
	    get_bytes(m->in, &m->blob, h.n_blob);
}

static bool
find(struct memo *m, const char *name)
{
	int order = 1;

	while (m->has_record && (order = strcmp(m->name.p, name)) < 0)
		advance(m);
	return m->has_record && order == 0;
}

static void
put_record(struct memo *m, const char *name, const struct buf *blob)
{
	struct head h = { (uint32_t)strlen(name), (uint32_t)blob->len };

	if (m->out == NULL || blob->failed || strlen(name) > MEMO_NAME)
		return;
	(void)fwrite(&h, sizeof(h), 1, m->out);
	(void)fwrite(name, 1, h.n_name, m->out);
	(void)fwrite(blob->p, 1, h.n_blob, m->out);
}

static void
open_files(struct memo *m, bool with_workers)
{
	AUTO(buf_release) struct buf now = BUF_INIT(4096);
	AUTO(buf_release) struct buf before = BUF_INIT(4096);

	put_identity(&now, with_workers);
	m->in = fopen(m->path, "re");
	if (m->in != NULL && (!get_bytes(m->in, &before, now.len) ||
	    !str_eq(buf_view(&before), buf_view(&now)))) {
		(void)fclose(m->in);
		m->in = NULL;
	}
	m->out = fopen(m->tmp, "we");
	if (m->out != NULL)
		(void)fwrite(now.p, 1, now.len, m->out);
	advance(m);
}

int
memo_open(struct memo **out, struct catalog *c, const char *path,
    bool with_workers, struct err *err)
{
	struct memo *m = mem_alloc(sizeof(*m));

	*out = NULL;
	m->index = -1;
	buf_init(&m->name, MEMO_NAME);
	buf_init(&m->blob, MEMO_BLOB);
	m->path = mem_dup(path);
	m->tmp = mem_fmt("%s.tmp", path);
	if (facts_new(&m->facts, c, err) < 0) {
		memo_close(m);
		return -1;
	}
	open_files(m, with_workers);
	*out = m;
	return 0;
}

void
memo_keep(struct memo *m)
{
	bool is_whole;

	if (m == NULL || m->out == NULL)
		return;
	is_whole = ferror(m->out) == 0;
	if (fclose(m->out) != 0)
		is_whole = false;
	m->out = NULL;
	/* The old one tells of files that are there no more. */
	if (!is_whole || rename(m->tmp, m->path) < 0)
		(void)unlink(m->tmp);
}

void
memo_close(struct memo *m)
{
	if (m == NULL)
		return;
	if (m->out != NULL) {
		(void)fclose(m->out);
		(void)unlink(m->tmp);
	}
	if (m->in != NULL)
		(void)fclose(m->in);
	if (m->index >= 0)
		(void)close(m->index);
	facts_free(m->facts);
	buf_release(&m->name);
	buf_release(&m->blob);
	free(m->path);
	free(m->tmp);
	free(m);
}

/* Over the facts, and over what is told of the page itself. */
static uint64_t
sum(struct memo *m, const struct memo_page *p)
{
	AUTO(buf_release) struct buf values =
	    BUF_INIT(MEMO_DEPS * sizeof(uint64_t) + MEMO_ASSETS + 64);

	for (size_t i = 0; i < p->n_deps; i++) {
		uint64_t v = facts_get(m->facts, p->deps[i]);

		buf_put(&values, &v, sizeof(v));
	}
	buf_fmt(&values, "%u %u ", p->n, p->n_kept);
	buf_s(&values, buf_view(&p->assets));
	return facts_hash(m->facts, buf_view(&values));
}

static bool
parse(const struct memo *m, struct page_head *h, struct memo_page *p)
{
	struct str s = buf_view(&m->blob);
	size_t deps;

	if (s.n < sizeof(*h))
		return false;
	memcpy(h, s.p, sizeof(*h));
	s = str_from(s, sizeof(*h));
	deps = h->n_deps * sizeof(*p->deps);
	if (h->n_deps > MEMO_DEPS || s.n < deps || s.n - deps != h->n_assets)
		return false;
	p->deps = mem_resize(p->deps, h->n_deps + 1, sizeof(*p->deps));
	memcpy(p->deps, s.p, deps);
	p->n_deps = h->n_deps;
	p->cap_deps = h->n_deps + 1;
	p->n = h->n;
	p->n_kept = h->n_kept;
	p->size = h->size;
	p->mtime = h->mtime;
	buf_s(&p->assets, str_from(s, deps));
	return p->assets.len == 0 || p->assets.p[p->assets.len - 1] == '\0';
}

static int64_t
mtime_of(const struct stat *st)
{
	return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

/* Nobody has written into it since. */
static bool
is_untouched(const char *file, const struct page_head *h)
{
	struct stat st;

	return lstat(file, &st) == 0 && S_ISREG(st.st_mode) &&
	    st.st_size == h->size && mtime_of(&st) == h->mtime;
}

static bool
take(struct build *b, const char *path)
{
	AUTO(mem_freep) char *from = path_join(b->old, path);
	AUTO(mem_freep) char *to = path_join(b->out, path);
	struct err err = ERR_INIT;

	return file_link(from, to, &err) == 0 ||
	    (file_mkdirs_for(to, &err) == 0 && file_link(from, to, &err) == 0);
}

/* The file may have come with an archive of somebody else's. */
static bool
is_asset(struct str path)
{
	return str_starts(path, STR("assets/")) &&
	    str_find(path, STR("..")) == (size_t)-1;
}

static bool
take_all(struct build *b, const struct memo_page *p)
{
	struct str rest = buf_view(&p->assets), path;

	while (str_cut(&rest, '\0', &path)) {
		if (path.n > 0 && (!is_asset(path) ||
		    (!ahead_use(b->ahead, path.p) && !take(b, path.p))))
			return false;
	}
	return take(b, p->path);
}

static void
forget(struct memo_page *p)
{
	p->is_same = false;
	p->n_deps = 0;
	p->n = p->n_kept = 0;
	p->size = 0;
	buf_reset(&p->assets);
}

void
memo_look(struct build *b, const char *name, const char *path,
    struct memo_page *p)
{
	AUTO(mem_freep) char *old = path_join(b->old, path);
	struct memo *m = b->memo;
	struct page_head h;

	*p = (struct memo_page){ .path = mem_dup(path),
		.assets = BUF_INIT(MEMO_ASSETS) };
	if (m == NULL)
		return;
	p->is_same = find(m, name) && parse(m, &h, p) &&
	    sum(m, p) == h.sum && is_untouched(old, &h) && take_all(b, p);
	if (!p->is_same)
		forget(p);
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Pages ask for the same again and again. */
static void
make_unique(struct memo_page *p)
{
	size_t n = 0;

	if (p->n_deps > 1)
		qsort(p->deps, p->n_deps, sizeof(*p->deps), by_value);
	for (size_t i = 0; i < p->n_deps; i++)
		if (n == 0 || p->deps[n - 1] != p->deps[i])
			p->deps[n++] = p->deps[i];
	p->n_deps = n;
}

void
memo_add(struct build *b, const char *name, struct memo_page *p)
{
	AUTO(buf_release) struct buf blob = BUF_INIT(MEMO_BLOB);
	struct memo *m = b->memo;
	struct page_head h;

	if (m == NULL || p->is_spoilt || p->assets.failed || p->size == 0)
		return;
	make_unique(p);
	memset(&h, 0, sizeof(h));
	h.sum = sum(m, p);
	h.size = p->size;
	h.mtime = p->mtime;
	h.n = p->n;
	h.n_kept = p->n_kept;
	h.n_deps = (uint32_t)p->n_deps;
	h.n_assets = (uint32_t)p->assets.len;
	buf_put(&blob, &h, sizeof(h));
	buf_put(&blob, p->deps, p->n_deps * sizeof(*p->deps));
	buf_s(&blob, buf_view(&p->assets));
	put_record(m, name, &blob);
}

void
memo_page_release(struct memo_page *p)
{
	free(p->path);
	free(p->deps);
	buf_release(&p->assets);
	*p = (struct memo_page){ 0 };
}

void
memo_use(struct build *b, enum fact_kind kind, const char *name)
{
	struct memo_page *p = b->page;

	if (b->memo == NULL || p == NULL || p->is_spoilt)
		return;
	if (p->n_deps >= MEMO_DEPS) {
		memo_spoil(b);
		return;
	}
	*VEC_PUSH(&p->deps, &p->n_deps, &p->cap_deps) =
	    facts_key(b->memo->facts, kind, name);
}

void
memo_use_asset(struct build *b, const char *path)
{
	if (b->memo != NULL && b->page != NULL)
		buf_put(&b->page->assets, path, strlen(path) + 1);
}

void
memo_use_file(struct build *b, size_t n)
{
	if (b->page == NULL)
		return;
	b->page->size = (int64_t)n;
	b->page->mtime = b->mtime * 1000000;
}

void
memo_spoil(struct build *b)
{
	if (b->page != NULL)
		b->page->is_spoilt = true;
}

/* The bytes at a place of the old index. */
static bool
read_piece(struct build *b, const struct piece *piece, struct buf *html)
{
	struct memo *m = b->memo;
	size_t n = (size_t)piece->n, done = 0;
	char *p;

	if (m->index < 0) {
		AUTO(mem_freep) char *file = path_join(b->old, "index.html");

		m->index = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	}
	if (m->index < 0 || piece->n <= 0 || piece->at < 0 || n > MEMO_PIECE)
		return false;
	p = buf_room(html, n);
	while (p != NULL && done < n) {
		ssize_t got = pread(m->index, p + done, n - done,
		    (off_t)(piece->at + (int64_t)done));

		if (got <= 0)
			return false;
		done += (size_t)got;
	}
	if (p == NULL || facts_hash(m->facts, str_make(p, n)) != piece->hash)
		return false;
	buf_end(html, n);
	return true;
}

bool
memo_find_piece(struct build *b, const char *name, struct buf *html)
{
	struct memo *m = b->memo;
	struct piece piece;

	if (m == NULL || !find(m, name) || m->blob.len != sizeof(piece))
		return false;
	memcpy(&piece, m->blob.p, sizeof(piece));
	return read_piece(b, &piece, html);
}

void
memo_add_piece(struct build *b, const char *name, struct str piece,
    int64_t at)
{
	AUTO(buf_release) struct buf blob = BUF_INIT(sizeof(struct piece));
	struct memo *m = b->memo;
	struct piece p = { .at = at, .n = (int64_t)piece.n };

	if (m == NULL || piece.n > MEMO_PIECE)
		return;
	p.hash = facts_hash(m->facts, piece);
	buf_put(&blob, &p, sizeof(p));
	put_record(m, name, &blob);
}
