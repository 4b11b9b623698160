#include "store/warc_reader.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/gzip.h"
#include "base/mem.h"
#include "store/warc_head.h"

#define CHUNK 65536

struct warc_reader {
	int fd;
	char *path;
	struct gzip_in *inflater;
	struct gzip_in *gzip;	/* the inflater; NULL: a plain record */
	int64_t at;		/* plain: file offset after the chunk */
	int64_t start;		/* of the record, or of its member */
	int64_t end;		/* where the last whole record ended */
	int seek_errno;		/* its first bytes were not had; 0: they were */
	bool is_new;		/* nothing of the member was read yet */
	bool at_member_end;
	struct hash *block, *payload;
	size_t pos, len;
	char chunk[CHUNK];
};

int
warc_reader_open(struct warc_reader **out, const char *path, struct err *err)
{
	struct warc_reader *r = mem_alloc(sizeof(*r));

	*out = NULL;
	r->path = mem_dup(path);
	r->block = hash_new();
	r->payload = hash_new();
	r->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (r->fd < 0) {
		(void)err_sys(err, "open '%s'", path);
		warc_reader_close(r);
		return -1;
	}
	r->inflater = gzip_in_new(r->fd);
	if (r->inflater == NULL) {
		warc_reader_close(r);
		return err_set(err, ERR_SYSTEM, "out of memory for gzip");
	}
	warc_reader_seek(r, 0);
	*out = r;
	return 0;
}

void
warc_reader_close(struct warc_reader *r)
{
	if (r == NULL)
		return;
	gzip_in_free(r->inflater);
	hash_free(r->block);
	hash_free(r->payload);
	if (r->fd >= 0)
		(void)close(r->fd);
	free(r->path);
	free(r);
}

void
warc_reader_seek(struct warc_reader *r, int64_t offset)
{
	unsigned char magic[2] = { 0, 0 };
	ssize_t n;

	do
		n = pread(r->fd, magic, 2, offset);
	while (n < 0 && errno == EINTR);
	r->seek_errno = n < 0 ? errno : 0;
	/* By the record, not by the file: its first bytes may be the damaged
	 * ones. */
	r->gzip = n == 2 && magic[0] == 0x1f && magic[1] == 0x8b ?
	    r->inflater : NULL;
	gzip_in_seek(r->inflater, offset);
	r->at = r->start = r->end = offset;
	r->pos = r->len = 0;
	r->at_member_end = false;
	r->is_new = true;
}

int64_t
warc_reader_end(const struct warc_reader *r)
{
	return r->end;
}

/* More bytes of this member (of this file, when plain); len stays 0 at its
 * end. */
static int
fill(struct warc_reader *r, struct err *err)
{
	ssize_t n;

	r->pos = r->len = 0;
	if (r->seek_errno != 0) {
		errno = r->seek_errno;
		return err_sys(err, "read");
	}
	if (r->gzip != NULL) {
		if (gzip_in_read(r->gzip, r->chunk, CHUNK, &r->len, err) < 0)
			return -1;
		r->at_member_end = r->len == 0;
		return 0;
	}
	do
		n = pread(r->fd, r->chunk, CHUNK, r->at);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, "read");
	r->len = (size_t)n;
	r->at += n;
	r->at_member_end = n == 0;
	return 0;
}

static int
broken(const char *what, struct err *err)
{
	return err_set(err, ERR_STORE, "%s", what);
}

/* The next byte, or -1 at the end, or -2 with err set. */
static int
next_byte(struct warc_reader *r, struct err *err)
{
	if (r->pos == r->len && fill(r, err) < 0)
		return -2;
	return r->pos < r->len ? (unsigned char)r->chunk[r->pos++] : -1;
}

/* A line of the WARC head, as CRLF, at the end of fields. *n is its length
 * without the end; -1: the data ended before any byte of it. */
static int
read_line(struct warc_reader *r, struct buf *fields, long *n, struct err *err)
{
	size_t start = fields->len;
	int c;

	while ((c = next_byte(r, err)) != '\n') {
		if (c == -2)
			return -1;
		if (c == -1) {
			if (fields->len > start)
				return broken("the record's head is cut short",
				    err);
			*n = -1;
			return 0;
		}
		buf_char(fields, (char)c);
		if (fields->failed)
			return broken("the record's head is too long", err);
	}
	while (fields->len > start && fields->p[fields->len - 1] == '\r')
		buf_cut(fields, fields->len - 1);
	*n = (long)(fields->len - start);
	buf_str(fields, "\r\n");
	return 0;
}

static int
read_fields(struct warc_reader *r, struct warc_record *rec, bool *got,
    struct err *err)
{
	struct buf *f = &rec->fields;
	long n;

	/* Some writers leave more than two empty lines between records. */
	do {
		buf_reset(f);
		if (read_line(r, f, &n, err) < 0)
			return -1;
	} while (n == 0);
	*got = n > 0;
	if (!*got)
		return 0;
	if (!str_starts(buf_view(f), STR("WARC/")) || !ch_is_digit(f->p[5]))
		return broken("no WARC record begins here", err);
	while (n > 0)
		if (read_line(r, f, &n, err) < 0)
			return -1;
	return n < 0 ? broken("the record's head is cut short", err) : 0;
}

