#include "site/facts.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"

/* Leads from an alias to its leader. */
struct fact {
	uint64_t key, value, leader;
};

struct facts {
	struct catalog *catalog;
	struct hash *hash;
	struct fact *slots;	/* key 0: free */
	size_t n, n_slots;
	uint64_t *segments;	/* of their names, by id */
	size_t n_segments, cap_segments;
	/* The note whose references are gone through. */
	char *note;
	char *title;
};

static uint64_t
finish(struct facts *f)
{
	char hex[HASH_HEX];
	uint64_t v = 0;

	hash_hex(f->hash, hex);
	for (int i = 0; i < 16; i++)
		v = v << 4 | (uint64_t)ch_hex(hex[i]);
	return v;
}

/* With its NUL, so that two members never run together. */
static void
add_text(struct facts *f, const char *s)
{
	hash_add(f->hash, s != NULL ? s : "", s != NULL ? strlen(s) + 1 : 1);
}

static void
add_int(struct facts *f, int64_t v)
{
	hash_add(f->hash, &v, sizeof(v));
}

/* Ids of segments may change when one before is gone; names do not. */
static void
add_place(struct facts *f, const struct locator *at)
{
	size_t id = (size_t)at->segment;

	add_int(f, at->segment > 0 && id < f->n_segments ?
	    (int64_t)f->segments[id] : at->segment);
	add_int(f, at->offset);
	add_int(f, at->length);
}

uint64_t
facts_key(struct facts *f, enum fact_kind kind, const char *name)
{
	uint64_t key;

	add_int(f, kind);
	add_text(f, name);
	key = finish(f);
	return key != 0 ? key : 1;
}

uint64_t
facts_hash(struct facts *f, struct str s)
{
	hash_add(f->hash, s.p, s.n);
	return finish(f);
}

static struct fact *
slot_of(const struct facts *f, uint64_t key)
{
	size_t i = key & (f->n_slots - 1);

	while (f->slots[i].key != 0 && f->slots[i].key != key)
		i = (i + 1) & (f->n_slots - 1);
	return &f->slots[i];
}

static void
grow(struct facts *f)
{
	struct facts to = *f;

	to.n_slots = f->n_slots > 0 ? f->n_slots * 2 : 1024;
	to.slots = mem_array(to.n_slots, sizeof(*to.slots));
	for (size_t i = 0; i < f->n_slots; i++)
		if (f->slots[i].key != 0)
			*slot_of(&to, f->slots[i].key) = f->slots[i];
	free(f->slots);
	*f = to;
}

/* Sums do not depend on the order in which rows come. */
static struct fact *
add(struct facts *f, uint64_t key, uint64_t value)
{
	struct fact *slot;

	if ((f->n + 1) * 4 > f->n_slots * 3)
		grow(f);
	slot = slot_of(f, key);
	if (slot->key == 0)
		f->n++;
	slot->key = key;
	slot->value += value;
	return slot;
}

uint64_t
facts_get(const struct facts *f, uint64_t key)
{
	return f->n_slots > 0 ? slot_of(f, key)->value : 0;
}

static int
take_segment(void *ctx, const struct segment_row *s, struct err *err)
{
	struct facts *f = ctx;
	size_t id = (size_t)s->id;

	(void)err;
	while (f->n_segments <= id)
		*VEC_PUSH(&f->segments, &f->n_segments, &f->cap_segments) = 0;
	add_text(f, s->name);
	f->segments[id] = finish(f);
	return 0;
}

static bool
is_well(const struct resource *r)
{
	return outcome_is_kept(r->outcome) && (outcome_is_kept(r->last) ||
	    r->last == OUTCOME_UNTRIED);
}

/* All but when it was looked at and in vain, what validates it, and what
 * extracted it. */
