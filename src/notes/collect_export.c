#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "notes/collect.h"
#include "notes/csv.h"
#include "notes/folders.h"
#include "notes/jscan.h"
#include "notes/when.h"

/* Deeper objects of an export hold no addresses that anybody saved. */
#define EXPORT_DEPTH 32
/* More tags than these are a machine's. */
#define EXPORT_TAGS 16
#define EXPORT_LABEL 4096

/* One object or array that is open. */
struct frame {
	struct str key;		/* under which it stands, its container's */
	struct str url, title, date;
	size_t url_rank, title_rank, date_rank;
	struct str tags[EXPORT_TAGS];
	size_t n_tags;
	int64_t accessed;	/* CSL: a date in parts */
	unsigned int parts[3];
	size_t n_parts;
	bool is_left_out;
	const char *at;		/* its bracket */
	bool has_items, is_late;	/* its title came behind some */
};

/* A title that stands behind what it is the title of. */
struct late {
	const char *at;		/* the bracket of what it names */
	struct str title;
};

struct reader {
	struct collect *c;
	struct frame frames[EXPORT_DEPTH];
	size_t depth;
	struct str key;		/* of the next value */
	struct late *lates;	/* in their order in the text */
	size_t n_lates, cap_lates, next_late;
	bool is_ahead;		/* only looks for these */
};

/* Members by rank: what the user saved comes before what it led to. */
static const char *const urls[] = { "given_url", "url", "URL", "uri", "href",
	"link", "external_url", "resolved_url", NULL };
static const char *const titles[] = { "title", "given_title",
	"resolved_title", "name", "description", NULL };
static const char *const dates[] = { "time_added", "accessDate", "dateAdded",
	"date_added", "time", "created", "date_published", NULL };
/* Addresses below these are the service's, not the user's. */
static const char *const others[] = { "links", "library", "meta", "relations",
	"authors", "author", "images", "image", "videos", "domain_metadata",
	NULL };

static bool
find(const char *const *all, struct str key, size_t *rank)
{
	for (*rank = 0; all[*rank] != NULL; (*rank)++)
		if (str_eq(key, str_of(all[*rank])))
			return true;
	return false;
}

static void
keep_best(struct str *to, size_t *best, struct str value, size_t rank)
{
	if (to->p == NULL || rank < *best) {
		*to = value;
		*best = rank;
	}
}

/* Tags stand in objects or arrays of their own, below the item's. */
static void
add_tag(struct reader *r, struct str tag)
{
	size_t i = r->depth - 1;

	while (i > 0 && !str_eq(r->frames[i].key, STR("tags")))
		i--;
	i -= i > 0;
	if (r->frames[i].n_tags < EXPORT_TAGS)
		r->frames[i].tags[r->frames[i].n_tags++] = tag;
}

static void
take_value(struct reader *r, struct str value, bool is_string)
{
	struct frame *f = &r->frames[r->depth - 1];
	unsigned long n;
	size_t rank;

	if (str_eq(f->key, STR("date-parts")) || r->key.n == 0) {
		if (f->n_parts < 3 && str_to_ulong(value, 9999, &n))
			f->parts[f->n_parts++] = (unsigned int)n;
		return;
	}
	if (value.n == 0)
		return;
	if (is_string && find(urls, r->key, &rank) &&
	    str_find(value, STR(":")) != (size_t)-1)
		keep_best(&f->url, &f->url_rank, value, rank);
	else if (is_string && find(titles, r->key, &rank)) {
		f->is_late |= f->has_items && f->title.p == NULL;
		keep_best(&f->title, &f->title_rank, value, rank);
	}
	else if (find(dates, r->key, &rank))
		keep_best(&f->date, &f->date_rank, value, rank);
	else if (is_string && str_eq(r->key, STR("tag")))
		add_tag(r, value);
}

/* Chromium writes a folder's name behind its children. */
static void
take_late(struct reader *r, struct frame *f)
{
	if (r->is_ahead || r->next_late == r->n_lates ||
	    r->lates[r->next_late].at != f->at)
		return;
	f->title = r->lates[r->next_late++].title;
	f->title_rank = (size_t)-1;
}

