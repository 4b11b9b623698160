#include "store/warc.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/archive.h"
#include "store/warc_draft.h"
#include "store/warc_head.h"
#include "store/warc_segment.h"

/* A new segment after this many bytes: what the field agreed on. */
#define SEGMENT_BYTES 1000000000

#define PROFILE "http://netpreserve.org/warc/1.1/revisit/"

/* A page's article follows its answer by a few dozen records. */
#define RECENT 64

/* What a later record may refer to without reading it. */
struct recent {
	struct locator at;
	char id[WARC_ID_TEXT];
};

struct warc_writer {
	struct archive *archive;
	char *software, *robots, *user_agent;
	int64_t segment_bytes;
	struct warc_segment segment;
	int64_t segment_id;
	char info_id[WARC_ID_TEXT];
	struct recent recent[RECENT];
	size_t n_recent;	/* ever written */
};

int
warc_writer_new(struct warc_writer **out, struct archive *a,
    const struct warc_info *info, struct err *err)
{
	struct warc_writer *w;

	*out = NULL;
	if (a->mode != ARCHIVE_WRITE)
		return err_set(err, ERR_USAGE,
		    "the archive '%s' is open for reading only", a->root);
	w = mem_alloc(sizeof(*w));
	w->archive = a;
	w->software = mem_dup(info->software != NULL ? info->software :
	    "kbmirror");
	w->robots = mem_dup(info->robots != NULL ? info->robots : "");
	w->user_agent = mem_dup(info->user_agent != NULL ? info->user_agent :
	    "");
	w->segment_bytes = info->segment_bytes > 0 ? info->segment_bytes :
	    SEGMENT_BYTES;
	warc_segment_init(&w->segment);
	*out = w;
	return 0;
}

void
warc_writer_free(struct warc_writer *w)
{
	if (w == NULL)
		return;
	warc_segment_release(&w->segment);
	free(w->software);
	free(w->robots);
	free(w->user_agent);
	free(w);
}

int
warc_writer_sync(struct warc_writer *w, struct err *err)
{
	return warc_segment_sync(&w->segment, err);
}

int
warc_writer_close(struct warc_writer *w, struct err *err)
{
	char sha256[HASH_HEX];
	int64_t size;

	if (w->segment.fd < 0)
		return 0;
	if (warc_segment_close(&w->segment, &size, sha256, err) < 0)
		return -1;
	return catalog_close_segment(w->archive->catalog, w->segment_id, size,
	    sha256, err);
}

static int
put_piece(void *ctx, const void *p, size_t n, struct err *err)
{
	return warc_segment_put(ctx, p, n, err);
}

/* Ends the fields and writes the record; it stays only after a keep. */
static int
write_draft(struct warc_writer *w, struct warc_draft *d, const char *media,
    struct locator *at, struct err *err)
{
	struct warc_segment *s = &w->segment;
	char block[HASH_HEX];

	if (buf_check(&d->head, err) < 0 ||
	    warc_draft_hash(d, &d->head, block, err) < 0)
		return -1;
	warc_draft_digest(d, "WARC-Block-Digest", block);
	warc_draft_field(d, "Content-Type", media);
	buf_fmt(&d->fields, "Content-Length: %lld\r\n\r\n",
	    (long long)((int64_t)d->head.len + d->length));
	if (buf_check(&d->fields, err) < 0)
		return -1;
	*at = (struct locator){ w->segment_id, s->end, 0 };
	if (warc_segment_begin(s, d->level, err) < 0 ||
	    warc_segment_put(s, d->fields.p, d->fields.len, err) < 0 ||
	    warc_segment_put(s, d->head.p, d->head.len, err) < 0 ||
	    warc_draft_each(d, put_piece, s, err) < 0 ||
	    warc_segment_put(s, "\r\n\r\n", 4, err) < 0)
		return -1;
	return warc_segment_end(s, at, err);
}

