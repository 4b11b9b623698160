#include "store/repair_segment.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "store/warc.h"
#include "store/warc_segment.h"

/* The field of a record that stands for lost bytes: how many. */
#define LOST_FIELD "X-Lost"

/* No place is known. */
#define NOWHERE (-1)

/* A whole record: where it was found, and where it belongs. */
struct piece {
	int64_t at, length;
	int64_t to;		/* NOWHERE: not known */
	bool is_known;		/* a place was known for just this record */
	char digest[HASH_HEX];
	char article[HASH_HEX];	/* its key; "": it is none */
};

struct mending {
	struct repair_segment *s;
	char *path, *tmp;
	struct piece *pieces;
	size_t n, cap;
	int64_t found;		/* bytes of the file */
	bool is_damaged;	/* a record does not read, or lies */
	int from, out;		/* descriptors */
	struct hash *hash;
};

void
repair_segment_release(struct repair_segment *s)
{
	for (size_t i = 0; i < s->n_lost; i++)
		free(s->lost[i].name);
	free(s->lost);
	free(s->name);
	*s = (struct repair_segment){ 0 };
}

static void
mending_release(struct mending *m)
{
	if (m->from >= 0)
		(void)close(m->from);
	if (m->out >= 0)
		(void)close(m->out);
	hash_free(m->hash);
	free(m->pieces);
	free(m->path);
	free(m->tmp);
}

static void
mending_init(struct mending *m, const struct archive *a,
    struct repair_segment *s)
{
	*m = (struct mending){ .s = s, .from = -1, .out = -1,
		.path = path_join(a->warc, s->name),
		.tmp = path_join(a->tmp, s->name), .hash = hash_new() };
}

void
repair_article_key(const char *final_url, char key[HASH_HEX])
{
	AUTO(mem_freep) char *text = mem_fmt("article of %s", final_url);

	hash_of(str_of(text), key);
}

/* Reading what is whole. */

static bool
is_digest(const struct warc_record *r, const char *field, const char *actual)
{
	struct str said = warc_field(r, field);

	return !str_starts_nocase(said, STR("sha256:")) ||
	    str_eq_nocase(str_from(said, 7), str_of(actual));
}

static int
take_record(void *ctx, const struct warc_record *r, struct err *err)
{
	struct mending *m = ctx;
	AUTO(capture_release) struct capture c = { 0 };
	struct piece p = { .at = r->offset, .length = r->length,
		.to = NOWHERE };
	bool is_revisit = str_eq_nocase(warc_field(r, "WARC-Type"),
	    STR("revisit"));

	(void)err;
	if (warc_field(r, LOST_FIELD).p != NULL)
		return 0;
	if (r->length == 0 ||
	    !is_digest(r, "WARC-Block-Digest", r->block_digest) ||
	    (!is_revisit && !is_digest(r, "WARC-Payload-Digest",
	    r->payload_digest))) {
		m->is_damaged = true;
		return 0;
	}
	if (warc_index(r, &c))
		memcpy(p.digest, c.digest, HASH_HEX);
	if (c.kind == CAPTURE_CONVERSION && c.url != NULL)
		repair_article_key(c.url, p.article);
	*VEC_PUSH(&m->pieces, &m->n, &m->cap) = p;
	return 0;
}

static int
read_pieces(struct mending *m, struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	int64_t at = 0, next;
	bool found = true;

	warc_record_init(&r, 0);
	r.with_digests = true;
	while (found) {
		struct err damage = ERR_INIT;

		if (warc_scan(m->path, &r, take_record, m, &at, &damage) == 0)
			return 0;
		if (damage.kind != ERR_STORE)
			return err_set(err, damage.kind, "%s", damage.msg);
		m->is_damaged = true;
		if (warc_find(m->path, at, &next, &found, err) < 0)
			return -1;
		at = next;
	}
	return 0;
}

/* Where each record belongs. */