static void
open_frame(struct reader *r, const char *at)
{
	struct frame *f;
	size_t rank;

	if (r->depth < EXPORT_DEPTH) {
		f = &r->frames[r->depth];
		memset(f, 0, sizeof(*f));
		f->key = r->key;
		f->at = at;
		take_late(r, f);
		f->is_left_out = find(others, r->key, &rank) ||
		    (r->depth > 0 && f[-1].is_left_out);
	}
	r->depth++;
	r->key = STR("");
}

/* "accessed": {"date-parts": [[2020, 5, 1]]}: each level hands it up. */
static void
hand_up(struct frame *f, struct frame *up)
{
	if (f->n_parts > 0 && up->n_parts == 0) {
		memcpy(up->parts, f->parts, sizeof(up->parts));
		up->n_parts = f->n_parts;
	}
	if (str_eq(f->key, STR("accessed")) && f->n_parts > 0 &&
	    f->parts[0] > 1900)
		up->accessed = clock_days(f->parts[0],
		    f->n_parts > 1 && f->parts[1] - 1 < 12 ? f->parts[1] : 1,
		    f->n_parts > 2 && f->parts[2] - 1 < 31 ? f->parts[2] : 1) *
		    86400000;
	if (f->key.n > 0 && !str_eq(f->key, STR("date-parts")))
		up->n_parts = 0;
}

static void
decode(struct str raw, struct buf *out)
{
	jscan_decode(str_sub(raw, 0, EXPORT_LABEL / 4), out);
}

static void
write_heading(const struct reader *r, const struct frame *f, struct buf *out)
{
	struct folders path;

	folders_init(&path);
	for (const struct frame *up = r->frames; up < f; up++) {
		AUTO(buf_release) struct buf name = BUF_INIT(EXPORT_LABEL);

		decode(up->title, &name);
		folders_push(&path, buf_view(&name));
	}
	buf_s(out, folders_path(&path));
	folders_release(&path);
	for (size_t i = 0; i < f->n_tags; i++) {
		buf_str(out, out->len > 0 ? " #" : "#");
		decode(str_sub(f->tags[i], 0, EXPORT_LABEL / 64), out);
	}
}

static int
add_item(struct reader *r, const struct frame *f)
{
	AUTO(buf_release) struct buf url = BUF_INIT(f->url.n * 3 + 16);
	AUTO(buf_release) struct buf title = BUF_INIT(EXPORT_LABEL);
	AUTO(buf_release) struct buf heading = BUF_INIT(EXPORT_LABEL * 2);
	struct collect_ref ref = { .kind = REF_LINK };

	jscan_decode(f->url, &url);
	decode(f->title, &title);
	write_heading(r, f, &heading);
	ref.url = buf_view(&url);
	ref.text = buf_view(&title);
	ref.heading = buf_view(&heading);
	ref.at = ref.start = (size_t)(f->url.p - r->c->text.p);
	ref.end = ref.start + f->url.n;
	ref.date = f->date.p != NULL ? when_read(f->date) : f->accessed;
	return collect_add(r->c, &ref);
}

static void
look_ahead(struct reader *r, struct frame *f)
{
	if (f->url.p != NULL && !f->is_left_out)
		for (struct frame *up = r->frames; up < f; up++)
			up->has_items = true;
	if (f->is_late)
		*VEC_PUSH(&r->lates, &r->n_lates, &r->cap_lates) =
		    (struct late){ f->at, f->title };
}

static int
close_frame(struct reader *r)
{
	struct frame *f;

	if (r->depth == 0)
		return 0;
	r->depth--;
	r->key = STR("");
	if (r->depth >= EXPORT_DEPTH)
		return 0;
	f = &r->frames[r->depth];
	if (r->depth > 0)
		hand_up(f, &r->frames[r->depth - 1]);
	if (r->is_ahead) {
		look_ahead(r, f);
		return 0;
	}
	return f->url.p != NULL && !f->is_left_out ? add_item(r, f) : 0;
}