static int
write_info(struct warc_writer *w, struct err *err)
{
	AUTO(warc_draft_release) struct warc_draft d;
	AUTO(buf_release) struct buf body = BUF_INIT(65536);
	struct locator at;

	warc_draft_init(&d, "warcinfo", "", "", clock_now());
	memcpy(w->info_id, d.id, WARC_ID_TEXT);
	warc_draft_field(&d, "WARC-Filename", w->segment.name);
	buf_fmt(&body, "software: %s\r\nformat: WARC File Format 1.1\r\n"
	    "conformsTo: http://iipc.github.io/warc-specifications/"
	    "specifications/warc-format/warc-1.1/\r\n", w->software);
	if (w->robots[0] != '\0')
		buf_fmt(&body, "robots: %s\r\n", w->robots);
	if (w->user_agent[0] != '\0')
		buf_fmt(&body, "http-header-user-agent: %s\r\n",
		    w->user_agent);
	buf_str(&body, "redacted: in requests, fields that not every browser "
	    "sends (Authorization, Cookie, a key of some service); Set-Cookie "
	    "in answers to the user's credentials; each record names its own "
	    "in X-Redacted. In notes, user and password of addresses\r\n");
	d.bytes = buf_view(&body);
	d.length = (int64_t)body.len;
	return write_draft(w, &d, "application/warc-fields", &at, err);
}

/* A segment with room, its first record written. */
static int
open_segment(struct warc_writer *w, struct err *err)
{
	struct catalog *c = w->archive->catalog;
	AUTO(mem_freep) char *last = NULL;
	AUTO(mem_freep) char *name = NULL;

	if (w->segment.fd >= 0 && w->segment.size >= w->segment_bytes &&
	    warc_writer_close(w, err) < 0)
		return -1;
	if (w->segment.fd >= 0)
		return 0;
	if (catalog_last_segment(c, &last, err) < 0)
		return -1;
	name = warc_segment_name(clock_now(), last);
	if (warc_segment_create(&w->segment, w->archive->warc, name, err) < 0)
		return -1;
	if (catalog_add_segment(c, name, &w->segment_id, err) < 0 ||
	    write_info(w, err) < 0) {
		warc_segment_undo(&w->segment);
		return -1;
	}
	warc_segment_keep(&w->segment);
	return 0;
}

/* Makes the capture of what was just written, as a later reader will. */
static int
index_draft(struct warc_writer *w, const struct warc_draft *d,
    const struct locator *at, const struct capture *original,
    struct capture *out, struct err *err)
{
	struct warc_record r = {
		.fields = d->fields, .http_head = d->head,
		.payload_length = d->length, .offset = at->offset,
		.length = at->length,
	};
	struct recent *last = &w->recent[w->n_recent++ % RECENT];
	bool is_indexed = warc_index(&r, out);

	last->at = *at;
	memcpy(last->id, d->id, WARC_ID_TEXT);
	assert(is_indexed);
	(void)is_indexed;
	out->at = *at;
	if (original != NULL)
		capture_refer(out, original);
	return catalog_add_capture(w->archive->catalog, out, err);
}

/* The record ID of a record of this archive; the caller frees. */
static int
find_id(const struct warc_writer *w, const struct locator *at, char **id,
    struct err *err)
{
	AUTO(warc_record_release) struct warc_record r;
	struct str s;

	warc_record_init(&r, 0);
	for (size_t i = 0; i < RECENT; i++) {
		const struct recent *known = &w->recent[i];

		if (locator_is_same(&known->at, at) && known->id[0] != '\0') {
			*id = mem_dup(known->id);
			return 0;
		}
	}
	if (warc_read(w->archive, at, &r, err) < 0)
		return -1;
	s = warc_field(&r, "WARC-Record-ID");
	*id = mem_dupn(s.p, s.n);
	return 0;
}

/* id NULL: not known. */
static void
refer(struct warc_draft *d, const struct capture *to, const char *id)
{
	warc_draft_field(d, "WARC-Refers-To", id);
	warc_draft_uri(d, "WARC-Refers-To-Target-URI", to->url);
	warc_draft_date(d, "WARC-Refers-To-Date", to->date);
}

/* How an exchange goes down: as a response, or as a revisit of *original. */
struct plan {
	bool is_revisit, is_not_modified;
	struct capture original;
	char *id;		/* the original's record ID; NULL: not known */
};

static void
plan_release(struct plan *p)
{
	mem_freep(&p->id);
	capture_release(&p->original);
}

