#include "store/warc_draft.h"

#include <stdio.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/warc_head.h"

/* zlib's default: better ones cost twice the time for one per cent. */
#define LEVEL 6

/* A random UUID (RFC 9562, version 4). */
static void
make_id(char out[WARC_ID_TEXT])
{
	unsigned char b[16];

	while (getrandom(b, sizeof(b), 0) != (ssize_t)sizeof(b))
		;
	b[6] = (unsigned char)(0x40 | (b[6] & 0x0f));
	b[8] = (unsigned char)(0x80 | (b[8] & 0x3f));
	(void)snprintf(out, WARC_ID_TEXT, "<urn:uuid:%02x%02x%02x%02x-%02x%02x-"
	    "%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x>", b[0], b[1], b[2],
	    b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
	    b[13], b[14], b[15]);
}

void
warc_draft_release(struct warc_draft *d)
{
	buf_release(&d->fields);
	buf_release(&d->head);
}

void
warc_draft_field(struct warc_draft *d, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	buf_str(&d->fields, name);
	buf_str(&d->fields, ": ");
	for (; *value != '\0'; value++)
		buf_char(&d->fields, (unsigned char)*value < 0x20 ||
		    *value == 0x7f ? ' ' : *value);
	buf_str(&d->fields, "\r\n");
}

void
warc_draft_uri(struct warc_draft *d, const char *name, const char *uri)
{
	if (uri == NULL || uri[0] == '\0')
		return;
	buf_str(&d->fields, name);
	buf_str(&d->fields, ": ");
	for (; *uri != '\0'; uri++) {
		unsigned char c = (unsigned char)*uri;

		if (c <= 0x20 || c == 0x7f || c == '<' || c == '>')
			buf_fmt(&d->fields, "%%%02X", c);
		else
			buf_char(&d->fields, *uri);
	}
	buf_str(&d->fields, "\r\n");
}

void
warc_draft_date(struct warc_draft *d, const char *name, int64_t date)
{
	char text[CLOCK_TEXT];

	clock_text_ms(date, text);
	warc_draft_field(d, name, text);
}

void
warc_draft_digest(struct warc_draft *d, const char *name, const char *hex)
{
	AUTO(mem_freep) char *value = mem_fmt("sha256:%s", hex);

	if (hex[0] != '\0')
		warc_draft_field(d, name, value);
}

void
warc_draft_init(struct warc_draft *d, const char *type, const char *info_id,
    const char *url, int64_t date)
{
	*d = (struct warc_draft){ .level = LEVEL };
	buf_init(&d->fields, WARC_HEAD_MAX);
	buf_init(&d->head, 2 * WARC_HEAD_MAX);
	make_id(d->id);
	buf_str(&d->fields, "WARC/1.1\r\n");
	warc_draft_field(d, "WARC-Type", type);
	warc_draft_field(d, "WARC-Record-ID", d->id);
	warc_draft_field(d, "WARC-Warcinfo-ID", info_id);
	warc_draft_date(d, "WARC-Date", date);
	warc_draft_uri(d, "WARC-Target-URI", url);
}

int
warc_draft_each(const struct warc_draft *d,
    int (*fn)(void *, const void *, size_t, struct err *), void *ctx,
    struct err *err)
{
	char chunk[65536];
	struct str view = d->bytes;
	int64_t at = 0;
	size_t got = 0;

	if (d->spool == NULL || spool_view(d->spool, &view))
		return fn(ctx, view.p, view.n, err);
	while (at < d->length) {
		if (spool_read(d->spool, at, chunk, sizeof(chunk), &got,
		    err) < 0 || fn(ctx, chunk, got, err) < 0)
			return -1;
		if (got == 0)
			return err_set(err, ERR_SYSTEM,
			    "a temporary file lost its end");
		at += (int64_t)got;
	}
	return 0;
}

static int
hash_piece(void *ctx, const void *p, size_t n, struct err *err)
{
	(void)err;
	hash_add(ctx, p, n);
	return 0;
}

int
warc_draft_hash(const struct warc_draft *d, const struct buf *head,
    char out[HASH_HEX], struct err *err)
{
	struct hash *h = hash_new();
	int rc;

	if (head != NULL)
		hash_add(h, head->p, head->len);
	rc = warc_draft_each(d, hash_piece, h, err);
	hash_hex(h, out);
	hash_free(h);
	return rc;
}