static int
by_digest(const void *a, const void *b)
{
	const struct repair_place *x = a, *y = b;
	int c = strcmp(x->digest, y->digest);

	if (c == 0)
		c = (x->length > y->length) - (x->length < y->length);
	if (c == 0)
		c = (x->offset > y->offset) - (x->offset < y->offset);
	return c;
}

/* Of the places where such a record was: where this one stands, else the one
 * that is as far off as the record before, else the only one. */
static int64_t
find_place(const struct repair_places *k, const struct piece *p,
    const char *digest, int64_t off)
{
	struct repair_place like = { .length = p->length };
	size_t low = 0, high = k->n, n = 0;
	int64_t only = NOWHERE, nearest = NOWHERE;

	memcpy(like.digest, digest, HASH_HEX);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (by_digest(&k->items[mid], &like) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < k->n && k->items[low].length == like.length &&
	    strcmp(k->items[low].digest, like.digest) == 0; low++) {
		/* Several manifests name the same place. */
		n += k->items[low].offset != only;
		only = k->items[low].offset;
		if (only == p->at || (nearest != p->at && only == p->at + off))
			nearest = only;
	}
	return nearest == NOWHERE && n == 1 ? only : nearest;
}

static void
place(struct piece *p, const struct piece *before,
    const struct repair_places *k)
{
	int64_t off = before != NULL && before->to != NOWHERE ?
	    before->to - before->at : 0;

	if (p->digest[0] == '\0')
		return;
	p->to = find_place(k, p, p->digest, off);
	if (p->to == NOWHERE && p->article[0] != '\0')
		p->to = find_place(k, p, p->article, off);
	p->is_known = p->to != NOWHERE;
}

/* Where a record is that neither a name nor a neighbour tells of: what leads up
 * to the end still does. */
static int64_t
guess(const struct mending *m, const struct piece *p)
{
	return p->at + p->length == m->found ? m->s->size - p->length : p->at;
}

/* Records that nothing names go with their neighbours. False: none is of this
 * segment. */
static bool
place_all(struct mending *m, const struct repair_places *k)
{
	bool any = k->n == 0;

	for (size_t i = 0; i < m->n; i++) {
		struct piece *p = &m->pieces[i], *b = i > 0 ? p - 1 : NULL;

		place(p, b, k);
		any = any || p->is_known;
		if (p->to == NOWHERE && p->at == 0)
			p->to = 0;
		if (p->to == NOWHERE && b != NULL && b->to != NOWHERE &&
		    b->at + b->length == p->at)
			p->to = b->to + b->length;
	}
	for (size_t i = m->n; i-- > 0; ) {
		struct piece *p = &m->pieces[i];

		if (p->to != NOWHERE)
			continue;
		p->to = i + 1 < m->n && p->at + p->length == p[1].at ?
		    p[1].to - p->length : guess(m, p);
	}
	return any;
}

static int
by_target(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->to != y->to)
		return x->to < y->to ? -1 : 1;
	return (int)y->is_known - (int)x->is_known;
}

static int
by_offset(const void *a, const void *b)
{
	const struct repair_place *x = a, *y = b;

	return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Was there another record, or a part of one? k is sorted by_offset. */
static bool
is_taken(const struct repair_places *k, const struct piece *p)
{
	size_t low = 0, high = k->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (k->items[mid].offset < p->to + p->length)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0 || k->items[low - 1].offset + k->items[low - 1].length <=
	    p->to)
		return false;
	/* An article that is in just its place, though its page had another
	 * address. */
	return p->article[0] == '\0' || k->items[low - 1].offset != p->to ||
	    k->items[low - 1].length != p->length;
}

/* Keeps what fits into the segment without overlapping; what a place was known
 * for comes before what was guessed. */