static bool
has_http_head(const struct warc_record *rec)
{
	return str_starts_nocase(warc_field(rec, "Content-Type"),
	    STR("application/http"));
}

/* Where the bytes of a block go. */
struct sink {
	struct warc_reader *reader;
	struct warc_record *rec;
	bool in_head;
};

static void
take_payload(struct sink *s, struct str p)
{
	struct buf *to = &s->rec->payload;

	s->rec->payload_length += (int64_t)p.n;
	if (s->rec->with_digests)
		hash_add(s->reader->payload, p.p, p.n);
	buf_s(to, str_sub(p, 0, to->max - to->len));
}

static int
take(struct sink *s, struct str p, struct err *err)
{
	struct buf *head = &s->rec->http_head;
	size_t old = head->len, end;

	if (s->rec->with_digests)
		hash_add(s->reader->block, p.p, p.n);
	if (!s->in_head) {
		take_payload(s, p);
		return 0;
	}
	buf_s(head, p);
	if (head->failed)
		return broken("the HTTP head is too long", err);
	end = warc_head_end(buf_view(head), old);
	if (end > 0) {
		s->in_head = false;
		take_payload(s, str_from(p, end - old));
		buf_cut(head, end);
	}
	return 0;
}

static int
read_block(struct warc_reader *r, struct warc_record *rec, int64_t left,
    struct err *err)
{
	struct sink s = { r, rec, has_http_head(rec) };

	while (left > 0) {
		size_t n;

		if (r->pos == r->len && fill(r, err) < 0)
			return -1;
		if (r->len == 0)
			return broken("the record is cut short", err);
		n = r->len - r->pos;
		if ((int64_t)n > left)
			n = (size_t)left;
		if (take(&s, str_make(r->chunk + r->pos, n), err) < 0)
			return -1;
		r->pos += n;
		left -= (int64_t)n;
	}
	if (rec->with_digests) {
		hash_hex(r->block, rec->block_digest);
		hash_hex(r->payload, rec->payload_digest);
	}
	return 0;
}

/* The two empty lines after a block. Some writers forget one; where a gzip
 * member ends, its checksum vouches that nothing was lost. */
static int
read_end(struct warc_reader *r, struct err *err)
{
	static const char end[] = "\r\n\r\n";

	for (size_t i = 0; i < strlen(end); i++) {
		int c = next_byte(r, err);

		if (c == -2)
			return -1;
		if (c == -1 && r->gzip != NULL)
			return 0;
		if (c != end[i])
			return broken("the record does not end where it should",
			    err);
	}
	return 0;
}

/* Ends the member when the record filled it; rec's place is then known. */
static int
end_record(struct warc_reader *r, struct warc_record *rec, struct err *err)
{
	rec->offset = r->start;
	rec->length = 0;
	if (r->gzip == NULL) {
		r->end = r->at - (int64_t)(r->len - r->pos);
		rec->length = r->end - r->start;
		r->start = r->end;
		return 0;
	}
	if (r->pos == r->len && fill(r, err) < 0)
		return -1;
	if (r->at_member_end) {
		r->end = gzip_in_offset(r->gzip);
		if (r->is_new)
			rec->length = r->end - r->start;
	}
	r->is_new = false;
	return 0;
}

/* Goes to the next member; *at_end: there is none. */
static int
next_member(struct warc_reader *r, bool *at_end, struct err *err)
{
	*at_end = false;
	if (r->gzip == NULL || !r->at_member_end)
		return 0;
	r->start = gzip_in_offset(r->gzip);
	r->pos = r->len = 0;
	r->at_member_end = false;
	r->is_new = true;
	return gzip_in_next(r->gzip, at_end, err);
}

static int
read_record(struct warc_reader *r, struct warc_record *rec, bool *got,
    struct err *err)
{
	unsigned long length;
	bool at_end;

	do {
		if (next_member(r, &at_end, err) < 0)
			return -1;
		*got = !at_end;
		if (at_end || read_fields(r, rec, got, err) < 0)
			return at_end ? 0 : -1;
	} while (!*got && r->gzip != NULL);
	if (!*got)
		return 0;
	if (warc_field(rec, "WARC-Type").n == 0 ||
	    warc_field(rec, "WARC-Record-ID").n == 0 ||
	    !str_to_ulong(warc_field(rec, "Content-Length"),
	    (unsigned long)INT64_MAX, &length))
		return broken("the record lacks its type, its identity or its "
		    "length", err);
	if (read_block(r, rec, (int64_t)length, err) < 0 ||
	    read_end(r, err) < 0)
		return -1;
	return end_record(r, rec, err);
}

int
warc_reader_next(struct warc_reader *r, struct warc_record *rec, bool *got,
    struct err *err)
{
	buf_reset(&rec->fields);
	buf_reset(&rec->http_head);
	buf_reset(&rec->payload);
	rec->payload_length = rec->offset = rec->length = 0;
	rec->block_digest[0] = rec->payload_digest[0] = '\0';
	if (read_record(r, rec, got, err) < 0)
		return err_in(err, "'%s' at byte %lld", r->path,
		    (long long)r->start);
	return 0;
}