/* Damage costs what it hit: when the original cannot be read the same bytes
 * are written again, and a 304 goes without its record ID. */
static int
name_original(struct warc_writer *w, const struct warc_exchange *x,
    struct plan *p, struct err *err)
{
	if (find_id(w, &p->original.at, &p->id, err) == 0)
		return 0;
	if (err->kind != ERR_STORE)
		return -1;
	log_warn("what was kept of '%s' is damaged: %s; 'kbmirror verify "
	    "--repair' mends what can be mended", x->url, err->msg);
	err_clear(err);
	p->is_revisit = p->is_not_modified;
	if (!p->is_revisit)
		capture_release(&p->original);
	return 0;
}

static int
make_plan(struct warc_writer *w, const struct warc_exchange *x,
    const struct locator *known, const char *digest, struct plan *p,
    struct err *err)
{
	struct catalog *c = w->archive->catalog;
	bool found = false;

	if (warc_head_status(x->response_head) == 304 && known != NULL &&
	    known->segment != 0) {
		if (catalog_get_capture(c, known, &p->original, &found,
		    err) < 0)
			return -1;
		if (found && p->original.kind == CAPTURE_REVISIT) {
			struct locator at = p->original.original;

			capture_release(&p->original);
			if (catalog_get_capture(c, &at, &p->original, &found,
			    err) < 0)
				return -1;
		}
		p->is_revisit = p->is_not_modified = found;
	} else if (x->body->len > 0 && x->truncated == NULL) {
		if (catalog_find_same(c, CAPTURE_RESPONSE, digest,
		    &p->original, &found, err) < 0)
			return -1;
		p->is_revisit = found;
	}
	return p->is_revisit ? name_original(w, x, p, err) : 0;
}

static bool
is_ip(const char *ip)
{
	return ip != NULL && ip[0] != '\0' &&
	    ip[strspn(ip, "0123456789abcdefABCDEF.:")] == '\0';
}

static void
put_connection(struct warc_draft *d, const struct warc_exchange *x)
{
	if (is_ip(x->ip))
		warc_draft_field(d, "WARC-IP-Address", x->ip);
	if (x->protocol != NULL && x->protocol[0] == 'h' &&
	    ch_is_digit(x->protocol[1]))
		warc_draft_field(d, "WARC-Protocol", x->protocol);
}

static int
write_response(struct warc_writer *w, struct warc_draft *d,
    const struct warc_exchange *x, const struct plan *p, struct locator *at,
    struct err *err)
{
	AUTO(buf_release) struct buf redacted = BUF_INIT(4096);
	/* The fields of a 304 are about the original's body, not its own. */
	int64_t stored = p->is_not_modified ? -1 : x->body->len;
	char start[16];
	size_t got;

	warc_head_response(&d->head, x->response_head, stored,
	    x->had_credentials, &redacted);
	put_connection(d, x);
	if (p->is_revisit) {
		warc_draft_field(d, "WARC-Profile", p->is_not_modified ?
		    PROFILE "server-not-modified" :
		    PROFILE "identical-payload-digest");
		refer(d, &p->original, p->id);
		/* Only the head is here (WARC 1.1, 6.7.2). */
		if (!p->is_not_modified)
			warc_draft_field(d, "WARC-Truncated", "length");
	} else {
		warc_draft_field(d, "WARC-Truncated", x->truncated);
		d->spool = x->body;
		d->length = x->body->len;
		if (spool_read(x->body, 0, start, sizeof(start), &got,
		    err) < 0)
			return -1;
		if (warc_head_is_compressed(buf_view(&d->head),
		    str_make(start, got)))
			d->level = 0;
	}
	if (!p->is_not_modified)
		warc_draft_digest(d, "WARC-Payload-Digest", d->payload_digest);
	warc_draft_field(d, "X-Redacted", redacted.p);
	return write_draft(w, d, "application/http; msgtype=response", at,
	    err);
}

