#include "store/warc.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/codec.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/archive.h"
#include "store/warc_head.h"
#include "store/warc_reader.h"


void
warc_record_init(struct warc_record *r, size_t max_payload)
{
	*r = (struct warc_record){ 0 };
	buf_init(&r->fields, WARC_HEAD_MAX);
	buf_init(&r->http_head, 2 * WARC_HEAD_MAX);
	buf_init(&r->payload, max_payload);
}

void
warc_record_release(struct warc_record *r)
{
	buf_release(&r->fields);
	buf_release(&r->http_head);
	buf_release(&r->payload);
}

struct str
warc_field(const struct warc_record *r, const char *name)
{
	return warc_head_get(buf_view(&r->fields), name);
}

/* The file of a segment: closed, or being written. */
static int
segment_path(struct archive *a, int64_t id, char **path, struct err *err)
{
	AUTO(mem_freep) char *name = NULL;

	*path = NULL;
	if (catalog_segment_name(a->catalog, id, &name, err) < 0)
		return -1;
	if (name == NULL)
		return err_set(err, ERR_STORE, "there is no segment %lld",
		    (long long)id);
	*path = mem_fmt("%s/%s", a->warc, name);
	if (file_is_missing(*path)) {
		free(*path);
		*path = mem_fmt("%s/%s.open", a->warc, name);
	}
	if (file_is_missing(*path)) {
		mem_freep(path);
		*path = NULL;
		return err_set(err, ERR_STORE, "the segment '%s' is missing",
		    name);
	}
	return 0;
}

int
warc_read(struct archive *a, const struct locator *at, struct warc_record *r,
    struct err *err)
{
	AUTO(mem_freep) char *path = NULL;
	struct warc_reader *reader;
	bool got;
	int rc;

	if (segment_path(a, at->segment, &path, err) < 0 ||
	    warc_reader_open(&reader, path, err) < 0)
		return -1;
	warc_reader_seek(reader, at->offset);
	rc = warc_reader_next(reader, r, &got, err);
	warc_reader_close(reader);
	if (rc < 0)
		return -1;
	if (!got || (at->length > 0 && r->length != at->length))
		return err_set(err, ERR_STORE, "'%s' at byte %lld: there is no "
		    "record of %lld bytes", path, (long long)at->offset,
		    (long long)at->length);
	return 0;
}

/* Reads the record with the bytes; codings borrows from *head. */
static int
read_original(struct archive *a, const struct locator *at,
    struct warc_record *r, struct buf *head, struct err *err)
{
	struct capture c = { 0 };
	struct locator original;
	bool found;

	if (warc_read(a, at, r, err) < 0)
		return -1;
	buf_s(head, buf_view(&r->http_head));
	if (!str_eq_nocase(warc_field(r, "WARC-Type"), STR("revisit")))
		return 0;
	if (catalog_get_capture(a->catalog, at, &c, &found, err) < 0)
		return -1;
	original = c.original;
	capture_release(&c);
	if (!found || original.segment == 0)
		return err_set(err, ERR_STORE, "the revisit at byte %lld does "
		    "not lead to its original", (long long)at->offset);
	/* A 304 says nothing of the coding of what it confirms. */
	if (warc_head_status(buf_view(head)) == 304)
		buf_reset(head);
	if (warc_read(a, &original, r, err) < 0)
		return -1;
	if (head->len == 0)
		buf_s(head, buf_view(&r->http_head));
	return 0;
}

int
warc_payload(struct archive *a, const struct locator *at, struct buf *out,
    struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	AUTO(buf_release) struct buf head = BUF_INIT(2 * WARC_HEAD_MAX);
	AUTO(buf_release) struct buf codings = BUF_INIT(2 * WARC_HEAD_MAX);

	warc_record_init(&r, out->max);
	if (read_original(a, at, &r, &head, err) < 0)
		return -1;
	if (r.payload_length > (int64_t)r.payload.len)
		return err_set(err, ERR_ITEM, "larger than %zu bytes",
		    out->max);
	warc_head_join(buf_view(&head), "Content-Encoding", &codings);
	return codec_decode_stack(buf_view(&codings), buf_view(&r.payload), out,
	    err);
}

int
warc_scan(const char *path, struct warc_record *r,
    int (*fn)(void *ctx, const struct warc_record *, struct err *),
    void *ctx, int64_t *good_end, struct err *err)
{
	struct warc_reader *reader;
	bool got = true;
	int rc = 0;

	if (warc_reader_open(&reader, path, err) < 0)
		return -1;
	warc_reader_seek(reader, *good_end);
	while (rc == 0 && got) {
		rc = warc_reader_next(reader, r, &got, err);
		if (rc == 0)
			*good_end = warc_reader_end(reader);
		if (rc == 0 && got)
			rc = fn(ctx, r, err);
	}
	warc_reader_close(reader);
	return rc < 0 ? -1 : 0;
}

/* Does a record with a sound head begin at this byte? */
static bool
begins_at(struct warc_reader *reader, int64_t at)
{
	AUTO(warc_record_release) struct warc_record r;
	struct err ignored = ERR_INIT;
	bool got;

	warc_record_init(&r, 0);
	warc_reader_seek(reader, at);
	return warc_reader_next(reader, &r, &got, &ignored) == 0 && got;
}

int
warc_find(const char *path, int64_t after, int64_t *at, bool *found,
    struct err *err)
{
	static const char magic[] = { 0x1f, (char)0x8b, 8, 0 };
	struct warc_reader *reader;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t n = 1;

	*found = false;
	if (fd < 0)
		return err_sys(err, "open '%s'", path);
	if (warc_reader_open(&reader, path, err) < 0) {
		(void)close(fd);
		return -1;
	}
	for (*at = after + 1; !*found && n > 0; *at += *found ? 0 : n) {
		struct str s;
		size_t i;

		n = pread(fd, chunk, sizeof(chunk), *at);
		s = str_make(chunk, n > 0 ? (size_t)n : 0);
		i = str_find(s, str_make(magic, sizeof(magic)));
		if (i != (size_t)-1 && begins_at(reader, *at + (int64_t)i)) {
			*at += (int64_t)i;
			*found = true;
		} else if (i != (size_t)-1) {
			n = (ssize_t)i + 1;
		} else if (n == (ssize_t)sizeof(chunk)) {
			n -= (ssize_t)sizeof(magic) - 1;
		}
	}
	warc_reader_close(reader);
	(void)close(fd);
	return 0;
}