static int
read_json(struct reader *r)
{
	struct jscan j = JSCAN_INIT(r->c->text);
	enum jscan_type type;

	while ((type = jscan_next(&j)) != JSCAN_END) {
		if (type == JSCAN_KEY) {
			r->key = j.token;
		} else if (type == JSCAN_OPEN) {
			open_frame(r, j.token.p);
		} else if (type == JSCAN_CLOSE) {
			if (close_frame(r) < 0)
				return -1;
		} else {
			if (r->depth > 0 && r->depth <= EXPORT_DEPTH)
				take_value(r, j.token, type == JSCAN_STRING);
			r->key = STR("");
		}
	}
	/* A file that was cut off. */
	while (r->depth > 0)
		if (close_frame(r) < 0)
			return -1;
	return 0;
}

static int
by_place(const void *a, const void *b)
{
	const struct late *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

int
collect_json(struct collect *c)
{
	struct reader r = { .c = c, .key = STR(""), .is_ahead = true };
	int rc = read_json(&r);

	if (r.n_lates > 1)
		qsort(r.lates, r.n_lates, sizeof(struct late), by_place);
	r.is_ahead = false;
	r.key = STR("");
	if (rc == 0)
		rc = read_json(&r);
	free(r.lates);
	return rc;
}

static bool
is_address(struct str s)
{
	size_t i = str_chr(s, ':');

	return i != (size_t)-1 && i > 1 && ch_is_alpha(s.p[0]);
}

static void
write_tags(struct str tags, struct buf *out)
{
	struct str tag;
	char sep = str_chr(tags, '|') != (size_t)-1 ? '|' :
	    str_chr(tags, ';') != (size_t)-1 ? ';' : ',';

	while (tags.n > 0 && str_cut(&tags, sep, &tag)) {
		tag = str_trim(tag);
		if (tag.n > 0)
			buf_str(out, out->len > 0 ? " #" : "#");
		buf_s(out, str_sub(tag, 0, 256));
	}
}

static int
add_row(struct collect *c, const struct csv *csv,
    const struct csv_cell cells[CSV_ROLES])
{
	struct buf b[CSV_ROLES];
	struct collect_ref ref = { .kind = REF_LINK };
	int rc = 0;

	for (size_t i = 0; i < CSV_ROLES; i++) {
		buf_init(&b[i], i == CSV_URL ? c->text.n : EXPORT_LABEL * 2);
		csv_decode(csv, &cells[i], &b[i]);
	}
	write_tags(buf_view(&b[CSV_TAGS]), &b[CSV_FOLDER]);
	ref.url = str_trim(buf_view(&b[CSV_URL]));
	ref.text = buf_view(&b[CSV_TITLE]);
	ref.heading = buf_view(&b[CSV_FOLDER]);
	ref.date = when_read(buf_view(&b[CSV_DATE]));
	if (ref.date == 0)
		ref.date = when_read(buf_view(&b[CSV_ADDED]));
	ref.at = ref.start = cells[CSV_URL].start;
	ref.end = cells[CSV_URL].end;
	while (ref.start < ref.end && ch_is_space(c->text.p[ref.start]))
		ref.at = ++ref.start;
	while (ref.start < ref.end && ch_is_space(c->text.p[ref.end - 1]))
		ref.end--;
	if (is_address(ref.url))
		rc = collect_add(c, &ref);
	for (size_t i = 0; i < CSV_ROLES; i++)
		buf_release(&b[i]);
	return rc;
}

int
collect_csv(struct collect *c)
{
	struct csv_cell cells[CSV_ROLES] = { 0 }, cell;
	struct csv_columns columns;
	size_t column = 0;
	struct csv csv;

	if (!csv_find_columns(c->text, &columns))
		return 0;
	csv = (struct csv){ c->text, columns.end, columns.separator };
	while (csv_next(&csv, &cell)) {
		for (size_t i = 0; i < CSV_ROLES; i++)
			if (columns.of[i] == column)
				cells[i] = cell;
		column++;
		if (!cell.is_last)
			continue;
		if (add_row(c, &csv, cells) < 0)
			return -1;
		memset(cells, 0, sizeof(cells));
		column = 0;
	}
	/* The last row ends with an empty cell, and no line end. */
	return column > 0 ? add_row(c, &csv, cells) : 0;
}