static void
sort_out(struct mending *m, const struct repair_places *k)
{
	size_t n = 0;

	if (k->n > 0)
		qsort(k->items, k->n, sizeof(k->items[0]), by_offset);
	if (m->n > 0)
		qsort(m->pieces, m->n, sizeof(m->pieces[0]), by_target);
	for (size_t i = 0; i < m->n; i++) {
		const struct piece *p = &m->pieces[i];

		if (p->to < 0 || p->to > m->s->size - p->length ||
		    (!p->is_known && is_taken(k, p)))
			continue;
		while (p->is_known && n > 0 && !m->pieces[n - 1].is_known &&
		    m->pieces[n - 1].to + m->pieces[n - 1].length > p->to)
			n--;
		if (n == 0 || m->pieces[n - 1].to + m->pieces[n - 1].length <=
		    p->to)
			m->pieces[n++] = *p;
	}
	m->n = n;
}

/* Writing. */

static int
put(void *ctx, const void *p, size_t n, struct err *err)
{
	struct mending *m = ctx;

	hash_add(m->hash, p, n);
	return file_put(m->out, m->tmp, p, n, err);
}

static int
copy(struct mending *m, const struct piece *p, struct err *err)
{
	char chunk[65536];
	int64_t done = 0;

	while (done < p->length) {
		size_t want = p->length - done < (int64_t)sizeof(chunk) ?
		    (size_t)(p->length - done) : sizeof(chunk);
		ssize_t n = pread(m->from, chunk, want, p->at + done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_sys(err, "read '%s'", m->path);
		if (n == 0)
			return err_set(err, ERR_SYSTEM,
			    "'%s' becomes shorter while it is read", m->path);
		if (put(m, chunk, (size_t)n, err) < 0)
			return -1;
		done += n;
	}
	return 0;
}

/* Appends the head of a record that stands for lost bytes. Its identity is that
 * of the place. */
static void
put_head(const struct repair_segment *s, int64_t offset, int64_t length,
    struct buf *b)
{
	AUTO(mem_freep) char *text = mem_fmt("%s %lld", s->name,
	    (long long)offset);
	const char *d = s->name + strlen("kb-");	/* YYYYMMDDhhmmss */
	int64_t room = gzip_fill_room(length);
	char id[HASH_HEX];
	size_t start = b->len;

	hash_of(str_of(text), id);
	buf_fmt(b, "WARC/1.1\r\nWARC-Type: metadata\r\nWARC-Record-ID: "
	    "<urn:uuid:%.8s-%.4s-4%.3s-8%.3s-%.12s>\r\n"
	    "WARC-Date: %.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ\r\n"
	    LOST_FIELD ": %lld\r\n", id, id + 8, id + 12, id + 15, id + 18,
	    d, d + 4, d + 6, d + 8, d + 10, d + 12, (long long)length);
	/* Its own digits are in the length, of which there are at most 20. */
	room -= (int64_t)(b->len - start) +
	    (int64_t)strlen("Content-Length: 00000000000000000000\r\n\r\n");
	buf_fmt(b, "Content-Length: %020lld\r\n\r\n", (long long)room);
	/* Too small for it: empty lines, which readers pass over. */
	if (room < 0)
		buf_cut(b, start);
}

static int
fill(struct mending *m, int64_t from, int64_t to, struct err *err)
{
	AUTO(buf_release) struct buf head = BUF_INIT(4096);
	struct repair_segment *s = m->s;

	if (from == to)
		return 0;
	if (gzip_fill_room(to - from) < 1)
		return err_set(err, ERR_STORE, "'%s' cannot be mended: records "
		    "lie %lld bytes apart", m->path, (long long)(to - from));
	*VEC_PUSH(&s->lost, &s->n_lost, &s->cap_lost) = (struct lost_row){
		.name = mem_dup(s->name), .offset = from,
		.length = to - from };
	put_head(s, from, to - from, &head);
	return gzip_fill(put, m, buf_view(&head), to - from, err);
}

static int
write_all(struct mending *m, struct err *err)
{
	int64_t end = 0;

	m->from = open(m->path, O_RDONLY | O_CLOEXEC);
	m->out = open(m->tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (m->from < 0 || m->out < 0)
		return err_sys(err, "open '%s'", m->from < 0 ? m->path :
		    m->tmp);
	for (size_t i = 0; i < m->n; i++) {
		if (fill(m, end, m->pieces[i].to, err) < 0 ||
		    copy(m, &m->pieces[i], err) < 0)
			return -1;
		end = m->pieces[i].to + m->pieces[i].length;
	}
	if (fill(m, end, m->s->size, err) < 0)
		return -1;
	return fsync(m->out) < 0 ? err_sys(err, "sync '%s'", m->tmp) : 0;
}

/* The mended file takes the damaged one's name. */
static int
put_in_place(struct mending *m, const struct archive *a, struct err *err)
{
	hash_hex(m->hash, m->s->sha256);
	if (strcmp(m->s->found, m->s->sha256) == 0)
		return file_remove(m->tmp, err);
	m->s->is_changed = true;
	if (repair_quarantine(a, "warc", m->path, err) < 0 ||
	    file_rename(m->tmp, m->path, err) < 0)
		return -1;
	return file_sync_dir(a->warc, err);
}

static int
lose_all(struct mending *m, const struct archive *a, struct err *err)
{
	struct repair_segment *s = m->s;

	s->is_gone = true;
	*VEC_PUSH(&s->lost, &s->n_lost, &s->cap_lost) = (struct lost_row){
		.name = mem_dup(s->name), .length = s->size };
	if (file_is_missing(m->path))
		return 0;
	s->is_changed = true;
	if (repair_quarantine(a, "warc", m->path, err) < 0 ||
	    file_remove(m->path, err) < 0)
		return -1;
	return file_sync_dir(a->warc, err);
}

int
repair_segment_check(const struct archive *a, struct repair_segment *s,
    struct err *err)
{
	AUTO(mending_release) struct mending m;
	int64_t size;

	mending_init(&m, a, s);
	s->is_damaged = true;
	s->found[0] = '\0';
	if (file_is_missing(m.path))
		return 0;
	if (warc_segment_hash(m.path, &size, s->found, err) < 0 ||
	    read_pieces(&m, err) < 0)
		return -1;
	s->is_damaged = m.is_damaged || (s->size > 0 && size != s->size) ||
	    (s->sha256[0] != '\0' && strcmp(s->found, s->sha256) != 0);
	return 0;
}

int
repair_segment_mend(const struct archive *a, struct repair_segment *s,
    const struct repair_places *places, struct err *err)
{
	AUTO(mending_release) struct mending m;
	struct stat st;

	mending_init(&m, a, s);
	if (file_is_missing(m.path))
		return lose_all(&m, a, err);
	if (stat(m.path, &st) < 0)
		return err_sys(err, "look at '%s'", m.path);
	m.found = st.st_size;
	if (s->size == 0)
		s->size = m.found;
	if (read_pieces(&m, err) < 0)
		return -1;
	if (places->n > 0)
		qsort(places->items, places->n, sizeof(places->items[0]),
		    by_digest);
	if (!place_all(&m, places) || m.n == 0)
		return lose_all(&m, a, err);
	sort_out(&m, places);
	if (write_all(&m, err) < 0)
		return -1;
	return put_in_place(&m, a, err);
}

static bool
is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
	    x.st_ino == y.st_ino;
}

int
repair_quarantine(const struct archive *a, const char *kind, const char *path,
    struct err *err)
{
	AUTO(mem_freep) char *dir = mem_fmt("%s/quarantine/%s", a->root, kind);
	AUTO(mem_freep) char *to = path_join(dir, path_base(path));
	struct stat st;

	if (file_mkdirs(dir, err) < 0)
		return -1;
	/* The same name again, after another damage. */
	for (int n = 2; !file_is_missing(to) && !is_same_file(to, path); n++) {
		free(to);
		to = mem_fmt("%s/%s.%d", dir, path_base(path), n);
	}
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		if (file_rename(path, to, err) < 0)
			return -1;
	} else if (file_link(path, to, err) < 0) {
		return -1;
	}
	return file_sync_dir(dir, err);
}
