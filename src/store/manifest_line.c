#include "store/manifest_line.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"

static void
put_int(struct buf *b, const char *key, int64_t v)
{
	if (v != 0)
		json_pair_int(b, key, v);
}

static void
put_true(struct buf *b, const char *key, bool v)
{
	if (!v)
		return;
	json_key(b, key);
	json_bool(b, true);
}

static void
put_time(struct buf *b, const char *key, int64_t ms)
{
	char text[CLOCK_TEXT];

	if (ms == 0)
		return;
	clock_text_ms(ms, text);
	json_pair(b, key, text);
}

static int
by_id(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static void
put_locator(struct buf *b, const char *key, const struct manifest_map *m,
    const struct locator *at)
{
	const int64_t *id;

	if (at->segment == 0)
		return;
	id = bsearch(&at->segment, m->ids, m->n, sizeof(m->ids[0]), by_id);
	if (id == NULL)
		return;
	json_key(b, key);
	json_begin(b, '[');
	json_int(b, id - m->ids);
	json_int(b, at->offset);
	json_int(b, at->length);
	json_end(b, ']');
}

static void
begin(struct buf *b, const char *type)
{
	json_begin(b, '{');
	json_pair(b, "type", type);
}

void
manifest_line_note(struct buf *b, const struct manifest_map *m,
    const struct note_row *n)
{
	begin(b, "note");
	json_pair(b, "name", n->name);
	json_pair(b, "title", n->title);
	put_time(b, "date", n->date);
	json_pair(b, "sha256", n->digest);
	put_locator(b, "at", m, &n->at);
	json_end(b, '}');
}

void
manifest_line_file(struct buf *b, const struct manifest_map *m,
    const struct file_row *f)
{
	begin(b, "file");
	json_pair(b, "name", f->name);
	json_pair(b, "media", f->media);
	json_pair(b, "sha256", f->digest);
	put_locator(b, "at", m, &f->at);
	json_end(b, '}');
}

void
manifest_line_ref(struct buf *b, const struct ref_row *r)
{
	begin(b, "reference");
	json_pair(b, "note", r->note);
	json_pair_int(b, "position", r->position);
	put_int(b, "line", r->line);
	put_int(b, "column", r->column);
	json_pair(b, "kind", ref_kind_name(r->kind));
	put_true(b, "lenient", r->is_lenient);
	json_pair(b, "url", r->url);
	json_pair(b, "text", r->text);
	json_pair(b, "heading", r->heading);
	put_time(b, "date", r->date);
	json_pair(b, "dated", ref_dated_name(r->dated));
	json_pair(b, "target", ref_target_name(r->target));
	json_pair(b, "key", r->key);
	json_end(b, '}');
}

static void
put_article(struct buf *b, const struct manifest_map *m,
    const struct resource *r)
{
	put_locator(b, "article", m, &r->article);
	json_pair(b, "title", r->title);
	json_pair(b, "byline", r->byline);
	json_pair(b, "published", r->published);
	json_pair(b, "site", r->site);
	json_pair(b, "lang", r->lang);
	json_pair(b, "lead_image", r->lead_image);
	put_int(b, "words", r->words);
	json_pair(b, "next", r->next);
	json_pair(b, "canonical", r->canonical);
}

void
manifest_line_resource(struct buf *b, const struct manifest_map *m,
    const struct resource *r)
{
	begin(b, "resource");
	json_pair(b, "url", r->url);
	json_pair(b, "alias_of", r->alias_of);
	put_true(b, "cited", r->is_cited);
	put_true(b, "image", r->is_image);
	json_pair(b, "role", role_name(r->role));
	json_pair(b, "outcome", outcome_name(r->outcome));
	json_pair(b, "reason", r->reason);
	json_pair(b, "last", outcome_name(r->last));
	json_pair(b, "last_reason", r->last_reason);
	put_time(b, "last_since", r->last_since);
	put_time(b, "since", r->since);
	put_time(b, "tried", r->tried);
	put_time(b, "checked", r->checked);
	put_int(b, "failures", r->failures);
	put_locator(b, "capture", m, &r->capture);
	put_time(b, "captured", r->captured);
	json_pair(b, "final_url", r->final_url);
	put_int(b, "status", r->status);
	json_pair(b, "media", r->media);
	json_pair(b, "sha256", r->digest);
	put_int(b, "length", r->length);
	json_pair(b, "etag", r->etag);
	json_pair(b, "last_modified", r->last_modified);
	put_int(b, "extractor", r->extractor);
	put_int(b, "requisites", r->requisites);
	put_article(b, m, r);
	json_end(b, '}');
}

void
manifest_line_image(struct buf *b, const struct image_row *i)
{
	begin(b, "image");
	json_pair(b, "page", i->page);
	json_pair_int(b, "position", i->position);
	json_pair(b, "src", i->src);
	json_pair(b, "url", i->url);
	json_end(b, '}');
}

/* Reading. */

static char *
get_text(const json_t *v, const char *key)
{
	const char *s = json_get_str(v, key);

	return mem_dup(s != NULL ? s : "");
}

static int64_t
get_time(const json_t *v, const char *key)
{
	int64_t ms = 0;

	if (!clock_parse(str_of(json_get_str(v, key)), &ms))
		return 0;
	return ms;
}

static void
get_digest(const json_t *v, char out[HASH_HEX])
{
	struct str s = str_of(json_get_str(v, "sha256"));

	memset(out, 0, HASH_HEX);
	if (s.n == HASH_HEX - 1)
		memcpy(out, s.p, s.n);
}

static int
bad(const char *key, struct err *err)
{
	return err_set(err, ERR_STORE, "its member \"%s\" is wrong", key);
}

static int
get_locator(const json_t *v, const char *key, const struct manifest_map *m,
    struct locator *at, struct err *err)
{
	const json_t *a = json_object_get(v, key);
	json_int_t i, offset, length;

	*at = (struct locator){ 0 };
	if (a == NULL)
		return 0;
	i = json_integer_value(json_array_get(a, 0));
	offset = json_integer_value(json_array_get(a, 1));
	length = json_integer_value(json_array_get(a, 2));
	if (json_array_size(a) != 3 || i < 0 || (size_t)i >= m->n ||
	    offset < 0 || length <= 0)
		return bad(key, err);
	*at = (struct locator){ m->ids[i], offset, length };
	return 0;
}

/* The member that names the row must be there. */
static int
check_name(const char *value, const char *key, struct err *err)
{
	return value[0] != '\0' ? 0 : bad(key, err);
}

int
manifest_line_get_note(const json_t *v, const struct manifest_map *m,
    struct note_row *n, struct err *err)
{
	*n = (struct note_row){ 0 };
	n->name = get_text(v, "name");
	n->title = get_text(v, "title");
	n->date = get_time(v, "date");
	get_digest(v, n->digest);
	if (check_name(n->name, "name", err) < 0)
		return -1;
	return get_locator(v, "at", m, &n->at, err);
}

int
manifest_line_get_file(const json_t *v, const struct manifest_map *m,
    struct file_row *f, struct err *err)
{
	*f = (struct file_row){ 0 };
	f->name = get_text(v, "name");
	f->media = get_text(v, "media");
	get_digest(v, f->digest);
	if (check_name(f->name, "name", err) < 0)
		return -1;
	return get_locator(v, "at", m, &f->at, err);
}

int
manifest_line_get_ref(const json_t *v, struct ref_row *r, struct err *err)
{
	*r = (struct ref_row){ 0 };
	r->note = get_text(v, "note");
	r->position = json_get_int(v, "position", -1);
	r->line = json_get_int(v, "line", 0);
	r->column = json_get_int(v, "column", 0);
	r->is_lenient = json_get_bool(v, "lenient");
	r->url = get_text(v, "url");
	r->text = get_text(v, "text");
	r->heading = get_text(v, "heading");
	r->date = get_time(v, "date");
	r->dated = ref_dated_find(str_of(json_get_str(v, "dated")));
	r->key = get_text(v, "key");
	if (check_name(r->note, "note", err) < 0)
		return -1;
	if (r->position < 0)
		return bad("position", err);
	if (!ref_kind_find(str_of(json_get_str(v, "kind")), &r->kind))
		return bad("kind", err);
	if (!ref_target_find(str_of(json_get_str(v, "target")), &r->target))
		return bad("target", err);
	return 0;
}

static void
get_texts(const json_t *v, struct resource *r)
{
	r->url = get_text(v, "url");
	r->alias_of = get_text(v, "alias_of");
	r->reason = get_text(v, "reason");
	r->last_reason = get_text(v, "last_reason");
	r->final_url = get_text(v, "final_url");
	r->media = get_text(v, "media");
	r->etag = get_text(v, "etag");
	r->last_modified = get_text(v, "last_modified");
	r->title = get_text(v, "title");
	r->byline = get_text(v, "byline");
	r->published = get_text(v, "published");
	r->site = get_text(v, "site");
	r->lang = get_text(v, "lang");
	r->lead_image = get_text(v, "lead_image");
	r->next = get_text(v, "next");
	r->canonical = get_text(v, "canonical");
}

int
manifest_line_get_resource(const json_t *v, const struct manifest_map *m,
    struct resource *r, struct err *err)
{
	*r = (struct resource){ 0 };
	get_texts(v, r);
	r->is_cited = json_get_bool(v, "cited");
	r->is_image = json_get_bool(v, "image");
	(void)role_find(str_of(json_get_str(v, "role")), &r->role);
	r->requisites = json_get_int(v, "requisites", 0);
	r->last_since = get_time(v, "last_since");
	r->since = get_time(v, "since");
	r->tried = get_time(v, "tried");
	r->checked = get_time(v, "checked");
	r->failures = json_get_int(v, "failures", 0);
	r->captured = get_time(v, "captured");
	r->status = json_get_int(v, "status", 0);
	get_digest(v, r->digest);
	r->length = json_get_int(v, "length", 0);
	r->extractor = json_get_int(v, "extractor", 0);
	r->words = json_get_int(v, "words", 0);
	if (check_name(r->url, "url", err) < 0)
		return -1;
	if (!outcome_find(str_of(json_get_str(v, "outcome")), &r->outcome))
		return bad("outcome", err);
	if (!outcome_find(str_of(json_get_str(v, "last")), &r->last))
		return bad("last", err);
	if (get_locator(v, "capture", m, &r->capture, err) < 0)
		return -1;
	return get_locator(v, "article", m, &r->article, err);
}

int
manifest_line_get_image(const json_t *v, struct image_row *i, struct err *err)
{
	*i = (struct image_row){ 0 };
	i->page = get_text(v, "page");
	i->position = json_get_int(v, "position", -1);
	i->src = get_text(v, "src");
	i->url = get_text(v, "url");
	if (check_name(i->page, "page", err) < 0)
		return -1;
	return i->position < 0 ? bad("position", err) : 0;
}