static int
take_resource(void *ctx, const struct resource *r, struct err *err)
{
	struct facts *f = ctx;
	const char *const texts[] = {
		r->url, r->alias_of, r->reason, r->last_reason, r->final_url,
		r->media, r->digest, r->title, r->byline, r->published,
		r->site, r->lang, r->lead_image, r->next,
	};
	const int64_t numbers[] = {
		r->is_cited, r->is_image, r->outcome, r->last, r->last_since,
		r->captured,
		r->status, r->length, r->words, is_well(r) ? 0 : r->tried,
		is_well(r) ? 0 : r->failures,
	};
	uint64_t key = facts_key(f, FACT_RESOURCE, r->url), value;
	bool is_alias = r->alias_of[0] != '\0';
	struct fact *slot;

	(void)err;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		add_text(f, texts[i]);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		add_int(f, numbers[i]);
	add_place(f, &r->capture);
	add_place(f, &r->article);
	value = finish(f);
	slot = add(f, key, value);
	if (is_alias)
		slot->leader = facts_key(f, FACT_RESOURCE, r->alias_of);
	if (r->next[0] != '\0') {
		uint64_t next = facts_key(f, FACT_RESOURCE, r->next);

		(void)add(f, next, key * 3);
	}
	return 0;
}

static int
take_image(void *ctx, const struct image_row *i, struct err *err)
{
	struct facts *f = ctx;
	uint64_t key = facts_key(f, FACT_RESOURCE, i->page);

	(void)err;
	add_int(f, i->position);
	add_text(f, i->src);
	add_text(f, i->url);
	(void)add(f, key, finish(f));
	return 0;
}

static int
take_file(void *ctx, const struct file_row *r, struct err *err)
{
	struct facts *f = ctx;
	uint64_t key = facts_key(f, FACT_FILE, r->name);

	(void)err;
	add_text(f, r->media);
	add_text(f, r->digest);
	add_place(f, &r->at);
	(void)add(f, key, finish(f));
	return 0;
}

static int
take_note(void *ctx, const struct note_row *n, struct err *err)
{
	struct facts *f = ctx;
	uint64_t key = facts_key(f, FACT_NOTE, n->name);

	(void)err;
	add_text(f, n->title);
	add_int(f, n->date);
	add_text(f, n->digest);
	add_place(f, &n->at);
	(void)add(f, key, finish(f));
	return 0;
}

/* What is cited shows the titles of the notes that do. */
static int
find_title(struct facts *f, const char *note, struct err *err)
{
	AUTO(note_row_release) struct note_row row = { 0 };
	bool found;

	if (f->note != NULL && strcmp(f->note, note) == 0)
		return 0;
	if (catalog_get_note(f->catalog, note, &row, &found, err) < 0)
		return -1;
	model_set(&f->note, note);
	model_set(&f->title, found ? row.title : "");
	return 0;
}

static int
take_ref(void *ctx, const struct ref_row *r, struct err *err)
{
	struct facts *f = ctx;
	uint64_t note = facts_key(f, FACT_NOTE, r->note), to, value;
	struct fact *slot;

	if (find_title(f, r->note, err) < 0)
		return -1;
	add_text(f, f->title);
	add_text(f, r->note);
	add_text(f, r->url);
	add_text(f, r->text);
	add_text(f, r->heading);
	add_text(f, r->key);
	add_int(f, r->position);
	add_int(f, r->line);
	add_int(f, r->kind);
	add_int(f, r->target);
	value = finish(f);
	(void)add(f, note, value);
	if (r->target != REF_TO_RESOURCE)
		return 0;
	to = facts_key(f, FACT_RESOURCE, r->key);
	slot = add(f, to, value);
	if (slot->leader != 0)
		(void)add(f, slot->leader, value);
	return 0;
}

/* References last: they need to know the aliases. */
static int
fill(struct facts *f, struct err *err)
{
	struct catalog *c = f->catalog;

	if (catalog_each_segment(c, take_segment, f, err) < 0 ||
	    catalog_each_resource(c, RESOURCES_ALL, take_resource, f,
	    err) < 0 || catalog_each_image(c, NULL, take_image, f, err) < 0 ||
	    catalog_each_file(c, take_file, f, err) < 0 ||
	    catalog_each_note(c, take_note, f, err) < 0)
		return -1;
	return catalog_each_ref(c, NULL, take_ref, f, err);
}

int
facts_new(struct facts **out, struct catalog *c, struct err *err)
{
	struct facts *f = mem_alloc(sizeof(*f));

	*out = f;
	f->catalog = c;
	f->hash = hash_new();
	if (fill(f, err) < 0) {
		facts_free(f);
		*out = NULL;
		return -1;
	}
	return 0;
}

void
facts_free(struct facts *f)
{
	if (f == NULL)
		return;
	hash_free(f->hash);
	free(f->slots);
	free(f->segments);
	free(f->note);
	free(f->title);
	free(f);
}