static int
write_request(struct warc_writer *w, const struct warc_exchange *x,
    const struct warc_draft *response, struct err *err)
{
	AUTO(warc_draft_release) struct warc_draft d;
	AUTO(buf_release) struct buf redacted = BUF_INIT(4096);
	struct locator at;

	warc_draft_init(&d, "request", w->info_id, x->url, x->date);
	warc_head_request(&d.head, x->request_head, &redacted);
	put_connection(&d, x);
	warc_draft_field(&d, "WARC-Concurrent-To", response->id);
	warc_draft_field(&d, "X-Redacted", redacted.p);
	return write_draft(w, &d, "application/http; msgtype=request", &at,
	    err);
}

int
warc_write_exchange(struct warc_writer *w, const struct warc_exchange *x,
    const struct locator *known, struct capture *out, struct err *err)
{
	AUTO(warc_draft_release) struct warc_draft d = { 0 };
	AUTO(plan_release) struct plan p = { 0 };
	struct warc_draft body = { .spool = x->body, .length = x->body->len };
	struct locator at;

	*out = (struct capture){ 0 };
	if (warc_draft_hash(&body, NULL, body.payload_digest, err) < 0 ||
	    make_plan(w, x, known, body.payload_digest, &p, err) < 0 ||
	    open_segment(w, err) < 0)
		return -1;
	warc_draft_init(&d, p.is_revisit ? "revisit" : "response", w->info_id,
	    x->url, x->date);
	memcpy(d.payload_digest, body.payload_digest, HASH_HEX);
	if (write_response(w, &d, x, &p, &at, err) < 0 ||
	    (!p.is_not_modified && x->request_head.n > 0 &&
	    write_request(w, x, &d, err) < 0)) {
		warc_segment_undo(&w->segment);
		return err_in(err, "store '%s'", x->url);
	}
	warc_segment_keep(&w->segment);
	return index_draft(w, &d, &at, p.is_revisit ? &p.original : NULL, out,
	    err);
}

/* Writes a record whose block is its payload. */
static int
write_plain(struct warc_writer *w, struct warc_draft *d, const char *media,
    struct str bytes, const struct capture *original, struct capture *out,
    struct err *err)
{
	AUTO(mem_freep) char *id = NULL;
	struct locator at;

	d->bytes = bytes;
	d->length = (int64_t)bytes.n;
	hash_of(bytes, d->payload_digest);
	if (original != NULL) {
		if (find_id(w, &original->at, &id, err) < 0)
			return -1;
		refer(d, original, id);
	}
	warc_draft_digest(d, "WARC-Payload-Digest", d->payload_digest);
	if (write_draft(w, d, media, &at, err) < 0) {
		warc_segment_undo(&w->segment);
		return -1;
	}
	warc_segment_keep(&w->segment);
	return index_draft(w, d, &at, original, out, err);
}

int
warc_write_resource(struct warc_writer *w, const char *url, const char *media,
    struct str bytes, struct capture *out, struct err *err)
{
	AUTO(warc_draft_release) struct warc_draft d = { 0 };
	char digest[HASH_HEX];
	bool found;

	hash_of(bytes, digest);
	if (catalog_find_same(w->archive->catalog, CAPTURE_RESOURCE, digest,
	    out, &found, err) < 0)
		return -1;
	if (found)
		return 0;
	if (open_segment(w, err) < 0)
		return -1;
	warc_draft_init(&d, "resource", w->info_id, url, clock_now());
	if (warc_head_is_compressed(STR(""), bytes))
		d.level = 0;
	return write_plain(w, &d, media, bytes, NULL, out, err);
}

int
warc_write_conversion(struct warc_writer *w, const char *url,
    const char *media, struct str bytes, const struct locator *from,
    struct capture *out, struct err *err)
{
	AUTO(warc_draft_release) struct warc_draft d = { 0 };
	struct capture original = { 0 };
	bool found;
	int rc;

	*out = (struct capture){ 0 };
	if (catalog_get_capture(w->archive->catalog, from, &original, &found,
	    err) < 0)
		return -1;
	rc = open_segment(w, err);
	if (rc == 0) {
		warc_draft_init(&d, "conversion", w->info_id, url, clock_now());
		rc = write_plain(w, &d, media, bytes,
		    found ? &original : NULL, out, err);
	}
	capture_release(&original);
	return rc;
}
