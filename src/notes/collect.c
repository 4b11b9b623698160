#include "notes/collect.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"
#include "notes/entity.h"

/* No note that people read has as many. */
#define COLLECT_REFS 200000
/* A reference definition can be cited again and again: this bounds the sum. */
#define COLLECT_BYTES ((size_t)256 << 20)
/* Link texts and headings are for people. */
#define COLLECT_TEXT 1000

char *
collect_line(struct str s, size_t max)
{
	struct buf b;
	size_t n;

	/* Invalid bytes triple at most. */
	buf_init(&b, s.n * 3 + 1);
	text_squeeze(&b, s);
	for (n = b.len; n > max || (n < b.len &&
	    ((unsigned char)b.p[n] & 0xc0) == 0x80); n--)
		;
	buf_cut(&b, n);
	s.p = buf_take(&b, &s.n);
	return s.p != NULL ? (char *)(uintptr_t)s.p : mem_dup("");
}

/* A pasted no-break or ideographic space belongs to no URL. */
static bool
trim_wide(struct collect_ref *r)
{
	static const char *const wide[] = { "\xc2\xa0", "\xe3\x80\x80",
	    "\xe2\x80\x8b", "\xef\xbb\xbf" };
	size_t before = r->url.n;

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++) {
		struct str s = str_of(wide[i]);

		if (str_starts(r->url, s)) {
			r->url = str_from(r->url, s.n);
			r->start += r->start + s.n <= r->end ? s.n : 0;
			i = (size_t)-1;
		} else if (str_ends(r->url, s)) {
			r->url.n -= s.n;
			r->end -= r->end >= r->start + s.n ? s.n : 0;
			i = (size_t)-1;
		}
	}
	return r->url.n != before;
}

int
collect_add(struct collect *c, const struct collect_ref *from)
{
	struct note *note = c->note;
	struct collect_ref r = *from;
	AUTO(buf_release) struct buf url = BUF_INIT(from->url.n * 3 + 1);
	struct ref *ref;

	r.is_lenient |= trim_wide(&r);
	r.url = str_trim(r.url);
	if (r.url.n == 0 || r.url.p[0] == '\0')
		return 0;
	text_repair(&url, r.url);
	c->bytes += url.len + r.heading.n;
	if (note->n_refs >= COLLECT_REFS)
		return err_set(c->err, ERR_ITEM, "more than %d references: "
		    "make several notes of it", COLLECT_REFS);
	if (c->bytes > COLLECT_BYTES)
		return err_set(c->err, ERR_ITEM, "references of more than %zu "
		    "bytes: make several notes of it", COLLECT_BYTES);
	ref = VEC_PUSH(&note->refs, &note->n_refs, &note->cap);
	*ref = (struct ref){ .kind = r.kind, .start = r.start, .end = r.end,
	    .is_lenient = r.is_lenient };
	ref->at = r.at;
	ref->date = r.date;
	ref->url = mem_dupn(url.p, url.len);
	ref->text = collect_line(r.text, COLLECT_TEXT);
	ref->heading = collect_line(r.heading, COLLECT_TEXT);
	return 0;
}

int
collect_escaped(struct collect *c, struct collect_ref ref, struct str url)
{
	AUTO(buf_release) struct buf b = BUF_INIT(url.n * 4 + 16);

	url = str_trim(url);
	if (url.n == 0)
		return 0;
	entity_decode_all(url, &b);
	ref.url = buf_view(&b);
	if (ref.text.p == NULL)
		ref.text = ref.url;
	ref.start = (size_t)(url.p - c->text.p);
	ref.end = ref.start + url.n;
	return collect_add(c, &ref);
}

void
collect_tell(struct collect *c, size_t first, struct str text, int64_t date)
{
	for (size_t i = first; i < c->note->n_refs; i++) {
		struct ref *r = &c->note->refs[i];

		if (r->text[0] == '\0' && text.n > 0) {
			free(r->text);
			r->text = collect_line(text, COLLECT_TEXT);
		}
		if (r->date == 0)
			r->date = date;
	}
}

void
collect_title(struct collect *c, struct str text)
{
	if (c->note->title == NULL && str_trim(text).n > 0)
		c->note->title = collect_line(text, COLLECT_TEXT);
}

static int
by_place(const void *a, const void *b)
{
	const struct ref *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

void
collect_sort(struct collect *c)
{
	if (c->note->n_refs > 1)
		qsort(c->note->refs, c->note->n_refs, sizeof(struct ref),
		    by_place);
}

/* What a single reference's own date comes from. */
static enum ref_dated
dated_by(enum note_format format)
{
	switch (format) {
	case NOTE_BOOKMARKS: return REF_DATED_BOOKMARK;
	case NOTE_FEED: return REF_DATED_FEED;
	case NOTE_MARKDOWN: case NOTE_URLS: case NOTE_HTML: case NOTE_OPML:
	case NOTE_SITEMAP: case NOTE_ORG: case NOTE_RST: case NOTE_SHORTCUT:
	case NOTE_JSON: case NOTE_CSV: case NOTE_OTHER: break;
	}
	return REF_DATED_ENTRY;
}

static void
set_date(const struct collect *c, struct ref *r)
{
	if (r->date != 0) {
		r->dated = dated_by(c->note->format);
	} else if (c->note->date != 0) {
		r->date = c->note->date;
		r->dated = REF_DATED_FRONT;
	} else if (c->day != 0) {
		r->date = c->day;
		r->dated = REF_DATED_NAME;
	}
}

void
collect_finish(struct collect *c, const struct source *s)
{
	struct source_place place;

	source_begin(s, &place);
	collect_sort(c);
	for (size_t i = 0; i < c->note->n_refs; i++) {
		struct ref *r = &c->note->refs[i];

		set_date(c, r);
		source_go(s, &place, r->at);
		r->at = place.raw;
		r->line = place.line;
		r->column = (unsigned int)(place.raw - place.line_raw) + 1;
		r->start = source_raw(s, r->start);
		r->end = source_raw(s, r->end);
	}
}
